"""A change of words is shown, and so is one of emphasis, of a reference, or of a clause's kind and level."""

import re

import pytest
from flask import Flask, get_template_attribute
from prosemirror.model import Node

from workspace.drafting.comparing import Shown, shown_diff, sides_of
from workspace.text.numbering import Number, Numbers
from workspace.text.schema import clause, em, reference, strong, text

NUMBERS = Numbers([("other001", Number("Article 9", "article 9"))], language="en")


@pytest.fixture(autouse=True)
def asked(app: Flask):  # type: ignore[no-untyped-def]
    with app.test_request_context():
        yield


def read(before: Node | None, after: Node | None) -> str:
    """The diff as a reader without colour has it: tags gone, words for screen readers kept."""
    drawn = get_template_attribute("parts/diff.html", "runs_of")(shown_diff(before, after, NUMBERS))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(drawn))).strip()


def test_another_kind_or_level_is_told_in_words() -> None:
    paragraph = clause("Purpose")

    told = read(paragraph, clause("Purpose", kind="article"))
    deeper = read(paragraph, clause("Purpose", level=2))

    assert told.startswith("Kind: deleted: Paragraph (end of deletion) inserted: Article (end of insertion)")
    assert "inserted: Paragraph, level 2 (end of insertion)" in deeper
    assert read(paragraph, clause("Purpose")) == "Purpose"


def test_a_new_clause_says_what_it_is_unless_it_is_a_plain_paragraph() -> None:
    assert read(None, clause("Cables", kind="article")).startswith("inserted: Article (end of insertion)")
    assert read(None, clause("No harm.")) == "inserted: No harm. (end of insertion)"


def test_emphasis_that_comes_or_goes_is_told_and_its_words_stay_once() -> None:
    plain, set_off = clause("Recalling the Charter"), clause([text("Recalling", em()), text(" the Charter")])

    assert read(plain, set_off) == "set otherwise: Recalling emphasis the Charter"
    assert read(set_off, plain) == "set otherwise: Recalling no emphasis the Charter"
    assert "not strong, emphasis" in read(clause([text("Recalling", strong())]), clause([text("Recalling", em())]))


def test_two_changes_of_form_beside_each_other_are_told_apart() -> None:
    before, after = clause([text("one "), text("two", em())]), clause([text("one ", em()), text("two")])

    notes = [run.note for run in shown_diff(before, after, NUMBERS) if run.kind == "reformatted"]

    assert notes == ["emphasis", "no emphasis"]


def test_words_that_become_a_reference_which_reads_the_same_are_told() -> None:
    words = clause("under article 9.")
    linked = clause([text("under "), reference("other001"), text(".")])

    assert read(words, linked) == "under set otherwise: article 9 now a reference."
    assert read(linked, words) == "under set otherwise: article 9 no longer a reference."


def test_an_inserted_reference_and_inserted_emphasis_are_heard() -> None:
    after = clause([text("Act"), text(" at once", em()), text(" under "), reference("other001")])

    assert "at once (emphasis) under article 9 (reference)" in read(clause("Act"), after)


def test_side_by_side_each_column_holds_its_own_wording() -> None:
    before = clause([text("States"), text(" shall", em()), text(" act.")], kind="preambular")
    after = clause("States shall help.")

    left, right = sides_of(shown_diff(before, after, NUMBERS))

    assert [run.kind for run in left] == ["recast", "same", "same", "same", "deleted", "same"]
    assert [run.kind for run in right] == ["recast", "same", "reformatted", "same", "inserted", "same"]
    assert (left[0].was, left[0].words) == ("Preambular paragraph", "")
    assert left[2] == Shown("same", left[2].words)
    assert "<em> shall</em>" in left[2].words
