"""Three-way merge: its laws, and what overlaps."""

from hypothesis import given
from hypothesis import strategies as st
from prosemirror.model import Node

from tests.text.strategies import contents, edited, same_content
from workspace.text.merge import Merged, Overlap, merge
from workspace.text.schema import clause, em, text

places = st.sampled_from([("paragraph", 0), ("paragraph", 1), ("article", 0)])


def wording(content: str | list[Node], place: tuple[str, int] = ("paragraph", 0)) -> Node:
    return clause(content, kind=place[0], level=place[1], id="clause01")


@st.composite
def changes(draw: st.DrawFn) -> tuple[Node, Node, Node]:
    base = draw(contents)
    one, other = draw(edited(base)), draw(edited(base) | contents)
    return wording(base, draw(places)), wording(one, draw(places)), wording(other, draw(places))


@given(changes())
def test_what_only_one_side_changed_is_taken(three: tuple[Node, Node, Node]) -> None:
    base, now, proposal = three

    for merged, expected in (
        (merge(base, base, proposal), proposal),
        (merge(base, now, base), now),
        (merge(base, now, now), now),
    ):
        assert isinstance(merged, Merged)
        assert merged.clause.eq(expected)


@given(changes())
def test_the_sides_of_a_merge_are_equal(three: tuple[Node, Node, Node]) -> None:
    base, now, proposal = three

    one, other = merge(base, now, proposal), merge(base, proposal, now)

    if isinstance(one, Merged):
        assert isinstance(other, Merged)
        assert other.clause.eq(one.clause)
    else:
        assert isinstance(other, Overlap)
        assert len(other.stretches) == len(one.stretches)


@given(changes())
def test_an_overlap_shows_what_each_side_has_there(three: tuple[Node, Node, Node]) -> None:
    result = merge(*three)

    if isinstance(result, Overlap):
        assert result.stretches or result.is_in_kind_or_level
        for stretch in result.stretches:
            assert not same_content(stretch.now, stretch.proposal)
            assert not same_content(stretch.base, stretch.now)
            assert not same_content(stretch.base, stretch.proposal)


@given(contents, contents)
def test_changes_apart_from_each_other_both_stand(one: list[Node], other: list[Node]) -> None:
    base = [text("States shall act in good faith.")]

    merged = merge(wording(base), wording([*one, text(" "), *base]), wording([*base, text(" "), *other]))

    assert isinstance(merged, Merged)
    assert same_content(merged.clause.content.content, wording([*one, text(" "), *base, text(" "), *other]).children)


def test_words_and_formatting_in_different_places_are_merged() -> None:
    base, now = wording("Each State shall act."), wording("Each State Party shall act.")
    proposal = wording([text("Each State shall "), text("act", em()), text(" promptly.")])

    merged = merge(base, now, proposal)

    assert isinstance(merged, Merged)
    assert merged.clause.eq(wording([text("Each State Party shall "), text("act", em()), text(" promptly.")]))


def test_the_same_word_changed_twice_overlaps() -> None:
    overlap = merge(wording("States shall act."), wording("States should act."), wording("States may act soon."))

    assert isinstance(overlap, Overlap)
    assert [[each.text for each in side] for side in overlap.stretches[0]] == [["shall"], ["should"], ["may"]]
    assert not overlap.is_in_kind_or_level


def test_a_word_changed_here_and_formatted_there_overlaps() -> None:
    formatted = wording([text("States "), text("shall", em()), text(" act.")])

    assert isinstance(merge(wording("States shall act."), formatted, wording("States may act.")), Overlap)


def test_two_kinds_at_once_overlap() -> None:
    overlap = merge(wording("A"), wording("A", ("article", 0)), wording("A", ("paragraph", 1)))

    assert overlap == Overlap((), is_in_kind_or_level=True)
