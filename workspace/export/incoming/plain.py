"""Plain text: each line a paragraph, unless the lines were broken to a width, as in e-mail."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from workspace.export.incoming import limits
from workspace.export.incoming.lines import Line
from workspace.export.incoming.reading import Leavings, Run, Unreadable, What
from workspace.export.incoming.typed_numbers import number_at
from workspace.phrases import Phrase

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_RULE = re.compile(r"\s*(?:[-_=*~#–—─]\s?){3,}\s*$")
_WIDEST_WRAP = 100
_FULL_STOPS = (".", "。", "؟", "?", "!")


def lines(words: str, leavings: Leavings) -> list[Line]:
    raw = _LINE_END.split(words)
    if len(raw) > limits.MAX_BROKEN_LINES:
        raise Unreadable(Phrase("It has far more lines than a text can hold. Split it."))
    blocks = [_without_rules(block, leavings) for block in _blocks(raw)]
    width = _wrapped_at(blocks)
    return [Line((Run(joined),)) for block in blocks for joined in _joined(block, width)]


def breaks_off(line: str) -> bool:
    """Whether a line begins something new, whatever stands before it."""
    typed = number_at(line)
    return (typed is not None and not line[typed.end : typed.end + 1].islower()) or bool(
        typed and typed.label[0] in "(["
    )


def _blocks(raw: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in raw:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return blocks


def _without_rules(block: Sequence[str], leavings: Leavings) -> list[str]:
    kept = [line for line in block if not _RULE.match(line)]
    if len(kept) < len(block):
        leavings.add(What.RULE, count=len(block) - len(kept))
    return kept


def _wrapped_at(blocks: Sequence[Sequence[str]]) -> int:
    """The width at which the lines were broken, or 0: a line is broken where the next word has no room."""
    width = max((_width(line) for block in blocks for line in block), default=0)
    pairs = [(one, after) for block in blocks for one, after in pairwise(block) if not breaks_off(after)]
    full = sum(_is_full(one, after, width) for one, after in pairs)
    return width if 40 <= width <= _WIDEST_WRAP and full * 2 > len(pairs) else 0


def _joined(block: Sequence[str], width: int) -> list[str]:
    joined: list[list[str]] = []
    before = ""
    for line in block:
        if joined and width and _is_full(before, line, width) and not breaks_off(line):
            joined[-1] += [_between(before.rstrip(), line), line.strip()]
        else:
            joined.append([line.strip(" ")])
        before = line
    return ["".join(pieces) for pieces in joined]


def _is_full(line: str, after: str, width: int) -> bool:
    first = after.split(maxsplit=1)[0]
    if _is_wide(first[0]):
        first = first[0]
    ended = line.rstrip().endswith(_FULL_STOPS) and not first[0].islower()
    slack = 4 if ended else 0
    return _width(line.rstrip()) + 1 + _width(first) > width + slack


def _between(one: str, after: str) -> str:
    return "" if _is_wide(one[-1]) and _is_wide(after.strip()[0]) else " "


def _width(words: str) -> int:
    return sum(2 if _is_wide(letter) else 1 for letter in words)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
