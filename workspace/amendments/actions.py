"""What a delegation does with its amendments: draft, clear, table, reword, withdraw.

Acts before tabling, and while a next version is written, are its own: they enter its own log and are told to its
members alone. Each act upon words carries the hash of the words that its author saw.
"""

from collections.abc import Sequence

from prosemirror.model import Node
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workspace.amendments.comparison import compared, compared_in_writing
from workspace.amendments.models import Amendment, AmendmentKind, AmendmentVersion, Clearance
from workspace.amendments.telling import enter_in_private, enter_in_public, tell_everybody, tell_members
from workspace.amendments.words import written
from workspace.amendments.writing import (
    first_words,
    must_be_in_writing,
    must_be_own,
    must_be_tabled_as_it_is,
    must_have_its_place,
    new_clauses,
    now_of,
    words_seen_now,
    write_upon,
)
from workspace.announcements import announce
from workspace.database import now
from workspace.drafting import live
from workspace.drafting.actions import begin_text
from workspace.drafting.models import Agreement, Clause, TextKind
from workspace.drafting.wordings import Standing, clause_now, working_text
from workspace.errors import Invalid, NotAllowed, NotFound, OutOfOrder, WordsMoved
from workspace.negotiations.entering import enter
from workspace.negotiations.models import Delegation, Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.record.acts import Act
from workspace.text.schema import document

NOTE_CHARACTERS = 4_000


def draft(db: Session, seat: Seat, target: Clause, kind: AmendmentKind, *, words: Sequence[str] = ()) -> Amendment:
    """Begin to write in private: other words for a clause, its deletion, or new clauses after it.

    `words` are put behind the clause's own, or become the new clauses: one has them already.
    """
    seat.must(Permission.DRAFT_AMENDMENT)
    if target.text.kind is not TextKind.WORKING:
        raise NotFound
    standing = clause_now(db, target)
    first = first_words(kind, standing, words)
    return _begun(db, seat, target.text.agreement, kind, target=standing, words=first)


def draft_at_start(db: Session, seat: Seat, agreement: Agreement, *, words: Sequence[str] = ()) -> Amendment:
    """Begin to write clauses that are to stand before all others."""
    seat.must(Permission.DRAFT_AMENDMENT)
    return _begun(db, seat, agreement, AmendmentKind.ADD, target=None, words=new_clauses(words, 0))


def give_reason(db: Session, seat: Seat, amendment: Amendment, reason: str) -> None:
    """Say why: shown with the amendment once it is tabled."""
    seat.must(Permission.DRAFT_AMENDMENT)
    must_be_own(seat, amendment)
    if not amendment.is_in_writing:
        raise OutOfOrder(Phrase("What is tabled stays as it is. To give another reason, reword the amendment."))
    amendment.reason = _checked(reason)
    tell_members(db, amendment, "amendment:reasoned")


def clear(db: Session, seat: Seat, amendment: Amendment, words_seen: bytes, note: str = "") -> None:
    """Clear exactly these words for tabling. Any other words are a draft again."""
    must_be_in_writing(seat, amendment)
    words_hash = words_seen_now(db, amendment, words_seen)
    seat.must(Permission.CLEAR_AMENDMENT)
    if not seat.may(Permission.CLEAR_AMENDMENT, amendment.writing_state(words_hash)):
        raise OutOfOrder(Phrase("These words are cleared already."))
    amendment.clearances.append(Clearance(seat=seat, words_hash=words_hash, note=_checked(note)))
    db.flush()
    enter_in_private(db, seat, Act.AMENDMENT_CLEARED, amendment, words=words_hash.hex(), note=note)
    tell_members(db, amendment, "amendment:cleared")


def require_clearance(db: Session, seat: Seat, delegation: Delegation) -> None:
    """From now on, what this delegation tables is cleared first."""
    _set_clearance(db, seat, delegation, Act.CLEARANCE_REQUIRED)


def do_not_require_clearance(db: Session, seat: Seat, delegation: Delegation) -> None:
    _set_clearance(db, seat, delegation, Act.CLEARANCE_NOT_REQUIRED)


def table(
    db: Session, seat: Seat, amendment: Amendment, words_seen: bytes, *, reason: str | None = None
) -> AmendmentVersion:
    """Put these words on the table: frozen, numbered at the first time, and seen by everybody from now on."""
    must_be_in_writing(seat, amendment)
    words_hash = words_seen_now(db, amendment, words_seen)
    seat.must(Permission.TABLE_AMENDMENT)
    live.lock_text(db, working_text(db, amendment.agreement).id)  # numbers are given, and the base is judged, in turn
    proposed = written(db, amendment)
    must_be_tabled_as_it_is(db, amendment, proposed, words_hash)
    if reason is not None:
        amendment.reason = _checked(reason)
    version = _frozen(seat, amendment, proposed, words_hash)
    is_first = not amendment.is_public
    amendment.number = amendment.number or _next_number(db, amendment.agreement)
    amendment.tabled_at, amendment.rewording_since = amendment.tabled_at or now(), None
    db.flush()
    _close_wording_text(db, amendment)
    act = Act.AMENDMENT_TABLED if is_first else Act.AMENDMENT_REWORDED
    enter_in_public(db, seat, act, amendment, version)
    tell_everybody(db, amendment, act.value)
    return version


def begin_rewording(db: Session, seat: Seat, amendment: Amendment) -> None:
    """Write the next version, in private, upon the words of the clause as they are now. What is tabled stays."""
    seat.must(Permission.REWORD_AMENDMENT)
    must_be_own(seat, amendment)
    if not amendment.is_public or not amendment.is_pending:
        raise OutOfOrder(Phrase("Only an amendment that waits for a decision can be reworded."))
    if amendment.rewording_since:
        return
    found = now_of(db, amendment)
    comparison = compared(amendment, amendment.tabled, found)
    must_have_its_place(comparison)
    amendment.rewording_since = now()
    db.flush()
    write_upon(db, seat, amendment, comparison)
    enter_in_private(db, seat, Act.REWORDING_BEGUN, amendment)
    tell_members(db, amendment, "amendment:rewording_begun")


def rebase(db: Session, seat: Seat, amendment: Amendment, now_seen: bytes) -> None:
    """Go on writing upon the clause's words as they are now: one's changes are brought over where they fit; where the
    same words were changed, one's own stay and are meant against the words now."""
    seat.must(Permission.DRAFT_AMENDMENT)
    must_be_in_writing(seat, amendment)
    comparison = compared_in_writing(amendment, written(db, amendment), now_of(db, amendment))
    must_have_its_place(comparison)
    if comparison.now is None or comparison.now.hash != now_seen:
        raise WordsMoved(Phrase("The clause has changed once more. Nothing was done; compare again."))
    write_upon(db, seat, amendment, comparison)
    enter_in_private(db, seat, Act.AMENDMENT_REBASED, amendment, base=now_seen.hex())
    tell_members(db, amendment, "amendment:rebased")


def withdraw(db: Session, seat: Seat, amendment: Amendment, reason: str = "") -> None:
    """Take it back: a draft leaves nothing in public; what was tabled stays on the record."""
    seat.must(Permission.WITHDRAW_AMENDMENT)
    must_be_own(seat, amendment)
    if not amendment.is_pending:
        raise OutOfOrder(Phrase("This amendment is settled already."))
    amendment.withdrawn_at, amendment.withdrawn_reason = now(), _checked(reason)
    amendment.rewording_since = None
    db.flush()
    _close_wording_text(db, amendment)
    if amendment.is_public:
        enter_in_public(db, seat, Act.AMENDMENT_WITHDRAWN, amendment, amendment.tabled, why=amendment.withdrawn_reason)
        tell_everybody(db, amendment, "amendment:withdrawn")
    else:
        enter_in_private(db, seat, Act.AMENDMENT_DROPPED, amendment, why=amendment.withdrawn_reason)
        tell_members(db, amendment, "amendment:dropped")


def _begun(
    db: Session,
    seat: Seat,
    agreement: Agreement,
    kind: AmendmentKind,
    *,
    target: Standing | None,
    words: Sequence[Node],
) -> Amendment:
    if seat.delegation is None:
        raise NotAllowed(Phrase("Only a delegation proposes."))
    is_upon = target is not None and kind is not AmendmentKind.ADD
    wording_text = (
        begin_text(db, agreement, TextKind.WORDING, document(words), delegation=seat.delegation) if words else None
    )
    amendment = Amendment(
        agreement=agreement,
        delegation=seat.delegation,
        seat=seat,
        kind=kind,
        clause_id=target.id if target else None,
        text=wording_text,
        base=target.node.to_json() if target and is_upon else None,
        base_hash=target.hash if target and is_upon else None,
        base_version=working_text(db, agreement).version,
    )
    db.add(amendment)
    db.flush()
    enter_in_private(db, seat, Act.AMENDMENT_DRAFTED, amendment, kind=kind.value)
    tell_members(db, amendment, "amendment:drafted")
    return amendment


def _set_clearance(db: Session, seat: Seat, delegation: Delegation, act: Act) -> None:
    seat.must(Permission.REQUIRE_CLEARANCE)
    if seat.delegation_id != delegation.id:
        raise NotAllowed(Phrase("A head of delegation asks this of their own delegation."))
    delegation.requires_clearance = act is Act.CLEARANCE_REQUIRED
    enter(db, seat, act, delegation, in_private=True)
    announce(db, delegation.members, act.value, delegation=delegation.id)


def _frozen(seat: Seat, amendment: Amendment, proposed: Sequence[Node], words_hash: bytes) -> AmendmentVersion:
    version = AmendmentVersion(
        number=len(amendment.versions) + 1,
        words=document(proposed).to_json() if proposed else None,
        words_hash=words_hash,
        base=amendment.base,
        base_hash=amendment.base_hash,
        base_version=amendment.base_version,
        reason=amendment.reason,
        seat=seat,
    )
    amendment.versions.append(version)
    return version


def _next_number(db: Session, agreement: Agreement) -> int:
    last = db.scalar(select(func.max(Amendment.number)).where(Amendment.agreement_id == agreement.id))
    return (last or 0) + 1


def _close_wording_text(db: Session, amendment: Amendment) -> None:
    if amendment.text:
        live.bump_epoch(db, amendment.text)


def _checked(words: str) -> str:
    if len(words) > NOTE_CHARACTERS:
        raise Invalid(Phrase("This may have at most %(most)s characters.", most=NOTE_CHARACTERS))
    return words.strip()
