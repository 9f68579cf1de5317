"""What stands beside the clauses, as scripts ask for it. Every act makes everybody ask: the answer is made once."""

from time import monotonic
from typing import NamedTuple

import orjson
from flask import get_template_attribute
from flask_babel import get_locale
from sqlalchemy.orm import Session

from workspace.database import Json
from workspace.drafting.models import Agreement
from workspace.drafting.wordings import working_text
from workspace.negotiations.models import Seat
from workspace.reading.table import queries
from workspace.record.queries import last_number

_KEPT = 64
FRESH_S = 1.0  # who asks because of words that have changed says of which version


class _Made(NamedTuple):
    acts: int
    version: int
    at: float
    body: bytes


_made: dict[tuple[str, str], _Made] = {}


def margins(db: Session, seat: Seat, agreement: Agreement, *, since: int = 0) -> bytes:
    """The margins as JSON, as of the last act, and of the words no older than a second or than version `since`."""
    text = working_text(db, agreement)
    key = agreement.id, str(get_locale())
    acts = last_number(db, agreement.negotiation_id)
    known = _made.get(key)
    if known and known.acts == acts and (known.version == text.version or _is_fresh(known, since)):
        return known.body
    shown = queries.table(db, seat, agreement)
    body = orjson.dumps({"clauses": told(shown), "agreed": shown.agreed, "counted": len(shown.now.counted)})
    _made.pop(key, None)
    _made[key] = _Made(acts, shown.now.version, monotonic(), body)
    if len(_made) > _KEPT:
        del _made[next(iter(_made))]
    return body


def _is_fresh(known: _Made, since: int) -> bool:
    return known.version >= since and monotonic() - known.at < FRESH_S


def told(shown: queries.Table) -> dict[str, Json]:
    """Of each clause: its status, and what its margin says."""
    notes = get_template_attribute("reading/notes.html", "margin_notes")
    return {
        beside.id: {
            "status": beside.standing.status,
            "amendments": beside.amendments,
            "notes": notes(beside).strip() if beside.has_notes else "",
            "is_to_words": beside.is_to_words,
        }
        for beside in shown.clauses
    }
