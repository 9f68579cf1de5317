"""Names in WordprocessingML."""

from lxml import etree

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORDS = {f"{{{_W}}}t", f"{{{_W}}}delText"}
_BREAKS = {f"{{{_W}}}{name}" for name in ("p", "br", "tab", "tc", "cr")}


def w(name: str) -> str:
    return f"{{{_W}}}{name}"


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(w("val"), "")


def shown_words(element: etree._Element) -> str:
    """All words below an element, deleted ones too: for the list of what was dropped."""
    pieces: list[str] = []
    for one in element.iter(etree.Element):
        if one.tag in _WORDS or local(one) == "t":
            pieces.append(one.text or "")
        elif one.tag in _BREAKS:
            pieces.append(" ")
    return " ".join("".join(pieces).split())
