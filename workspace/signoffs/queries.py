"""Who has signed what: nation by clause, and what a nation last signed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from prosemirror.model import Node
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from workspace.amendments.queries import pending_by_clause
from workspace.drafting.models import Agreement, Clause, Edition
from workspace.drafting.wordings import Standing, TextNow, described
from workspace.negotiations.models import Delegation
from workspace.record.acts import Act
from workspace.record.models import Entry
from workspace.signoffs.models import SignOff, SignOffState
from workspace.text.canonical import wording_hash
from workspace.text.schema import SCHEMA, clauses_of, document_from_json, id_of

_TOLD = (Act.SIGN_OFF_SUPERSEDED.value, Act.SIGN_OFF_STANDS_AGAIN.value)


@dataclass(frozen=True)
class Signed:
    """What one nation signed of one clause: by the clause itself, or by an edition that holds it."""

    sign_off: SignOff
    hash: bytes
    node: Node
    state: SignOffState


@dataclass(frozen=True)
class Row:
    """One nation, and for each clause what it signed last."""

    delegation: Delegation
    cells: Mapping[str, Signed]

    @property
    def standing(self) -> int:
        return sum(signed.state is SignOffState.STANDS for signed in self.cells.values())


def latest_edition(db: Session, agreement: Agreement) -> Edition | None:
    found = select(Edition).where(Edition.agreement_id == agreement.id)
    return db.scalar(found.order_by(Edition.version.desc(), Edition.issued_at.desc()).limit(1))


def editions_of(db: Session, agreement: Agreement) -> list[Edition]:
    """All editions, the newest first."""
    found = select(Edition).where(Edition.agreement_id == agreement.id).options(joinedload(Edition.seat))
    return list(db.scalars(found.order_by(Edition.version.desc(), Edition.issued_at.desc())))


def edition_before(db: Session, edition: Edition) -> Edition | None:
    """The edition issued last before this one."""
    found = select(Edition).where(Edition.agreement_id == edition.agreement_id, Edition.issued_at < edition.issued_at)
    return db.scalar(found.order_by(Edition.issued_at.desc()).limit(1))


def sign_offs_of_edition(db: Session, edition: Edition) -> list[SignOff]:
    """Who signed the edition as a whole and did not withdraw it, by the codes of the nations."""
    found = select(SignOff).where(SignOff.edition_id == edition.id, SignOff.withdrawn_at.is_(None))
    signed = db.scalars(found.options(joinedload(SignOff.delegation)))
    return sorted(signed, key=lambda each: (each.delegation.code, each.at))


def sign_offs_of(
    db: Session, agreement: Agreement, *, delegation: Delegation | None = None, clause_id: str = ""
) -> list[SignOff]:
    """All sign-offs ever given, the oldest first; of one clause those of whole editions are among them."""
    found = select(SignOff).where(SignOff.agreement_id == agreement.id).order_by(SignOff.at, SignOff.id)
    if delegation:
        found = found.where(SignOff.delegation_id == delegation.id)
    if clause_id:
        found = found.where(or_(SignOff.clause_id == clause_id, SignOff.edition_id.is_not(None)))
    return list(db.scalars(found.options(joinedload(SignOff.edition), joinedload(SignOff.delegation))))


def nation_by_clause(db: Session, agreement: Agreement, text: TextNow) -> list[Row]:
    """A row for each nation at the table, in the order of their codes."""
    return _rows(agreement, sign_offs_of(db, agreement), text)


def _rows(agreement: Agreement, sign_offs: Iterable[SignOff], text: TextNow) -> list[Row]:
    signed: dict[str, dict[str, Signed]] = defaultdict(dict)
    reader = _Reader(text)
    for sign_off in sign_offs:
        cells = signed[sign_off.delegation_id]
        for cell in reader.covered(sign_off):
            cells[id_of(cell.node)] = _of_most_worth(cells.get(id_of(cell.node)), cell)
    nations = [each for each in agreement.negotiation.delegations if each.is_nation]
    return [Row(nation, signed[nation.id]) for nation in nations]


def signed_on_clause(
    db: Session, agreement: Agreement, text: TextNow, clause_id: str
) -> list[tuple[Delegation, Signed]]:
    """For the panel of one clause: each nation that signed it, with what that is worth now."""
    rows = _rows(agreement, sign_offs_of(db, agreement, clause_id=clause_id), text)
    return [(row.delegation, row.cells[clause_id]) for row in rows if clause_id in row.cells]


def last_signed(db: Session, agreement: Agreement, text: TextNow, delegation: Delegation) -> dict[str, Signed]:
    """For each clause, what this nation last signed of it and did not withdraw."""
    last: dict[str, Signed] = {}
    reader = _Reader(text)
    for sign_off in sign_offs_of(db, agreement, delegation=delegation):
        if not sign_off.withdrawn_at:
            last |= {id_of(cell.node): cell for cell in reader.covered(sign_off)}
    return last


def course_of(db: Session, sign_off: SignOff) -> list[tuple[Act, datetime]]:
    """When the nation was told that its sign-off ceased to stand, or stands again; the oldest first."""
    told = select(Entry.act, Entry.at).where(Entry.subject == sign_off.id, Entry.act.in_(_TOLD)).order_by(Entry.number)
    return [(Act(act), at) for act, at in db.execute(told)]


def told_to_stand_again(db: Session, delegation: Delegation, since: datetime) -> set[str]:
    """The sign-offs of which this nation was told since then that they stand again."""
    told = select(Entry.subject).where(Entry.delegation == delegation.id, Entry.at >= since)
    return set(db.scalars(told.where(Entry.act == Act.SIGN_OFF_STANDS_AGAIN.value)))


def edition_text(db: Session, edition: Edition) -> TextNow:
    """An edition's frozen words, with what is said of its clauses today."""
    return described(db, edition.agreement, edition.version, document_from_json(edition.doc))


class _Reader:
    """Reads what sign-offs cover. An edition is read once, however many nations signed it."""

    def __init__(self, text: TextNow) -> None:
        self.text = text
        self._editions: dict[str, list[tuple[Node, bytes]]] = {}

    def covered(self, sign_off: SignOff) -> Iterable[Signed]:
        for node, hash in self._signed(sign_off):
            now: Standing | None = self.text.by_id.get(id_of(node))
            yield Signed(sign_off, hash, node, sign_off.state_on(now.hash if now else None, signed=hash))

    def _signed(self, sign_off: SignOff) -> list[tuple[Node, bytes]]:
        edition = sign_off.edition
        if edition is None:
            return [(Node.from_json(SCHEMA, sign_off.words or {}), sign_off.wording_hash)]
        if edition.id not in self._editions:
            nodes = clauses_of(document_from_json(edition.doc))
            self._editions[edition.id] = [(node, wording_hash(node, self.text.language)) for node in nodes]
        return self._editions[edition.id]


def _of_most_worth(before: Signed | None, later: Signed) -> Signed:
    """The last one counts, unless only an earlier one still stands."""
    if before and before.state is SignOffState.STANDS and later.state is not SignOffState.STANDS:
        return before
    return later


def covered_by(sign_off: SignOff, text: TextNow) -> list[Signed]:
    """The clauses that a sign-off covers, as they were signed, each with what it is worth now."""
    return list(_Reader(text).covered(sign_off))


def held_up(db: Session, agreement: Agreement, text: TextNow, most: int = 4) -> list[tuple[Standing, int]]:
    """The clauses that are not agreed on which most amendments wait, with how many, in the order of the text."""
    waiting = pending_by_clause(db, agreement)
    open_ones = [clause for clause in text.clauses if clause.id in waiting and not clause.is_locked]
    chosen = {clause.id for clause in sorted(open_ones, key=lambda clause: -waiting[clause.id])[:most]}
    return [(clause, waiting[clause.id]) for clause in open_ones if clause.id in chosen]


def counts_by_status(text: TextNow) -> dict[str, int]:
    """How many clauses have each status; headings are not counted."""
    return dict(Counter(clause.status.value for clause in text.counted))


def count_standing(db: Session, clause: Clause, now_hash: bytes) -> int:
    """How many sign-offs of this very clause stand on its words."""
    signed = select(func.count(SignOff.delegation_id.distinct())).where(SignOff.clause_id == clause.id)
    return db.scalar(signed.where(SignOff.wording_hash == now_hash, SignOff.withdrawn_at.is_(None))) or 0
