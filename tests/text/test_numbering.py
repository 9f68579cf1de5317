"""Numbering, on the vectors that TypeScript reads too."""

import json
from pathlib import Path
from typing import Any

import pytest

from workspace.text.numbering import Number, Place, Scheme, numbers, numbers_of
from workspace.text.numerals import chinese, letters, ordinal, roman
from workspace.text.schema import clause, document

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "numbering.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_clauses_are_numbered_by_scheme_and_language(vector: dict[str, Any]) -> None:
    places = tuple(Place(each["id"], each["kind"], each["level"]) for each in vector["clauses"])

    known = numbers(places, Scheme(vector["scheme"]), vector["language"])

    expected = {each["id"]: (each["margin"], each["reference"]) for each in vector["clauses"]}
    assert known == expected


def test_a_reference_follows_its_clause_and_says_when_it_is_gone() -> None:
    chapeau, point = clause("States:", id="chapeau1"), clause("act", level=1, id="point001")
    article = clause("Duties", kind="article", id="article1")

    known = numbers_of(
        document([article, chapeau, point, clause("Two"), clause("x", level=1, id="point002")]), Scheme.TREATY, "en"
    )

    assert known["article1"] == ("Article 1", "article 1")
    assert known.reference("point001") == "article 1, paragraph 1 (a)"
    assert known.reference("point002") == "article 1, paragraph 2 (a)"
    assert known.reference("nosuchid") == "[deleted clause]"


@pytest.mark.parametrize(
    ("language", "chapter", "article", "point", "gone"),
    [
        ("en", "Chapter II", "Article 3", ("(b)", "article 3, paragraph 2 (b)"), "[deleted clause]"),
        ("fr", "Chapitre II", "Article 3", ("b)", "article 3, paragraphe 2 b)"), "[disposition supprimée]"),
        ("es", "Capítulo II", "Artículo 3", ("b)", "artículo 3, párrafo 2 b)"), "[cláusula suprimida]"),
        ("ru", "Глава II", "Статья 3", ("b)", "статья 3, пункт 2 b)"), "[положение исключено]"),
        ("ar", "الفصل الثاني", "المادة 3", ("(ب)", "المادة 3، الفقرة 2 (ب)"), "[حكم محذوف]"),
        ("zh", "第二章", "第三条", ("(二)", "第三条第二款第(二)项"), "[已删除的条款]"),
    ],
)
def test_a_text_is_numbered_in_its_own_language(
    language: str, chapter: str, article: str, point: tuple[str, str], gone: str
) -> None:
    kinds = ["chapter", "article", "article", "chapter", "article", "paragraph", "paragraph"]
    places = [Place(f"{at}", kind, 0) for at, kind in enumerate(kinds)]

    known = numbers((*places, Place("a", "paragraph", 1), Place("b", "paragraph", 1)), Scheme.TREATY, language)

    assert (known["3"].margin, known["4"].margin, known["b"]) == (chapter, article, Number(*point))
    assert known.reference("b") == point[1]
    assert known.reference("gone") == gone


def test_french_and_arabic_have_words_for_what_is_first() -> None:
    first = (Place("chapter", "chapter", 0), Place("article", "article", 0))

    french, arabic = (numbers(first, Scheme.TREATY, language) for language in ("fr", "ar"))

    assert french["chapter"] == ("Chapitre premier", "chapitre premier")
    assert french["article"] == ("Article premier", "article premier")
    assert arabic["chapter"] == ("الفصل الأول", "الفصل الأول")


def test_chinese_numbers_name_their_places_and_arabic_ones_their_order() -> None:
    places = {9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 100: "一百", 105: "一百零五", 110: "一百一十"}
    places |= {
        999: "九百九十九",
        1000: "一千",
        1001: "一千零一",
        1010: "一千零一十",
        9999: "九千九百九十九",
        10_000: "10000",
    }

    assert {number: chinese(number) for number in places} == places
    assert [ordinal(n) for n in (1, 10, 11, 12, 20, 21, 99, 100)] == [
        "الأول",
        "العاشر",
        "الحادي عشر",
        "الثاني عشر",
        "العشرون",
        "الحادي والعشرون",
        "التاسع والتسعون",
        "100",
    ]


def test_letters_and_roman_numbers_go_on_past_the_first_round() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 53, 702, 703)] == ["a", "z", "aa", "az", "ba", "zz", "aaa"]
    assert [roman(n) for n in (1, 4, 9, 14, 40, 90, 444, 1999)] == [
        "I",
        "IV",
        "IX",
        "XIV",
        "XL",
        "XC",
        "CDXLIV",
        "MCMXCIX",
    ]
