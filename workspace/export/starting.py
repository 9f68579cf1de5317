"""Starting a text: what was read is kept for the seat that brought it, until it says that this is the text."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cached_property

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace import jobs
from workspace.drafting import actions as drafting
from workspace.drafting.models import Agreement
from workspace.drafting.wire import as_refusal
from workspace.errors import OutOfOrder
from workspace.export.incoming import Proposed, Reading, Run
from workspace.jobs import Job
from workspace.negotiations.models import Negotiation, Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.text.numbering import Number, Numbers, Scheme, numbers_of
from workspace.text.refusals import Refused
from workspace.text.schema import clauses_of, id_of, new_id
from workspace.text.steps import parse_document

READING = "reading"
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Beginning:
    """What somebody wants to begin, and from what: nothing, pasted words, or a file."""

    title: str
    symbol: str
    language: str
    scheme: str
    source: str
    words: str = ""
    file: str = ""  # the name under which it came


@dataclass(frozen=True)
class Line:
    """A clause as it will stand, with the number that was typed or shown where it came from."""

    node: Node
    number: Number
    typed: str

    @property
    def is_renumbered(self) -> bool:
        return bool(self.typed) and _bare(self.typed) != _bare(self.number.margin)


@dataclass(frozen=True)
class Kept:
    """A reading, and what it is for."""

    beginning: Beginning
    reading: Reading

    @cached_property
    def doc(self) -> Node:
        return document_of(self.reading)

    @cached_property
    def numbers(self) -> Numbers:
        return numbers_of(self.doc, Scheme(self.beginning.scheme), self.beginning.language)

    @property
    def lines(self) -> list[Line]:
        pairs = zip(clauses_of(self.doc), self.reading.clauses, strict=True)
        return [Line(node, self.numbers[id_of(node)], proposed.number) for node, proposed in pairs]


def empty(title: str) -> Reading:
    """The start of a text that is written here: its title alone."""
    return Reading((Proposed("title", 0, (Run(title),)),))


def document_of(reading: Reading) -> Node:
    """The clauses with new ids, checked as everything is that comes from elsewhere."""
    try:
        return parse_document(reading.document(new_id))
    except Refused as refused:
        raise as_refusal(refused) from refused


def keep_reading(db: Session, seat: Seat, negotiation: Negotiation, beginning: Beginning, reading: Reading) -> Job:
    """Keep what was read, to be looked at. It is not yet an act upon the negotiation, and enters no record."""
    seat.must(Permission.START_TEXT)
    document_of(reading)
    jobs.forget(db, READING, older_than=KEPT)
    output = json.dumps(reading.to_json()).encode()
    given = {"negotiation": negotiation.id, "beginning": asdict(beginning), "agreement": None}
    return jobs.keep(db, READING, output, seat_id=seat.id, **given)


def kept(job: Job) -> Kept:
    return Kept(Beginning(**job.input["beginning"]), Reading.from_json(json.loads(job.output or b"")))


def start(db: Session, seat: Seat, negotiation: Negotiation, job: Job) -> Agreement:
    """Begin the agreement with the clauses that were looked at, once. The two acts enter the record themselves."""
    if job.input["agreement"]:
        raise OutOfOrder(Phrase("This text has been started already."))
    found = kept(job)
    given = {name: getattr(found.beginning, name) for name in ("title", "symbol", "language", "scheme")}
    agreement = drafting.start_agreement(db, seat, negotiation, **given)
    drafting.start_text(db, seat, agreement, found.doc)
    job.input = job.input | {"agreement": agreement.id}
    return agreement


def _bare(number: str) -> str:
    return "".join(each for each in number.casefold() if each.isalnum())
