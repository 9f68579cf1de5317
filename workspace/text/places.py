"""Where the clauses of a document begin. Kept from one document to the next: a text of a thousand clauses is not gone
through for each key."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple
from weakref import ref

from prosemirror.model import Node

# So many clauses are typed in before what follows them is shifted; in between every key costs a little for each.
_MOST_TURNS = 24


class Starts(NamedTuple):
    """The position before each clause, and the end. From the index `turns[n]` on up to the next turn all have moved by
    as much as the one at the turn, which is at `firsts[n]` now: who types in a clause moves only what follows."""

    known: list[int]
    turns: list[int]
    firsts: list[int]

    @classmethod
    def of(cls, known: list[int]) -> "Starts":
        return cls(known, [0], known[:1])

    def at(self, index: int) -> int:
        turn = bisect_right(self.turns, index) - 1
        return self.known[index] + self._by(turn)

    def before(self, pos: int) -> int:
        """The number of starts before a position."""
        turn = bisect_left(self.firsts, pos) - 1
        return 0 if turn < 0 else bisect_left(self.known, pos - self._by(turn), self.turns[turn], self._end(turn))

    def upto(self, pos: int) -> int:
        """The number of starts before a position or at it."""
        turn = bisect_right(self.firsts, pos) - 1
        return bisect_right(self.known, pos - self._by(turn), self.turns[turn], self._end(turn))

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last clause that a range reaches, neighbours at its edges included."""
        first = max(1, self.before(start)) - 1
        last = max(1, self.upto(end)) - 1
        return first, min(last, len(self.known) - 2)

    def moved_from(self, index: int, by: int) -> "Starts":
        """The same with all from an index on moved; that is not the first one."""
        known, turns, firsts = self
        turn = bisect_left(turns, index)
        if turn == len(turns) or turns[turn] != index:
            if len(turns) == _MOST_TURNS:
                return Starts.of(self.settled()).moved_from(index, by)
            turns = [*turns[:turn], index, *turns[turn:]]
            firsts = [*firsts[:turn], self.at(index), *firsts[turn:]]
        return Starts(known, turns, firsts[:turn] + [first + by for first in firsts[turn:]])

    def settled(self) -> list[int]:
        """All of them, as they are now."""
        settled: list[int] = []
        for turn, begin in enumerate(self.turns):
            by = self._by(turn)
            settled += [start + by for start in self.known[begin : self._end(turn)]]
        return settled

    def _by(self, turn: int) -> int:
        return self.firsts[turn] - self.known[self.turns[turn]]

    def _end(self, turn: int) -> int:
        return self.turns[turn + 1] if turn + 1 < len(self.turns) else len(self.known)


# By the document's identity, as long as the document lives.
_known: dict[int, tuple[ref[Node], Starts]] = {}


def starts_of(doc: Node) -> Starts:
    found = _known.get(id(doc))
    if found is not None and found[0]() is doc:
        return found[1]
    sizes = (node.content.size + 2 for node in doc.content.content)
    return _remember(doc, Starts.of(list(accumulate(sizes, initial=0))))


def length(clauses: Sequence[Node]) -> int:
    """The positions that clauses take up."""
    return sum([node.content.size for node in clauses], 2 * len(clauses))


def follow(starts: Starts, after: Node, first: int, *, gone: int, new: int, by: int) -> None:
    """`after` has `new` clauses in place of `gone` ones from the `first` on, and is `by` longer than the document of
    these starts; the other clauses are the same."""
    if gone == new == 1:
        _remember(after, starts.moved_from(first + 1, by))
        return
    known = starts.settled()
    sizes = (node.content.size + 2 for node in after.content.content[first : first + new])
    middle = list(accumulate(sizes, initial=known[first]))[:-1]
    following = [start + by for start in known[first + gone :]]
    _remember(after, Starts.of(known[:first] + middle + following))


def clause_at(doc: Node, pos: int) -> int | None:
    """The index of the clause inside which a position lies; nothing between clauses."""
    starts = starts_of(doc)
    index = starts.upto(pos) - 1
    return index if index < len(starts.known) - 1 and pos > starts.at(index) else None


def _remember(doc: Node, starts: Starts) -> Starts:
    key = id(doc)
    _known[key] = (ref(doc, lambda _: _known.pop(key, None)), starts)
    return starts
