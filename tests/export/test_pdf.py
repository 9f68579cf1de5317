"""The PDF, read back by programs that had no part in making it."""

import io
import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from tests.export.world import (
    AURELIA,
    BOREA,
    ERIDAN,
    HASH,
    ISSUED,
    WORDS,
    ZEPHYRA,
    agreed,
    only_letters,
    only_words,
    paragraph,
    read_back,
    sign_off,
)
from tests.tools import tool
from workspace.export.content import Agreed, Clause, Kind, NotAgreed, Run, Standing, Statement
from workspace.export.fonts import folders
from workspace.export.pdf import MissingGlyphs, PressFailed, make_pdf

ACTUAL = re.compile(r"/ActualText\s*<FEFF([0-9A-F]+)>")


def said(content: Agreed) -> str:
    return " ".join(read_back(make_pdf(content), "-raw").split())


def reader(content: Agreed) -> PdfReader:
    return PdfReader(io.BytesIO(make_pdf(content)))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh"])
def test_every_clause_reads_back_word_for_word(language: str) -> None:
    content = agreed(language)

    read = only_words(read_back(make_pdf(content), "-raw"))

    at = 0
    for clause in content.clauses:
        at = read.index(only_words("".join(run.words for run in clause.runs)), at)


def test_arabic_reads_back_letter_for_letter() -> None:
    content = agreed("ar")

    # In raw order words run from left to right: the logical order is the one that a person reads. Readers of
    # PDF put a vowel sign before or after its letter as they like; exact words are in the attachment.
    read = only_letters(read_back(make_pdf(content)))

    at = 0
    for clause in content.clauses:
        at = read.index(only_letters("".join(run.words for run in clause.runs)), at)


def test_each_arabic_letter_is_told_before_its_vowel_signs() -> None:
    words = "كَتَبَ الطَّالِبُ الدَّرْسَ، وفقاً لِلْمادَّةِ."
    page = reader(agreed("ar", clauses=(paragraph("1", words),))).pages[1]

    told = [
        bytes.fromhex(found).decode("utf-16-be")
        for found in ACTUAL.findall(page.get_contents().get_data().decode("latin-1"))
    ]

    # Each stretch lies on the page by itself, the last of a line first.
    vowelled = [stretch for stretch in told if any(unicodedata.category(each) == "Mn" for each in stretch)]
    assert len(vowelled) > 10
    assert all(stretch in words for stretch in vowelled)
    assert all(unicodedata.category(stretch.strip()[0]) == "Lo" for stretch in vowelled)


def test_arabic_begins_on_the_right_and_english_on_the_left() -> None:
    arabic, english = make_pdf(agreed("ar")), make_pdf(agreed("en"))

    # The order of letters in a box is the visual one.
    assert edge(arabic, WORDS["ar"][1].split()[0][::-1], "xMax") > 450
    assert edge(english, WORDS["en"][1], "xMin") < 150


def edge(pdf: bytes, word: str, side: str) -> float:
    """Where a word of the first page of clauses begins, in points from the left."""
    command = [tool("pdftotext"), "-bbox", "-f", "2", "-l", "2", "-", "-"]
    boxes = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    line = next(line for line in boxes.splitlines() if f">{word}</word>" in line)
    return float(line.split(f'{side}="')[1].split('"')[0])


@pytest.mark.parametrize("language", list(WORDS))
def test_the_words_travel_along_for_machines_exactly_as_given(language: str) -> None:
    content = agreed(language)

    carried = json.loads(reader(content).attachments["agreement.json"][0])

    assert carried["document_hash"] == HASH
    assert [clause["runs"] for clause in carried["clauses"]] == [
        [{"words": r.words, "em": r.em, "strong": r.strong, "brackets": list(r.brackets)} for r in clause.runs]
        for clause in content.clauses
    ]


@pytest.mark.parametrize("language", list(WORDS))
def test_it_is_archival_accessible_and_says_its_language(language: str) -> None:
    pdf = reader(agreed(language))

    root = pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_its_structure_has_title_headings_and_table_heads() -> None:
    roles = roles_below(reader(agreed()).trailer["/Root"]["/StructTreeRoot"])

    assert {"/Title", "/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= set(roles)


def roles_below(node: object) -> list[str]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return [role for kid in node for role in roles_below(kid)]
    if not isinstance(node, DictionaryObject):
        return []
    return [*([str(node["/S"])] if "/S" in node else []), *roles_below(node.get("/K"))]


def test_its_metadata_name_title_edition_and_hash() -> None:
    pdf = reader(agreed())

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Agreement on Restraint and Assistance in Cyberspace, Rev.2"
    assert pdf.metadata.author == agreed().masthead
    assert pdf.metadata.creation_date == ISSUED
    assert pdf.metadata["/Keywords"] == f"Rev.2, {HASH}, RAC/2026/L.7"


def test_the_same_agreement_makes_the_same_file() -> None:
    assert make_pdf(agreed()) == make_pdf(agreed())


def test_every_page_names_edition_hash_and_its_place() -> None:
    many = tuple(paragraph(str(number), WORDS["en"][4]) for number in range(1, 80))

    pages = [page.extract_text() for page in reader(agreed(clauses=many)).pages]

    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert "Rev.2" in page
        assert f"{HASH[:4]} {HASH[4:8]} … {HASH[-4:]}" in page
        assert f"Page {number} of {len(pages)}" in page


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "@preview/cetz:0.3.0": *',
        '#read("/etc/passwd") #panic("out")',
        "$ x^2 $ \\ \\u{41} \\\\ `code` *bold* _em_ <label> @ref = Heading",
        "\"quotes\" 'single' /* comment */ // line ~ --- ... [[a]] {b} - item + item",
    ],
)
def test_markup_in_the_words_is_only_words(hostile: str) -> None:
    read = only_words(said(agreed(clauses=(paragraph("1", hostile),), title=hostile, masthead=hostile)))

    assert read.count(only_words(hostile)) == 3


def test_a_character_without_glyph_is_named_with_its_place() -> None:
    clauses = (paragraph("1.1", "Plain."), paragraph("1.2", "An ᚠ and a ሀ."), paragraph("1.3", "Again ሀ."))

    with pytest.raises(MissingGlyphs) as refusal:
        make_pdf(agreed(clauses=clauses))

    named = {each.code_point: each.places for each in refusal.value.missing}
    assert named == {"U+1200": ("1.2", "1.3"), "U+16A0": ("1.2",)}
    assert "U+1200 ETHIOPIC SYLLABLE HA (1.2, 1.3)" in str(refusal.value)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\ud83d", "\ue123", "\U0001f600"])
def test_what_means_nothing_to_an_archive_is_named_too(character: str) -> None:
    with pytest.raises(MissingGlyphs) as refusal:
        make_pdf(agreed(clauses=(paragraph("7", f"a{character}b"),)))

    assert [(each.character, each.places) for each in refusal.value.missing] == [(character, ("7",))]


def test_scripts_may_meet_in_one_clause() -> None:
    words = "The United Nations (联合国, ООН, الأمم المتحدة, 한국, Việt Nam) – naïve Żółć."

    read = read_back(make_pdf(agreed(clauses=(paragraph("1", words),))))

    for word in ("联合国", "ООН", "المتحدة", "한국", "Việt", "naïve", "Żółć"):
        assert word in read


def test_brackets_are_drawn_where_they_begin_and_end() -> None:
    runs = (
        Run("Each State "),
        Run("shall ", brackets=("a",)),
        Run("promptly", brackets=("a", "b")),
        Run(" act", brackets=("c",)),
    )

    read = said(agreed(clauses=(Clause(Kind.PARAGRAPH, "1", runs),)))

    assert "Each State [shall [promptly]][ act]" in read


def test_a_superseded_sign_off_is_said_to_be_one() -> None:
    offs = (sign_off(BOREA, standing=Standing.SUPERSEDED), sign_off(ZEPHYRA))

    read = said(agreed(sign_offs=offs, nations=(BOREA, ZEPHYRA)))

    borea, zephyra = read.index("XAB Borea"), read.index("XAZ Zephyra")
    assert "superseded" in read[borea:zephyra]
    assert "stands" in read[zephyra : read.index("Delegations without")]
    assert "XAB Borea" in read[read.index("Delegations without") :]
    assert "1 of 2 delegations" in read


def test_nations_stand_in_the_order_of_the_language() -> None:
    offs = tuple(map(sign_off, (ZEPHYRA, ERIDAN, BOREA, AURELIA)))

    read = said(agreed("fr", sign_offs=offs))

    places = [read.index(f"{nation.code} {nation.name}") for nation in (AURELIA, BOREA, ERIDAN, ZEPHYRA)]
    assert places == sorted(places)


def test_what_is_empty_is_said_in_a_sentence() -> None:
    read = said(agreed(clauses=(), sign_offs=(), not_agreed=(), nations=()))

    assert "No clause has been agreed yet." in read
    assert "No delegation has signed off yet." in read
    assert "Every clause is agreed." in read
    assert "Every delegation" not in read


def test_when_all_have_signed_off_that_is_said() -> None:
    read = said(agreed(nations=(BOREA,), sign_offs=(sign_off(BOREA),)))

    assert "Every delegation has signed off." in read


def test_clauses_not_agreed_statuses_and_statements_are_listed() -> None:
    content = agreed(
        clauses=(paragraph("3.1", "Words.", status="ad referendum"),),
        not_agreed=(NotAgreed("4.2", "A State Party that learns", "reopened"),),
        statements=(Statement(BOREA, "Borea understands paragraph 3.1 to leave the choice of means."),),
    )

    read = said(content)

    assert "3.1 Words. ad referendum" in read
    assert "4.2 A State Party that learns reopened" in read
    assert "Statements XAB Borea Borea understands paragraph 3.1 to leave the choice of means." in read


def test_three_hundred_clauses_are_all_there() -> None:
    many = tuple(paragraph(f"{n // 5 + 1}.{n % 5 + 1}", WORDS["en"][4] * 3) for n in range(300))

    pdf = make_pdf(agreed(clauses=many))

    assert only_words(WORDS["en"][4]) in only_words(read_back(pdf))


def test_a_press_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(PressFailed, match=r"more than 0\.001 s"):
        make_pdf(agreed(), patience=0.001)


def test_more_fonts_widen_what_can_be_set(tmp_path: Path) -> None:
    content = agreed(clauses=(paragraph("1", "A letter: ሀ."),))
    a_font_with(0x1200, tmp_path / "one-letter.ttf")

    with pytest.raises(MissingGlyphs):
        make_pdf(content)
    pdf = make_pdf(content, more_fonts=[tmp_path])

    assert "A letter: ሀ." in read_back(pdf)


def a_font_with(code_point: int, path: Path) -> None:
    """Amiri under another name, with one letter more."""
    font = TTFont(Path(folders()[0]) / "Amiri-Regular.ttf")
    for table in font["cmap"].tables:
        table.cmap[code_point] = table.cmap[ord("A")]
    for record in font["name"].names:
        record.string = str(record).replace("Amiri", "Another")
    font.save(path)
