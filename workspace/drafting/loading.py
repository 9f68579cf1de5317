"""Reading a text from disk for the live side: what it is, its rules, its head, and the commits to have at hand."""

import logging
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workspace.database import Database
from workspace.drafting import log
from workspace.drafting.access import typing_state
from workspace.drafting.documents import document
from workspace.drafting.models import Clause, ClauseStatus, Text, TextKind
from workspace.drafting.room import STEPS_AT_HAND, Room
from workspace.drafting.submissions import TextFacts, TextRules
from workspace.errors import NotFound
from workspace.prepared import Glances, Prepared
from workspace.text.authority import Head

logger = logging.getLogger("workspace.drafting")

LOCKING = (ClauseStatus.AD_REF, ClauseStatus.AGREED)
_MOST_COMMITS = STEPS_AT_HAND // 4
_text = Text.__table__
_VERSIONS = Prepared(
    select(_text.c.id, _text.c.version, _text.c.epoch).where(_text.c.id.in_(bindparam("texts", expanding=True))),
    "texts",
)
_EPOCH = select(Text.epoch).where(Text.id == bindparam("id"))


def room(db: Session, text_id: str) -> Room:
    """A text as it is on disk; `NotFound` if there is none."""
    text = db.get(Text, text_id)
    if text is None:
        raise NotFound
    known = facts(text)
    version, doc = document(db, text)
    at_hand = [commit for commit in log.read_last(db, text_id, most=_MOST_COMMITS) if commit.version <= version]
    return Room(known, rules(db, known), Head.of(doc, version), at_hand)


def facts(text: Text) -> TextFacts:
    return TextFacts(text.id, text.kind, text.negotiation_id, text.delegation_id, text.agreement.language)


def rules(db: Session, of: TextFacts) -> TextRules:
    # The epoch first: rules that are newer than their epoch cost a second try, older ones would let a commit pass.
    epoch = db.scalar(_EPOCH, {"id": of.id})
    text = db.get(Text, of.id)
    if epoch is None or text is None:
        raise NotFound
    mode = text.agreement.mode if of.kind is TextKind.WORKING else "open"
    return TextRules(epoch, locked_clauses(db, of.id), mode, typing_state(db, text))


def locked_clauses(db: Session, text_id: str) -> frozenset[str]:
    return frozenset(db.scalars(select(Clause.id).where(Clause.text_id == text_id, Clause.status.in_(LOCKING))))


def versions(db: Glances, texts: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Version and epoch of each."""
    rows = _VERSIONS.rows(db, {"texts": texts}) if texts else ()
    return {id: (version, epoch) for id, version, epoch in rows}


def have_at_hand(database: Database, room: Room, version: int) -> None:
    """Read the commits since a version that are older than those at hand."""
    if version < room.log_begins:
        with database.reading() as db:
            room.add_older(log.read(db, room.facts.id, after=version, upto=room.log_begins))
