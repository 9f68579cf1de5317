"""Drafts in six languages, as they are pasted from e-mail or the web, become clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.export.incoming import Reading, formats, read_pasted, read_upload
from workspace.text.schema import document_from_json, new_id


def read(words: str) -> Reading:
    return formats.read("plain", words.encode())


def outline(reading: Reading) -> list[tuple[str, int, str, str]]:
    return [(clause.kind, clause.level, clause.number, clause.words) for clause in reading.clauses]


ENGLISH = """United Nations convention against cybercrime
Zero draft

Preamble

The States Parties to this Convention,

Bearing in mind the purposes and principles of the Charter,

[Further recalling General Assembly resolution 74/247,]

Have agreed as follows:

Chapter I
General provisions

Article 1
Statement of purpose

The purposes of this Convention are to:

(a) Promote and strengthen measures:
(i) to prevent cybercrime;
(ii) to combat it;
(b) Promote international cooperation.

Article 2. Use of terms

2.1 For the purposes of this Convention:
(a) “System” shall mean [any device];

2.2. Article 5 of the Charter applies.

[Article 2 bis – Scope]

[1. Each State Party [shall] [should] act.]
"""


def test_an_english_draft_becomes_clauses() -> None:
    assert outline(read_pasted(ENGLISH)) == [
        ("title", 0, "", "United Nations convention against cybercrime"),
        ("title", 0, "", "Zero draft"),
        ("title", 0, "", "Preamble"),
        ("preambular", 0, "", "The States Parties to this Convention,"),
        ("preambular", 0, "", "Bearing in mind the purposes and principles of the Charter,"),
        ("preambular", 0, "", "[Further recalling General Assembly resolution 74/247,]"),
        ("preambular", 0, "", "Have agreed as follows:"),
        ("chapter", 0, "Chapter I", "General provisions"),
        ("article", 0, "Article 1", "Statement of purpose"),
        ("paragraph", 0, "", "The purposes of this Convention are to:"),
        ("paragraph", 1, "(a)", "Promote and strengthen measures:"),
        ("paragraph", 2, "(i)", "to prevent cybercrime;"),
        ("paragraph", 2, "(ii)", "to combat it;"),
        ("paragraph", 1, "(b)", "Promote international cooperation."),
        ("article", 0, "Article 2", "Use of terms"),
        ("paragraph", 0, "2.1", "For the purposes of this Convention:"),
        ("paragraph", 1, "(a)", "“System” shall mean [any device];"),
        ("paragraph", 0, "2.2.", "Article 5 of the Charter applies."),
        ("article", 0, "Article 2 bis", "[Scope]"),
        ("paragraph", 0, "1.", "[Each State Party [shall] [should] act.]"),
    ]


FRENCH = """Projet de convention

Préambule

Les États Parties à la présente Convention,

Rappelant la résolution 74/247 de l’Assemblée générale,
Profondément préoccupés par la cybercriminalité,
Sont convenus de ce qui suit :

Chapitre premier
Dispositions générales

Article premier. Objet

1. La présente Convention a pour objet :
a) De promouvoir les mesures ;
b) De faciliter la coopération.
"""
SPANISH = """Proyecto de convención

Preámbulo

Los Estados partes en la presente Convención,

Recordando la resolución 74/247 de la Asamblea General,
Profundamente preocupados por la ciberdelincuencia,
Han convenido en lo siguiente:

Capítulo I
Disposiciones generales

Artículo 1.- Finalidad

1. La presente Convención tiene por finalidad:
a) Promover las medidas;
b) Facilitar la cooperación.
"""
RUSSIAN = """Проект конвенции

Преамбула

Государства-участники настоящей Конвенции,

Ссылаясь на резолюцию 74/247 Генеральной Ассамблеи,
Принимая во внимание угрозы,
Согласились о нижеследующем:

Глава I
Общие положения

Статья 1
Цели

1. Цели настоящей Конвенции заключаются в том, чтобы:
а) содействовать принятию мер;
б) облегчать сотрудничество.
"""
ARABIC = """مشروع اتفاقية

الديباجة

إن الدول الأطراف في هذه الاتفاقية،

إذ تشير إلى قرار الجمعية العامة 74/247،
وإذ يساورها بالغ القلق،
قد اتفقت على ما يلي:

الفصل الأول
أحكام عامة

المادة ١
الأغراض

1 - أغراض هذه الاتفاقية هي:
(أ) تعزيز التدابير؛
(ب) تيسير التعاون.
"""
CHINESE = """公约草案

序言

本公约各缔约国，

回顾大会第74/247号决议，
深为关切网络犯罪，
兹协议如下：

第一章
总则

第一条　宗旨

一、本公约的宗旨是：
（一）促进措施；
（二）便利合作。
"""
SHAPE = ["title", "title", *["preambular"] * 4, "chapter", "article", *["paragraph"] * 3]


@pytest.mark.parametrize("draft", [FRENCH, SPANISH, RUSSIAN, ARABIC, CHINESE])
def test_a_draft_in_each_other_language_has_the_same_shape(draft: str) -> None:
    reading = read(draft)

    assert [clause.kind for clause in reading.clauses] == SHAPE
    assert [clause.level for clause in reading.clauses][-3:] == [0, 1, 1]
    assert all(clause.number for clause in reading.clauses[6:])
    assert letters_of(shown(reading)) == letters_of(draft)


RESOLUTION = """Advancing responsible State behaviour in cyberspace

The General Assembly,

PP1 Recalling its resolution 75/240,
PP2 bis. Noting with concern the growing threat,

OP1 Decides to convene a working group;
OP2. Requests the Secretary-General:
(a) To report;
(b) To assist.
"""


def test_a_resolution_with_marked_paragraphs_becomes_clauses() -> None:
    assert outline(read(RESOLUTION))[1:] == [
        ("preambular", 0, "", "The General Assembly,"),
        ("preambular", 0, "PP1", "Recalling its resolution 75/240,"),
        ("preambular", 0, "PP2 bis.", "Noting with concern the growing threat,"),
        ("paragraph", 0, "OP1", "Decides to convene a working group;"),
        ("paragraph", 0, "OP2.", "Requests the Secretary-General:"),
        ("paragraph", 1, "(a)", "To report;"),
        ("paragraph", 1, "(b)", "To assist."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Article 5 of the Convention shall apply.",
        "Article 5, paragraph 2, shall apply.",
        "Chapter VI of the Charter is recalled.",
        "A. Smith spoke for the secretariat.",
        "3.5 million people are affected.",
        "2024 was a year of many incidents.",
        "第五条规定的措施应予适用。",
        "المادة 5 من الاتفاقية تنطبق.",
        "Статья 5 применяется к настоящему договору.",
        "L’article 5 s’applique.",
        "(see the annex) The Parties agree.",
        "I. Petrov and others.",
        "1990s technology is still in use.",
        "Part of the text is open.",
        "Annexes form part of the Agreement.",
    ],
)
def test_words_that_only_look_like_numbers_stay(line: str) -> None:
    reading = read(f"Draft\n\nThe Parties agree.\n\n{line}\n\nThe end is near.")

    assert line in [clause.words for clause in reading.clauses]


def test_an_article_and_its_words_on_one_line_are_two_clauses() -> None:
    reading = read("Article 1. All human beings are born free.\nArticle 2. Everyone is entitled to all rights.")

    assert outline(reading) == [
        ("article", 0, "Article 1", ""),
        ("paragraph", 0, "", "All human beings are born free."),
        ("article", 0, "Article 2", ""),
        ("paragraph", 0, "", "Everyone is entitled to all rights."),
    ]


def test_the_letter_i_and_the_roman_number_one_are_told_apart() -> None:
    letters = "".join(f"({letter}) Words;\n" for letter in "abcdefghij")
    roman = "(a) Words;\n(i) Words;\n(ii) Words;\n(b) Words.\n"

    assert {clause.level for clause in read(f"The Parties shall:\n{letters}").clauses[1:]} == {1}
    assert [clause.level for clause in read(f"The Parties shall:\n{roman}").clauses[1:]] == [1, 2, 2, 1]


def test_lines_broken_to_a_width_are_joined_and_others_are_not() -> None:
    broken = (
        "1. Each State Party shall adopt such legislative and other measures as\n"
        "may be necessary to establish as criminal offences under its domestic\n"
        "law the following acts.\n"
        "2. A State Party may require that the offence be committed by infringing\n"
        "security measures.\n"
    )
    whole = "1. Each State Party shall adopt measures.\nIt shall report.\n2. A State Party may ask.\n"

    assert [clause.words[-8:] for clause in read(broken).clauses] == ["ng acts.", "easures."]
    assert [clause.level for clause in read(whole).clauses] == [0, 0, 0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_files_are_read_in_each_encoding_that_says_what_it_is(encoding: str) -> None:
    reading = read_upload(CHINESE.encode(encoding), "草案.TXT")

    assert [clause.kind for clause in reading.clauses] == SHAPE


def test_a_reading_is_a_document_of_the_schema() -> None:
    document = document_from_json(dict(read_pasted(ENGLISH).document(new_id)))

    assert document.child_count == len(read(ENGLISH).clauses)
    assert len({clause.attrs["id"] for clause in document.content.content}) == document.child_count


def shown(reading: Reading) -> str:
    return "\n".join(f"{clause.number} {clause.words}" for clause in reading.clauses)


def letters_of(words: str) -> str:
    return "".join(filter(str.isalnum, words))


STARTS = [
    "",
    "1. ",
    "(a) ",
    "[3. ",
    "Article 5 ",
    "Article 5\n",
    "Chapter II\n",
    "- ",
    "• ",
    "第五条",
    "المادة 5: ",
    "PP1 ",
]
WORDS = st.text(alphabet="abcÉя中文ة ABC.,;:()[]-–123١\u00a0'\"", min_size=1, max_size=60)
LINES = st.lists(
    st.tuples(st.sampled_from([*STARTS, "3.1 ", "A. ", "iv) ", "Recalling "]), WORDS), min_size=1, max_size=12
)


@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_every_letter_and_figure_arrives_in_order(lines: list[tuple[str, str]], between: str) -> None:
    text = "Words" + between + between.join(start + words for start, words in lines)

    reading = read(text)

    assert letters_of(shown(reading)) == letters_of(text)
    assert all(clause.level in range(4) for clause in reading.clauses)
    assert Reading.from_json(reading.to_json()) == reading
