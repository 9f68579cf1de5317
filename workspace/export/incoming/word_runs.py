"""The words of one Word paragraph with their marks; whatever else stands in it is listed."""

from collections.abc import Iterator

from lxml import etree

from workspace.export.incoming.reading import Leavings, Mark, Run, What
from workspace.export.incoming.word_styles import Styles
from workspace.export.incoming.word_xml import local, shown_words, w

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_TRANSPARENT = {
    *("ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo"),
    *("ruby", "rubyBase", "AlternateContent", "Choice"),
}
_DELETED = {"del", "moveFrom"}
_LISTED = {
    "drawing": What.IMAGE,
    "pict": What.IMAGE,
    "object": What.OBJECT,
    "sym": What.SYMBOL,
    "oMath": What.EQUATION,
    "oMathPara": What.EQUATION,
}
_WITHOUT_WORDS = {"Fallback", "rt", "rPr", "pPr", "sdtPr", "sdtEndPr", "rubyPr", "instrText", "delInstrText"}
_CONTENTS = ("TOC", "INDEX", "TOA")


class Walker:
    """Walks paragraphs in order: a field may begin in one and end in another."""

    def __init__(self, leavings: Leavings, styles: Styles) -> None:
        self._leavings = leavings
        self._styles = styles
        self._fields: list[_Field] = []

    def runs(self, paragraph: etree._Element) -> Iterator[Run]:
        for child in paragraph.iterchildren(etree.Element):
            yield from self._inline(child)

    def _inline(self, element: etree._Element) -> Iterator[Run]:
        name = local(element)
        if name == "r":
            yield from self._run(element)
        elif name in _DELETED:
            self._leavings.add(What.DELETION, shown_words(element))
        elif name in _TRANSPARENT:
            self._note(element, name)
            yield from self.runs(element)
        else:
            self._list(element, name)

    def _note(self, element: etree._Element, name: str) -> None:
        if name == "hyperlink" and any(str(key).endswith("}id") for key in element.attrib):
            self._leavings.add(What.LINK, shown_words(element))

    def _list(self, element: etree._Element, name: str) -> None:
        if name in _WITHOUT_WORDS:
            return
        words = shown_words(element)
        if name in _LISTED:
            boxed = next(element.iter("{*}txbxContent"), None) is not None
            self._leavings.add(What.TEXT_BOX if boxed else _LISTED[name], words)
        elif words:
            self._leavings.add(What.OTHER, words)

    def _run(self, run: etree._Element) -> Iterator[Run]:
        properties = run.find(w("rPr"))
        if self._styles.switched_on(properties, "vanish"):
            if words := shown_words(run):
                self._leavings.add(What.HIDDEN, words)
            return
        words = "".join(self._words(child) for child in run.iterchildren(etree.Element))
        if not words:
            return
        if any(self._styles.switched_on(properties, name) for name in ("strike", "dstrike")):
            self._leavings.add(What.STRUCK, words)
        yield Run(words, self._marks(properties))

    def _words(self, element: etree._Element) -> str:
        name = local(element)
        if name == "fldChar":
            self._field(element.get(w("fldCharType"), ""))
        elif name == "instrText" and self._fields:
            self._fields[-1].instruct(element.text or "")
        elif element.tag == w("t"):
            return self._outside_contents(element.text or "")
        elif name in ("AlternateContent", "Choice"):
            return "".join(self._words(child) for child in element.iterchildren(etree.Element))
        elif name in _CHARACTERS:
            return _CHARACTERS[name]
        else:
            self._list(element, name)
        return ""

    def _outside_contents(self, words: str) -> str:
        """The words of a table of contents are the headings once more, with page numbers."""
        return "" if any(field.is_contents for field in self._fields) else words

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            if field.is_contents:
                self._leavings.add(What.CONTENTS)
            elif field.name == "HYPERLINK":
                self._leavings.add(What.LINK)

    def _marks(self, properties: etree._Element | None) -> frozenset[Mark]:
        marks: list[tuple[str, Mark]] = [("i", "em"), ("b", "strong")]
        return frozenset(mark for name, mark in marks if self._styles.switched_on(properties, name))


class _Field:
    def __init__(self) -> None:
        self._instruction = ""

    def instruct(self, words: str) -> None:
        self._instruction += words

    @property
    def name(self) -> str:
        return next(iter(self._instruction.split()), "").upper()

    @property
    def is_contents(self) -> bool:
        return self.name in _CONTENTS
