"""Strict parsing of what clients send, and the form in which steps are passed on. Both libraries accept
nonsense that crashes browsers or duplicates text, so every key and type is checked, nothing raw goes on."""

from collections.abc import Sequence
from typing import TypeAlias

from prosemirror.model import Fragment, Mark, Node, Slice
from prosemirror.transform import AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep
from prosemirror.utils import JSON

from workspace.phrases import Phrase
from workspace.text.refusals import Invalid, TooLarge
from workspace.text.schema import PARAGRAPH, SCHEMA, bracket, clause, document, id_of, plain, reference, text
from workspace.text.values import (
    a_filled_list,
    a_kind,
    a_level,
    a_list,
    a_position,
    an_id,
    an_object,
    some_words,
    with_keys,
)

Step: TypeAlias = ReplaceStep | AddMarkStep | RemoveMarkStep | AttrStep

MAX_STEPS = 200
MAX_DEPTH = 16


def parse_steps(raw: object) -> list[Step]:
    """The steps of one commit."""
    steps = a_list(raw)
    if not steps:
        raise Invalid(Phrase("A commit has at least one step."))
    if len(steps) > MAX_STEPS:
        raise TooLarge(Phrase("A commit has at most %(most)s steps.", most=MAX_STEPS))
    return [parse_step(step) for step in steps]


def parse_step(raw: object) -> Step:
    """One step, in the long or the short form; stored steps are read back through here too."""
    if isinstance(raw, list):
        return _short(raw)
    match an_object(raw).get("stepType"):
        case "replace":
            return _replace(with_keys(raw, {"stepType", "from", "to"}, {"slice", "structure"}))
        case "addMark":
            return AddMarkStep(*_marking(raw))
        case "removeMark":
            return RemoveMarkStep(*_marking(raw))
        case "attr":
            return _attr(with_keys(raw, {"stepType", "pos", "attr", "value"}))
    raise Invalid(Phrase("Unknown type of step."))


def parse_document(raw: object) -> Node:
    """A whole document from someone else: every clause with its own id."""
    given = with_keys(raw, {"type", "content"})
    if given["type"] != "doc":
        raise Invalid(Phrase("A document is expected."))
    clauses = [_clause(item) for item in a_filled_list(given["content"])]
    ids = {id_of(item) for item in clauses}
    if len(ids) != len(clauses) or "" in ids:
        raise Invalid(Phrase("Every clause has an id of its own."))
    return document(clauses)


def parse_content(raw: object) -> list[Node]:
    """The runs of one clause from someone else."""
    return Fragment.from_array([_inline(item) for item in a_list(raw)]).content


def step_to_wire(step: Step) -> JSON:
    """The form stored and broadcast: short where the step only puts plain words in place of a range."""
    if isinstance(step, ReplaceStep) and not step.structure and _is_plain(step.slice):
        words = step.slice.content.content[0].text if step.slice.content.content else ""
        return [step.from_, step.to, words]
    return step.to_json()


def is_within_depth(value: object, limit: int = MAX_DEPTH) -> bool:
    """Whether lists and objects are nested at most so deep; without recursion, since the value is hostile."""
    level = [value]
    for _ in range(limit):
        level = [child for item in level for child in _children(item) if isinstance(child, list | dict)]
        if not level:
            return True
    return False


def _children(item: object) -> Sequence[object]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else ()


def _is_plain(slice: Slice) -> bool:
    runs = slice.content.content
    if slice.open_start or slice.open_end or len(runs) > 1:
        return False
    return not runs or (runs[0].is_text and not runs[0].marks)


def _short(raw: list[object]) -> ReplaceStep:
    if len(raw) != 3:
        raise Invalid(Phrase("The short form is from, to and words."))
    start, end = _range(raw[0], raw[1])
    if raw[2] == "" and start < end:
        return ReplaceStep(start, end, Slice.empty)
    return ReplaceStep(start, end, Slice(plain(some_words(raw[2])), 0, 0))


def _replace(raw: dict[str, object]) -> ReplaceStep:
    start, end = _range(raw["from"], raw["to"])
    if "structure" in raw and raw["structure"] is not True:
        raise Invalid(Phrase("structure is true or left out."))
    slice = _slice(raw["slice"]) if "slice" in raw else Slice.empty
    if start == end and not slice.size:
        raise Invalid(Phrase("A replacement changes something."))
    return ReplaceStep(start, end, slice, "structure" in raw)


def _slice(raw: object) -> Slice:
    given = with_keys(raw, {"content"}, {"openStart", "openEnd"})
    open_start, open_end = (_open(given, side) for side in ("openStart", "openEnd"))
    items = a_filled_list(given["content"])
    if isinstance(items[0], dict) and items[0].get("type") == "clause":
        slice = Slice(Fragment.from_array([_clause(item) for item in items]), open_start, open_end)
    elif open_start or open_end:
        raise Invalid(Phrase("Only clauses can be open."))
    else:
        slice = Slice(Fragment.from_array([_inline(item) for item in items]), 0, 0)
    if slice.size < 1:
        raise Invalid(Phrase("A slice has content."))
    return slice


def _open(given: dict[str, object], side: str) -> int:
    if side not in given:
        return 0
    if type(given[side]) is not int or given[side] != 1:
        raise Invalid(Phrase("%(side)s is 1 or left out.", side=side))
    return 1


def _clause(raw: object) -> Node:
    given = with_keys(raw, {"type", "attrs"}, {"content"})
    if given["type"] != "clause":
        raise Invalid(Phrase("Clauses and words do not mix."))
    attrs = with_keys(given["attrs"], {"id", "kind", "level"})
    kind, level = a_kind(attrs["kind"]), a_level(attrs["level"])
    if level and kind != PARAGRAPH:
        raise Invalid(Phrase("Only paragraphs have a level."))
    # An empty id asks the server to make one.
    id = "" if attrs["id"] == "" else an_id(attrs["id"])
    content = [_inline(item) for item in a_filled_list(given["content"])] if "content" in given else []
    return clause(Fragment.from_array(content).content, kind=kind, level=level, id=id)


def _inline(raw: object) -> Node:
    match an_object(raw).get("type"):
        case "text":
            given = with_keys(raw, {"type", "text"}, {"marks"})
            return text(some_words(given["text"]), *_marks(given))
        case "reference":
            given = with_keys(raw, {"type", "attrs"}, {"marks"})
            return reference(an_id(with_keys(given["attrs"], {"clause"})["clause"]), *_marks(given))
    raise Invalid(Phrase("A clause holds words and references."))


def _marks(given: dict[str, object]) -> list[Mark]:
    marks = [_mark(raw) for raw in a_filled_list(given["marks"])] if "marks" in given else []
    ranks = [mark.type.rank for mark in marks]
    repeated = any(mark.eq(other) for i, mark in enumerate(marks) for other in marks[:i])
    if repeated or ranks != sorted(ranks):
        raise Invalid(Phrase("Marks stand once each and in the schema's order."))
    return marks


def _mark(raw: object) -> Mark:
    match an_object(raw).get("type"):
        case "em" | "strong" as name:
            with_keys(raw, {"type"})
            return SCHEMA.mark(name)
        case "bracket":
            return bracket(an_id(with_keys(with_keys(raw, {"type", "attrs"})["attrs"], {"id"})["id"]))
    raise Invalid(Phrase("Unknown mark."))


def _marking(raw: object) -> tuple[int, int, Mark]:
    given = with_keys(raw, {"stepType", "mark", "from", "to"})
    start, end = _range(given["from"], given["to"])
    if start == end:
        raise Invalid(Phrase("A mark covers something."))
    return start, end, _mark(given["mark"])


def _attr(raw: dict[str, object]) -> AttrStep:
    pos = a_position(raw["pos"])
    match raw["attr"]:
        case "kind":
            return AttrStep(pos, "kind", a_kind(raw["value"]))
        case "level":
            return AttrStep(pos, "level", a_level(raw["value"]))
    raise Invalid(Phrase("Only kind and level can be set."))


def _range(start: object, end: object) -> tuple[int, int]:
    start, end = a_position(start), a_position(end)
    if start > end:
        raise Invalid(Phrase("from comes before to."))
    return start, end
