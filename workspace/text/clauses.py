"""Comparing two states of a text: clauses are known by their ids, unchanged ones by identity."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import compress, count
from operator import is_not
from typing import NamedTuple

from prosemirror.model import Node

from workspace.text.schema import clauses_of, id_of

# What a clause, run, mark or reference costs beside words, so that formatting cannot outgrow the limits.
_COST_BYTES = 32


class Changes(NamedTuple):
    """What a commit really did. Order of the ids is that of the text after it (of `removed`: before it)."""

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    split_from: tuple[tuple[str, str], ...] = ()
    joined_into: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed or self.moved)


class Differing(NamedTuple):
    """The stretch of clauses in which two documents differ."""

    before: list[Node]
    after: list[Node]

    def replaced(self) -> tuple[list[Node], list[Node]]:
        """The clauses that are gone in their old form, and those with a new one."""
        if len(self.before) == len(self.after) == 1:
            return ([], []) if self.before[0] is self.after[0] else (self.before, self.after)
        old, new = ({id(node) for node in side} for side in (self.before, self.after))
        return [n for n in self.before if id(n) not in new], [n for n in self.after if id(n) not in old]


def differing(before: Node, after: Node) -> Differing:
    a, b = clauses_of(before), clauses_of(after)
    shorter = min(len(a), len(b))
    # Most are the same, so this is gone through without a step of the interpreter for each.
    first = next(compress(count(), map(is_not, a, b)), shorter)
    last = min(shorter - first, next(compress(count(), map(is_not, reversed(a), reversed(b))), shorter))
    return Differing(a[first : len(a) - last], b[first : len(b) - last])


def compare(stretch: Differing) -> Changes:
    if len(stretch.before) == len(stretch.after) == 1:  # typing
        (old,), (new,) = stretch
        if id_of(old) == id_of(new):
            is_same = old.content.size == new.content.size and old.eq(new)
            return Changes(() if is_same else (id_of(new),))
    before = {id_of(node): node for node in stretch.before}
    after = {id_of(node): node for node in stretch.after}
    kept = [id for id in after if id in before]
    return Changes(
        changed=tuple(id for id in kept if before[id] is not after[id] and not before[id].eq(after[id])),
        added=tuple(id for id in after if id not in before),
        removed=tuple(id for id in before if id not in after),
        moved=_moved([id for id in before if id in after], kept),
    )


def clause_size(node: Node) -> int:
    """What a clause counts towards the limits, in bytes."""
    size = _COST_BYTES
    for run in node.content.content:
        size += _COST_BYTES * (1 + len(run.marks)) + len((run.text or "").encode())
    return size


def _moved(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """The fewest clauses that must have moved: those outside a longest run in the old order."""
    if list(before) == list(after):
        return ()
    place = {id: index for index, id in enumerate(before)}
    stayed = _longest_rising([place[id] for id in after])
    return tuple(id for id in after if place[id] not in stayed)


def _longest_rising(places: Sequence[int]) -> set[int]:
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for place in places:
        index = bisect_left(tails, place)
        previous[place] = tails[index - 1] if index else None
        tails[index : index + 1] = [place]
    found, place_or_none = set(), tails[-1] if tails else None
    while place_or_none is not None:
        found.add(place_or_none)
        place_or_none = previous[place_or_none]
    return found
