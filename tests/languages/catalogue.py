"""A language that nobody speaks: every message of the interface stands in brackets, so that what has none shows."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
# Its months and countries are in Greek letters, so that English between them shows as well.
LANGUAGE = "el"
OPENING, CLOSING = "⟦", "⟧"


@cache
def extracted() -> Catalog:
    """Every message of the project, as `make catalogue` finds them."""
    made = ROOT / "translations" / "messages.pot"
    made.parent.mkdir(exist_ok=True)
    extract = ["pybabel", "-q", "extract", "-F", str(ROOT / "pyproject.toml"), "-k", "Phrase", "--no-wrap"]
    CommandLineInterface().run([*extract, "-o", str(made), str(ROOT)])
    return read_po(BytesIO(made.read_bytes()))


def write_bracketed(folder: Path) -> None:
    """A catalogue of that language, below this folder."""
    bracketed = Catalog(locale=LANGUAGE)
    for message in extracted():
        if message.id:
            bracketed[message.id] = Message(message.id, _bracketed(message.id), flags=message.flags)
    made = folder / LANGUAGE / "LC_MESSAGES" / "messages.mo"
    made.parent.mkdir(parents=True)
    with made.open("wb") as file:
        write_mo(file, bracketed)


def _bracketed(words: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(words, tuple):
        return tuple(f"{OPENING}{each}{CLOSING}" for each in words)
    return f"{OPENING}{words}{CLOSING}"
