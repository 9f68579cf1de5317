"""Word documents as secretariats keep them: styles, numbering, tracked changes, notes, tables."""

from collections.abc import Callable
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export import files
from workspace.export.incoming import Dropped, Reading, Run, What, formats, read_upload

NUMBERING = (
    '<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>',
    '<w:num {ns} w:numId="90"><w:abstractNumId w:val="90"/></w:num>',
)
LEVELS = [("decimal", "Article %1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)")]


def read(*xml: str) -> Reading:
    return formats.read("docx", files.with_body(*xml))


def written(write: Callable[[Document], object]) -> Reading:
    return formats.read("docx", files.word_file(write))


def outline(reading: Reading) -> list[tuple[str, int, str, str]]:
    return [(clause.kind, clause.level, clause.number, clause.words) for clause in reading.clauses]


def paragraph(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def dropped(reading: Reading, what: What) -> Dropped:
    return next(one for one in reading.dropped if one.what is what)


def test_tracked_insertions_are_read_and_deletions_are_listed() -> None:
    tracked = paragraph(
        run("Each State Party "),
        '<w:del w:id="1" w:author="A"><w:r><w:delText xml:space="preserve">should </w:delText></w:r></w:del>',
        f'<w:ins w:id="2" w:author="B">{run("shall ")}</w:ins>',
        f'<w:moveFrom w:id="3">{run("at once ")}</w:moveFrom>',
        f'<w:ins w:id="4">{run("act ")}<w:del w:id="5"><w:r><w:delText>slowly</w:delText></w:r></w:del></w:ins>',
        f'<w:moveTo w:id="6">{run("at once.")}</w:moveTo>',
    )
    data = files.with_body(tracked)

    reading = read_upload(data, "draft.docx")

    assert "shall" not in docx.Document(BytesIO(data)).paragraphs[0].text
    assert [clause.words for clause in reading.clauses] == ["Each State Party shall act at once."]
    assert dropped(reading, What.DELETION) == Dropped(What.DELETION, 3, ("should", "at once", "slowly"))


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    first = paragraph('<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>', run("Each State Party "))

    assert [clause.words for clause in read(first, paragraph(run("shall act."))).clauses] == [
        "Each State Party shall act."
    ]
    assert [clause.words for clause in read(first).clauses] == ["Each State Party"]


def test_styles_and_typed_numbers_become_kinds_and_levels() -> None:
    def write(document: Document) -> None:
        document.add_heading("Draft convention", 0)
        opening = document.add_paragraph()
        opening.add_run("Recalling").italic = True
        opening.add_run(" the Charter,")
        document.add_heading("General provisions", 1)
        document.add_heading("Article 1 Scope", 2)
        document.add_paragraph("1.\tThe Parties:")
        document.add_paragraph("(a)\tshall act;")
        document.add_heading("Use of terms", 2)
        document.add_paragraph("Words.", style="List Bullet")

    assert outline(written(write)) == [
        ("title", 0, "", "Draft convention"),
        ("preambular", 0, "", "Recalling the Charter,"),
        ("chapter", 0, "", "General provisions"),
        ("article", 0, "Article 1", "Scope"),
        ("paragraph", 0, "1.", "The Parties:"),
        ("paragraph", 1, "(a)", "shall act;"),
        ("article", 0, "", "Use of terms"),
        ("paragraph", 0, "•", "Words."),
    ]


def test_words_own_numbering_is_counted_and_gives_the_level() -> None:
    depths = [0, 1, 1, 2, 2, 3, 1, 0, 1, 2]

    def write(document: Document) -> None:
        _number(document)
        for depth in depths:
            document.element.body.append(parse_xml(_numbered(depth)))

    assert [clause[:3] for clause in outline(written(write))] == [
        ("article", 0, "Article 1"),
        ("paragraph", 0, "1.1"),
        ("paragraph", 0, "1.2"),
        ("paragraph", 1, "(a)"),
        ("paragraph", 1, "(b)"),
        ("paragraph", 2, "(i)"),
        ("paragraph", 0, "1.3"),
        ("article", 0, "Article 2"),
        ("paragraph", 0, "2.1"),
        ("paragraph", 1, "(a)"),
    ]


def test_bold_and_italic_are_kept_by_themselves_and_by_style() -> None:
    def write(document: Document) -> None:
        body = document.add_paragraph("Each ")
        body.add_run("State").bold = True
        body.add_run(" shall ", style="Emphasis").bold = False
        body.add_run("act.").italic = True

    assert written(write).clauses[0].runs == (
        Run("Each "),
        Run("State", frozenset({"strong"})),
        Run(" shall act.", frozenset({"em"})),
    )


def test_fields_and_links_keep_their_words_and_a_table_of_contents_goes() -> None:
    def field(instruction: str, words: str) -> str:
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        return mark.format("begin") + code + mark.format("separate") + run(words) + mark.format("end")

    reading = read(
        paragraph(field(" TOC \\o ", "Scope 3")),
        paragraph(run("See "), field(" REF _x ", "article 3"), run(" and ")),
        paragraph(f'<w:hyperlink r:id="rId1">{run("the Charter")}</w:hyperlink>', run(".")),
        paragraph(
            f'<w:fldSimple w:instr="DATE">{run("5 May")}</w:fldSimple>',
            f"<w:sdt><w:sdtContent>{run('!')}</w:sdtContent></w:sdt>",
        ),
    )

    assert [clause.words for clause in reading.clauses] == ["See article 3 and", "the Charter.", "5 May!"]
    assert dropped(reading, What.LINK).excerpts == ("the Charter",)
    assert dropped(reading, What.CONTENTS).count == 1


def test_what_a_text_cannot_hold_is_listed_with_its_first_words() -> None:
    box = f"<w:pict><w:txbxContent>{paragraph(run('Boxed words'))}</w:txbxContent></w:pict>"

    def write(document: Document) -> None:
        document.add_paragraph("The Parties cooperate.")
        document.add_table(1, 1).cell(0, 0).text = "Words in a table"
        document.add_table(1, 1)
        document.sections[0].header.paragraphs[0].text = "A/CONF.1"
        document.add_comment(document.paragraphs[0].runs, "Why?", author="A", initials="A")
        for inner in (box, "<w:drawing/>", '<w:sym w:char="F0B7"/>', "<w:object/>"):
            document.element.body.append(parse_xml(f"<w:p {files.NAMESPACE}><w:r>{inner}</w:r></w:p>"))
        hidden = paragraph(run("Hidden", "<w:vanish/>"), run(" and struck", "<w:strike/>"))
        document.element.body.append(parse_xml(hidden.replace("<w:p>", f"<w:p {files.NAMESPACE}>", 1)))

    reading = written(write)

    assert [clause.words for clause in reading.clauses] == ["The Parties cooperate.", "and struck"]
    assert set(reading.dropped) == {
        Dropped(What.TABLE, 2, ("Words in a table",)),
        Dropped(What.IMAGE, 1),
        Dropped(What.TEXT_BOX, 1, ("Boxed words",)),
        Dropped(What.COMMENT, 1, ("Why?",)),
        Dropped(What.HIDDEN, 1, ("Hidden",)),
        Dropped(What.STRUCK, 1, ("and struck",)),
        Dropped(What.MARGIN, 1, ("A/CONF.1",)),
        Dropped(What.OBJECT, 1),
        Dropped(What.SYMBOL, 1),
    }


def test_footnotes_are_listed_with_their_words() -> None:
    notes = (
        f'<w:footnotes {files.NAMESPACE}><w:footnote w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{paragraph(run("See the report."))}</w:footnote></w:footnotes>'
    )
    note_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    with_note = files.with_body(paragraph(run("Words"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(".")))
    data = files.repacked(
        with_note,
        replace={
            "[Content_Types].xml": _before(
                "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{note_type}"/>'
            ),
            "word/_rels/document.xml.rels": _before(
                "</Relationships>",
                f'<Relationship Id="rId98" Type="{files.RELATION}/footnotes" Target="footnotes.xml"/>',
            ),
        },
        add={"word/footnotes.xml": notes.encode()},
    )

    reading = formats.read("docx", data)

    assert [clause.words for clause in reading.clauses] == ["Words."]
    assert reading.dropped == (Dropped(What.FOOTNOTE, 1, ("See the report.",)),)


WRAPPERS = [
    "{}",
    '<w:ins w:id="1">{}</w:ins>',
    '<w:del w:id="2">{}</w:del>',
    "<w:smartTag>{}</w:smartTag>",
    '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:unknown>{}</w:unknown>",
]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WRAPPERS), min_size=1, max_size=4), min_size=1, max_size=3))
def test_every_word_of_a_word_file_arrives_in_order_or_is_listed(paragraphs: list[list[str]]) -> None:
    numbered = iter(f"w{at} " for at in range(100))
    xml = [paragraph(*(wrapper.format(run(next(numbered))) for wrapper in wrappers)) for wrappers in paragraphs]
    kept = [wrapper not in (WRAPPERS[2], WRAPPERS[6]) for wrappers in paragraphs for wrapper in wrappers]
    xml.append(paragraph(run("The end.")))

    reading = read(*xml)

    arrived = " ".join(clause.words for clause in reading.clauses).split()
    listed = {words for one in reading.dropped for words in one.excerpts}
    gone = {f"w{at}" for at, here in enumerate(kept) if not here}
    assert arrived == [f"w{at}" for at, here in enumerate(kept) if here] + ["The", "end."]
    assert listed <= gone
    assert sum(one.count for one in reading.dropped) == len(gone)


def test_a_large_draft_is_read_in_good_time() -> None:
    words = " ".join(["cooperation"] * 40)

    def write(document: Document) -> None:
        for at in range(1200):
            document.add_paragraph(f"{at % 999 + 1}. {words}")

    reading = read_upload(files.word_file(write), "plenary.docx", patience=10)

    assert len(reading.clauses) == 1200


def _before(end: str, more: str) -> Callable[[bytes], bytes]:
    return lambda old: old.replace(end.encode(), more.encode() + end.encode())


def _number(document: Document) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for depth, (form, shown) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(NUMBERING[0].format(ns=files.NAMESPACE, levels=levels)))
    root.append(parse_xml(NUMBERING[1].format(ns=files.NAMESPACE)))


def _numbered(depth: int) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="90"/></w:numPr></w:pPr>'
    return paragraph(properties, run("Words here." if depth else "Scope")).replace(
        "<w:p>", f"<w:p {files.NAMESPACE}>", 1
    )
