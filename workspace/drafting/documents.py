"""The document of a text at any version: a snapshot, and the commits since. What is on disk, and nothing else."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from prosemirror.model import Node
from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.database import Json, after_commit
from workspace.drafting.models import Commit, Snapshot, Text
from workspace.errors import NotFound
from workspace.phrases import Phrase
from workspace.text.applying import apply_step
from workspace.text.schema import document_from_json
from workspace.text.steps import Step, parse_step

_KEPT_TEXTS = 64


class Document(NamedTuple):
    version: int
    doc: Node


# The newest document read of each text. Documents are immutable, so every reader may share one.
_newest: OrderedDict[str, Document] = OrderedDict()


def document(db: Session, text: Text) -> Document:
    """The text as it is in this transaction."""
    version = db.scalar(select(Text.version).where(Text.id == text.id)) or 0
    held = _held(db).get(text.id)
    return held if held and held.version == version else document_at(db, text.id, version)


def hold(db: Session, text_id: str, changed: Document) -> None:
    """This transaction has changed a text. Until it is on disk, only this transaction may see that."""
    _held(db)[text_id] = changed
    after_commit(db, lambda: _remember(text_id, changed))


def document_at(db: Session, text_id: str, version: int) -> Document:
    """The text as it was at `version`; `NotFound` if there was none such."""
    known = _newest.get(text_id)
    start = known if known and known.version <= version else _snapshot(db, text_id, version)
    found = _replayed(db, text_id, start, version)
    if found.version != version:
        raise NotFound(Phrase("The text has no such version."))
    if text_id not in _held(db) and (not known or known.version < version):
        _remember(text_id, found)
    return found


def applied(doc: Node, commit: Commit) -> Node:
    """A document after a recorded commit."""
    return _applied(doc, commit.steps)


def steps_of(commit: Commit) -> list[Step]:
    return [parse_step(step) for step in commit.steps]


def _applied(doc: Node, steps: Iterable[Json]) -> Node:
    for step in steps:
        doc = apply_step(doc, parse_step(step)).doc
    return doc


def _held(db: Session) -> dict[str, Document]:
    held: dict[str, Document] = db.info.setdefault("documents", {})
    return held


def _snapshot(db: Session, text_id: str, version: int) -> Document:
    wanted = select(Snapshot).where(Snapshot.text_id == text_id, Snapshot.version <= version)
    snapshot = db.scalar(wanted.order_by(Snapshot.version.desc()).limit(1))
    if snapshot is None:
        raise NotFound(Phrase("The text has no such version."))
    return Document(snapshot.version, document_from_json(snapshot.doc))


def _replayed(db: Session, text_id: str, start: Document, version: int) -> Document:
    wanted = select(Commit.version, Commit.steps).where(
        Commit.text_id == text_id, Commit.version > start.version, Commit.version <= version
    )
    reached, doc = start
    for version_of, steps in db.execute(wanted.order_by(Commit.version)):
        reached, doc = version_of, _applied(doc, steps)
    return Document(reached, doc)


def _remember(text_id: str, found: Document) -> None:
    _newest[text_id] = found
    _newest.move_to_end(text_id)
    if len(_newest) > _KEPT_TEXTS:
        _newest.popitem(last=False)
