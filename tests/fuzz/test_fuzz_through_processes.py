"""The fuzz through two processes on PostgreSQL with Redis, over real sockets, while the chair's gavel locks and reopens
clauses in the database: replicas stay equal and no word is lost unseen. `--seed N` repeats what authors choose."""

import json
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.drafting.conftest import begin
from tests.drafting.test_two_processes import REDIS
from tests.networks.typists import Given
from tests.server import Browser, Server
from tests.soaking import so_many
from tests.world import Sitting, Table
from workspace.config import Config
from workspace.drafting import actions
from workspace.drafting.models import Clause, ClauseStatus, Text
from workspace.drafting.wordings import clause_now
from workspace.errors import Refusal
from workspace.operating.verifying import faults

ROUNDS, SOAK_ROUNDS = 12, 1_000
AUTHORS = 6
ORIGIN = "http://talks.example"
CLAUSES = ("shall cooperate", "shall cooperate", "shall cooperate", "shall cooperate")

pytestmark = [pytest.mark.fuzz, pytest.mark.services]


@dataclass
class House:
    table: Table
    chair: Sitting
    servers: list[Server]
    people: list[Browser]


@pytest.fixture
def house(app_on_postgresql: Flask, settings: Config) -> Iterator[House]:
    table = Table(app_on_postgresql)
    url = app_on_postgresql.extensions["workspace.config"].database_url
    environment = {
        "WORKSPACE_DATABASE_URL": url,
        "WORKSPACE_REDIS_URL": REDIS,
        "WORKSPACE_PUBLIC_URL": ORIGIN,
    }
    with Server(settings.data, **environment) as one, Server(settings.data, **environment) as other:
        people = [Browser(one, table.delegate("XKE").email) for _ in range(AUTHORS)]
        yield House(table, table.chair(), [one, other], people)


def test_replicas_are_equal_through_two_processes(
    house: House, bundle: Callable[[str], Path], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    given = pytestconfig.getoption("--seed")
    seed = given if given is not None else secrets.randbelow(2**31)
    print(f"--seed {seed}")
    rounds = so_many(pytestconfig, ROUNDS, SOAK_ROUNDS)
    job = tmp_path / "job.json"
    people = [Given("", ORIGIN, person).as_json() for person in house.people]
    texts = [begin(house.table, *CLAUSES) for _ in range(rounds)]
    urls = [server.url for server in house.servers]
    job.write_text(json.dumps({"seed": seed, "texts": texts, "urls": urls, "people": people}))

    with subprocess.Popen(["node", bundle("processes"), job], stdout=subprocess.PIPE, text=True) as played:
        assert played.stdout is not None
        said = {"event": "nothing"}
        for line in played.stdout:
            said = json.loads(line)
            if said["event"] == "gavel":
                gavel(house, str(said["clause"]))

    print(said)
    assert (played.returncode, said["event"]) == (0, "played"), f"--seed {seed}"
    assert int(said["steps"]) > 10 * rounds
    with house.table.reading() as db:
        assert not faults(db)
        versions = [db.get_one(Text, text).version for text in texts]
    assert sum(versions) == said["steps"]


def gavel(house: House, clause_id: str) -> None:
    """Lock a clause, or reopen a locked one, unless it is gone."""
    with suppress(Refusal), house.table.acting(house.chair) as (db, seat):
        clause = db.get(Clause, clause_id)
        if clause is None or clause.deleted_at_version is not None:
            return
        if clause.is_locked:
            actions.reopen(db, seat, clause, "More words are wanted.")
        else:
            actions.set_status(db, seat, clause, ClauseStatus.AGREED, clause_now(db, clause).hash)
