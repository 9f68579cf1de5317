"""An agreement with its text, for tests of pages and of the browser."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from prosemirror.model import Node

from tests.world import Table
from workspace.drafting import actions
from workspace.drafting.models import Clause, ClauseStatus
from workspace.drafting.wordings import clause_now
from workspace.negotiations.models import Negotiation
from workspace.text.schema import clause, document, em, id_of, kind_of, level_of, new_id, reference, text

TITLE = "Agreement on Restraint"


@dataclass(frozen=True)
class Opened:
    agreement: str
    text: str
    clauses: list[str]
    ids: dict[str, str] = field(default_factory=dict)  # of the clauses of `draft`, by the names they have there


def draft() -> list[Node]:
    """A short treaty: every kind of clause, three levels, emphasis, and a reference."""
    return [
        clause(TITLE, kind="title", id="title001"),
        clause([text("Conscious", em()), text(" that networks cross every border,")], kind="preambular", id="preamb01"),
        clause("Restraint", kind="chapter", id="chapter1"),
        clause("Essential services", kind="article", id="article1"),
        clause("No State Party shall interrupt an essential service.", id="parag001"),
        clause([text("Each State Party shall act on "), reference("parag001"), text(" in good faith.")], id="parag002"),
        clause("Essential services are:", id="parag003"),
        clause("hospitals;", level=1, id="parag004"),
        clause("waterworks.", level=1, id="parag005"),
    ]


def open_text(table: Table, clauses: Iterable[Node] = (), *, language: str = "en", scheme: str = "treaty") -> Opened:
    return _open(table, list(clauses) or draft(), language, scheme)


def open_draft(table: Table, clauses: Iterable[Node] = (), *, language: str = "en") -> Opened:
    """As `open_text`, with ids of its own, so that a table can have several such texts."""
    nodes = list(clauses) or draft()
    ids = {id_of(node): new_id() for node in nodes}
    opened = _open(table, [_renamed(node, ids) for node in nodes], language, "treaty")
    return Opened(opened.agreement, opened.text, opened.clauses, ids)


def _renamed(node: Node, ids: dict[str, str]) -> Node:
    runs = [
        reference(ids.get(str(run.attrs["clause"]), "goneaway"), *run.marks) if run.type.name == "reference" else run
        for run in node.content.content
    ]
    return clause(runs, kind=kind_of(node), level=level_of(node), id=ids[id_of(node)])


def _open(table: Table, nodes: list[Node], language: str, scheme: str) -> Opened:
    with table.acting(table.secretariat()) as (db, seat):
        negotiation = db.get_one(Negotiation, table.negotiation_id)
        agreement = actions.start_agreement(
            db, seat, negotiation, title=TITLE, symbol="RA/1", language=language, scheme=scheme
        )
        opened = actions.start_text(db, seat, agreement, document(nodes))
        return Opened(agreement.id, opened.id, [id_of(node) for node in nodes])


def record_status(table: Table, clause_id: str, status: ClauseStatus, reason: str = "") -> None:
    """The chair gavels; to reopen a clause is to have agreed on it first."""
    with table.acting(table.chair()) as (db, chair):
        found = db.get_one(Clause, clause_id)
        agreed = ClauseStatus.AGREED if status is ClauseStatus.REOPENED else status
        actions.set_status(db, chair, found, agreed, clause_now(db, found).hash)
        if status is ClauseStatus.REOPENED:
            actions.reopen(db, chair, found, reason)
