"""Numbering, on the vectors that TypeScript reads too."""

import json
from pathlib import Path
from typing import Any

import pytest

from workspace.text.numbering import Place, Scheme, letters, numbers, numbers_of, reference_text, roman
from workspace.text.schema import clause, document

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "numbering.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_clauses_are_numbered_by_the_scheme(vector: dict[str, Any]) -> None:
    places = [Place(each["id"], each["kind"], each["level"]) for each in vector["clauses"]]

    known = numbers(places, Scheme(vector["scheme"]))

    expected = {each["id"]: (each["margin"], each["reference"]) for each in vector["clauses"]}
    assert known == expected


def test_a_reference_follows_its_clause_and_says_when_it_is_gone() -> None:
    chapeau, point = clause("States:", id="chapeau1"), clause("act", level=1, id="point001")
    article = clause("Duties", kind="article", id="article1")

    known = numbers_of(
        document([article, chapeau, point, clause("Two"), clause("x", level=1, id="point002")]), Scheme.TREATY
    )

    assert known["article1"] == ("Article 1", "article 1")
    assert reference_text("point001", known) == "article 1, paragraph 1 (a)"
    assert reference_text("point002", known) == "article 1, paragraph 2 (a)"
    assert reference_text("nosuchid", known) == "[deleted clause]"


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
