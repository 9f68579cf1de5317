"""Whether a database still says what was entered: the record's chains, and the chain of each text's commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.drafting.appending import chained
from workspace.drafting.log import FIRST_HASH
from workspace.drafting.models import Commit, Text
from workspace.record.verification import chains, verify

_commit = Commit.__table__


def faults(db: Session) -> list[str]:
    """What does not fit, in words; nothing if all is whole."""
    in_record = [str(fault) for fault in (verify(db, chain) for chain in chains(db)) if fault]
    texts = db.scalars(select(Text.id).order_by(Text.id)).all()
    return in_record + [fault for fault in (_in_text(db, text) for text in texts) if fault]


def _in_text(db: Session, text_id: str) -> str | None:
    previous = FIRST_HASH
    rows = db.execute(select(_commit).where(_commit.c.text_id == text_id).order_by(_commit.c.version))
    for row in rows.yield_per(500).mappings():
        if row["previous_hash"] != previous or row["hash"] != chained(row):
            return f"text {text_id}: the commit of version {row['version']} does not fit"
        previous = row["hash"]
    return None
