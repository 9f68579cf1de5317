"""The agreed text as a PDF for the archive and for every reader: PDF/A-3a and PDF/UA-1, made by the press."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from .content import Agreed
from .fonts import families, folders, heavy_families
from .glyphs import Missing, MissingGlyphs, located, refuse_unprintable
from .order import CANNOT_DISPLAY, Order
from .sheet import sheet

__all__ = ["Missing", "MissingGlyphs", "PressFailed", "make_pdf"]

PATIENCE_SECONDS = 60.0
PROJECT = Path(__file__).resolve().parents[2]


class PressFailed(Exception):
    """The press made nothing. What it said is for the log."""


def make_pdf(agreed: Agreed, *, more_fonts: Iterable[Path] = (), patience: float = PATIENCE_SECONDS) -> bytes:
    """Raises MissingGlyphs or PressFailed. Waits for another process, which under gevent others may use."""
    refuse_unprintable(agreed)
    run = _press(_order(agreed, more_fonts), patience)
    if run.returncode == CANNOT_DISPLAY:
        raise MissingGlyphs(located(agreed, _beyond_ascii(json.loads(run.stdout))))
    if run.returncode:
        raise PressFailed(run.stderr.decode(errors="replace")[-2000:] or f"ended with {run.returncode}")
    return run.stdout


def _order(agreed: Agreed, more_fonts: Iterable[Path]) -> Order:
    return {
        "sheet": sheet(agreed),
        "families": families(agreed.language),
        "heavy": heavy_families(agreed.language),
        "folders": folders(more_fonts),
        "issued": agreed.issued.replace(microsecond=0).isoformat(),  # the press knows no finer time
    }


def _press(order: Order, patience: float) -> subprocess.CompletedProcess[bytes]:
    # Nothing of the server's environment, which may hold secrets, reaches the press.
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(
            [sys.executable, "-m", "workspace.export.press"],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=patience,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PressFailed(f"The press took more than {patience:g} s") from late


def _beyond_ascii(clusters: list[str]) -> set[str]:
    # Every font has ASCII: a letter named together with a mark is not the one that is missing.
    return {character for cluster in clusters for character in cluster if not character.isascii()}
