"""Applying a step to the few clauses it touches, naming new clauses, and noting splits and joins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import AttrStep, ReplaceStep

from workspace.text import places
from workspace.text.clauses import Differing
from workspace.text.retyping import retyped
from workspace.text.schema import ID, PARAGRAPH, clauses_of, document, id_of, kind_of, level_of
from workspace.text.steps import Step

# What the library raises where the JavaScript one returns a failed result.
_LIBRARY_FAILURES = (ValueError, LookupError, AttributeError, TypeError, AssertionError)


class DoesNotFit(Exception):
    """The step cannot be applied to this document."""


@dataclass
class Lineage:
    """Where new clauses came from and where gone ones went."""

    split_from: dict[str, str] = field(default_factory=dict)
    joined_into: dict[str, str] = field(default_factory=dict)


class Applied(NamedTuple):
    """A document after a step, and the clauses in which it differs."""

    doc: Node
    stretch: Differing
    # Whether it typed in one clause or deleted there, inside one run of words: then all else is as it was.
    is_typing: bool


class _Touched(NamedTuple):
    """The clauses that a step reaches, neighbours at its edges included."""

    first: int
    last: int
    offset: int
    clauses: list[Node]


def apply_step(doc: Node, step: Step) -> Applied:
    starts = places.starts_of(doc)
    touched = _touched(doc, step, starts)
    typed = _typed(step, touched)
    after = [typed] if typed else clauses_of(_applied(_shifted(step, -touched.offset), document(touched.clauses)))
    clauses = clauses_of(doc).copy()
    clauses[touched.first : touched.last + 1] = after
    by = places.length(after) - places.length(touched.clauses)
    result = doc.copy(Fragment(clauses, doc.content.size + by))
    places.follow(starts, result, touched.first, gone=len(touched.clauses), new=len(after), by=by)
    return Applied(result, Differing(touched.clauses, after), typed is not None)


def with_ids(doc: Node, step: Step, new_id: Callable[[], str], elsewhere: frozenset[str] = frozenset()) -> Step:
    """The step with an id of its own for every clause it makes: the proposed one unless a clause has it."""
    if not isinstance(step, ReplaceStep) or not (made := _made(step)):
        return step
    taken = _ids_that_stay(doc, step) | elsewhere
    named: list[Node] = []
    for node in made:
        id = id_of(node)
        while id in taken or not ID.match(id):
            id = new_id()
        taken.add(id)
        named.append(node if id == id_of(node) else node.type.create({**node.attrs, "id": id}, node.content))
    if named == made:
        return step
    nodes = [*step.slice.content.content[: -len(made)], *named]
    slice = Slice(Fragment(nodes, step.slice.content.size), step.slice.open_start, step.slice.open_end)
    return ReplaceStep(step.from_, step.to, slice, step.structure)


def note_lineage(doc: Node, step: Step, lineage: Lineage) -> None:
    """Note what the step, applied to `doc`, splits and joins."""
    if not isinstance(step, ReplaceStep):
        return
    made = [id_of(node) for node in _made(step)]
    if not made and step.from_ == step.to:
        return
    start, end = (_clause_at(doc, pos) for pos in (step.from_, step.to))
    tail_in = made[-1] if made and step.slice.open_end else start
    if end is None or tail_in is None or tail_in == end:
        return
    if end == start:
        lineage.split_from[tail_in] = end
    else:
        lineage.joined_into[end] = tail_in


def _made(step: ReplaceStep) -> list[Node]:
    """The clauses of the slice that come with their own attributes: all but one that continues the text's."""
    nodes = step.slice.content.content
    if nodes and nodes[0].is_inline:
        return []
    return nodes[step.slice.open_start :]


def _ids_that_stay(doc: Node, step: ReplaceStep) -> set[str]:
    stay, start = set(), 0
    for node in clauses_of(doc):
        if not step.from_ <= start < step.to:
            stay.add(id_of(node))
        start += node.content.size + 2
    return stay


def _clause_at(doc: Node, pos: int) -> str | None:
    """The clause inside which a position lies, or nothing between clauses."""
    index = places.clause_at(doc, pos)
    return None if index is None else id_of(clauses_of(doc)[index])


def _bounds(step: Step) -> tuple[int, int]:
    return (step.pos, step.pos) if isinstance(step, AttrStep) else (step.from_, step.to)


def _touched(doc: Node, step: Step, starts: places.Starts) -> _Touched:
    start, end = _bounds(step)
    if end > doc.content.size:
        raise DoesNotFit
    first, last = starts.around(start, end)
    return _Touched(first, last, starts.at(first), clauses_of(doc)[first : last + 1])


def _typed(step: Step, touched: _Touched) -> Node | None:
    """The touched clause after the step, if that only types in it."""
    if type(step) is not ReplaceStep or len(touched.clauses) != 1:
        return None
    return retyped(touched.clauses[0], step, touched.offset + 1)


def _shifted(step: Step, by: int) -> Step:
    if isinstance(step, AttrStep):
        return AttrStep(step.pos + by, step.attr, step.value)
    if isinstance(step, ReplaceStep):
        return ReplaceStep(step.from_ + by, step.to + by, step.slice, step.structure)
    return type(step)(step.from_ + by, step.to + by, step.mark)


def _applied(step: Step, doc: Node) -> Node:
    try:
        if isinstance(step, AttrStep) and not _may_set(step, doc):
            raise DoesNotFit
        result = step.apply(doc)
    except _LIBRARY_FAILURES as failure:
        raise DoesNotFit from failure
    if result.doc is None:
        raise DoesNotFit
    return result.doc


def _may_set(step: AttrStep, doc: Node) -> bool:
    """Whether a clause begins there, and would not end up a heading with a level."""
    node = doc.node_at(step.pos)
    if node is None or node.type.name != "clause":
        return False
    kind, level = (step.value, level_of(node)) if step.attr == "kind" else (kind_of(node), step.value)
    return kind == PARAGRAPH or not level
