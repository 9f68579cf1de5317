"""Which lines are headings, and of what kind: by rank where the file has ranks, else by their looks."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

from workspace.export.incoming.lines import Line
from workspace.export.incoming.preambles import begins_as_preamble
from workspace.export.incoming.typed_numbers import Family, Typed, number_at

HeadingKind = Literal["title", "chapter", "article"]
Ranks = dict[int, HeadingKind]

_MAX_HEADING = 150
_MAX_TITLES = 3
_ENDS_A_SENTENCE = re.compile(r"[.;:,!?،؛؟。；：，！？][\s\])”»\"]*$")
_NAMED: dict[Family, HeadingKind] = {Family.CHAPTER: "chapter", Family.ARTICLE: "article"}
_UNNUMBERED = re.compile(
    r"(?:annex|annexe|anexo|appendix|part|partie|parte|приложение|часть|раздел|مرفق|المرفق|附件|第[一二三四五六七八九十]+部分)"
    r"(?:\s+(?:[IVXLC]{1,6}|\d{1,2}|[A-Z]))?(?=$|\s*[.:–—-]\s|\n)",
    re.IGNORECASE,
)


def looks_like_heading(words: str) -> bool:
    bare = words.strip(" []\n")
    first = next((letter for letter in bare if letter.isalpha()), "")
    return bool(first) and len(bare) <= _MAX_HEADING and not first.islower() and not _ENDS_A_SENTENCE.search(bare)


def names_a_part(words: str) -> bool:
    """Annexes and parts: headings whose name stays, since only chapters and articles are numbered here."""
    return bool(_UNNUMBERED.match(words.strip(" []"))) and looks_like_heading(words)


def ranks_of(lines: Sequence[Line]) -> Ranks:
    ranks = sorted({line.heading for line in lines if line.heading is not None and line.heading > 0})
    kinds: Ranks = {0: "title"}
    if ranks and _is_sole_opening(lines, ranks[0]):
        kinds[ranks.pop(0)] = "title"
    named = _named_ranks(lines)
    articles = min((rank for rank in ranks if named.get(rank) == "article"), default=_article_rank(ranks, named))
    for rank in ranks:
        kinds[rank] = "chapter" if rank < articles else "article"
    return kinds


def titles_at_start(lines: Sequence[Line]) -> int:
    """How many lines at the start are the title, where no style says so."""
    opening = 0
    while opening < len(lines) and _may_be_title(lines[opening]):
        opening += 1
    if opening == len(lines) or opening > _MAX_TITLES:
        return min(1, len(lines) - 1, opening)
    return opening


def _may_be_title(line: Line) -> bool:
    words = line.words
    if line.heading == 0:
        return True
    if line.heading is not None or line.label or number_at(words):
        return False
    return looks_like_heading(words) and not begins_as_preamble(words)


def _is_sole_opening(lines: Sequence[Line], rank: int) -> bool:
    sole = [line for line in lines if line.heading == rank]
    named = number_at(sole[0].words) or sole[0].label
    return len(sole) == 1 and sole[0] is lines[0] and not named


def _named_ranks(lines: Sequence[Line]) -> Ranks:
    votes: dict[int, Counter[HeadingKind]] = defaultdict(Counter)
    for line in lines:
        kind = heading_kind(number_at(f"{line.label} {line.words}"))
        if line.heading and kind:
            votes[line.heading][kind] += 1
    return {rank: counted.most_common(1)[0][0] for rank, counted in votes.items()}


def _article_rank(ranks: list[int], named: Ranks) -> int:
    """Without a heading that says Article: the rank below the chapters, or the only one."""
    chapters = [rank for rank in ranks if named.get(rank) == "chapter"]
    if chapters:
        return max(chapters) + 1
    return ranks[0] if len(ranks) == 1 else ranks[0] + 1 if ranks else 1


def heading_kind(typed: Typed | None) -> HeadingKind | None:
    return _NAMED.get(typed.readings[0][0]) if typed else None
