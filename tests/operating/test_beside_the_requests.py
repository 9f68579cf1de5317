"""What a server does without being asked: jobs that fall due, and looking after sign-offs."""

import json
import time

import pytest

from tests.server import Server
from workspace.config import Config
from workspace.database import Database
from workspace.jobs import Job, queue
from workspace.signoffs.watching import LOOK_EVERY_S

SOON_S = 10


@pytest.mark.parametrize("world", ["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.services)])
def test_a_server_does_what_falls_due_and_goes_on_looking(
    world: str, settings: Config, request: pytest.FixtureRequest
) -> None:
    database, environment = _database(world, request)
    settings.data.mkdir(exist_ok=True)
    with Server(settings.data, **environment) as server:
        with database.writing() as db:
            job = queue(db, "nothing that anybody knows", seat_id=None).id
        assert _is_finished(database, job)
        time.sleep(2 * LOOK_EVERY_S)
        failures = [line for line in map(json.loads, server.log.read_text().splitlines()) if line["level"] != "info"]

    assert [failure["from"] for failure in failures] == ["workspace.jobs"]


def _database(world: str, request: pytest.FixtureRequest) -> tuple[Database, dict[str, str]]:
    if world == "SQLite":
        return request.getfixturevalue("database"), {}
    url = request.getfixturevalue("postgresql_url")
    return Database(url), {"WORKSPACE_DATABASE_URL": url}


def _is_finished(database: Database, job: str) -> bool:
    ends = time.monotonic() + SOON_S
    while time.monotonic() < ends:
        with database.reading() as db:
            if db.get_one(Job, job).finished_at:
                return True
        time.sleep(0.1)
    return False
