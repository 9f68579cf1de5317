"""The fonts of a PDF: those of packages, then those of folders that the operator names.

Latin, Greek and Cyrillic need none: Libertinus Serif lies inside typst. Chinese is set as its books are: the text in a
serif (宋体), of which one weight is enough, since headings and what is emphasised stand in a sans (黑体).
"""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

ARABIC = "Amiri"
CHINESE = "Noto Serif SC"
CHINESE_HEAVY = "Noto Sans SC"
KOREAN = "Noto Sans KR"
LATIN = "Libertinus Serif"
_EVERY = (LATIN, ARABIC, CHINESE, CHINESE_HEAVY, KOREAN)


def families(language: str) -> list[str]:
    """By preference. Each language begins with its own, so that its signs and figures match its letters."""
    return _beginning_with({"ar": ARABIC, "zh": CHINESE}.get(language.partition("-")[0], LATIN))


def heavy_families(language: str) -> list[str]:
    """The same for headings and what is emphasised."""
    return _beginning_with(CHINESE_HEAVY) if language.partition("-")[0] == "zh" else families(language)


def folders(more: Iterable[Path] = ()) -> list[str]:
    packed = [
        Path(str(files("fontpkg_amiri"))) / "files",
        Path(str(files("justmytype_intl_cjk"))) / "fonts",
        Path(str(files("pylopdf_fonts_zh_cn"))),
    ]
    return [str(folder) for folder in (*packed, *more)]


def _beginning_with(first: str) -> list[str]:
    return [first, *(family for family in _EVERY if family != first)]
