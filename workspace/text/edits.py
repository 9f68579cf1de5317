"""The raw diff of two sequences of words, behind one place: the algorithm of diff-match-patch, in C++."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import fast_diff_match_patch

# Beyond its patience the algorithm gives a coarser result, never a wrong one. What was rewritten throughout is read
# better as a whole anyway; merges and steps should be as fine as can be.
_PATIENCE_SECONDS, _READERS_PATIENCE_SECONDS = 0.25, 0.002
# Code points stand for words: above the line ends, which the algorithm would notice, and below the surrogates. A
# clause within the limits has fewer different words.
_FIRST, _AFTER_LAST = 0x100, 0xD800


class Edit(NamedTuple):
    """Items [start, end) of the first sequence become [new_start, new_end) of the second."""

    start: int
    end: int
    new_start: int
    new_end: int
    is_same: bool


def edits(before: Sequence[str], after: Sequence[str]) -> list[Edit]:
    """The fewest changes; for machines."""
    return _joined(_trimmed(_raw(before, after, _PATIENCE_SECONDS), before, after))


def readable_edits(before: Sequence[str], after: Sequence[str]) -> list[Edit]:
    """Changes as a reader would describe them: chance equalities between them are not kept."""
    found = _joined(_trimmed(_raw(before, after, _READERS_PATIENCE_SECONDS), before, after))
    return _joined(_trimmed(_without_chance(found, before, after), before, after))


def _raw(before: Sequence[str], after: Sequence[str], patience: float) -> Iterator[Edit]:
    codes: dict[str, str] = {}
    old, new = _coded(before, codes), _coded(after, codes)
    if _FIRST + len(codes) > _AFTER_LAST:
        raise ValueError("Too many different words to compare.")
    found = fast_diff_match_patch.diff(old, new, timelimit=patience, checklines=False, cleanup="No", counts_only=True)
    start = new_start = 0
    for operation, count in found:
        end = start + (count if operation != "+" else 0)
        new_end = new_start + (count if operation != "-" else 0)
        yield Edit(start, end, new_start, new_end, operation == "=")
        start, new_start = end, new_end


def _coded(items: Sequence[str], codes: dict[str, str]) -> str:
    coded, before = [], ""
    for item in items:
        # A space is the same only behind the same word: else spaces, being many, would outvote words.
        key = f"{item}\n{before}" if item[0].isspace() else item
        code = codes.get(key)
        if code is None:
            code = codes[key] = chr(_FIRST + len(codes))
        coded.append(code)
        before = item
    return "".join(coded)


def _trimmed(found: Iterable[Edit], before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
    """Deletions with the insertions that replace them, less what both have at their ends."""
    for start, end, new_start, new_end, is_same in _joined(found):
        if is_same:
            yield Edit(start, end, new_start, new_end, True)
            continue
        shorter, head, tail = min(end - start, new_end - new_start), 0, 0
        while head < shorter and before[start + head] == after[new_start + head]:
            head += 1
        while tail < shorter - head and before[end - 1 - tail] == after[new_end - 1 - tail]:
            tail += 1
        yield Edit(start, start + head, new_start, new_start + head, True)
        yield Edit(start + head, end - tail, new_start + head, new_end - tail, False)
        yield Edit(end - tail, end, new_end - tail, new_end, True)


def _without_chance(found: Sequence[Edit], before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
    """A few letters between words that were replaced stay by chance: the whole reads better as replaced."""

    def weight(edit: Edit) -> int:
        return min(_weight(before[edit.start : edit.end]), _weight(after[edit.new_start : edit.new_end]))

    weights = [weight(edit) for edit in found]
    for index, edit in enumerate(found):
        neighbours = min(weights[index - 1], weights[index + 1]) if 0 < index < len(found) - 1 else 0
        is_chance = edit.is_same and neighbours and (weights[index] <= 3 or weights[index] * 4 <= neighbours)
        yield edit._replace(is_same=False) if is_chance else edit


def _weight(words: Sequence[str]) -> int:
    """Letters and figures; a Han character, being a word, counts twice."""
    return sum(len(each) if each < "\u2e80" else 2 * len(each) for each in words if each[0].isalnum())


def _joined(found: Iterable[Edit]) -> list[Edit]:
    """Neighbours of one sort as one; nothing empty."""
    joined: list[Edit] = []
    for edit in found:
        if edit.start == edit.end and edit.new_start == edit.new_end:
            continue
        if joined and joined[-1].is_same == edit.is_same:
            last = joined.pop()
            edit = Edit(last.start, edit.end, last.new_start, edit.new_end, edit.is_same)  # noqa: PLW2901
        joined.append(edit)
    return joined
