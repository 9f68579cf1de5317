"""The wordings of clauses: each clause's exact words from one pause, or one act upon it, to the next.

Where a wording ends is computed from the log and the record, never by a timer, so that every process tells the same.
What was computed is kept and continued as the log grows.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from prosemirror.model import Node
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workspace.drafting.documents import applied, document_at
from workspace.drafting.models import Clause, Commit, Snapshot, Text, TextKind
from workspace.record.models import Entry
from workspace.text.canonical import wording_hash
from workspace.text.clauses import compare, differing
from workspace.text.schema import clauses_of, id_of

PAUSE = timedelta(seconds=10)  # without change: the next word begins a new wording
TYPED = "typed"
_KEPT_TEXTS = 16
_AT_ONCE = 100


@dataclass(frozen=True)
class Author:
    """Who wrote: a seat, and its delegation, if it has one. Of words that the chair took up: from which amendment."""

    seat_id: str
    delegation_id: str | None
    amendment_id: str | None = None

    @classmethod
    def of(cls, commit: Commit) -> "Author":
        return cls(commit.seat_id, commit.delegation_id, commit.subject)


class Stretch(NamedTuple):
    """One author's changes of a clause, with nobody else's between them."""

    first: int  # versions
    last: int
    author: Author


@dataclass(frozen=True)
class Wording:
    """One wording of a clause. `node` is none where the clause was deleted."""

    clause_id: str
    node: Node | None
    first_version: int
    version: int  # the last at which it was written
    began_at: datetime
    at: datetime
    authors: tuple[Author, ...]
    cause: str

    def followed_by(self, node: Node | None, commit: Commit) -> "Wording":
        author = Author.of(commit)
        authors = self.authors if author in self.authors else (*self.authors, author)
        return replace(self, node=node, version=commit.version, at=commit.at, authors=authors)


@dataclass
class _Told:
    """The history of one text as far as it has been computed."""

    version: int
    doc: Node
    wordings: dict[str, list[Wording]] = field(default_factory=lambda: defaultdict(list))
    stretches: dict[str, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    # The versions at which acts upon clauses were done: no wording reaches across one.
    acts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    entries: int = 0  # of the record, as far as they have been read for acts


_told: OrderedDict[str, _Told] = OrderedDict()
_telling = Lock()


def wordings_of(db: Session, clause: Clause) -> list[Wording]:
    """A clause's wordings, the oldest first."""
    return list(_up_to_date(db, clause.text).wordings.get(clause.id, ()))


def wording_with(db: Session, clause: Clause, hash: bytes) -> Node | None:
    """The clause in the words that have this hash, if it ever came to rest in them."""
    language = clause.text.agreement.language
    nodes = (wording.node for wording in reversed(wordings_of(db, clause)) if wording.node)
    return next((node for node in nodes if wording_hash(node, language) == hash), None)


def wordings_by_clause(db: Session, text: Text) -> Mapping[str, list[Wording]]:
    """The wordings of all clauses that the text ever had."""
    return _up_to_date(db, text).wordings


def authors_between(db: Session, text: Text, first: int, last: int) -> Mapping[str, list[Author]]:
    """Who changed or moved each clause after version `first`, up to `last`, in the order of their first change."""
    stretches = _up_to_date(db, text).stretches
    return {clause_id: _between(each, first, last) for clause_id, each in stretches.items()}


def _between(stretches: Sequence[Stretch], first: int, last: int) -> list[Author]:
    return list(dict.fromkeys(each.author for each in stretches if each.first <= last and each.last > first))


def prepare(db: Session) -> None:
    """Tell the history of the texts that were written in last, before anybody asks for it."""
    last = func.max(Commit.id)
    working = select(Text).join(Commit).where(Text.kind == TextKind.WORKING).group_by(Text.id)
    for text in reversed(db.scalars(working.order_by(last.desc()).limit(_KEPT_TEXTS)).all()):
        _up_to_date(db, text)


def _up_to_date(db: Session, text: Text) -> _Told:
    with _telling:
        told = _told.get(text.id) or _begun(db, text)
        _note_acts(db, text, told)
        for index, commit in enumerate(_commits(db, text.id, told.version)):
            _continue(told, commit)
            if index % _AT_ONCE == _AT_ONCE - 1:
                time.sleep(0)  # the first time, a long log takes seconds: whoever types must not wait for it
        _told[text.id] = told
        _told.move_to_end(text.id)
        if len(_told) > _KEPT_TEXTS:
            _told.popitem(last=False)
        return told


def _begun(db: Session, text: Text) -> _Told:
    first = db.scalar(select(Snapshot.version).where(Snapshot.text_id == text.id).order_by(Snapshot.version).limit(1))
    version, doc = document_at(db, text.id, first or 0)
    told = _Told(version, doc)
    began = text.agreement.created_at
    for node in clauses_of(doc):
        words = Wording(id_of(node), node, version, version, began, began, (), "import")
        told.wordings[words.clause_id].append(words)
    return told


def _continue(told: _Told, commit: Commit) -> None:
    doc = applied(told.doc, commit)
    stretch = differing(told.doc, doc)
    changes, nodes = compare(stretch), {id_of(node): node for node in stretch.after}
    for clause_id in (*changes.changed, *changes.added, *changes.removed):
        _change(told.wordings[clause_id], clause_id, nodes.get(clause_id), commit, told.acts.get(clause_id, []))
    for clause_id in dict.fromkeys((*changes.changed, *changes.added, *changes.removed, *changes.moved)):
        _attribute(told.stretches[clause_id], commit)
    told.version, told.doc = commit.version, doc


def _change(wordings: list[Wording], clause_id: str, node: Node | None, commit: Commit, acts: list[int]) -> None:
    last = wordings[-1] if wordings else None
    if last and _goes_on(last, node, commit, acts):
        wordings[-1] = last.followed_by(node, commit)
        return
    version, at = commit.version, commit.at
    wordings.append(Wording(clause_id, node, version, version, at, at, (Author.of(commit),), commit.cause))


def _attribute(stretches: list[Stretch], commit: Commit) -> None:
    author = Author.of(commit)
    is_same = bool(stretches) and stretches[-1].author == author
    first = stretches.pop().first if is_same else commit.version
    stretches.append(Stretch(first, commit.version, author))


def _goes_on(last: Wording, node: Node | None, commit: Commit, acts: list[int]) -> bool:
    """Whether a change only continues the wording before it."""
    if last.node is None or node is None or (last.cause, commit.cause) != (TYPED, TYPED):
        return False
    if any(last.version <= act < commit.version for act in acts):
        return False
    return commit.at - last.at < PAUSE


def _note_acts(db: Session, text: Text, told: _Told) -> None:
    """Read on in the record, where acts upon clauses stand."""
    later = select(Entry.number, Entry.clause, Entry.text_version).where(
        Entry.chain == text.agreement.negotiation_id, Entry.number > told.entries
    )
    for number, clause_id, version in db.execute(later.order_by(Entry.number)):
        told.entries = number
        if clause_id is not None and version is not None:
            told.acts[clause_id].append(version)


def _commits(db: Session, text_id: str, since: int) -> Iterator[Commit]:
    later = select(Commit).where(Commit.text_id == text_id, Commit.version > since).order_by(Commit.version)
    yield from db.scalars(later.execution_options(yield_per=_AT_ONCE))
