"""Starting a text: empty, pasted or from a file, looked at before it counts."""

import io
import re

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.world import Sitting, Table
from workspace.drafting.models import Agreement
from workspace.drafting.wordings import text_now, working_text
from workspace.jobs import Job
from workspace.record.models import Entry

WORDS = "\n\n".join(
    [
        "Article 1\nPurpose",
        "1. This Agreement sets out duties.",
        "2. It has these aims:",
        "(a) restraint;",
        "(b) assistance.",
    ]
)


def brought(table: Table, who: Sitting, source: str, **changed: object) -> TestResponse:
    given = {"title": "On restraint", "symbol": "A/1", "language": "en", "scheme": "treaty", "source": source}
    return who.client.post(
        f"/negotiations/{table.negotiation_id}/agreements/new",
        data=given | changed,
        content_type="multipart/form-data",
    )


def previewed(answer: TestResponse) -> str:
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert re.fullmatch(r"/readings/\w+", answer.location)
    return str(answer.location)


def agreements(table: Table) -> int:
    with table.reading() as db:
        return db.scalar(select(func.count()).select_from(Agreement)) or 0


def clauses_at(table: Table, address: str) -> list[tuple[str, str, str]]:
    with table.reading() as db:
        agreement = db.get_one(Agreement, address.rsplit("/", 1)[1])
        found = text_now(db, working_text(db, agreement)).clauses
        return [(each.kind, each.number.margin, each.node.text_content) for each in found]


def test_pasted_words_count_only_after_they_were_seen(table: Table) -> None:
    chair = table.chair()

    preview = previewed(brought(table, chair, "paste", words=WORDS))
    page = chair.client.get(preview).get_data(as_text=True)
    before = agreements(table)
    started = chair.client.post(f"{preview}/agreements")

    assert before == 0
    assert "This Agreement sets out duties." in page
    assert "<bdi>1.1</bdi>" in page
    assert started.status_code == 302
    assert clauses_at(table, started.location) == [
        ("article", "Article 1", "Purpose"),
        ("paragraph", "1.1", "This Agreement sets out duties."),
        ("paragraph", "1.2", "It has these aims:"),
        ("paragraph", "(a)", "restraint;"),
        ("paragraph", "(b)", "assistance."),
    ]
    with table.reading() as db:
        acts = list(db.scalars(select(Entry.act).where(Entry.seat == chair.id).order_by(Entry.number)))
    assert acts[-2:] == ["agreement:started", "text:started"]


def test_a_text_is_started_once(table: Table) -> None:
    secretariat = table.secretariat()
    preview = previewed(brought(table, secretariat, "empty"))

    first, second = (secretariat.client.post(f"{preview}/agreements") for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert clauses_at(table, first.location) == [("title", "", "On restraint")]
    assert agreements(table) == 1
    assert "has been started" in secretariat.client.get(preview).get_data(as_text=True)


def test_what_is_dropped_from_a_file_is_listed(table: Table) -> None:
    chair = table.chair()
    markdown = b"# Title\n\nWords that stay.\n\n| one | two |\n|---|---|\n| Gone words | b |\n"

    preview = previewed(brought(table, chair, "file", file=(io.BytesIO(markdown), "draft.md")))
    page = chair.client.get(preview).get_data(as_text=True)

    assert "Words that stay." in page
    assert "1 table" in page
    assert "Gone words" in page
    assert "draft.md" in page


def test_a_refused_reading_says_why_on_the_page_and_loses_nothing(table: Table) -> None:
    chair = table.chair()

    nothing = brought(table, chair, "paste", words="  \n ", symbol="A/AC.1/L.2")
    long = "a" * (2 * 1024 * 1024 + 1)
    too_long = brought(table, chair, "paste", words=long)
    untitled = brought(table, chair, "paste", title="", words=WORDS)
    pdf = brought(table, chair, "file", file=(io.BytesIO(b"%PDF-1.7 ..."), "draft.docx"))
    large = brought(table, chair, "file", file=(io.BytesIO(b"a" * (10 * 1024 * 1024 + 1)), "draft.txt"))
    none = brought(table, chair, "file")

    answers = [nothing, too_long, untitled, pdf, large, none]
    assert [answer.status_code for answer in answers] == [422] * 6
    assert 'value="A/AC.1/L.2"' in nothing.get_data(as_text=True)
    assert long in too_long.get_data(as_text=True)
    assert WORDS in untitled.get_data(as_text=True)
    assert "It is a PDF" in pdf.get_data(as_text=True)
    assert "larger than 10 MB" in large.get_data(as_text=True)
    assert "Choose a file" in none.get_data(as_text=True)
    with table.reading() as db:
        assert db.scalar(select(func.count()).select_from(Job)) == 0


def test_a_file_of_fifty_megabytes_is_refused_unread(table: Table) -> None:
    answer = brought(table, table.chair(), "file", file=(io.BytesIO(b"a" * (50 * 1024 * 1024)), "draft.txt"))

    assert answer.status_code == 413
    assert "larger than the workspace takes" in answer.get_data(as_text=True)


def test_a_reading_is_its_own_seats_alone(table: Table) -> None:
    chair, secretariat, delegate = table.chair(), table.secretariat(), table.delegate("XAA")
    preview = previewed(brought(table, chair, "paste", words=WORDS))

    assert brought(table, delegate, "paste", words=WORDS).status_code == 403
    assert secretariat.client.get(preview).status_code == 404
    assert secretariat.client.post(f"{preview}/agreements").status_code == 404
    assert delegate.client.get(preview).status_code == 403
    back = f"/negotiations/{table.negotiation_id}/agreements/new?reading={preview.rsplit('/', 1)[1]}"
    assert "This Agreement sets out duties." in chair.client.get(back).get_data(as_text=True)
    assert secretariat.client.get(back).status_code == 404


@pytest.mark.parametrize("language", ["ar", "zh", "ru"])
def test_a_text_keeps_its_own_language(table: Table, language: str) -> None:
    chair = table.chair()

    preview = previewed(brought(table, chair, "paste", words="第一条 宗旨", language=language, scheme="resolution"))
    page = chair.client.get(preview).get_data(as_text=True)

    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
