"""How deep a numbered paragraph lies: a stack of the number series that are open."""

from dataclasses import dataclass

from workspace.export.incoming.typed_numbers import TOP, Family, Typed

_DEEPEST = 3
_POINTS = (Family.POINT, Family.DOTTED, Family.OP)


@dataclass(slots=True)
class _Open:
    """A series of numbers that is still going on: as typed, or a list of the file's own (`series`)."""

    series: tuple[str, ...] | None
    family: Family
    depth: int
    last: int = 0

    def is_continued_by(self, other: "_Open") -> bool:
        if self.series and other.series:
            return self.series == other.series
        return (self.family, self.depth) == (other.family, other.depth)


class Levels:
    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._base = 0

    def close(self) -> None:
        self._open = []

    def level_of(
        self, typed: Typed, series: tuple[str, ...] | None, *, following: Typed | None, under_colon: bool
    ) -> int:
        family, value = self._reading(typed, following)
        self._enter(_Open(series, family, typed.depth, value), under_colon)
        return min(_DEEPEST, self._base + len(self._open) - 1)

    def _enter(self, one: _Open, under_colon: bool) -> None:
        for at, known in enumerate(self._open):
            if known.is_continued_by(one):
                self._open[at:] = [one]
                return
        if one.family is Family.DOTTED or (one.family is Family.POINT and self._has_dotted()):
            self._close_below_points(one.depth)
        if not self._open:
            is_top = one.family in TOP or (one.family is Family.BULLET and not under_colon)
            self._base = 0 if is_top else 1
        self._open.append(one)

    def _has_dotted(self) -> bool:
        return any(known.family is Family.DOTTED for known in self._open)

    def _close_below_points(self, depth: int) -> None:
        """3.1 lies under 3. or 3.1 of fewer parts, never under (a)."""
        while self._open and not (self._open[-1].family in _POINTS and self._open[-1].depth < depth):
            self._open.pop()

    def _reading(self, typed: Typed, following: Typed | None) -> tuple[Family, int]:
        """Is (i) the letter or the Roman number? By what is open, and by what comes next."""
        by_family = dict(typed.readings)
        roman, letter = by_family.get(Family.ROMAN), by_family.get(Family.LETTER)
        if roman is None or letter is None:
            return typed.readings[0]
        followed = set(following.readings) if following else set()
        if self._open and self._open[-1].family is Family.ROMAN and self._continues(Family.ROMAN, roman):
            return Family.ROMAN, roman
        if self._continues(Family.LETTER, letter) and (Family.ROMAN, roman + 1) not in followed:
            return Family.LETTER, letter
        return (Family.ROMAN, roman) if roman == 1 else (Family.LETTER, letter)

    def _continues(self, family: Family, value: int) -> bool:
        return any(known.family is family and known.last == value - 1 for known in self._open)
