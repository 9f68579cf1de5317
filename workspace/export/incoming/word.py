"""Word documents, read as if all tracked changes were taken: insertions stay, deletions are listed.

The XML is walked here: python-docx's `paragraph.text` leaves out what was inserted with tracking.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from workspace.export.incoming import limits
from workspace.export.incoming.archive import checked
from workspace.export.incoming.characters import admitted
from workspace.export.incoming.lines import Line
from workspace.export.incoming.reading import Leavings, Run, Unreadable, What
from workspace.export.incoming.word_numbers import Numbering
from workspace.export.incoming.word_runs import Walker
from workspace.export.incoming.word_styles import Styles
from workspace.export.incoming.word_xml import local, shown_words, w
from workspace.phrases import Phrase

_DAMAGED = Phrase("The Word file is damaged. Open it in Word, save it again and try once more.")
_TRANSPARENT = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}
_PARTS = {"footnotes": What.FOOTNOTE, "endnotes": What.FOOTNOTE, "comments": What.COMMENT}


def lines(data: bytes, leavings: Leavings) -> list[Line]:
    try:
        document = docx.Document(BytesIO(checked(data)))
        body = document.element.body
        if body is None:
            raise Unreadable(_DAMAGED)
        _list_other_parts(document, leavings)
        reader = _Reader(document, leavings)
        return [*islice(reader.read(body), limits.MAX_PARAGRAPHS + 1), *reader.rest()]
    except (
        PackageNotFoundError,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
    ) as fault:
        # python-docx meets a broken package with whatever its first missing piece raises.
        raise Unreadable(_DAMAGED) from fault


class _Reader:
    def __init__(self, document: Document, leavings: Leavings) -> None:
        self._leavings = leavings
        self._styles = Styles(_part(document, "styles"))
        self._numbering = Numbering(_part(document, "numbering"), self._styles)
        self._walker = Walker(leavings, self._styles)
        self._carried: list[Run] = []

    def read(self, body: etree._Element) -> Iterator[Line]:
        for child in body.iterchildren(etree.Element):
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name in _TRANSPARENT:
                yield from self.read(child)
            elif name in ("del", "moveFrom"):
                self._leavings.add(What.DELETION, shown_words(child))
            elif name == "tbl":
                self._leavings.add(What.TABLE, shown_words(child))
            elif words := shown_words(child):
                self._leavings.add(What.OTHER, words)

    def rest(self) -> list[Line]:
        """Words whose paragraph mark was deleted, with no paragraph after them to join."""
        return [Line(tuple(self._carried))] if self._carried else []

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Line]:
        runs = [Run(admitted(run.words, self._leavings), run.marks) for run in self._walker.runs(paragraph)]
        if paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:
            self._carried += runs
            return
        runs, self._carried = self._carried + runs, []
        if not any(run.words.strip() for run in runs):
            return
        label, series = self._numbering.of(paragraph)
        yield Line(tuple(runs), self._styles.heading(paragraph), label, series)


def _list_other_parts(document: Document, leavings: Leavings) -> None:
    for relation in document.part.rels.values():
        name = relation.reltype.rpartition("/")[2]
        if relation.is_external:
            continue
        if name in _PARTS:
            _list_notes(_PARTS[name], etree.fromstring(relation.target_part.blob, _parser()), leavings)
        elif name in ("header", "footer"):
            words = shown_words(etree.fromstring(relation.target_part.blob, _parser()))
            if words.strip():
                leavings.add(What.MARGIN, words)


def _list_notes(what: What, root: etree._Element, leavings: Leavings) -> None:
    for note in root.iterchildren(etree.Element):
        if words := shown_words(note).strip():
            leavings.add(what, words)


def _part(document: Document, name: str) -> etree._Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{name}") and not relation.is_external:
            return etree.fromstring(relation.target_part.blob, _parser())
    return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
