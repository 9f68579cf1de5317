"""The chain, purely: what an entry says, as bytes, and the hash that binds it to the entry before it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import orjson

from workspace.database import Json

FIRST = bytes(32)  # what the first entry of a chain follows


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What an entry says of an act; who said it in words stands in its payload."""

    chain: str
    number: int
    at: datetime
    seat: str | None
    delegation: str | None
    act: str
    subject_kind: str
    subject: str
    clause: str | None
    text_version: int | None
    document_hash: bytes | None
    is_demonstration: bool

    def fields(self) -> list[bytes | None]:
        return [
            self.chain.encode(),
            str(self.number).encode(),
            self.at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
            _text(self.seat),
            _text(self.delegation),
            self.act.encode(),
            self.subject_kind.encode(),
            self.subject.encode(),
            _text(self.clause),
            _text(None if self.text_version is None else str(self.text_version)),
            self.document_hash,
            b"demonstration" if self.is_demonstration else None,
        ]


def payload_hash(salt: bytes, body: dict[str, Json]) -> bytes:
    """The salted hash of a payload: its keys in order, no spaces, UTF-8."""
    return sha256(salt + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def entry_hash(statement: Statement, payload: bytes, previous: bytes) -> bytes:
    """SHA-256 over the entry's fields, each with its length in four bytes before it; absent is not empty."""
    return sha256(b"".join(_prefixed(part) for part in [*statement.fields(), payload, previous])).digest()


def _text(value: str | None) -> bytes | None:
    return None if value is None else value.encode()


def _prefixed(part: bytes | None) -> bytes:
    return b"\xff\xff\xff\xff" if part is None else len(part).to_bytes(4, "big") + part
