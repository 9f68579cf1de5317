"""PDFs of the agreed text, asked for at the doors, made by the job, and read back."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.export.world import only_words, read_back
from tests.signoffs.world import FIRST, SECOND, Paper
from tests.world import Sitting, Table
from workspace.drafting import actions as drafting
from workspace.drafting.models import Agreement, ClauseStatus, Edition, TextKind
from workspace.export.gathering import agreed_source, edition_source
from workspace.jobs import do_next
from workspace.negotiations import actions as negotiations
from workspace.negotiations.models import Delegation, Seat
from workspace.record.models import Entry
from workspace.text.canonical import document_hash
from workspace.text.schema import clause, document, em, reference, text

AT = "https://workspace.example"
TREATY = document(
    [
        clause("On restraint", kind="title", id="title000"),
        clause("Duties", kind="chapter", id="chapter0"),
        clause("Essential services", kind="article", id="article1"),
        clause("No State Party shall interrupt an essential service.", id="serve000"),
        clause(
            [text("Each Party "), text("reports", em()), text(" under "), reference("serve000"), text(".")],
            id="report00",
        ),
        clause("to the Secretary-General;", level=1, id="letter0a"),
        clause("Nothing here", kind="chapter", id="chapter2"),
        clause("Not yet settled", kind="article", id="article2"),
        clause("Words that are still open.", id="stillopn"),
    ]
)


@pytest.fixture
def paper(table: Table) -> Paper:
    return Paper.at(table)


@pytest.fixture
def treaty(table: Table) -> Paper:
    """A treaty of which article 1 is agreed, but not its headings."""
    paper = Paper.of(table, TREATY)
    paper.agree("report00", ClauseStatus.AGREED)
    paper.agree("letter0a", ClauseStatus.AD_REF)
    paper.agree("stillopn", ClauseStatus.INFORMALS)
    return paper


def asked(paper: Paper, who: Sitting, edition: str = "") -> str:
    """The page of a PDF that this seat asked for."""
    answer = who.client.post(f"/agreements/{paper.agreement_id}/exports", data={"edition": edition})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert re.fullmatch(r"/exports/\w+", answer.location)
    return str(answer.location)


def made(paper: Paper, who: Sitting, edition: str = "") -> TestResponse:
    page = asked(paper, who, edition)
    assert do_next(paper.table.database)
    answer = who.client.get(f"{page}/file")
    assert answer.status_code == 200, who.client.get(page).get_data(as_text=True)
    return answer


def said(answer: TestResponse) -> str:
    return " ".join(read_back(answer.get_data(), "-raw").split())


def test_an_edition_comes_out_with_its_words_hash_and_sign_offs(paper: Paper) -> None:
    table = paper.table
    solberg = table.head("XAB", "Ada Solberg")
    table.head("XAA")
    paper.agree(SECOND)
    paper.sign(solberg, SECOND)
    edition = paper.issue("Rev.1")
    paper.reword(FIRST, "Words of a later day.")
    paper.reword(SECOND, "And these as well.")

    answer = made(paper, table.delegate("XAA"), edition)

    read = said(answer)
    with table.reading() as db:
        found = db.get_one(Edition, edition)
        frozen = edition_source(db, found, at=AT)
        assert frozen.hash == document_hash(frozen.text.doc, "en") == found.document_hash
    for each in frozen.clauses:
        assert only_words(each.node.text_content) in only_words(read)
    assert only_words(found.document_hash.hex()) in only_words(read)
    assert "of a later day" not in read
    assert "Ada Solberg" in read
    assert "stands" in read  # on the words of this edition, though they have changed since in the working text
    assert "Republic of XAA" in read.partition("Delegations without")[2]
    assert answer.headers["Content-Disposition"] == "attachment; filename=A-1-Rev.1.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"


def test_the_clauses_agreed_so_far_keep_their_headings_numbers_and_references(treaty: Paper) -> None:
    read = said(made(treaty, treaty.chair))

    body, _, annex = read.partition("Annex. Sign-offs")
    assert "Essential services" in body
    assert "1.2" in body
    assert "Each Party reports under article 1, paragraph 1." in body
    assert "(a) to the Secretary-General;" in body
    assert "No State Party shall interrupt" not in body
    assert "Nothing here" not in body
    assert "Words that are still open." not in body
    left = annex.partition("Clauses not agreed")[2]
    assert "1.1 No State Party shall interrupt an essential service. Open" in left
    assert "2.1 Words that are still open. Agreed in informals" in left
    assert "report" not in left


def test_the_hash_of_the_clauses_agreed_so_far_is_of_exactly_these(treaty: Paper) -> None:
    with treaty.table.reading() as db:
        agreement = db.get_one(Agreement, treaty.agreement_id)
        source = agreed_source(db, agreement.texts[0], agreement.created_at, at=AT)

    read = said(made(treaty, treaty.chair))

    kept = [each.id for each in source.clauses]
    assert kept == ["title000", "chapter0", "article1", "report00", "letter0a"]
    assert source.hash == document_hash(document([each.node for each in source.clauses]), "en")
    assert source.hash.hex() in only_words(read)


def test_superseded_and_withdrawn_sign_offs_are_told_apart(paper: Paper) -> None:
    table = paper.table
    first, second = table.head("XAA"), table.head("XAB")
    paper.agree(FIRST)
    paper.agree(SECOND)
    paper.sign(first, FIRST)
    paper.sign(second, SECOND)
    paper.reword(FIRST, "Other words altogether.")

    read = said(made(paper, paper.chair))

    annex = read.partition("Annex. Sign-offs")[2]
    assert "superseded" in annex.partition("Republic of XAB")[0]
    without = annex.partition("Delegations without a sign-off that stands")[2].partition("Clauses not agreed")[0]
    assert "Republic of XAA" in without
    assert "Republic of XAB" not in without


def test_withheld_drafts_never_appear(paper: Paper) -> None:
    table = paper.table
    delegate = table.delegate("XAA")
    with table.acting(delegate) as (db, seat):
        agreement = db.get_one(Agreement, paper.agreement_id)
        draft = document([clause("Our private instructions are Zanzibar.", id="private1")])
        own = db.get_one(Delegation, seat.delegation_id)
        drafting.begin_text(db, agreement, TextKind.WORDING, draft, delegation=own)
    edition = paper.issue()

    for wanted in ("", edition):
        assert "Zanzibar" not in said(made(paper, delegate, wanted))


def test_a_pdf_is_fetched_by_the_seat_that_asked_alone(paper: Paper) -> None:
    table, delegate = paper.table, paper.table.delegate("XAA")
    page = asked(paper, delegate)

    early = delegate.client.get(f"{page}/file")
    waiting = delegate.client.get(page).get_data(as_text=True)
    do_next(table.database)

    assert early.status_code == 409
    assert "data-waits" in waiting
    assert "Download the PDF" in delegate.client.get(page).get_data(as_text=True)
    for other in (table.delegate("XAA"), table.secretariat()):
        assert other.client.get(page).status_code == 404
        assert other.client.get(f"{page}/file").status_code == 404
    assert table.observer().client.post(f"/agreements/{paper.agreement_id}/exports").status_code == 403


def test_making_one_enters_the_record(paper: Paper) -> None:
    edition = paper.issue()

    made(paper, paper.chair, edition)

    with paper.table.reading() as db:
        [entry] = [each for each in db.query(Entry).all() if each.act == "export:made"]
        assert (entry.subject, entry.seat) == (edition, paper.chair.id)
        assert entry.document_hash == db.get_one(Edition, edition).document_hash


def test_a_character_without_glyph_is_named_with_its_clause(table: Table) -> None:
    doc = document([clause("First."), clause("A reed 𓇋 grows.")])
    paper = Paper.of(table, doc, scheme="resolution")
    edition = paper.issue()

    page = asked(paper, paper.chair, edition)
    do_next(table.database)

    said_of_it = paper.chair.client.get(page).get_data(as_text=True)
    assert "U+131CB EGYPTIAN HIEROGLYPH M017 (OP2)" in said_of_it
    assert "Try again" in said_of_it
    assert paper.chair.client.get(f"{page}/file").status_code == 404


def test_a_seat_that_has_ended_gets_nothing_made(paper: Paper) -> None:
    table, delegate = paper.table, paper.table.delegate("XAA")
    page = asked(paper, delegate)
    with table.acting(table.secretariat()) as (db, secretariat):
        negotiations.end(db, secretariat, db.get_one(Seat, delegate.id))
    do_next(table.database)

    with table.reading() as db:
        assert [each for each in db.query(Entry).all() if each.act == "export:made"] == []
    assert delegate.client.get(page).status_code == 404


def test_an_edition_of_another_agreement_is_not_found(paper: Paper) -> None:
    edition = paper.issue()
    other = Paper.of(paper.table, document([clause("Another.")]))

    answer = paper.chair.client.post(f"/agreements/{other.agreement_id}/exports", data={"edition": edition})

    assert answer.status_code == 404
