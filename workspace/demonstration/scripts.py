"""Reading the files of the demonstration: those at the table, the draft, and the story, cue by cue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_WEEKS = ("week1.txt", "week2.txt", "week3.txt")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_CUE = re.compile(r"(\d\d):(\d\d) (\S+) (.+)")


class BadScript(ValueError):
    """A line of the story that cannot be carried out. The message quotes it."""


class Guest(NamedTuple):
    """Somebody at the table, as people.txt has them."""

    seat: str  # "chair", or "XAL.head"
    name: str
    capacity: str
    email: str


class Sentence(NamedTuple):
    """A clause of the draft, and the key by which the story calls it."""

    key: str
    kind: str
    level: int
    words: str


@dataclass(frozen=True)
class Cue:
    """One act: when, by whom, what; and under it the words that it needs, line by line."""

    moment: datetime
    seat: str
    act: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.moment:%A %H:%M} {self.seat} {self.act}"


def guests() -> list[Guest]:
    return [Guest(*row) for row in _rows() if len(row) == len(Guest._fields)]


def nations() -> dict[str, str]:
    """The names of the nations by their codes."""
    return {row[0]: row[1] for row in _rows() if len(row) == 2}


def draft() -> list[Sentence]:
    return [_sentence(line) for line in _lines("draft.txt")]


def story(today: datetime) -> list[Cue]:
    """All cues. The third week ends on the last Friday before today."""
    cues: list[Cue] = []
    monday = _first_monday(today)
    for number, name in enumerate(_WEEKS):
        cues += _cues(_lines(name), monday + timedelta(weeks=number))
    return cues


def sentence(line: str, key: str = "") -> Sentence:
    """A clause written as in the draft, without its key: `paragraph.1 | words`."""
    head, _, words = line.partition(" | ")
    kind, _, level = head.partition(".")
    return Sentence(key, kind, int(level or 0), words)


def _sentence(line: str) -> Sentence:
    head, _, words = line.partition(" | ")
    kind, key = head.split() if " " in head else (head, head)
    return sentence(f"{kind} | {words}", key)


def _first_monday(today: datetime) -> datetime:
    since_friday = (today.weekday() - 5) % 7 + 1
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=since_friday) - timedelta(days=18)


def _cues(lines: list[str], monday: datetime) -> Iterator[Cue]:
    day, head, under = monday, "", list[str]()
    for line in [*lines, ""]:
        if line.startswith(" "):
            under.append(line.strip())
            continue
        if head:
            yield _cue(head, day, under)
        head, under = line, []
        if line in _DAYS:
            day, head = monday + timedelta(days=_DAYS.index(line)), ""


def _cue(head: str, day: datetime, under: list[str]) -> Cue:
    found = _CUE.fullmatch(head)
    if found is None:
        raise BadScript(head)
    hour, minute, seat, act = found.groups()
    return Cue(day.replace(hour=int(hour), minute=int(minute)), seat, act, tuple(under))


def _rows() -> list[list[str]]:
    return [line.split(" | ") for line in _lines("people.txt")]


def _lines(name: str) -> list[str]:
    """What is written in a file, without empty lines and remarks."""
    lines = (_HERE / name).read_text("utf-8").splitlines()
    return [line.rstrip() for line in lines if line.strip() and not line.startswith("#")]
