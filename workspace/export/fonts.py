"""The fonts of a PDF: those of packages, then those of folders that the operator names.

Latin, Greek and Cyrillic need none: Libertinus Serif lies inside typst."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

ARABIC = "Amiri"
CHINESE = "Noto Sans SC"
KOREAN = "Noto Sans KR"
LATIN = "Libertinus Serif"


def families(language: str) -> list[str]:
    """By preference. Each language begins with its own, so that its signs and figures match its letters."""
    first = {"ar": ARABIC, "zh": CHINESE}.get(language.partition("-")[0], LATIN)
    return [first, *(family for family in (LATIN, ARABIC, CHINESE, KOREAN) if family != first)]


def folders(more: Iterable[Path] = ()) -> list[str]:
    packed = [Path(str(files("fontpkg_amiri"))) / "files", Path(str(files("justmytype_intl_cjk"))) / "fonts"]
    return [str(folder) for folder in (*packed, *more)]
