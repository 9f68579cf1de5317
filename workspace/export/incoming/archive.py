"""A Word file is a zip of XML: all of it is checked here, before a parser that builds trees sees a byte."""

import re
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from workspace.export.incoming import limits
from workspace.export.incoming.reading import Unreadable
from workspace.phrases import Phrase

MAIN_PART = "word/document.xml"
_DAMAGED = Phrase("The Word file is damaged. Open it in Word, save it again and try once more.")
_BOMB = Phrase("The file unpacks to far more than a text needs, so it is not opened. Save it again from Word.")
_DECLARES = Phrase("The file declares entities of its own (DOCTYPE), which Word never does, so it is not opened.")
_MACROS = Phrase("The file holds macros, so it is not opened. Save it as a Word document without macros (.docx).")
_OTHER = (
    ("xl/", Phrase("an Excel workbook")),
    ("ppt/", Phrase("a PowerPoint presentation")),
    ("META-INF/manifest.xml", Phrase("an OpenDocument file")),
    ("content.xml", Phrase("an OpenDocument file")),
)
# Most institutions' files name a template on the writer's own disk. It is never opened and reaches nobody.
_LOCAL_TEMPLATE = re.compile(r"(?:file:///)?(?:[A-Za-z]:[\\/][^\\/]|(?=[^\\/:]+$))", re.ASCII)


def checked(data: bytes) -> bytes:
    """The same bytes, once nothing in them can harm; otherwise `Unreadable`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            _check_kind(set(archive.namelist()))
            for entry in archive.infolist():
                _check_content(entry.filename, archive.read(entry))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as fault:
        raise Unreadable(_DAMAGED) from fault
    return data


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names) or any(_leaves_the_folder(name) for name in names):
        raise Unreadable(_DAMAGED)
    if len(entries) > limits.MAX_ENTRIES or sum(entry.file_size for entry in entries) > limits.MAX_INFLATED_BYTES:
        raise Unreadable(_BOMB)
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise Unreadable(Phrase("The file is protected by a password. Save it without one and try again."))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(_DAMAGED)
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > limits.MAX_ENTRY_BYTES or (
        entry.file_size > limits.RATIO_FREE_BYTES and ratio > limits.MAX_RATIO
    ):
        raise Unreadable(_BOMB)


def _leaves_the_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/")


def _check_kind(names: set[str]) -> None:
    lowered = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in lowered):
        raise Unreadable(_MACROS)
    if MAIN_PART in names and "[Content_Types].xml" in names:
        return
    for start, what in _OTHER:
        if any(name.startswith(start) for name in names):
            raise Unreadable(Phrase("It is %(what)s, not a Word document. Save it as .docx, .md or .txt.", what=what))
    raise Unreadable(Phrase("It is a compressed file, but no Word document."))


def _check_content(name: str, content: bytes) -> None:
    if name.lower().endswith((".xml", ".rels", ".vml")) or _may_be_xml(content):
        _Scan().run(content)


def _may_be_xml(content: bytes) -> bool:
    start = content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith((b"<?xml", b"<\x00?", b"<!", b"<\x00!", b"\x4c\x6f\xa7\x94"))


class _Scan:
    """One pass with a parser that builds nothing."""

    def run(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._element
        try:
            parser.Parse(content, True)
        except expat.ExpatError as fault:
            raise Unreadable(_DAMAGED) from fault

    def _doctype(self, *_: object) -> None:
        raise Unreadable(_DECLARES)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "Relationship":
            _check_relation(attributes)
        elif local in ("Override", "Default") and "macroenabled" in attributes.get("ContentType", "").lower():
            raise Unreadable(_MACROS)


def _check_relation(attributes: dict[str, str]) -> None:
    """An address of a link may stay: it is never followed, and it does not come along."""
    kind = attributes.get("Type", "").rpartition("/")[2]
    if attributes.get("TargetMode", "").lower() != "external" or kind == "hyperlink":
        return
    if kind == "attachedTemplate" and _LOCAL_TEMPLATE.match(attributes.get("Target", "")):
        return
    raise Unreadable(
        Phrase(
            "The file draws in something from outside itself (%(kind)s), so it is not opened. "
            "In Word, embed it or remove it, and save again.",
            kind=kind or "?",
        )
    )
