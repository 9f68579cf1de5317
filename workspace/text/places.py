"""Where the clauses of a document begin. Kept from one document to the next: a text of a thousand clauses is not gone
through for each key."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple
from weakref import ref

from prosemirror.model import Node


class Starts(NamedTuple):
    """The position before each clause, and the end. Those from the index `turn` on are `by` further than `known` says:
    who types on in a clause moves only what follows."""

    known: list[int]
    turn: int = 0
    by: int = 0

    def at(self, index: int) -> int:
        return self.known[index] + (self.by if index >= self.turn else 0)

    def before(self, pos: int) -> int:
        """The number of starts before a position."""
        found = bisect_left(self.known, pos, hi=self.turn)
        return found if found < self.turn else bisect_left(self.known, pos - self.by, lo=self.turn)

    def upto(self, pos: int) -> int:
        """The number of starts before a position or at it."""
        found = bisect_right(self.known, pos, hi=self.turn)
        return found if found < self.turn else bisect_right(self.known, pos - self.by, lo=self.turn)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last clause that a range reaches, neighbours at its edges included."""
        first = max(1, self.before(start)) - 1
        last = max(1, self.upto(end)) - 1
        return first, min(last, len(self.known) - 2)

    def settled(self) -> list[int]:
        known, by = self.known, self.by
        return known[: self.turn] + [start + by for start in known[self.turn :]] if by else known


# By the document's identity, as long as the document lives.
_known: dict[int, tuple[ref[Node], Starts]] = {}


def starts_of(doc: Node) -> Starts:
    found = _known.get(id(doc))
    if found is not None and found[0]() is doc:
        return found[1]
    sizes = (node.content.size + 2 for node in doc.content.content)
    return _remember(doc, Starts(list(accumulate(sizes, initial=0))))


def length(clauses: Sequence[Node]) -> int:
    """The positions that clauses take up."""
    return sum([node.content.size for node in clauses], 2 * len(clauses))


def follow(starts: Starts, after: Node, first: int, *, gone: int, new: int, by: int) -> None:
    """`after` has `new` clauses in place of `gone` ones from the `first` on, and is `by` longer than the document of
    these starts; the other clauses are the same."""
    if gone == new == 1 and starts.turn == first + 1:
        _remember(after, Starts(starts.known, first + 1, starts.by + by))
        return
    known = starts.settled()
    if gone != 1 or new != 1:
        sizes = (node.content.size + 2 for node in after.content.content[first : first + new])
        middle = list(accumulate(sizes, initial=known[first]))[:-1]
        known = known[:first] + middle + known[first + gone :]
    _remember(after, Starts(known, first + new, by))


def clause_at(doc: Node, pos: int) -> int | None:
    """The index of the clause inside which a position lies; nothing between clauses."""
    starts = starts_of(doc)
    index = starts.upto(pos) - 1
    return index if index < len(starts.known) - 1 and pos > starts.at(index) else None


def _remember(doc: Node, starts: Starts) -> Starts:
    key = id(doc)
    _known[key] = (ref(doc, lambda _: _known.pop(key, None)), starts)
    return starts
