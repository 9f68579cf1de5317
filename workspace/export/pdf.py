"""The agreed text as a PDF for the archive and for every reader: PDF/A-3a and PDF/UA-1, made by the press."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .content import Agreed
from .fonts import families, folders
from .order import CANNOT_DISPLAY, Order
from .sheet import sheet

PATIENCE_SECONDS = 60.0
FIRST_WORDS = 30  # name a clause that has no number
PROJECT = Path(__file__).resolve().parents[2]


class PressFailed(Exception):
    """The press made nothing. What it said is for the log."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font has, and where it stands: clause numbers, or the part of the PDF."""

    character: str
    places: tuple[str, ...]

    @property
    def code_point(self) -> str:
        return f"U+{ord(self.character):04X}"

    def __str__(self) -> str:
        name = unicodedata.name(self.character, "")
        return f"{self.code_point} {name}".strip() + f" ({', '.join(self.places)})"


class MissingGlyphs(Exception):
    """No PDF was made: a character left out would be a word changed."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        super().__init__("No font has these characters: " + "; ".join(map(str, missing)))


def make_pdf(agreed: Agreed, *, more_fonts: Iterable[Path] = (), patience: float = PATIENCE_SECONDS) -> bytes:
    """Raises MissingGlyphs or PressFailed. Waits for another process, which under gevent others may use."""
    if unprintable := {each for _, words in _said(agreed) for each in words if _is_unprintable(each)}:
        raise MissingGlyphs(_missing(agreed, unprintable))
    run = _press(agreed, more_fonts, patience)
    if run.returncode == CANNOT_DISPLAY:
        raise MissingGlyphs(_missing(agreed, _beyond_ascii(json.loads(run.stdout))))
    if run.returncode:
        raise PressFailed(run.stderr.decode(errors="replace")[-2000:] or f"ended with {run.returncode}")
    return run.stdout


def _press(agreed: Agreed, more_fonts: Iterable[Path], patience: float) -> subprocess.CompletedProcess[bytes]:
    order: Order = {
        "sheet": sheet(agreed),
        "families": families(agreed.language),
        "folders": folders(more_fonts),
        "issued": agreed.issued.isoformat(),
    }
    command = [sys.executable, "-m", "workspace.export.press"]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        return subprocess.run(  # noqa: S603, our own interpreter and module
            command,
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=patience,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PressFailed(f"The press took more than {patience:g} s") from late


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


def _beyond_ascii(clusters: list[str]) -> set[str]:
    # Every font has ASCII: a letter named together with a mark is not the one that is missing.
    return {character for cluster in clusters for character in cluster if not character.isascii()}


def _missing(agreed: Agreed, characters: set[str]) -> tuple[Missing, ...]:
    said = list(_said(agreed))
    return tuple(
        Missing(character, tuple(dict.fromkeys(place for place, words in said if character in words)))
        for character in sorted(characters)
    )


def _said(agreed: Agreed) -> Iterator[tuple[str, str]]:
    """Everything that will be set, with the place to name."""
    labels = agreed.labels
    for words in (
        agreed.masthead,
        agreed.symbol,
        agreed.session,
        agreed.title,
        agreed.edition,
        agreed.issued_on,
    ):
        yield agreed.title, words
    for clause in agreed.clauses:
        words = "".join(run.words for run in clause.runs)
        yield clause.number or words[:FIRST_WORDS], clause.number + words + clause.status
    for nation in agreed.nations:
        yield nation.code, nation.code + nation.name
    for each in agreed.sign_offs:
        place = f"{labels.annex}: {each.nation.code}"
        yield (
            place,
            each.nation.name + each.signer + each.capacity + each.level + each.subject + each.given_on,
        )
    for each_open in agreed.not_agreed:
        yield each_open.number, each_open.number + each_open.first_words + each_open.status
    for statement in agreed.statements:
        yield f"{labels.statements}: {statement.nation.code}", statement.words
