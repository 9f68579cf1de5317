"""Where the clauses of a document begin. Kept from one document to the next: a text of a thousand clauses is not gone
through for each key."""

from bisect import bisect_left, bisect_right
from itertools import accumulate
from weakref import ref

from prosemirror.model import Node

# By the document's identity, as long as the document lives.
_known: dict[int, tuple[ref[Node], list[int]]] = {}


def starts_of(doc: Node) -> list[int]:
    """The position before each clause, and the end."""
    found = _known.get(id(doc))
    if found is not None and found[0]() is doc:
        return found[1]
    return _remember(doc, list(accumulate((node.content.size + 2 for node in doc.content.content), initial=0)))


def follow(before: Node, after: Node, first: int, gone: int, new: int) -> None:
    """`after` has `new` clauses in place of `gone` ones from the `first` on; the others are the same."""
    starts = starts_of(before)
    by = after.content.size - before.content.size
    sizes = (node.content.size + 2 for node in after.content.content[first : first + new])
    middle = list(accumulate(sizes, initial=starts[first]))[:-1]
    _remember(after, starts[:first] + middle + [start + by for start in starts[first + gone :]])


def clause_at(doc: Node, pos: int) -> int | None:
    """The index of the clause inside which a position lies; nothing between clauses."""
    starts = starts_of(doc)
    index = bisect_right(starts, pos) - 1
    return index if index < len(starts) - 1 and pos > starts[index] else None


def clauses_around(doc: Node, start: int, end: int) -> tuple[int, int]:
    """The first and the last clause that a range reaches, neighbours at its edges included."""
    starts = starts_of(doc)
    first = max(0, bisect_left(starts, start, lo=1) - 1)
    last = bisect_right(starts, end, lo=1) - 1
    return first, min(last, len(starts) - 2)


def _remember(doc: Node, starts: list[int]) -> list[int]:
    key = id(doc)
    _known[key] = (ref(doc, lambda _: _known.pop(key, None)), starts)
    return starts
