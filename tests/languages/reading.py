"""What a person reads on a page or hears from it, and what of that is in no brackets."""

import json
import re
from collections.abc import Iterator

from lxml import html

from tests.languages.catalogue import CLOSING, OPENING

READ_OUT = ("title", "aria-label", "placeholder", "alt", "data-label", "data-lost")
READ_OUT += ("data-confirm", "data-said", "data-words", "data-copied", "content")
UNREAD = {"script", "style", "template"}
WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
# What is the same in every language: names of formats, zones and units, and each language's own name for itself.
NO_LANGUAGE = {"UTC", "PDF", "Word", "docx", "md", "txt", "kB", "MB", "PP", "OP", "ISO", "SHA", "Türkiye"}
NO_LANGUAGE |= {"English", "Français", "Español"}


def english_of(page: str) -> list[str]:
    """The words in Latin letters that no message holds."""
    tree = html.document_fromstring(page)
    pieces = ["".join(_running(tree)), *_attributes(tree), *_handed_to_scripts(tree)]
    return sorted({word for piece in pieces for word in WORDS.findall(outside(piece))} - NO_LANGUAGE)


def outside(words: str) -> str:
    """What stands in no brackets; addresses, codes and hashes left out."""
    depth, kept = 0, []
    for character in words:
        depth += (character == OPENING) - (character == CLOSING)
        kept.append(character if depth == 0 and character != CLOSING else " ")
    plain = "".join(kept)
    return re.sub(r"\S+@\S+|https?://\S+|\b[A-Z]{3}\b|\b(?=\w*\d)[0-9a-z]{4,}\b|\b[0-9a-f]{4}\b", " ", plain)


def _running(tree: html.HtmlElement) -> Iterator[str]:
    """The text of a page in one piece: a message may hold a link, and so several elements."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag not in UNREAD:
            yield f" {element.text or ''}"
        yield f" {element.tail or ''}"


def _attributes(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag != "meta":
            yield from (element.get(name, "") for name in READ_OUT)


def _handed_to_scripts(tree: html.HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if script.get("type") == "application/json":
            given = json.loads(script.text or "null")
            yield from _strings(given.get("words") if isinstance(given, dict) else None)
    for template in tree.iter("template"):
        yield "".join(template.itertext())


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
