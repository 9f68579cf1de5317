"""Entering an act in the record. The record is only ever added to."""

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workspace.database import Json, now
from workspace.record.acts import Act
from workspace.record.chain import FIRST, Statement, entry_hash, payload_hash
from workspace.record.models import Entry, Payload

SALT_BYTES = 16
_DEMONSTRATION = "record.demonstration"


def mark_as_demonstration(db: Session) -> None:
    """Have every entry of this transaction say that it belongs to the demonstration."""
    db.info[_DEMONSTRATION] = True


def enter(
    db: Session,
    *,
    chain: str,
    act: Act,
    subject_kind: str,
    subject: str,
    seat: str | None,
    delegation: str | None,
    clause: str | None = None,
    text_version: int | None = None,
    document_hash: bytes | None = None,
    payload: dict[str, Json],
) -> Entry:
    """Add one entry to the chain of a negotiation, or of a delegation's own log."""
    last = _last(db, chain)
    salt = secrets.token_bytes(SALT_BYTES)
    statement = Statement(
        chain=chain,
        number=last.number + 1 if last else 1,
        at=now(),
        seat=seat,
        delegation=delegation,
        act=act,
        subject_kind=subject_kind,
        subject=subject,
        clause=clause,
        text_version=text_version,
        document_hash=document_hash,
        is_demonstration=bool(db.info.get(_DEMONSTRATION)),
    )
    payload_is, previous = payload_hash(salt, payload), last.hash if last else FIRST
    entry = Entry(
        **vars(statement),
        payload_hash=payload_is,
        previous_hash=previous,
        hash=entry_hash(statement, payload_is, previous),
    )
    entry.payload = Payload(salt=salt, body=payload)
    db.add(entry)
    db.flush()
    return entry


def _last(db: Session, chain: str) -> Entry | None:
    # Two processes must not take the same number; the embedded database has one writer anyway.
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtext(chain))))
    return db.scalar(select(Entry).where(Entry.chain == chain).order_by(Entry.number.desc()).limit(1))
