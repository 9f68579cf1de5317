"""Making a PDF: the job behind `ask_for_pdf`. It sees what the seat that asked may see at that moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from workspace.announcements import announce
from workspace.config import Config
from workspace.database import Database, now
from workspace.drafting.access import agreement_at, edition_at, may_read
from workspace.drafting.wordings import working_text
from workspace.errors import Invalid, NotFound
from workspace.export.actions import PDF
from workspace.export.content import Agreed
from workspace.export.gathering import Source, agreed_source, edition_source, gathered
from workspace.export.glyphs import Missing, MissingGlyphs
from workspace.export.pdf import make_pdf
from workspace.jobs import HANDLERS, Job, Report
from workspace.negotiations.entering import enter
from workspace.negotiations.models import Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.record.acts import Act

# What the person who waits is told, in this order.
STAGES = ("gathering", "setting", "entering")


def register(settings: Config) -> None:
    """Have this process make PDFs."""
    HANDLERS[PDF] = Maker(settings.public_url, settings.fonts)


@dataclass(frozen=True)
class Maker:
    address: str
    more_fonts: Iterable[Path] = ()

    def __call__(self, database: Database, job: Job, tell: Report) -> bytes:
        tell(STAGES[0])
        with database.reading() as db:
            source, agreed = self._gathered(db, _seat(db, job), job)
        tell(STAGES[1])
        pdf = self._pressed(agreed)
        tell(STAGES[2])
        with database.writing() as db:
            _enter(db, _seat(db, job), source, pdf)
        return pdf

    def _gathered(self, db: Session, seat: Seat, job: Job) -> tuple[Source, Agreed]:
        if job.input["edition"]:
            source = edition_source(db, edition_at(db, seat, job.input["edition"]), at=self.address)
        else:
            text = working_text(db, agreement_at(db, seat, job.input["agreement"]))
            if not may_read(seat, text):
                raise NotFound
            source = agreed_source(db, text, now(), at=self.address)
        return source, gathered(db, source)

    def _pressed(self, agreed: Agreed) -> bytes:
        try:
            return make_pdf(agreed, more_fonts=self.more_fonts)
        except MissingGlyphs as found:
            raise Invalid(_named(found.missing)) from found


def _seat(db: Session, job: Job) -> Seat:
    """Who asked, if they still may."""
    seat = db.get_one(Seat, job.seat_id)
    seat.must(Permission.EXPORT)
    return seat


def _enter(db: Session, seat: Seat, source: Source, pdf: bytes) -> None:
    enter(
        db,
        seat,
        Act.EXPORT_MADE,
        source.edition or source.agreement,
        text_version=source.text.version,
        document_hash=source.hash,
        name=source.name,
        clauses=len(source.clauses),
        file=sha256(pdf).hexdigest(),
    )
    announce(db, source.agreement.negotiation.everybody, Act.EXPORT_MADE.value, agreement=source.agreement.id)


def _named(missing: tuple[Missing, ...]) -> Phrase:
    listed = "; ".join(map(str, missing))
    return Phrase(
        "No font that the workspace has can set %(listed)s. Change the words, or ask the operator for a font.",
        listed=listed,
    )
