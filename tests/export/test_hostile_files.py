"""Files that mean harm, or are something else, get a refusal in words that a delegate can act upon."""

import struct
import subprocess
import sys
import time

import pytest

from tests.export import files
from workspace.config import Limits
from workspace.errors import Invalid
from workspace.export.incoming import Unreadable, What, door, read_pasted, read_upload

DOCUMENT = "word/document.xml"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def refusal_of(data: bytes, name: str = "draft.docx") -> str:
    with pytest.raises(Unreadable) as refused:
        read_upload(data, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7 words", "draft.docx", "a PDF"),
        (b"{\\rtf1 words}", "draft.txt", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "draft.docx", "a picture"),
        (b"MZ\x90\x00", "draft.txt", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "draft.docx", "old Word format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "draft.docx", "password"),
        (b"<!DOCTYPE html><p>words", "draft.txt", "web page"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><a/>", "draft.md", "web page or an XML"),
        (b"The Parties shall cooperate.", "draft.docx", "its content another"),
        (b"The Parties shall cooperate.", "draft.odt", ".docx"),
        (b"The Parties shall cooperate.", "draft", ".docx"),
        (files.simple_word_file(), "draft.txt", "its content another"),
        (b"\x00\x01\x02words", "draft.txt", "not a text file"),
        (b"a\x00b".rjust(9000), "draft.txt", "probably not a text file"),
        (b"", "draft.txt", "empty"),
        (b" \n \n", "draft.txt", "no words"),
        ("Les Parties coopèrent".encode("latin-1"), "draft.txt", "UTF-8"),
        ("The Parties".encode("utf-32"), "draft.txt", "UTF-8"),
        ("\ud800 words".encode("utf-16-le", "surrogatepass"), "draft.txt", "not a text file"),
        (b"\xff\xfe" + "\ud800 words".encode("utf-16-le", "surrogatepass"), "draft.txt", "UTF-8"),
        (b"PK\x03\x04 and nothing else", "draft.docx", "damaged"),
        (files.zip_of({"xl/workbook.xml": b"<x/>"}), "draft.docx", "Excel"),
        (files.zip_of({"ppt/presentation.xml": b"<x/>"}), "draft.docx", "PowerPoint"),
        (files.zip_of({"content.xml": b"<x/>"}), "draft.docx", "OpenDocument"),
        (files.zip_of({"words.txt": b"words"}), "draft.docx", "no Word document"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_plain_words(data: bytes, name: str, words: str) -> None:
    assert words in refusal_of(data, name)


def test_a_file_over_the_limit_is_refused_without_being_read() -> None:
    started = time.monotonic()

    message = refusal_of(b"a" * (50 * 1024 * 1024), "draft.txt")

    assert "larger than 10 MB" in message
    assert time.monotonic() - started < 1


def test_a_bomb_is_refused_and_an_ordinary_file_of_the_same_kind_is_read() -> None:
    bomb = files.repacked(files.simple_word_file(), add={"word/media/a.png": bytes(20 * 1024 * 1024)})
    ordinary = files.repacked(files.simple_word_file(), add={"word/media/a.png": bytes(200 * 1024)})

    assert "unpacks to far more" in refusal_of(bomb)
    assert read_upload(ordinary, "draft.docx").clauses[0].words == "The Parties shall cooperate."


def test_a_bomb_of_many_entries_or_of_a_false_size_is_refused() -> None:
    many = files.zip_of({f"word/{at}.xml": b"<x/>" for at in range(1001)})
    told_small = bytearray(files.repacked(files.simple_word_file(), add={"word/media/a.png": bytes(9 * 1024 * 1024)}))
    entry = told_small.rindex(b"word/media/a.png") - 46
    struct.pack_into("<I", told_small, entry + 24, 100)

    assert "unpacks to far more" in refusal_of(many)
    assert "damaged" in refusal_of(bytes(told_small))


@pytest.mark.parametrize(
    "part", [DOCUMENT, "word/styles.xml", "docProps/core.xml", "_rels/.rels", "[Content_Types].xml"]
)
def test_a_doctype_in_any_part_is_refused(part: str) -> None:
    hostile = files.repacked(files.simple_word_file(), replace={part: lambda old: DOCTYPE + _undeclared(old)})

    assert "DOCTYPE" in refusal_of(hostile)


def test_a_doctype_is_found_in_utf_16_and_under_another_name_too() -> None:
    wide = (DOCTYPE.replace(b' version="1.0"', b' version="1.0" encoding="utf-16"') + b"<x/>").decode().encode("utf-16")
    in_document = files.repacked(files.simple_word_file(), replace={DOCUMENT: lambda _: wide})
    elsewhere = files.repacked(files.simple_word_file(), add={"word/data.bin": DOCTYPE + b"<x/>"})

    assert "DOCTYPE" in refusal_of(in_document)
    assert "DOCTYPE" in refusal_of(elsewhere)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://example.org/t.dotm"),
        ("attachedTemplate", "file://example.org/share/t.dotm"),
        ("attachedTemplate", "\\\\example.org\\share\\t.dotm"),
        ("image", "https://example.org/pixel.png"),
        ("oleObject", "file:///C:/secret.xlsx"),
        ("frame", "https://example.org/"),
        ("subDocument", "other.docx"),
    ],
)
def test_a_file_that_draws_in_something_from_outside_is_refused(kind: str, target: str) -> None:
    assert f"from outside itself ({kind})" in refusal_of(files.with_relation(kind, target))


@pytest.mark.parametrize("target", ["file:///C:\\Templates\\A.dotm", "C:\\Templates\\A.dotm", "Normal.dotm"])
def test_a_link_and_a_template_on_the_writers_own_disk_do_no_harm(target: str) -> None:
    linked = read_upload(files.with_relation("hyperlink", "https://example.org/"), "draft.docx")
    templated = read_upload(files.with_relation("attachedTemplate", target), "draft.docx")

    assert linked.clauses == templated.clauses
    assert linked.clauses[0].words == "The Parties shall cooperate."


def test_macros_are_refused_whatever_the_name_says() -> None:
    with_code = files.repacked(files.simple_word_file(), add={"word/vbaProject.bin": b"code"})
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    declared = files.repacked(
        files.simple_word_file(),
        replace={
            "[Content_Types].xml": lambda old: old.replace(
                main, b"application/vnd.ms-word.document.macroEnabled.main+xml"
            )
        },
    )

    assert "macros" in refusal_of(with_code)
    assert "macros" in refusal_of(declared)


def test_an_encrypted_entry_a_way_out_of_the_folder_and_a_name_twice_are_refused() -> None:
    encrypted = bytearray(files.simple_word_file())
    entry = encrypted.rindex(b"PK\x01\x02")
    encrypted[entry + 8] |= 1

    assert "password" in refusal_of(bytes(encrypted))
    assert "damaged" in refusal_of(files.repacked(files.simple_word_file(), add={"../x.xml": b"<x/>"}))
    assert "damaged" in refusal_of(files.repacked(files.simple_word_file(), add={"word/DOCUMENT.xml": b"<x/>"}))


def test_deep_nesting_and_missing_pieces_are_refused_not_fatal() -> None:
    deep = files.repacked(files.simple_word_file(), replace={DOCUMENT: lambda _: b"<a>" * 9_000 + b"</a>" * 9_000})
    no_body = files.repacked(files.simple_word_file(), replace={DOCUMENT: lambda _: b"<a/>"})
    half = files.simple_word_file()[:-200]

    for broken in (deep, no_body, half):
        assert "damaged" in refusal_of(broken) or "could not be read" in refusal_of(broken)


def test_characters_that_deceive_are_taken_out_and_listed() -> None:
    reading = read_pasted("The Par\u200bties \u202eshall\u202c co\u00adoperate\x07 \ue000 at once.")

    assert reading.clauses[0].words == "The Parties shall cooperate at once."
    assert {dropped.what: dropped.count for dropped in reading.dropped} == {
        What.CONTROL: 1,
        What.DIRECTION: 2,
        What.SYMBOL: 1,
        What.INVISIBLE: 2,
    }


def test_no_character_that_the_schema_forbids_comes_in() -> None:
    from workspace.text.schema import FORBIDDEN

    code_points = [*range(1, 0x3000), *range(0xE000, 0x10000), *range(0x1BC00, 0x1D200), *range(0xE0000, 0xE2000)]
    lines = [f"Words {''.join(map(chr, code_points[at : at + 500]))}." for at in range(0, len(code_points), 500)]

    words = "".join(clause.words for clause in read_pasted("\n\n".join(lines)).clauses)

    assert not FORBIDDEN.search(words)
    assert all(kept in words for kept in "\u200c\u200d\u200e\u200f\u061céع")


def test_half_a_character_in_pasted_words_is_refused() -> None:
    with pytest.raises(Invalid, match="half a character"):
        read_pasted("words \ud83d")


def test_a_text_is_read_up_to_its_limits_and_refused_one_beyond() -> None:
    limits = Limits()
    clauses = "\n".join(["The Parties cooperate."] * limits.clauses)
    longest = "a" * (limits.clause_bytes - 1) + "."

    assert len(read_pasted(clauses).clauses) == limits.clauses
    assert len(read_pasted(longest).clauses[0].words) == limits.clause_bytes
    with pytest.raises(Unreadable, match=r"2,501 clauses"):
        read_pasted(clauses + "\nOne more.")
    with pytest.raises(Unreadable, match="longer than 64 KB"):
        read_pasted("a" + longest)
    with pytest.raises(Unreadable, match="longer than 2 MB"):
        read_pasted("a" * (limits.text_bytes + 1))


def test_far_too_many_lines_are_refused_before_they_are_weighed() -> None:
    assert "far more lines" in refusal_of(b"a b\n" * 500_000, "draft.txt")
    assert "far more paragraphs" in refusal_of(b"a b.\n\n" * 10_000, "draft.txt")


def test_reading_that_takes_too_long_or_breaks_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable, match="too long"):
        read_upload(b"words", "draft.txt", patience=0.001)

    monkeypatch.setattr(door.sys, "executable", "/bin/false")
    with pytest.raises(Unreadable, match="could not be read"):
        read_upload(b"words", "draft.txt")


def test_a_file_is_read_from_a_greenlet_and_the_server_goes_on_meanwhile() -> None:
    served = """
from gevent import monkey; monkey.patch_all()
import gevent
from workspace.export.incoming import read_pasted
turns = []
def serve():
    while True:
        turns.append(1)
        gevent.sleep(0.005)
server = gevent.spawn(serve)
reading = gevent.spawn(read_pasted, "The Parties shall cooperate.").get(timeout=30)
print(reading.clauses[0].words, len(turns) > 5)
"""

    answer = subprocess.run([sys.executable, "-c", served], capture_output=True, text=True, timeout=60, check=True)

    assert answer.stdout == "The Parties shall cooperate. True\n"


def test_the_process_that_reads_cannot_open_many_files_write_much_or_start_others() -> None:
    tried = """
import os, resource
from workspace.export.incoming.limits import confine_this_process
confine_this_process()
for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE"):
    soft, hard = resource.getrlimit(getattr(resource, name))
    assert soft == hard != resource.RLIM_INFINITY, name
try:
    bytearray(1 << 30)
except MemoryError:
    print("no memory")
try:
    [os.open("/dev/null", os.O_RDONLY) for _ in range(20)]
except OSError:
    print("no files")
"""

    answer = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, timeout=60, check=True)

    assert answer.stdout == "no memory\nno files\n"


def _undeclared(xml: bytes) -> bytes:
    return xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
