"""The canonical form of words, and the hashes that agreement is bound to. The layout is published in docs/hashes.md."""

import hashlib
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from weakref import WeakKeyDictionary

from prosemirror.model import Node

from workspace.text.schema import SCHEMA_NUMBER, clauses_of, kind_of, level_of

# Clauses are immutable, and all but those that a change touches are the same nodes in the next document.
_hashes: WeakKeyDictionary[Node, dict[str, bytes]] = WeakKeyDictionary()


def wording_hash(clause: Node, language: str) -> bytes:
    of_clause = _hashes.setdefault(clause, {})
    if language not in of_clause:
        of_clause[language] = hashlib.sha256(canonical_wording(clause, language)).digest()
    return of_clause[language]


def document_hash(doc: Node, language: str) -> bytes:
    clauses = clauses_of(doc)
    fields = [_field("document"), _field(len(clauses)), *(_field(wording_hash(node, language)) for node in clauses)]
    return hashlib.sha256(b"".join(fields)).digest()


def canonical_wording(clause: Node, language: str) -> bytes:
    """Everything that a wording is and nothing else: neither the clause's id nor its number."""
    runs = list(_runs(clause))
    brackets = sorted(_brackets(runs))
    head = (SCHEMA_NUMBER, language, kind_of(clause), level_of(clause), len(runs))
    return b"".join(
        [
            *(_field(part) for part in head),
            *(_field(part) for run in runs for part in (run.type, run.marks, run.words)),
            _field(len(brackets)),
            *(_field(number) for bracket in brackets for number in bracket),
        ]
    )


class _Run(NamedTuple):
    """Words, or one reference, under the same marks and brackets throughout."""

    type: str
    marks: str
    brackets: frozenset[str]
    words: str


def _field(value: str | int | bytes) -> bytes:
    content = value if isinstance(value, bytes) else str(value).encode()
    return len(content).to_bytes(4, "big") + content


def _runs(clause: Node) -> Iterator[_Run]:
    # Grouped anew, because the order in which brackets were put on splits nodes but means nothing.
    for (type, marks, brackets), nodes in groupby(clause.content.content, key=_formatting):
        if type == "reference":
            yield from (_Run(type, marks, brackets, str(node.attrs["clause"])) for node in nodes)
        else:
            # Each run by itself: a combining mark must not join a letter that is formatted otherwise.
            words = unicodedata.normalize("NFC", "".join(node.text or "" for node in nodes))
            yield _Run(type, marks, brackets, words)


def _formatting(node: Node) -> tuple[str, str, frozenset[str]]:
    marks = sorted(mark.type.name for mark in node.marks if mark.type.name != "bracket")
    brackets = frozenset(str(mark.attrs["id"]) for mark in node.marks if mark.type.name == "bracket")
    return node.type.name, "+".join(marks), brackets


def _brackets(runs: list[_Run]) -> Iterator[tuple[int, int]]:
    """Each bracket's stretches, in code points of the words; a reference counts as one."""
    begun: dict[str, int] = {}
    pos = 0
    for run in runs:
        for id in begun.keys() - run.brackets:
            yield begun.pop(id), pos
        for id in run.brackets - begun.keys():
            begun[id] = pos
        pos += len(run.words) if run.type == "text" else 1
    for start in begun.values():
        yield start, pos
