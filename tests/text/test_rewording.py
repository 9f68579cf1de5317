"""Minimal steps to other words: exact, small, and quiet elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prosemirror.transform import ReplaceStep

from tests.text.strategies import contents, edited
from tests.text.world import rules, words_of
from workspace.text.authority import Head, act
from workspace.text.mapping import Commit, Trail
from workspace.text.refusals import Invalid
from workspace.text.rewording import minimal_steps, recasting_steps
from workspace.text.schema import clause, document, kind_of, level_of, text


@given(st.data())
def test_the_clause_gets_exactly_the_new_words_and_others_keep_theirs(data: st.DataObject) -> None:
    before = data.draw(contents)
    after = data.draw(edited(before) | contents)
    clauses = [clause("🙂 before", id="clause01"), clause(before, id="clause02"), clause("after", id="clause03")]
    head = Head.of(document(clauses))

    placed = act(head, Commit(tuple(minimal_steps(head.doc, "clause02", after))), rules())

    assert placed.head.doc.child(1).eq(clause(after, id="clause02"))
    assert placed.head.doc.child(0) is clauses[0]
    assert placed.head.doc.child(2) is clauses[2]


def test_only_the_words_that_differ_are_touched() -> None:
    doc = document([clause("Each State shall act promptly.", id="clause01")])

    steps = minimal_steps(doc, "clause01", [text("Each State Party should act.")])

    assert [(step.from_, step.to) for step in steps if isinstance(step, ReplaceStep)] == [(21, 30), (12, 17)]
    cursor_in_act = Trail.over([Commit(tuple(steps))], []).follow(20, 1, 0)
    assert cursor_in_act.pos == 27
    assert not cursor_in_act.is_deleted


@pytest.mark.parametrize(("kind", "level"), [("paragraph", 2), ("article", 0), ("paragraph", 0)])
@pytest.mark.parametrize(("old_kind", "old_level"), [("paragraph", 1), ("chapter", 0)])
def test_a_clause_is_recast(old_kind: str, old_level: int, kind: str, level: int) -> None:
    head = Head.of(document([clause("One."), clause("Two.", kind=old_kind, level=old_level, id="clause02")]))

    placed = act(head, Commit(tuple(recasting_steps(head.doc, "clause02", kind=kind, level=level))), rules())

    node = placed.head.doc.child(1)
    assert (kind_of(node), level_of(node)) == (kind, level)
    assert words_of(placed.head.doc) == ["One.", "Two."]


def test_a_clause_that_is_not_there_cannot_be_reworded() -> None:
    with pytest.raises(Invalid):
        minimal_steps(document([clause("One.")]), "nosuchid", [])
