"""Rules for all templates and styles, whoever writes them."""

import re
from pathlib import Path

import pytest

from tests.looks.stage import ROOT, samples

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "src" / "style").glob("*.css"))
# The policy refuses what stands inline: it would silently not work.
PHYSICAL = re.compile(r"(?:margin|padding|border|inset)-(?:left|right)|[;{ ](?:left|right):|text-align: (?:left|right)")


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_knows_no_left_and_right(path: Path) -> None:
    assert PHYSICAL.findall(path.read_text()) == []


def test_every_macro_is_looked_at() -> None:
    parts = [path.read_text() for path in TEMPLATES if path.parent.name == "parts"]
    shown = "\n".join([*samples().values(), *(path.read_text() for path in TEMPLATES)])
    macros = re.findall(r"{% macro (\w+)", "\n".join(parts))

    assert [name for name in macros if not re.search(rf"{{[{{%](?:.(?!macro))*\b{name}\(", shown)] == []
