"""Small texts to test with, and what must hold of every one of them."""

from collections.abc import Iterable
from itertools import accumulate, count

from prosemirror.model import Node

from workspace.text import places
from workspace.text.authority import Head, Placed, Rules, place
from workspace.text.mapping import Commit
from workspace.text.schema import ID, clause, clauses_of, document, document_from_json, id_of
from workspace.text.steps import parse_steps, step_to_wire


def clause_id(number: int) -> str:
    return f"c{number:07}"


def text_of(*words: str) -> Head:
    """A text of paragraphs c0000001, c0000002 and so on."""
    return Head.of(document(clause(each, id=clause_id(n)) for n, each in enumerate(words, 1)))


def words_of(doc: Node) -> list[str]:
    return [node.text_content for node in clauses_of(doc)]


def ids_of(doc: Node) -> list[str]:
    return [id_of(node) for node in clauses_of(doc)]


def rules(*locked: str) -> Rules:
    made = count(1)
    return Rules(locked=frozenset(locked), new_id=lambda: f"s{next(made):07}")


def commit(head: Head, *steps: object, since: Iterable[Commit] = (), locked: Iterable[str] = ()) -> Placed:
    return place(head, tuple(since), parse_steps(list(steps)), rules(*locked))


def assert_sound(head: Head) -> None:
    """The document is whole: the schema holds, ids are unique, and it survives being stored."""
    head.doc.check()
    ids = ids_of(head.doc)
    assert len(set(ids)) == len(ids)
    assert all(ID.match(id) for id in ids)
    assert document_from_json(dict(head.doc.to_json())).eq(head.doc)
    assert head.doc.content.size == sum(node.node_size for node in clauses_of(head.doc))
    assert head.size == Head.of(head.doc).size


def replayed(doc: Node, commits: Iterable[Commit]) -> Node:
    """The document folded from the log as others hear it."""
    for each in commits:
        for step in parse_steps([step_to_wire(step) for step in each.steps]):
            result = step.apply(doc)
            assert result.doc is not None
            doc = result.doc
    return doc


def check_places(doc: Node) -> None:
    """Where clauses begin is known as it is."""
    starts = places.starts_of(doc).settled()
    assert starts == list(accumulate((node.node_size for node in clauses_of(doc)), initial=0))
    for pos in range(doc.content.size + 1):
        inside = [n for n in range(doc.child_count) if starts[n] < pos < starts[n + 1]]
        assert places.clause_at(doc, pos) == (inside[0] if inside else None)
        first, last = places.starts_of(doc).around(pos, pos)
        assert starts[first] <= pos <= starts[last + 1]
