"""Three-way merge of a clause, on words: what was proposed upon a base that has changed since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

from merge3 import Merge3, MergeRegion
from prosemirror.model import Node

from workspace.text.edits import edits
from workspace.text.schema import clause, id_of, kind_of, level_of
from workspace.text.tokens import Token, runs_of, tokens_of

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Merged:
    """Both changes fit: the clause as it is now with the proposal's changes in it."""

    clause: Node


class Stretch(NamedTuple):
    """The same words, changed in two ways."""

    base: list[Node]
    now: list[Node]
    proposal: list[Node]


@dataclass(frozen=True)
class Overlap:
    """The same words, or the same clause's kind or level, were touched: its proposer is asked."""

    stretches: tuple[Stretch, ...]
    is_in_kind_or_level: bool = False


def merge(base: Node, now: Node, proposal: Node) -> Merged | Overlap:
    sides = [tokens_of(node.content.content) for node in (base, now, proposal)]
    content = _merged_words(*sides)
    kind_and_level = _merged(*((kind_of(node), level_of(node)) for node in (base, now, proposal)))
    if content is None or kind_and_level is None:
        return Overlap(tuple(_stretches(*sides)), kind_and_level is None)
    kind, level = kind_and_level
    return Merged(clause(runs_of(content), kind=kind, level=level, id=id_of(now)))


_Words: TypeAlias = list[Token]


def _merged_words(base: _Words, now: _Words, proposal: _Words) -> _Words | None:
    merged: _Words = []
    for region in _regions(base, now, proposal):
        if region[0] == "conflict":
            return None
        side = {"unchanged": base, "same": now, "a": now, "b": proposal}[region[0]]
        merged += side[region[1] : region[2]]
    return merged


def _stretches(base: _Words, now: _Words, proposal: _Words) -> Iterator[Stretch]:
    for region in _regions(base, now, proposal):
        if region[0] == "conflict":
            bounds = zip((base, now, proposal), region[1::2], region[2::2], strict=True)
            yield Stretch(*(runs_of(side[start:end]) for side, start, end in bounds))


def _regions(*sides: _Words) -> Iterator[MergeRegion]:
    base, now, proposal = ([token.key for token in side] for side in sides)
    return Merge3(base, now, proposal, sequence_matcher=_Matcher).merge_regions()


class _Matcher:
    """Our diff in the shape that merge3 asks for."""

    def __init__(self, _is_junk: object, before: Sequence[str], after: Sequence[str]) -> None:
        self.before, self.after = before, after

    def get_matching_blocks(self) -> list[tuple[int, int, int]]:
        same = [edit for edit in edits(self.before, self.after) if edit.is_same]
        blocks = [(edit.start, edit.new_start, edit.end - edit.start) for edit in same]
        return [*blocks, (len(self.before), len(self.after), 0)]


def _merged(base: _Value, now: _Value, proposal: _Value) -> _Value | None:
    if proposal in (base, now):
        return now
    return proposal if now == base else None
