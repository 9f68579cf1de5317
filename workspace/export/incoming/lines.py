"""A line: what each format is first read into. It knows nothing of clauses yet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workspace.export.incoming.reading import Run

# The no-break space stays: French needs it before its colons.
_SPACE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Line:
    """`heading` is the rank of a heading (0 is a title); `label` the number that the file's own numbering
    shows, `series` which list and depth that number belongs to."""

    runs: tuple[Run, ...]
    heading: int | None = None
    label: str = ""
    series: tuple[str, ...] | None = None

    @property
    def words(self) -> str:
        return "".join(run.words for run in self.runs)


def without(runs: Iterable[Run], start: int, end: int) -> tuple[Run, ...]:
    """The runs less the characters from `start` to `end`."""
    kept, at = [], 0
    for run in runs:
        cut_from, cut_to = max(start - at, 0), max(end - at, 0)
        kept.append(Run(run.words[:cut_from] + run.words[max(cut_from, cut_to) :], run.marks))
        at += len(run.words)
    return tuple(kept)


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """One space for any white space, none at the ends, neighbours with the same marks joined."""
    joined: list[Run] = []
    for run in runs:
        words = _SPACE.sub(" ", run.words)
        if not joined or joined[-1].words.endswith(" "):
            words = words.lstrip(" ")
        if words and joined and joined[-1].marks == run.marks:
            joined[-1] = Run(joined[-1].words + words, run.marks)
        elif words:
            joined.append(Run(words, run.marks))
    return _trimmed(joined)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    while runs:
        last = runs.pop()
        if words := last.words.rstrip(" "):
            return (*runs, Run(words, last.marks))
    return ()
