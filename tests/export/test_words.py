"""A PDF's own words are in the language of its text, whoever asks for it."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.export.world import agreed, read_back
from tests.languages.reading import WORDS as LATIN_WORDS
from tests.languages.reading import outside
from tests.signoffs.world import Paper
from tests.world import Table
from workspace import jobs
from workspace.drafting.actions import LANGUAGES
from workspace.drafting.models import ClauseStatus
from workspace.export import words as words_module
from workspace.export.pdf import make_pdf
from workspace.export.words import words
from workspace.signoffs.models import Level
from workspace.text.schema import clause, document

ALL = json.loads(Path(words_module.__file__).with_name("words.json").read_text("utf-8"))
MOMENT = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)


def test_every_language_of_a_text_has_every_word() -> None:
    shapes = {language: {part: sorted(each) for part, each in ALL[language].items()} for language in ALL}

    assert set(ALL) == LANGUAGES
    assert all(set(shape) == set(shapes["en"]) for shape in shapes.values())
    for part in ("labels", "statuses", "levels"):
        assert all(shape[part] == shapes["en"][part] for shape in shapes.values()), part
    assert set(ALL["en"]["statuses"]) == {each.value for each in ClauseStatus}
    assert set(ALL["en"]["levels"]) == {each.value for each in Level}


@pytest.mark.parametrize(
    ("language", "day", "moment", "own"),
    [
        ("en", "27 November 2026", "27 Nov 2026, 16:30 UTC", "English"),
        ("fr", "27 novembre 2026", "27 nov. 2026, 16:30 UTC", "français"),
        ("es", "27 de noviembre de 2026", "27 nov 2026, 16:30 UTC", "español"),
        ("ru", "27 ноября 2026\u202fг.", "27 нояб. 2026\u202fг., 16:30 UTC", "русский"),
        ("ar", "27 نوفمبر 2026", "27 نوفمبر 2026، 16:30 UTC", "العربية"),
        ("zh", "2026年11月27日", "2026年11月27日 16:30 UTC", "中文"),
    ],
)
def test_days_moments_and_languages_are_named_in_it(language: str, day: str, moment: str, own: str) -> None:
    known = words(language)

    assert (known.day(MOMENT), known.moment(MOMENT), known.own_name) == (day, moment, own)


@pytest.mark.parametrize(
    ("language", "page", "annex"),
    [
        ("fr", "Page 1 sur 3", "Annexe. Accords donnés"),
        ("es", "Página 1 de 3", "Anexo. Conformidades"),
        ("ru", "Стр. 1 из 3", "Приложение. Согласования"),
        ("zh", "第1页，共3页", "附件：签认"),
    ],
)
def test_title_page_and_annex_are_in_it(language: str, page: str, annex: str) -> None:
    read = read_back(make_pdf(agreed(language)), "-raw").replace("\u202f", " ")
    squeezed = "".join(read.split()) if language == "zh" else " ".join(read.split())

    assert page in squeezed
    assert annex in squeezed
    assert ALL[language]["labels"]["no_sign_offs"] not in squeezed


def test_chinese_is_set_in_a_serif_and_its_headings_in_a_sans() -> None:
    pages = PdfReader(io.BytesIO(make_pdf(agreed("zh")))).pages

    fonts = {str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}
    assert any("NotoSerifSC" in font for font in fonts)
    assert any("NotoSansSC" in font for font in fonts)


def test_an_export_in_russian_has_no_english_but_names(table: Table) -> None:
    doc = document(
        [
            clause("Цель", kind="article", id="article1"),
            clause("Каждое государство сотрудничает.", id="parag001"),
            clause("Ни одно государство не нападает.", id="parag002"),
        ]
    )
    paper = Paper.of(table, doc, language="ru", title="Соглашение")
    kenya = table.head("XKE", name="Алексей")
    paper.agree("parag001", ClauseStatus.AD_REF)
    assert paper.sign(kenya, "parag001").status_code == 302

    asked = kenya.client.post(f"/agreements/{paper.agreement_id}/exports", headers={"Accept-Language": "en"})
    while jobs.do_next(table.database):
        pass
    pdf = kenya.client.get(f"{asked.location}/file").data

    said = read_back(pdf, "-layout")
    assert "Статья 1" in said
    assert "Согласовано ad referendum" in " ".join(said.split())
    names = {"Restraint", "and", "assistance", "Third", "session", "Republic", "of", "ad", "referendum"}
    assert set(LATIN_WORDS.findall(outside(said))) == names
