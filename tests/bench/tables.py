"""Tables of results: printed, and written into docs/performance.md between their markers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.machine import machine_line

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


@dataclass(frozen=True)
class Results:
    """A table and what must be known to read it."""

    name: str
    command: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        table = ["| " + " | ".join(map(_shown, line)) + " |" for line in lines]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([*table, *([""] if notes else []), *notes])


def write(results: Results) -> None:
    """Put the table into the page, with the command, the date and the machine."""
    page = PAGE.read_text()
    made = f"`{results.command}`, {datetime.now(UTC):%d %B %Y}, {machine_line()}."
    begin, end = f"<!-- {results.name} -->", f"<!-- /{results.name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{PAGE} has no place for {results.name}.")
    PAGE.write_text(pattern.sub(lambda _: f"{begin}\n{results}\n\n{made}\n{end}", page))


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
