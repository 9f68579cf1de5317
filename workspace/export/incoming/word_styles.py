"""What a paragraph's or a run's style says: heading rank, numbering, bold, italic."""

import re
from collections.abc import Iterator

from lxml import etree

from workspace.export.incoming.word_xml import value, w

_HEADING = re.compile(r"heading\s*([1-9])$", re.IGNORECASE)
_TITLES = {"title", "subtitle"}
_OFF = {"0", "false", "off", "none"}


class Styles:
    def __init__(self, root: etree._Element | None) -> None:
        self._by_id: dict[str, etree._Element] = {}
        for style in root.iterfind(w("style")) if root is not None else ():
            self._by_id.setdefault(style.get(w("styleId"), ""), style)

    def heading(self, paragraph: etree._Element) -> int | None:
        """The rank of a heading, 0 for a title: by the style's built-in name, or by an outline level."""
        for style in self._chain(value(paragraph.find(f"{w('pPr')}/{w('pStyle')}"))):
            name = value(style.find(w("name")))
            if name.lower() in _TITLES:
                return 0
            if found := _HEADING.match(name):
                return int(found[1])
            level = value(style.find(f"{w('pPr')}/{w('outlineLvl')}"))
            if level.isdecimal() and int(level) < 9:
                return int(level) + 1
        level = value(paragraph.find(f"{w('pPr')}/{w('outlineLvl')}"))
        return int(level) + 1 if level.isdecimal() and int(level) < 9 else None

    def numbering(self, paragraph: etree._Element) -> etree._Element | None:
        own = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        if own is not None:
            return own
        for style in self._chain(value(paragraph.find(f"{w('pPr')}/{w('pStyle')}"))):
            inherited = style.find(f"{w('pPr')}/{w('numPr')}")
            if inherited is not None:
                return inherited
        return None

    def switched_on(self, properties: etree._Element | None, name: str) -> bool:
        """Whether a run is bold, italic and so on, by itself or by its character style."""
        if properties is None:
            return False
        own = properties.find(w(name))
        if own is not None:
            return own.get(w("val"), "1").lower() not in _OFF
        for style in self._chain(value(properties.find(w("rStyle")))):
            inherited = style.find(f"{w('rPr')}/{w(name)}")
            if inherited is not None:
                return inherited.get(w("val"), "1").lower() not in _OFF
        return False

    def _chain(self, style_id: str) -> Iterator[etree._Element]:
        seen: set[str] = set()
        while style_id in self._by_id and style_id not in seen:
            seen.add(style_id)
            yield self._by_id[style_id]
            style_id = value(self._by_id[style_id].find(w("basedOn")))
