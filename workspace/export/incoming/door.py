"""Where a file comes in: what it really is, and the process of its own in which it is read.

Call it from a greenlet of the server, not from a thread of gevent's pool: patched `subprocess` needs the
main loop.
"""

import json
import logging
import subprocess
import sys
from codecs import BOM_UTF8
from pathlib import PurePath
from tempfile import TemporaryFile

from workspace.export.incoming import limits
from workspace.export.incoming.characters import looks_like_text
from workspace.export.incoming.reading import Reading, Unreadable
from workspace.phrases import Phrase

log = logging.getLogger(__name__)

_KINDS = {".docx": "docx", ".md": "markdown", ".markdown": "markdown", ".txt": "plain"}
_TAKEN = Phrase("Bring a Word document (.docx), a Markdown file (.md) or a text file (.txt), or paste the words.")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = (
    (b"%PDF", Phrase("a PDF")),
    (b"{\\rtf", Phrase("an RTF document")),
    (b"\x89PNG", Phrase("a picture")),
    (b"\xff\xd8\xff", Phrase("a picture")),
    (b"GIF8", Phrase("a picture")),
    (b"\x1f\x8b", Phrase("a compressed file")),
    (b"7z\xbc\xaf", Phrase("a compressed file")),
    (b"Rar!", Phrase("a compressed file")),
    (b"MZ", Phrase("a program")),
    (b"\x7fELF", Phrase("a program")),
)
_UNFINISHED = Phrase(
    "It could not be read: it is damaged, or too intricate. Save it again from Word, or paste the words."
)


def read_upload(data: bytes, filename: str, *, patience: float = limits.PATIENCE_SECONDS) -> Reading:
    """Read a file that somebody sent, or raise `Unreadable` with words for them."""
    if not data:
        raise Unreadable(Phrase("The file is empty."))
    if len(data) > limits.MAX_UPLOAD_BYTES:
        most = limits.MAX_UPLOAD_BYTES // limits.MEGABYTE
        raise Unreadable(Phrase("The file is larger than %(most)s MB. Take out its pictures, or split it.", most=most))
    return _read_outside(data, _kind(data, filename), patience)


def read_pasted(words: str, *, patience: float = limits.PATIENCE_SECONDS) -> Reading:
    try:
        data = words.encode()
    except UnicodeEncodeError as fault:
        raise Unreadable(Phrase("The pasted words hold half a character. Copy them again.")) from fault
    if len(data) > limits.MAX_TEXT_BYTES:
        raise Unreadable(Phrase("That is longer than 2 MB. Paste it in parts."))
    return _read_outside(data, "plain", patience)


def _kind(data: bytes, filename: str) -> str:
    """What the file is by its content; a name that says something else is refused, not believed."""
    kind = _KINDS.get(PurePath(filename).suffix.lower())
    _refuse_other_formats(data)
    if kind is None:
        raise Unreadable(_TAKEN)
    if (kind == "docx") != data.startswith(b"PK"):
        raise Unreadable(Phrase("Its name says one kind of file and its content another. %(taken)s", taken=_TAKEN))
    if kind != "docx" and not looks_like_text(data):
        raise Unreadable(Phrase("It is not a text file, whatever its name says. %(taken)s", taken=_TAKEN))
    return kind


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise Unreadable(Phrase("It is protected by a password. Save it without one and try again."))
    if data.startswith(_OLE):
        raise Unreadable(Phrase("It is in the old Word format (.doc). Open it in Word and save it as .docx."))
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(Phrase("It is %(what)s. %(taken)s", what=name, taken=_TAKEN))
    if data.removeprefix(BOM_UTF8).lstrip()[:20].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Unreadable(Phrase("It is a web page or an XML file. %(taken)s", taken=_TAKEN))


def _read_outside(data: bytes, kind: str, patience: float) -> Reading:
    with TemporaryFile() as answer, TemporaryFile() as complaint:
        # -I: no environment, no current folder on the path. The child lowers its own limits before it reads.
        command = [sys.executable, "-I", "-B", "-m", "workspace.export.incoming", kind]
        try:
            done = subprocess.run(  # noqa: S603 - our own module; the kind is from a closed set
                command,
                input=data,
                stdout=answer,
                stderr=complaint,
                env={},
                cwd="/",
                timeout=patience,
                check=False,
            )
        except subprocess.TimeoutExpired as fault:
            raise Unreadable(
                Phrase("Reading it took too long. Save it again from Word, or paste the words.")
            ) from fault
        if done.returncode:
            complaint.seek(0)
            log.warning("reading an upload ended with %s: %s", done.returncode, complaint.read(4000))
            raise Unreadable(_UNFINISHED)
        answer.seek(0)
        return _answered(answer.read())


def _answered(answer: bytes) -> Reading:
    try:
        data = json.loads(answer)
        if "refusal" in data:
            raise Unreadable(Phrase.read(data["refusal"]))
        return Reading.from_json(data)
    except (ValueError, KeyError, TypeError) as fault:
        log.warning("reading an upload was answered in no known form")
        raise Unreadable(_UNFINISHED) from fault
