"""Telling a nation that its sign-off has ceased to stand, or stands again.

Whether it stands is compared, never stored; what has been told is in the record. So every process may look as often as
it likes: what was told once is not told again.
"""

import gevent
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workspace.announcements import announce
from workspace.database import Database
from workspace.drafting.models import Agreement, Text, TextKind
from workspace.drafting.wordings import TextNow, text_now
from workspace.prepared import Glances, Prepared
from workspace.record.actions import enter
from workspace.record.acts import Act
from workspace.record.models import Entry
from workspace.signoffs.models import SignOff, SignOffState

LOOK_EVERY_S = 2.0
_TOLD = {
    Act.SIGN_OFF_GIVEN: SignOffState.STANDS,
    Act.SIGN_OFF_STANDS_AGAIN: SignOffState.STANDS,
    Act.SIGN_OFF_SUPERSEDED: SignOffState.SUPERSEDED,
}
_signed = select(SignOff.agreement_id).where(SignOff.clause_id.is_not(None), SignOff.withdrawn_at.is_(None))
_text = Text.__table__
_SIGNED_TEXTS = Prepared(
    select(_text.c.id, _text.c.version).where(_text.c.kind == bindparam("kind"), _text.c.agreement_id.in_(_signed))
)
_ACT = {SignOffState.STANDS: Act.SIGN_OFF_STANDS_AGAIN, SignOffState.SUPERSEDED: Act.SIGN_OFF_SUPERSEDED}


def watch(database: Database, glances: Glances) -> None:
    """Look for changed words under sign-offs, for ever. One greenlet of each process."""
    seen: dict[str, int] = {}
    while True:
        gevent.sleep(LOOK_EVERY_S)
        signed = dict(_SIGNED_TEXTS.rows(glances, {"kind": TextKind.WORKING}))
        for text_id, version in signed.items():
            if seen.get(text_id) != version:
                with database.writing() as db:
                    tell(db, db.get_one(Text, text_id))
                seen[text_id] = version


def tell(db: Session, text: Text) -> None:
    """Enter and announce each sign-off of a clause whose standing is other than was last told."""
    now = text_now(db, text)
    sign_offs = select(SignOff).where(SignOff.agreement_id == text.agreement_id, SignOff.clause_id.is_not(None))
    for sign_off in db.scalars(sign_offs.where(SignOff.withdrawn_at.is_(None))):
        standing = now.by_id.get(sign_off.clause_id or "")
        state = sign_off.state_on(standing.hash if standing else None)
        if state is not _last_told(db, sign_off):
            _tell(db, sign_off, state, now)


def _last_told(db: Session, sign_off: SignOff) -> SignOffState | None:
    told = select(Entry.act).where(Entry.subject == sign_off.id, Entry.act.in_([act.value for act in _TOLD]))
    act = db.scalar(told.order_by(Entry.number.desc()).limit(1))
    return _TOLD[Act(act)] if act else None


def _tell(db: Session, sign_off: SignOff, state: SignOffState, now: TextNow) -> None:
    agreement: Agreement = sign_off.agreement
    standing = now.by_id.get(sign_off.clause_id or "")
    enter(
        db,
        chain=agreement.negotiation_id,
        act=_ACT[state],
        subject_kind=SignOff.__tablename__,
        subject=sign_off.id,
        seat=None,
        delegation=sign_off.delegation_id,
        clause=sign_off.clause_id,
        text_version=now.version,
        document_hash=standing.hash if standing else None,
        payload={"signed": sign_off.words, "now": standing.node.to_json() if standing else None},
    )
    ids = {"sign_off": sign_off.id, "agreement": agreement.id, "clause": sign_off.clause_id or ""}
    announce(db, agreement.negotiation.everybody, _ACT[state].value, delegation=sign_off.delegation_id, **ids)
