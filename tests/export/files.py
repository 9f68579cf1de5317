"""Files as delegations send them, and as somebody who means harm would: made here, none kept."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml import parse_xml

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_file(write: Callable[[Document], object]) -> bytes:
    document = docx.Document()
    write(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_body(*xml: str) -> bytes:
    """A Word file whose body holds exactly these elements."""
    namespaces = f'{NAMESPACE} xmlns:r="{RELATION}"'

    def write(document: Document) -> None:
        for at, one in enumerate(xml):
            tag_end = min(place for place in (one.find(">"), one.find(" ")) if place > 0)
            document.element.body.insert(at, parse_xml(f"{one[:tag_end]} {namespaces}{one[tag_end:]}"))

    return word_file(write)


def simple_word_file() -> bytes:
    return word_file(lambda document: document.add_paragraph("The Parties shall cooperate."))


def repacked(
    data: bytes,
    *,
    replace: dict[str, Callable[[bytes], bytes]] | None = None,
    add: dict[str, bytes] | None = None,
) -> bytes:
    """The same zip with some entries changed, and others added."""
    changes = replace or {}
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changes.get(entry.filename, bytes)(old.read(entry)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def zip_of(entries: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_relation(kind: str, target: str) -> bytes:
    """A Word file that points outside itself."""
    relation = f'<Relationship Id="rId99" Type="{RELATION}/{kind}" Target="{target}" TargetMode="External"/>'
    name = "word/_rels/document.xml.rels"
    end = b"</Relationships>"
    return repacked(simple_word_file(), replace={name: lambda old: old.replace(end, relation.encode() + end)})
