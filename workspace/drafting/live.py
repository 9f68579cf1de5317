"""How acts change a text, in their own transaction and through the same authority as typing; those who have it open
hear of it after the commit."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

import orjson
from prosemirror.model import Node
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workspace import errors
from workspace.database import after_commit, new_id, now
from workspace.drafting import documents, loading
from workspace.drafting.appending import Draft, Stretch, append
from workspace.drafting.documents import document as current_document
from workspace.drafting.models import Text
from workspace.drafting.wire import as_refusal
from workspace.drafting.wordings import clause_now
from workspace.negotiations.models import Seat
from workspace.text import authority, mapping
from workspace.text.refusals import Refused
from workspace.text.steps import Step, step_to_wire

__all__ = ["bump_epoch", "change", "clause_now", "current_document", "listen", "lock_text"]

Steps: TypeAlias = Sequence[Step] | mapping.Commit
Listener = Callable[[str], None]
_listeners: list[Listener] = []


def lock_text(db: Session, text_id: str) -> Text:
    """The text as it is now, and as it stays until this transaction ends."""
    text = db.scalar(select(Text).where(Text.id == text_id).with_for_update().execution_options(populate_existing=True))
    if text is None:
        raise errors.NotFound
    return text


def change(
    db: Session,
    seat: Seat,
    text_id: str,
    steps: Steps | Callable[[Node], Steps],
    *,
    cause: str,
    subject: str | None = None,
) -> int:
    """Change a text in this transaction; the answer is its new version.

    `steps` fit the text as it is now, or are made from it. `cause` is shown with the change (amendment, move, restore,
    import), and `subject` is what caused it, such as an amendment's id. Locked clauses are refused as they are to
    anyone. Whether the seat may do this is the act's to ask.
    """
    text = lock_text(db, text_id)
    version, doc = current_document(db, text)
    commit = _as_commit(steps(doc) if callable(steps) else steps)
    if not commit.steps:
        return version
    placed = _placed(authority.Head.of(doc, version), commit, loading.locked_clauses(db, text_id))
    digest = sha256(orjson.dumps([step_to_wire(step) for step in commit.steps])).digest()
    draft = Draft(new_id(), digest, seat.id, seat.delegation_id, placed, cause, subject)
    db.flush()
    append(db.connection(), [Stretch(text_id, version, text.epoch, [draft])], now())
    db.refresh(text)
    documents.hold(db, text_id, documents.Document(placed.head.version, placed.head.doc))
    after_commit(db, lambda: _tell(text_id))
    return placed.head.version


def bump_epoch(db: Session, text: Text) -> None:
    """The rules of this text change in this transaction: no commit judged under the old ones is written after it."""
    db.execute(update(Text).where(Text.id == text.id).values(epoch=Text.epoch + 1))
    db.refresh(text)
    after_commit(db, lambda: _tell(text.id))


def listen(listener: Listener) -> None:
    """Have `listener` told of each text that an act of this process has changed."""
    _listeners.append(listener)


def _as_commit(steps: Steps) -> mapping.Commit:
    return steps if isinstance(steps, mapping.Commit) else mapping.Commit(tuple(steps))


def _placed(head: authority.Head, commit: mapping.Commit, locked: frozenset[str]) -> authority.Placed:
    try:
        return authority.act(head, commit, authority.Rules(locked=locked))
    except Refused as refused:
        raise as_refusal(refused) from None


def _tell(text_id: str) -> None:
    for listener in _listeners:
        listener(text_id)
