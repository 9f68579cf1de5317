"""Signing off, and withdrawing a sign-off. Each is for the seat's own nation and for exact words."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workspace.announcements import announce
from workspace.database import Json, now
from workspace.drafting.models import Agreement, Clause, Edition
from workspace.drafting.wordings import Standing, clause_now, text_now
from workspace.errors import Invalid, NotAllowed, OutOfOrder, WordsMoved
from workspace.negotiations.entering import enter
from workspace.negotiations.models import Delegation, Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.record.acts import Act
from workspace.signoffs.models import Level, SignOff, SignOffState
from workspace.signoffs.queries import latest_edition

LAST_OF_HASH = 4


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What the signer gives: the level, the hash of the words seen, its last characters as typed, a statement."""

    level: Level
    hash_seen: bytes
    typed: str
    statement: str = ""

    def must_be_meant(self) -> None:
        """`Invalid`, unless the signer has typed the end of the hash that stands under the words."""
        if self.typed.strip().lower() != self.hash_seen.hex()[-LAST_OF_HASH:]:
            raise Invalid(
                Phrase("These are not the last four characters under the words. Nothing was signed."), field="ending"
            )


def sign_clause(db: Session, seat: Seat, clause: Clause, signature: Signature) -> SignOff:
    """Sign off on a clause's exact words, from agreed in informals on."""
    standing = clause_now(db, clause)
    seat.must(Permission.SIGN_OFF)
    if not seat.may(Permission.SIGN_OFF, standing.status):
        raise OutOfOrder(Phrase("A clause can be signed off once it is agreed in informals. Nothing was signed."))
    _must_be_these_words(signature, standing.hash)
    return _sign(db, seat, clause.text.agreement, signature, standing=standing, version=clause.text.version)


def sign_edition(db: Session, seat: Seat, edition: Edition, signature: Signature) -> SignOff:
    """Sign off on a whole issued edition, the latest one."""
    seat.must(Permission.SIGN_OFF, "issued")
    if latest_edition(db, edition.agreement) is not edition:
        raise OutOfOrder(Phrase("A later edition has been issued. Nothing was signed."))
    _must_be_these_words(signature, edition.document_hash)
    return _sign(db, seat, edition.agreement, signature, edition=edition, version=edition.version)


def withdraw(db: Session, seat: Seat, sign_off: SignOff, reason: str) -> None:
    """Withdraw one's nation's sign-off: a new act; what was signed stays on the record."""
    if sign_off.withdrawn_at:
        raise OutOfOrder(Phrase("This sign-off was withdrawn already."))
    seat.must(Permission.WITHDRAW_SIGN_OFF, SignOffState.STANDS)
    if sign_off.delegation_id != seat.delegation_id:
        raise NotAllowed(Phrase("Only the nation that signed can withdraw its sign-off."))
    sign_off.withdrawn_at, sign_off.withdrawn_reason = now(), reason.strip()
    _enter(db, seat, Act.SIGN_OFF_WITHDRAWN, sign_off, reason=sign_off.withdrawn_reason)
    _announce(db, "sign-off:withdrawn", sign_off)


def _must_be_these_words(signature: Signature, now_hash: bytes) -> None:
    if signature.hash_seen != now_hash:
        raise WordsMoved(Phrase("The words have changed since you saw them. Nothing was signed; read them again."))
    signature.must_be_meant()


def _sign(
    db: Session,
    seat: Seat,
    agreement: Agreement,
    signature: Signature,
    *,
    version: int,
    standing: Standing | None = None,
    edition: Edition | None = None,
) -> SignOff:
    sign_off = SignOff(
        agreement=agreement,
        clause_id=standing.id if standing else None,
        edition_id=edition.id if edition else None,
        delegation=_nation_of(seat),
        seat=seat,
        signer=seat.name,
        capacity=seat.capacity,
        level=signature.level,
        wording_hash=signature.hash_seen,
        words=standing.node.to_json() if standing else None,
        version=version,
        statement=signature.statement.strip(),
    )
    db.add(sign_off)
    db.flush()
    _enter(db, seat, Act.SIGN_OFF_GIVEN, sign_off, level=sign_off.level, statement=sign_off.statement)
    _announce(db, "sign-off:given", sign_off)
    return sign_off


def _nation_of(seat: Seat) -> Delegation:
    if seat.delegation is None or not seat.delegation.is_nation:
        raise NotAllowed(Phrase("Only a nation signs off."))
    return seat.delegation


def _enter(db: Session, seat: Seat, act: Act, sign_off: SignOff, **payload: Json) -> None:
    enter(
        db,
        seat,
        act,
        sign_off,
        clause=sign_off.clause_id,
        text_version=sign_off.version,
        document_hash=sign_off.wording_hash,
        edition=sign_off.edition_id,
        of=_named(db, sign_off),
        words=sign_off.words,
        **payload,
    )


def _named(db: Session, sign_off: SignOff) -> str:
    """What is signed, by the name that it has now; nothing, if the clause has been deleted."""
    if sign_off.edition:
        return sign_off.edition.name
    assert sign_off.clause is not None  # the table's check: a clause or an edition
    found = text_now(db, sign_off.clause.text).by_id.get(sign_off.clause.id)
    return (found.number.margin or found.number.reference) if found else ""


def _announce(db: Session, kind: str, sign_off: SignOff) -> None:
    ids = {"sign_off": sign_off.id, "agreement": sign_off.agreement_id, "delegation": sign_off.delegation_id}
    if sign_off.clause_id:
        ids["clause"] = sign_off.clause_id
    announce(db, sign_off.agreement.negotiation.everybody, kind, **ids)
