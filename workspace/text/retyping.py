"""Typing, the step that comes all the time: plain replacement of words inside one run, done without the library."""

from prosemirror.model import Fragment, Mark, Node
from prosemirror.model.node import TextNode
from prosemirror.transform import ReplaceStep


def retyped(clause: Node, step: ReplaceStep, begins: int) -> Node | None:
    """The clause, whose words begin at `begins`, after the step; nothing, if that is for the library to say.

    Exactly what the library makes of it: the words come into the run that is formatted like them, so that no runs are
    joined or divided.
    """
    slice = step.slice
    runs = slice.content.content
    if step.structure or slice.open_start or slice.open_end or len(runs) > 1:
        return None
    if runs and not isinstance(runs[0], TextNode):
        return None
    place = _run_at(clause, step.from_ - begins, step.to - begins, runs[0].marks if runs else None)
    if place is None:
        return None
    index, start, end = place
    children = list(clause.content.content)
    run = children[index]
    known = run.text or ""
    words = f"{known[:start]}{runs[0].text if runs else ''}{known[end:]}"
    if not words:
        return None
    children[index] = TextNode(run.type, run.attrs, words, run.marks)
    return clause.copy(Fragment(children, clause.content.size + slice.size - (end - start)))


def _run_at(clause: Node, start: int, end: int, marks: list[Mark] | None) -> tuple[int, int, int] | None:
    """The run in which a range lies, formatted like `marks`, and the range in it."""
    if start < 0 or end > clause.content.size:
        return None
    offset = 0
    for index, run in enumerate(clause.content.content):
        size = run.node_size
        if start <= offset + size:
            fits = isinstance(run, TextNode) and len(run.text) == size and end <= offset + size
            # Otherwise positions are not those in the string, or the words belong to the next run.
            if fits and (marks is None or Mark.same_set(run.marks, marks)):
                return index, start - offset, end - offset
            if start < offset + size:
                return None
        offset += size
    return None
