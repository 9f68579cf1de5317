"""Which characters may come in.

NUL and half surrogates mean that this is no text: refused. Other characters that nobody sees but that change
what everybody else sees are taken out and listed: those that the schema forbids the live text too. Marks that
Arabic, Persian and emoji need stay (LRM, RLM, ALM, ZWJ, ZWNJ).
"""

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE
from importlib import resources

from workspace.export.incoming.reading import Leavings, Unreadable, What
from workspace.phrases import Phrase

_SCHEMA = json.loads(resources.files("workspace.text").joinpath("schema.json").read_text("utf-8"))
_REFUSED = re.compile("[\x00\ud800-\udfff]")
# White space among the forbidden ones becomes a space later, so it stays here.
_WHITE_SPACE = "\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029"
_FORBIDDEN = "".join(f"\\U{first:0>8}-\\U{last:0>8}" for first, last in _SCHEMA["forbidden"])
_TAKEN_OUT = (
    (What.CONTROL, re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")),
    (What.DIRECTION, re.compile("[\u202a-\u202e\u2066-\u2069]")),
    (What.OBJECT, re.compile("\ufffc")),
    (What.SYMBOL, re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")),
    (What.INVISIBLE, re.compile(f"(?![{_WHITE_SPACE}])[{_FORBIDDEN}]")),
)


def decoded(data: bytes) -> str:
    """The words of a text file: UTF-8, or UTF-16 that says so by its first two bytes."""
    encoding = "utf-8-sig"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and not data.startswith(BOM_UTF32_LE):
        encoding = "utf-16"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Unreadable(
            Phrase("Its characters are not in UTF-8. Save it again as “UTF-8” (or as a Word document).")
        ) from fault


def admitted(words: str, leavings: Leavings) -> str:
    if _REFUSED.search(words):
        raise Unreadable(Phrase("It holds characters that cannot stand in a text, so it is probably not a text file."))
    for what, pattern in _TAKEN_OUT:
        words, count = pattern.subn("", words)
        if count:
            leavings.add(what, count=count)
    return words


def looks_like_text(data: bytes) -> bool:
    return data.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)) or b"\x00" not in data[:4096]
