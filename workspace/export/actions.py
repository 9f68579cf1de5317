"""Asking for a PDF of the agreed text. It is made by a job (`making.py`)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from workspace import jobs
from workspace.drafting.access import may_read
from workspace.drafting.models import Agreement, Edition
from workspace.drafting.wordings import working_text
from workspace.errors import NotFound
from workspace.negotiations.models import Seat
from workspace.permissions import Permission

PDF = "pdf"
KEPT = timedelta(days=7)


def ask_for_pdf(db: Session, seat: Seat, agreement: Agreement, *, edition: Edition | None = None) -> jobs.Job:
    """Have a PDF made of an edition, or without one of the clauses agreed so far.

    It enters the record when it is made (`export:made`); until then nothing has happened that others should know.
    """
    seat.must(Permission.EXPORT)
    if not may_read(seat, working_text(db, agreement)) or (edition and edition.agreement_id != agreement.id):
        raise NotFound
    jobs.forget(db, PDF, older_than=KEPT)
    return jobs.queue(
        db,
        PDF,
        seat_id=seat.id,
        agreement=agreement.id,
        edition=edition.id if edition else None,
    )
