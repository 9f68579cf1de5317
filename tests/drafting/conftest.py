"""A table with an agreement whose text is open, and a real server beside it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import CHEAP_HASHER
from tests.server import Client, Server
from tests.world import Sitting, Table
from workspace.app import create_app
from workspace.config import read_config
from workspace.database import Database
from workspace.drafting import actions
from workspace.drafting.models import Snapshot, Text
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
        doc = document([clause(line) for line in words or CLAUSES])
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

    def clause(self, index: int) -> str:
        """The id of a clause, by its place at the beginning."""
        with self.table.reading() as db:
            snapshot = db.get_one(Snapshot, (self.text, 0))
            return str(snapshot.doc["content"][index]["attrs"]["id"])

    def client(self, sitting: Sitting, *, opened: bool = True) -> Client:
        client = self.server.client(sitting.email)
        if opened:
            assert client.open(self.text)["ok"]
        return client


@pytest.fixture(scope="session")
def served(template_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Flask]]:
    """One server for all tests of a worker, and an application over the same database, in which the world is made."""
    data = tmp_path_factory.mktemp("served") / "data"
    data.mkdir()
    shutil.copy(template_database, data / "workspace.db")
    settings = read_config({"WORKSPACE_DATA": str(data)})
    database = Database(settings.database_url)
    with Server(data) as server:
        yield server, create_app(settings, database, hasher=CHEAP_HASHER)
    database.close()


# Kept, since people's addresses are made from a table's identity.
tables_of_people: list[Table] = []


@pytest.fixture
def house(served: tuple[Server, Flask]) -> Iterator[House]:
    """A table of its own with a new text."""
    server, app = served
    table = Table(app)
    tables_of_people.append(table)
    yield House(server, table, begin(table), table.chair(), table.delegate("XKE"), table.delegate("XPE"))
    server.leave()
