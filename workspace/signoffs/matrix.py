"""The columns of nation by clause: one for each clause, or, where they are many, one for each article."""

from dataclasses import dataclass

from workspace.drafting.wordings import Standing, TextNow
from workspace.signoffs.models import SignOffState
from workspace.signoffs.queries import Row

MOST_COLUMNS = 40


@dataclass(frozen=True)
class Column:
    """A clause, or an article with the clauses under it; before the first article, the preamble."""

    heading: Standing | None
    clauses: tuple[Standing, ...]

    @property
    def key(self) -> str:
        return self.heading.id if self.heading else "preamble"

    @property
    def clause(self) -> Standing | None:
        """The clause, where the column is one alone."""
        return self.clauses[0] if self.heading is None and len(self.clauses) == 1 else None

    def standing(self, row: Row) -> int:
        """How many of the clauses this nation has signed as they stand now."""
        cells = [row.cells.get(clause.id) for clause in self.clauses]
        return sum(cell is not None and cell.state is SignOffState.STANDS for cell in cells)


def columns(text: TextNow, rows: list[Row], *, every_clause: bool, article: str = "") -> tuple[list[Column], bool]:
    """The columns to draw, and whether clauses are folded into articles. `article` opens one of them."""
    shown = text.counted if every_clause else _signed(text, rows)
    if article:
        opened = next((each for each in _articles(text, text.counted) if each.key == article), None)
        return _alone(opened.clauses if opened else ()), False
    if len(shown) > MOST_COLUMNS:
        return _articles(text, shown), True
    return _alone(shown), False


def _signed(text: TextNow, rows: list[Row]) -> list[Standing]:
    """What somebody signed; headings only where somebody signed them by themselves."""
    single: set[str] = set()
    any_way: set[str] = set()
    for row in rows:
        for clause_id, signed in row.cells.items():
            (any_way if signed.sign_off.edition_id else single).add(clause_id)
    return [each for each in text.clauses if each.id in single or (each.id in any_way and not each.is_heading)]


def _alone(clauses: list[Standing] | tuple[Standing, ...]) -> list[Column]:
    return [Column(None, (clause,)) for clause in clauses]


def _articles(text: TextNow, shown: list[Standing]) -> list[Column]:
    wanted = {clause.id for clause in shown}
    groups: list[tuple[Standing | None, list[Standing]]] = [(None, [])]
    for clause in text.clauses:
        if clause.kind == "article":
            groups.append((clause, []))
        elif clause.id in wanted:
            groups[-1][1].append(clause)
    return [Column(heading, tuple(clauses)) for heading, clauses in groups if clauses]
