"""Acts upon agreements and their clauses: starting, drafting modes, agreement on clauses, editions."""

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace.announcements import announce
from workspace.database import Json, now
from workspace.drafting import live, log
from workspace.drafting.appending import note_first_clauses
from workspace.drafting.models import Agreement, Clause, ClauseStatus, DraftingMode, Edition, Snapshot, Text, TextKind
from workspace.drafting.wordings import Standing, clause_now, text_now, working_text
from workspace.errors import Invalid, OutOfOrder, WordsMoved
from workspace.negotiations.entering import enter
from workspace.negotiations.models import Delegation, Negotiation, Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.record.acts import Act
from workspace.text.schema import SCHEMA_NUMBER, clause, clauses_of, document, document_from_json, id_of, new_id

LANGUAGES = frozenset({"ar", "en", "es", "fr", "ru", "zh"})
SCHEMES = frozenset({"treaty", "resolution"})
# What the chair records with `set_status`, by how far it goes. Reopening is an act of its own.
RECORDED = (ClauseStatus.INFORMALS, ClauseStatus.AD_REF, ClauseStatus.AGREED)


def start_agreement(
    db: Session, seat: Seat, negotiation: Negotiation, *, title: str, symbol: str, language: str, scheme: str
) -> Agreement:
    """Begin an instrument. Its text is started by `start_text`."""
    seat.must(Permission.START_TEXT)
    if not title.strip() or language not in LANGUAGES or scheme not in SCHEMES:
        raise Invalid(Phrase("An agreement has a title, a language of the United Nations and a scheme of numbers."))
    agreement = Agreement(
        negotiation=negotiation, title=title.strip(), symbol=symbol.strip(), language=language, scheme=scheme
    )
    db.add(agreement)
    db.flush()
    enter(db, seat, Act.AGREEMENT_STARTED, agreement, title=agreement.title, symbol=agreement.symbol)
    announce(db, negotiation.everybody, "agreement:started", agreement=agreement.id)
    return agreement


def start_text(db: Session, seat: Seat, agreement: Agreement, doc: Node | None = None) -> Text:
    """The working text of an agreement, with the clauses of `doc` (which the core's parser has read), or empty."""
    seat.must(Permission.START_TEXT)
    if agreement.texts:
        raise OutOfOrder(Phrase("This agreement has its text already."))
    text = begin_text(db, agreement, TextKind.WORKING, doc or document([clause(agreement.title, kind="title")]))
    now_is = text_now(db, text)
    enter(db, seat, Act.TEXT_STARTED, text, text_version=0, document_hash=now_is.hash, clauses=len(now_is.clauses))
    announce(db, agreement.negotiation.everybody, "text:started", agreement=agreement.id, text=text.id)
    return text


def begin_text(
    db: Session, agreement: Agreement, kind: TextKind, doc: Node, *, delegation: Delegation | None = None
) -> Text:
    """A text at version 0. For acts that begin one; what they enter and announce is theirs."""
    text = Text(agreement=agreement, kind=kind, delegation=delegation)
    db.add(text)
    db.flush()
    doc = _with_own_ids(db, text, doc)
    db.add(Snapshot(text_id=text.id, version=0, schema=SCHEMA_NUMBER, doc=doc.to_json()))
    note_first_clauses(db, text.id, [id_of(node) for node in clauses_of(doc)])
    db.flush()
    return text


def set_mode(db: Session, seat: Seat, agreement: Agreement, mode: DraftingMode) -> None:
    """Open the floor to delegates, keep it to the chair's side, or close the text."""
    seat.must(Permission.SET_DRAFTING_MODE)
    if agreement.mode == mode:
        return
    before, agreement.mode = agreement.mode, mode
    db.flush()
    for text in agreement.texts:
        if text.kind is TextKind.WORKING:
            live.bump_epoch(db, live.lock_text(db, text.id))
    enter(db, seat, Act.DRAFTING_MODE_SET, agreement, mode=mode.value, before=before.value)
    announce(db, agreement.negotiation.everybody, "agreement:mode_set", agreement=agreement.id)


def set_status(db: Session, seat: Seat, clause: Clause, status: ClauseStatus, hash_seen: bytes) -> None:
    """Record agreement on exactly the words that the chair saw. Ad referendum and agreed lock them."""
    live.lock_text(db, clause.text_id)
    standing = _as_seen(db, clause, hash_seen)
    if status not in RECORDED or status is standing.status:
        raise OutOfOrder(Phrase("This cannot be recorded of the clause as it stands."))
    if standing.status is ClauseStatus.AGREED or (clause.is_locked and status is ClauseStatus.INFORMALS):
        raise OutOfOrder(Phrase("To go back from this agreement, reopen the clause and say why."))
    seat.must(Permission.SET_STATUS, standing.status)
    _record(db, clause, standing, status)
    enter(
        db, seat, Act.CLAUSE_AGREED, clause, clause=clause.id, text_version=clause.text.version,
        document_hash=text_now(db, clause.text).hash,
        status=status.value, before=standing.status.value, wording=standing.hash.hex(), number=standing.number.margin,
    )  # fmt: skip
    announce(db, clause.text.agreement.negotiation.everybody, "clause:agreed", clause=clause.id, text=clause.text_id)


def reopen(db: Session, seat: Seat, clause: Clause, reason: str, hash_seen: bytes | None = None) -> None:
    """Take back agreement on a clause, for a reason that stands in the record."""
    live.lock_text(db, clause.text_id)
    standing = clause_now(db, clause) if hash_seen is None else _as_seen(db, clause, hash_seen)
    if standing.status not in RECORDED:
        raise OutOfOrder(Phrase("Only a clause on which agreement was recorded can be reopened."))
    seat.must(Permission.REOPEN_CLAUSE, standing.status)
    if not reason.strip():
        raise Invalid(Phrase("A clause is reopened for a reason; please give it."))
    _record(db, clause, standing, ClauseStatus.REOPENED, reason.strip())
    enter(
        db, seat, Act.CLAUSE_REOPENED, clause, clause=clause.id, text_version=clause.text.version,
        document_hash=text_now(db, clause.text).hash,
        reason=reason.strip(), before=standing.status.value, wording=standing.hash.hex(), number=standing.number.margin,
    )  # fmt: skip
    announce(db, clause.text.agreement.negotiation.everybody, "clause:reopened", clause=clause.id, text=clause.text_id)


def issue_edition(db: Session, seat: Seat, agreement: Agreement, name: str, hash_seen: bytes) -> Edition:
    """Freeze the working text as it is, under a name, if it is what the issuer saw."""
    seat.must(Permission.ISSUE_EDITION)
    text = live.lock_text(db, working_text(db, agreement).id)
    found = text_now(db, text)
    if found.hash != hash_seen:
        raise WordsMoved(Phrase("The text has changed since you saw it. Nothing was issued."), hash=found.hash.hex())
    if not name.strip() or name.strip() in {edition.name for edition in agreement.editions}:
        raise Invalid(Phrase("An edition has a name that no other edition of this agreement has."))
    edition = Edition(
        agreement=agreement, name=name.strip(), version=found.version, document_hash=found.hash,
        schema=SCHEMA_NUMBER, doc=found.doc.to_json(), seat_id=seat.id, issued_at=now(),
    )  # fmt: skip
    db.add(edition)
    db.flush()
    enter(
        db, seat, Act.EDITION_ISSUED, edition, text_version=found.version, document_hash=found.hash, name=edition.name
    )
    announce(db, agreement.negotiation.everybody, "edition:issued", agreement=agreement.id, edition=edition.id)
    return edition


def _record(db: Session, clause: Clause, standing: Standing, status: ClauseStatus, reason: str = "") -> None:
    clause.status, clause.status_hash = status, standing.hash
    clause.status_at, clause.status_reason = now(), reason
    db.flush()
    # What was judged under the old locks is not written any more, in any process.
    live.bump_epoch(db, clause.text)


def _as_seen(db: Session, clause: Clause, hash_seen: bytes) -> Standing:
    standing = clause_now(db, clause)
    if standing.hash != hash_seen:
        raise WordsMoved(
            Phrase("The words have changed since you saw them. Nothing was done."), hash=standing.hash.hex()
        )
    return standing


def _with_own_ids(db: Session, text: Text, doc: Node) -> Node:
    """The document, with a new id for each clause whose id a clause of another text has; references follow."""
    nodes = clauses_of(doc)
    taken = log.are_taken(db, text.id, {id_of(node) for node in nodes})
    if not taken:
        return doc
    new = {id: new_id() for id in taken}
    return document_from_json(_renamed(doc.to_json(), new))


def _renamed(value: Json, new: dict[str, str]) -> Json:
    if isinstance(value, list):
        return [_renamed(item, new) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: new.get(item, item) if key in ("id", "clause") and isinstance(item, str) else _renamed(item, new)
        for key, item in value.items()
    }
