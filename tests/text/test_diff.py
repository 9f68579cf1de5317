"""Word diffs: both sides come back, in every script, and no cut falls inside a character."""

import unicodedata
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prosemirror.model import Fragment, Node

from tests.text.strategies import SENTENCES, contents, edited, same_content, words
from workspace.text.diff import Op, Piece, diff
from workspace.text.edits import edits
from workspace.text.schema import bracket, em, reference, text
from workspace.text.tokens import beginning, runs_of, split_words, tokens_of


def shown(pieces: list[Piece]) -> list[tuple[str, str, str]]:
    def words(nodes: list[Node]) -> str:
        return "".join(node.text or "@" for node in nodes)

    return [(piece.op.value, words(piece.before), words(piece.after)) for piece in pieces]


def joined(sides: list[list[Node]]) -> list[Node]:
    return Fragment.from_array(list(chain(*sides))).content


@given(st.data())
def test_a_diff_reproduces_both_sides(data: st.DataObject) -> None:
    before = data.draw(contents)
    after = data.draw(edited(before) | contents)

    pieces = diff(before, after)

    assert same_content(joined([piece.before for piece in pieces]), before)
    assert same_content(joined([piece.after for piece in pieces]), after)
    for piece in pieces:
        assert (piece.op is Op.INSERTED) == (not piece.before)
        assert (piece.op is Op.DELETED) == (not piece.after)


@given(contents)
def test_nothing_differs_from_itself(content: list[Node]) -> None:
    assert all(piece.op is Op.SAME for piece in diff(content, content))


def test_a_joiner_at_the_beginning_reaches_for_the_next_sign() -> None:
    assert split_words("\u200d👧 \u200d👦") == ["\u200d👧", " \u200d👦"]


def test_a_clause_is_known_by_its_first_words_and_a_chinese_one_by_its_first_characters() -> None:
    chinese = (
        "每一缔约国应尽其所能，采取一切合理措施，查明并制止此种行动；不得延误，并应当与其他缔约国合作，交换情报，相互协助，"
        * 2
    )

    assert beginning("Each State  Party shall act at once.", 3) == "Each State Party…"
    assert beginning("Each State", 3) == "Each State"
    assert beginning(chinese, 3) == "每一缔约国应…"
    assert beginning("总则", 3) == "总则"


@given(words)
def test_words_are_cut_nowhere_inside_a_character(words: str) -> None:
    tokens = split_words(words)

    assert "".join(tokens) == words
    for before, token in pairwise(tokens):
        assert unicodedata.category(token[0])[0] != "M"
        assert token[0] not in "\u200c\u200d"
        assert before[-1] != "\u200d"
        assert not "\U0001f3fb" <= token[0] <= "\U0001f3ff"


@given(contents)
def test_tokens_put_together_are_the_content_again(content: list[Node]) -> None:
    assert same_content(runs_of(tokens_of(content)), content)


@given(st.lists(st.sampled_from("abc  ")), st.lists(st.sampled_from("abc  ")))
def test_edits_cover_both_sequences_without_gaps(before: list[str], after: list[str]) -> None:
    at, new_at = 0, 0
    for edit in edits(before, after):
        assert (edit.start, edit.new_start) == (at, new_at)
        assert edit.is_same == (before[edit.start : edit.end] == after[edit.new_start : edit.new_end])
        at, new_at = edit.end, edit.new_end
    assert (at, new_at) == (len(before), len(after))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("🇫🇷🇩🇪🇪", ["🇫🇷", "🇩🇪", "🇪"]),
        ("👩‍👩‍👧👍🏽", ["👩‍👩‍👧", "👍🏽"]),
        ("1️⃣ 🏳️‍🌈", ["1️⃣", " ", "🏳️‍🌈"]),
        ("e\u0301te\u0301 l’eau", ["e\u0301te\u0301", " ", "l’eau"]),
        ("各缔约国。𠮷野", ["各", "缔", "约", "国", "。", "𠮷", "野"]),
        ("الدولُ، ٣", ["الدولُ", "،", " ", "٣"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("क्षि", ["क्षि"]),
        ("co-operation  (b)", ["co", "-", "operation", "  ", "(", "b", ")"]),
    ],
)
def test_tokens_are_words_signs_and_han_characters(sentence: str, expected: list[str]) -> None:
    assert split_words(sentence) == expected


def test_changed_words_are_shown_whole() -> None:
    pieces = diff([text("States shall act.")], [text("States should act soon.")])

    assert shown(pieces) == [
        ("same", "States ", "States "),
        ("deleted", "shall", ""),
        ("inserted", "", "should"),
        ("same", " act", " act"),
        ("inserted", "", " soon"),
        ("same", ".", "."),
    ]


def test_chance_equalities_between_rewritten_words_are_not_kept() -> None:
    pieces = diff([text("alpha beta gamma")], [text("one two three")])

    assert shown(pieces) == [("deleted", "alpha beta gamma", ""), ("inserted", "", "one two three")]


def test_formatting_alone_is_said_to_be_formatting() -> None:
    before = [text("Recalling that each "), text("State", bracket("bracket1"))]
    after = [text("Recalling", em()), text(" that each State")]

    assert shown(diff(before, after)) == [
        ("reformatted", "Recalling", "Recalling"),
        ("same", " that each ", " that each "),
        ("reformatted", "State", "State"),
    ]


def test_a_reference_to_another_clause_is_a_change() -> None:
    pieces = diff([text("see "), reference("clause01")], [text("see "), reference("clause02")])

    assert shown(pieces) == [("same", "see ", "see "), ("deleted", "@", ""), ("inserted", "", "@")]


@pytest.mark.parametrize("number", range(6))
def test_two_thousand_rewritten_characters_come_back_on_both_sides(number: int) -> None:
    parts = split_words(SENTENCES[number])
    before = "".join(parts[n * 7 % len(parts)] for n in range(2000))[:2000]
    after = "".join(parts[n * n % len(parts)] for n in range(2000))[:2000]

    pieces = shown(diff([text(before)], [text(after)]))

    assert "".join(words for _, words, _ in pieces) == before
    assert "".join(words for _, _, words in pieces) == after
