"""Typing is applied without the library, and exactly as the library would; where clauses begin is always known."""

from hypothesis import given, settings
from hypothesis import strategies as st
from prosemirror.model import Fragment, Slice
from prosemirror.transform import ReplaceStep

from tests.text import strategies
from tests.text.world import check_places
from workspace.text.applying import DoesNotFit, apply_step
from workspace.text.retyping import retyped
from workspace.text.schema import clause, clauses_of, document, em, text

_pieces = st.sampled_from([Slice.empty, *(Slice(Fragment([run]), 0, 0) for run in (text("x"), text("é𠮷", em())))])


@st.composite
def typing(draw: st.DrawFn, size: int) -> ReplaceStep:
    start = draw(st.integers(0, size))
    return ReplaceStep(start, draw(st.integers(start, min(size, start + 4))), draw(_pieces))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_typing_makes_what_the_library_makes(data: st.DataObject) -> None:
    words = clause(data.draw(strategies.contents))
    step = data.draw(typing(words.content.size + 2))

    made = retyped(words, step, 1)

    if made is not None:
        expected = step.apply(document([words])).doc
        assert expected is not None
        assert made.eq(clauses_of(expected)[0])
        assert made.content.size == clauses_of(expected)[0].content.size


def test_a_key_inside_a_run_is_typed_without_the_library_and_one_that_divides_it_is_not() -> None:
    words = clause([text("States "), text("shall", em())])

    inside = retyped(words, ReplaceStep(3, 4, Slice(Fragment([text("x")]), 0, 0)), 1)
    at_the_end = retyped(words, ReplaceStep(13, 13, Slice(Fragment([text("!", em())]), 0, 0)), 1)
    dividing = retyped(words, ReplaceStep(3, 3, Slice(Fragment([text("x", em())]), 0, 0)), 1)
    emptying = retyped(words, ReplaceStep(8, 13, Slice.empty), 1)

    assert [node and node.text_content for node in (inside, at_the_end)] == ["Stxtes shall", "States shall!"]
    assert (dividing, emptying) == (None, None)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_where_clauses_begin_is_known_after_every_step(data: st.DataObject) -> None:
    doc = document([clause(data.draw(strategies.contents)) for _ in range(3)])

    for _ in range(4):
        try:
            doc = apply_step(doc, data.draw(typing(doc.content.size))).doc
        except DoesNotFit:
            continue
        check_places(doc)
