"""Lines into clauses: what is a title, a chapter, an article, preambular, and how deep the others lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workspace.export.incoming import limits
from workspace.export.incoming.headings import (
    HeadingKind,
    Ranks,
    heading_kind,
    looks_like_heading,
    names_a_part,
    ranks_of,
    titles_at_start,
)
from workspace.export.incoming.levels import Levels
from workspace.export.incoming.lines import Line, tidy, without
from workspace.export.incoming.preambles import begins_as_preamble, ends_preamble, names_preamble
from workspace.export.incoming.reading import Kind, Proposed, Run, Unreadable
from workspace.export.incoming.typed_numbers import SOFT, Family, Typed, number_at
from workspace.phrases import Phrase

_SENTENCE_END = (".", ";", "。", "；", "؛")
_COMMAS = (",", "，", "،", ";", "；", "؛")
_WITHIN_PREAMBLE = {Family.LETTER, Family.ROMAN, Family.BULLET, Family.DOUBLE, Family.CAPITAL}


@dataclass(frozen=True, slots=True)
class _Read:
    """A line with its number, if it has one; `runs` are the words without it."""

    line: Line
    typed: Typed | None
    runs: tuple[Run, ...]
    number: str

    @property
    def words(self) -> str:
        return "".join(run.words for run in self.runs)

    @property
    def family(self) -> Family | None:
        return self.typed.readings[0][0] if self.typed else None


def clauses_of(lines: Iterable[Line]) -> list[Proposed]:
    kept = [line for line in lines if line.words.strip()]
    if len(kept) > limits.MAX_PARAGRAPHS:
        raise Unreadable(
            Phrase(
                "It has far more paragraphs than a text holds (%(most)s clauses). Split it.",
                most=f"{limits.MAX_CLAUSES:,}",
            )
        )
    read = _numbered(kept)
    shaping = _Shaping(ranks_of(kept), titles_at_start(kept), _has_preamble(read))
    for at, one in enumerate(read):
        shaping.take(one, read[at + 1].typed if at + 1 < len(read) else None)
    return shaping.clauses


class _Shaping:
    def __init__(self, ranks: Ranks, titles: int, has_preamble: bool) -> None:
        self.clauses: list[Proposed] = []
        self._ranks = ranks
        self._titles = titles
        self._in_preamble = has_preamble
        self._levels = Levels()

    def take(self, read: _Read, following: Typed | None) -> None:
        if kind := self._heading_kind(read):
            self._heading(kind, read)
        elif self._completes_heading(read):
            self.clauses[-1] = _heading_clause(self.clauses[-1].kind, read.runs, self.clauses[-1].number)
        elif self._is_preambular(read):
            self._add("preambular", read)
        else:
            self._paragraph(read, following)

    def _heading_kind(self, read: _Read) -> HeadingKind | None:
        words = read.words
        if read.line.heading is None and len(self.clauses) < self._titles:
            return "title"
        if names_preamble(words):
            return "title"
        if read.line.heading is not None:
            return heading_kind(read.typed) or ("title" if names_a_part(words) else self._ranks[read.line.heading])
        return heading_kind(read.typed) or ("title" if not read.number and names_a_part(words) else None)

    def _heading(self, kind: HeadingKind, read: _Read) -> None:
        self._levels.close()
        self._in_preamble = self._in_preamble and kind == "title"
        if read.line.heading is None and kind == "article" and _is_sentence(read.words):
            self.clauses.append(Proposed("article", 0, (), read.number))
            self.clauses.append(Proposed("paragraph", 0, tidy(read.runs)))
            return
        self.clauses.append(_heading_clause(kind, read.runs, read.number))

    def _completes_heading(self, read: _Read) -> bool:
        """“Article 2” on one line, “Use of terms” on the next."""
        last = self.clauses[-1] if self.clauses else None
        if last is None or last.kind not in ("chapter", "article") or last.runs:
            return False
        return not read.number and looks_like_heading(read.words)

    def _is_preambular(self, read: _Read) -> bool:
        if read.family is Family.PP:
            return True
        if not self._in_preamble:
            return False
        if read.family in _WITHIN_PREAMBLE:
            return bool(self.clauses) and self.clauses[-1].kind == "preambular"
        if begins_as_preamble(read.words) and read.family is not Family.OP:
            return True
        return not read.number and (_is_recital(read) or ends_preamble(read.words))

    def _paragraph(self, read: _Read, following: Typed | None) -> None:
        self._in_preamble = False
        if read.typed is None:
            self._levels.close()
            return self._add("paragraph", read)
        under_colon = bool(self.clauses) and self.clauses[-1].words.endswith((":", "："))
        level = self._levels.level_of(read.typed, read.line.series, following=following, under_colon=under_colon)
        return self._add("paragraph", read, level)

    def _add(self, kind: Kind, read: _Read, level: int = 0) -> None:
        self.clauses.append(Proposed(kind, level, tidy(read.runs), read.number))


def _numbered(lines: Sequence[Line]) -> list[_Read]:
    """Each line with its number. A number that could as well be words must be confirmed by another."""
    found = [number_at(f"{line.label} {line.words}" if line.label else line.words) for line in lines]
    seen = {reading for typed in found if typed for reading in typed.readings}
    read: list[_Read] = []
    article = 0
    for line, typed in zip(lines, found, strict=True):
        one = _with_number(line, typed if typed and (line.label or _counts(line, typed, seen, article)) else None)
        if one.typed and one.family is Family.ARTICLE:
            article = one.typed.readings[0][1]
        read.append(one)
    return read


def _counts(line: Line, typed: Typed, seen: set[tuple[Family, int]], article: int) -> bool:
    rest = line.words[typed.end :]
    if heading_kind(typed):
        return typed.separated or (_starts_upper(rest) and (line.heading is not None or _is_plain_heading(rest)))
    if typed.readings[0][0] is Family.DOTTED:
        return typed.separated or typed.whole == article or (_starts_upper(rest) and _has_neighbour(typed, seen))
    if typed.readings[0][0] in SOFT:
        return line.heading is not None or _has_neighbour(typed, seen)
    return True


def _is_plain_heading(rest: str) -> bool:
    """Without a stop after the number only capitals tell “Article 5 Scope” from “Article 5 of”."""
    return looks_like_heading(rest) and next(filter(str.isalpha, rest), "").isupper()


def _has_neighbour(typed: Typed, seen: set[tuple[Family, int]]) -> bool:
    return any((family, value + 1) in seen or (family, value - 1) in seen for family, value in typed.readings)


def _starts_upper(words: str) -> bool:
    return not next(filter(str.isalpha, words), "A").islower()


def _with_number(line: Line, typed: Typed | None) -> _Read:
    if line.label:
        return _Read(line, typed or _unknown(line.label), line.runs, line.label)
    if typed is None:
        return _Read(line, None, line.runs, "")
    return _Read(line, typed, without(line.runs, typed.start, typed.end), typed.label)


def _unknown(label: str) -> Typed:
    """The file numbers this line in a form not known here: its series says how deep it lies."""
    return Typed(label, 0, 0, ((Family.POINT, 0),))


def _has_preamble(read: Sequence[_Read]) -> bool:
    for one in read:
        if begins_as_preamble(one.words) or one.family is Family.PP:
            return True
        if one.family in (Family.ARTICLE, Family.CHAPTER, Family.OP):
            return False
    return False


def _heading_clause(kind: Kind, runs: tuple[Run, ...], number: str) -> Proposed:
    """A heading is set bold by the page; bold of its own throughout says nothing more."""
    if all("strong" in run.marks for run in runs if run.words.strip()):
        runs = tuple(Run(run.words, run.marks - {"strong"}) for run in runs)
    return Proposed(kind, 0, tidy(runs), number)


def _is_recital(read: _Read) -> bool:
    first = next((run for run in read.runs if run.words.strip(" [")), None)
    italic = first is not None and "em" in first.marks
    return read.words.rstrip(" ]").endswith(_COMMAS[:3] if not italic else _COMMAS)


def _is_sentence(words: str) -> bool:
    return len(words) > 150 or words.rstrip(" ]").endswith(_SENTENCE_END)
