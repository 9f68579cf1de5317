"""Documents as they go out over HTTP: encoded and compressed once, however many ask."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic

import orjson
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workspace.database import Json
from workspace.drafting import loading
from workspace.drafting.documents import Document, document, document_at
from workspace.drafting.models import Commit, Text
from workspace.negotiations.models import Seat
from workspace.text.schema import SCHEMA_NUMBER

FRESH_S = 2.0
KEPT_S = 30.0
_KEPT = 64


@dataclass(frozen=True, eq=False)
class Published:
    """What is sent, and its ETag."""

    body: bytes
    etag: str
    made_at: float
    version: int
    epoch: int  # of the rules it says


_newest: OrderedDict[str, Published] = OrderedDict()


def at_hand(text_id: str, version: int, epoch: int) -> Published | None:
    """What there is, if it is two seconds old at most, or nothing has happened to the text since but that somebody who
    wrote in it may have got another name."""
    known = _newest.get(text_id)
    if known is None:
        return None
    is_the_same = (known.version, known.epoch) == (version, epoch)
    return known if monotonic() - known.made_at <= (KEPT_S if is_the_same else FRESH_S) else None


def published(db: Session, text: Text) -> Published:
    """The text as it was at most two seconds ago. Whether the reader may have it was asked before."""
    known = _newest.get(text.id)
    if known is None or monotonic() - known.made_at > FRESH_S:
        known = _newest[text.id] = _made(db, text, document(db, text))
    _newest.move_to_end(text.id)
    if len(_newest) > _KEPT:
        _newest.popitem(last=False)
    return known


def published_at(db: Session, text: Text, version: int) -> Published:
    """The text as it was at a version."""
    return _made(db, text, document_at(db, text.id, version))


def _made(db: Session, text: Text, found: Document) -> Published:
    rules = loading.rules(db, loading.facts(text))
    body = orjson.dumps(
        {
            "version": found.version,
            "schema": SCHEMA_NUMBER,
            "language": text.agreement.language,
            "mode": rules.mode,
            "locked": sorted(rules.locked),
            "seats": _authors(db, text),
            "doc": found.doc.to_json(),
        }
    )
    etag = sha256(body).hexdigest()[:32]
    return Published(gzip.compress(body, 6, mtime=0), etag, monotonic(), found.version, rules.epoch)


def _authors(db: Session, text: Text) -> list[dict[str, Json]]:
    """The seats whose commits the log holds."""
    wrote = exists().where(Commit.text_id == text.id, Commit.seat_id == Seat.id)
    wanted = select(Seat).where(Seat.negotiation_id == text.negotiation_id, wrote).order_by(Seat.created_at)
    return [{"seat": seat.id, "name": seat.name, "delegation": seat.code} for seat in db.scalars(wanted)]
