"""Mapping of steps over what others did first: prosemirror's arithmetic on plain integers, and moves.

Every step of our kinds replaces at most one range, so a map is (start, old size, new size)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from prosemirror.transform import AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep

from workspace.text.steps import Step

Range: TypeAlias = tuple[int, int, int]
Moves: TypeAlias = frozenset[int]
_NOTHING: Range = (0, 0, 0)
_UNMOVED: Moves = frozenset()


@dataclass(frozen=True)
class Commit:
    """Steps applied at once; `mirrors` pairs the deletion and the insertion of a move by their indexes."""

    steps: tuple[Step, ...]
    mirrors: tuple[tuple[int, int], ...] = ()

    @cached_property
    def ranges(self) -> list[Range]:
        return [range_of(step) for step in self.steps]


class Since:
    """What was done since a version, one commit after the other, to be mapped over as if it were one."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        self.ranges: list[Range] = []
        self.mirrors: list[tuple[int, int]] = []
        for commit in commits:
            self.add(commit)

    def add(self, commit: Commit) -> None:
        first = len(self.ranges)
        self.ranges += commit.ranges
        self.mirrors += [(first + deletion, first + insertion) for deletion, insertion in commit.mirrors]


class Place(NamedTuple):
    pos: int
    is_deleted: bool
    moves: Moves
    # Whether it lay in what a map replaces, or at its edge: otherwise it is there whichever way it leans.
    is_touched: bool


def range_of(step: Step) -> Range:
    if type(step) is ReplaceStep:
        return step.from_, step.to - step.from_, step.slice.size
    return _NOTHING


@dataclass
class Trail:
    """The maps that a submitted step passes: its commit undone, what came since, its predecessors again."""

    ranges: list[Range] = field(default_factory=list)
    # From a map to the later one that brings back what it deletes.
    mirrors: dict[int, int] = field(default_factory=dict)
    # Deletions that are half of a move, and which of them each of our own steps followed.
    moves: set[int] = field(default_factory=set)
    followed: dict[int, Moves] = field(default_factory=dict)

    @classmethod
    def over(cls, since: Sequence[Commit | Since], submitted: Sequence[Step]) -> "Trail":
        ranges = [(start, new, old) for start, old, new in map(range_of, reversed(submitted))]
        trail = cls(ranges)
        for commit in since:
            ranges += commit.ranges
            if commit.mirrors:
                first = len(ranges) - len(commit.ranges)
                trail.mirrors |= {first + deletion: first + insertion for deletion, insertion in commit.mirrors}
                trail.moves |= {first + deletion for deletion, _ in commit.mirrors}
        return trail

    def add(self, step: Step, *, undone: int, moves: Moves) -> None:
        self.mirrors[undone] = len(self.ranges)
        self.followed[undone] = moves
        self.ranges.append(range_of(step))

    def follow(self, pos: int, side: int, begin: int) -> Place:
        """Where a position is after the maps from `begin` on; `side` is the way it leans (assoc)."""
        deleted, touched, moves, index = False, False, _UNMOVED, begin
        ranges, count = self.ranges, len(self.ranges)
        while index < count:
            start, old, new = ranges[index]
            if pos > start + old:
                pos += new - old
            elif pos >= start:
                end, touched = start + old, True
                is_inside = pos != (start if side < 0 else end)
                if is_inside and index in self.mirrors:
                    moves |= {index} if index in self.moves else self.followed.get(index, _UNMOVED)
                    index = self.mirrors[index]
                    pos += ranges[index][0] - start
                else:
                    deleted = deleted or is_inside
                    pos = start if _goes_left(pos, start, end, side) else start + new
            index += 1
        return Place(pos, deleted, moves, touched)


def _goes_left(pos: int, start: int, end: int, side: int) -> bool:
    at_an_edge = start < end and pos in (start, end)
    return pos == start if at_an_edge else side < 0


def mapped(step: Step, trail: Trail, begin: int) -> tuple[Step, Moves] | None:
    """The step where its place is now, with the moves it followed; nothing if its place is gone."""
    if begin == len(trail.ranges) and isinstance(step, ReplaceStep) and (step.slice.size or step.from_ < step.to):
        return step, _UNMOVED  # nothing has happened since
    if isinstance(step, AttrStep):
        place = trail.follow(step.pos, 1, begin)
        return None if place.is_deleted else (AttrStep(place.pos, step.attr, step.value), place.moves)
    start = trail.follow(step.from_, 1, begin)
    end = trail.follow(step.to, -1, begin) if step.from_ < step.to or start.is_touched else start
    if start.is_deleted and end.is_deleted:
        return None
    if start.moves != end.moves:
        # One end went along with a moved clause: between the two now lie words that nobody meant.
        if step.from_ < step.to:
            return None
        start = end
    if start.pos >= end.pos and not (isinstance(step, ReplaceStep) and step.slice.size):
        return None
    return _between(step, start.pos, max(start.pos, end.pos)), start.moves


def _between(step: ReplaceStep | AddMarkStep | RemoveMarkStep, start: int, end: int) -> Step:
    if isinstance(step, ReplaceStep):
        return ReplaceStep(start, end, step.slice, step.structure)
    return type(step)(start, end, step.mark)
