"""A table with an agreement whose text is open, and a real server beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.server import Client, Server
from tests.world import Sitting, Table
from workspace.config import Config
from workspace.drafting import actions
from workspace.drafting.models import Text
from workspace.negotiations.models import Negotiation
from workspace.text.schema import clause, document

CLAUSES = ("Restraint", "States shall cooperate in good faith.", "States should share what they learn.")


def begin(table: Table, *words: str) -> str:
    """The id of a new working text with these clauses."""
    with table.acting(table.secretariat()) as (db, seat):
        negotiation = db.get_one(Negotiation, table.negotiation_id)
        agreement = actions.start_agreement(
            db, seat, negotiation, title="On restraint", symbol="A/1", language="en", scheme="treaty"
        )
        doc = document([clause(line, id=f"clause0{index}") for index, line in enumerate(words or CLAUSES)])
        text: Text = actions.start_text(db, seat, agreement, doc)
        return text.id


@dataclass
class House:
    """A server, its table, and a text."""

    server: Server
    table: Table
    text: str
    chair: Sitting
    kenya: Sitting
    peru: Sitting

    def client(self, sitting: Sitting, *, opened: bool = True) -> Client:
        client = self.server.client(sitting.email)
        if opened:
            assert client.open(self.text)["ok"]
        return client


@pytest.fixture
def house(table: Table, settings: Config) -> Iterator[House]:
    text = begin(table)
    chair, kenya, peru = table.chair(), table.delegate("XKE"), table.delegate("XPE")
    with Server(settings.data) as server:
        yield House(server, table, text, chair, kenya, peru)
