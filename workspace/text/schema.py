"""The schema that both languages read from schema.json, and documents made from values we trust."""

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from importlib import resources

from prosemirror.model import Fragment, Mark, Node, ResolvedPos, Schema
from prosemirror.model.node import TextNode
from prosemirror.utils import Attrs

_SPEC = json.loads(resources.files(__package__).joinpath("schema.json").read_text("utf-8"))

SCHEMA: Schema[str, str] = Schema({"nodes": _SPEC["nodes"], "marks": _SPEC["marks"]})
SCHEMA_NUMBER: int = _SPEC["number"]
KINDS: tuple[str, ...] = tuple(_SPEC["kinds"])
PARAGRAPH = "paragraph"
LEVELS: int = _SPEC["levels"]
ID = re.compile(_SPEC["id"].replace("$", r"\Z"))
# Controls, lone surrogates, private use, bidirectional embeddings and overrides, and what cannot be seen. Not
# among them, because scripts and emoji need them: ZWJ and ZWNJ, LRM, RLM and ALM, variation selectors.
FORBIDDEN = re.compile("[" + "".join(f"\\U{a:0>8}-\\U{b:0>8}" for a, b in _SPEC["forbidden"]) + "]")

CLAUSE, _TEXT = SCHEMA.nodes["clause"], SCHEMA.nodes["text"]
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def new_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def clause(content: str | Sequence[Node] = (), *, kind: str = PARAGRAPH, level: int = 0, id: str | None = None) -> Node:
    """A clause with plain words or with runs; with a new id unless one is given."""
    runs = ([SCHEMA.text(content)] if content else []) if isinstance(content, str) else list(content)
    attrs: Attrs = {"id": id if id is not None else new_id(), "kind": kind, "level": level}
    return CLAUSE.create(attrs, Fragment.from_(runs))


def plain(words: str) -> Fragment:
    """Words without marks, as typing has them."""
    run = TextNode(_TEXT, {}, words, Mark.none)
    return Fragment([run], run.node_size)


def text(words: str, *marks: Mark) -> Node:
    return SCHEMA.text(words, list(marks))


def reference(clause_id: str, *marks: Mark) -> Node:
    return SCHEMA.nodes["reference"].create({"clause": clause_id}, None, list(marks))


def em() -> Mark:
    return SCHEMA.mark("em")


def strong() -> Mark:
    return SCHEMA.mark("strong")


def bracket(id: str) -> Mark:
    return SCHEMA.mark("bracket", {"id": id})


def document(clauses: Iterable[Node]) -> Node:
    return SCHEMA.nodes["doc"].create(None, list(clauses))


def document_from_json(stored: dict[str, object]) -> Node:
    """A document that this server wrote itself. What others send goes through steps.parse_document."""
    doc: Node = Node.from_json(SCHEMA, stored)  # type: ignore[arg-type]  # object is wider than the library's JSON
    doc.check()
    return doc


def clauses_of(doc: Node) -> list[Node]:
    return doc.content.content


def id_of(node: Node) -> str:
    return str(node.attrs["id"])


def kind_of(node: Node) -> str:
    return str(node.attrs["kind"])


def level_of(node: Node) -> int:
    level = node.attrs["level"]
    assert isinstance(level, int)
    return level


_last_resolved: tuple[Node | None, dict[int, ResolvedPos]] = (None, {})


def _resolve_in_last_document(doc: Node, pos: int) -> ResolvedPos:
    # The library's own cache keeps every document alive for ever. The pair is read at once, so that threads
    # cannot mix two documents.
    global _last_resolved  # noqa: PLW0603
    known, found = _last_resolved
    if known is not doc:
        found = {}
        _last_resolved = (doc, found)
    if pos not in found:
        found[pos] = ResolvedPos.resolve(doc, pos)
    return found[pos]


ResolvedPos.resolve_cached = staticmethod(_resolve_in_last_document)  # type: ignore[method-assign]
