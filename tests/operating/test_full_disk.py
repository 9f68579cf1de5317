"""Before the disk is full there is a warning; when it is, nothing is taken that might not be kept."""

import logging
from pathlib import Path

import gevent
import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from tests.conftest import CHEAP_HASHER
from tests.drafting.conftest import begin
from tests.server import Server, words
from tests.world import PASSWORD, Table
from workspace import disk as disks
from workspace.app import create_app
from workspace.config import Config
from workspace.database import Database
from workspace.disk import Disk, Room

MB = 1024 * 1024
MORE_THAN_THERE_IS = str(10**9)


class Space:
    """How much is free, as a test wishes."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes

    def __call__(self, _folder: Path) -> int:
        return self.megabytes * MB


def test_room_grows_short_and_comes_back(
    settings: Config, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "_LOOK_EVERY_S", 0.001)
    caplog.set_level(logging.INFO, "workspace")
    space = Space(5_000)
    disk = Disk(settings, free=space)
    watching = gevent.spawn(disk.watch)
    seen = []

    for megabytes in (2_048, 2_047, 512, 511, 5_000):
        space.megabytes = megabytes
        seen.append(disk.room)
        gevent.sleep(0.01)
    watching.kill()

    assert seen == [Room.ENOUGH, Room.LOW, Room.LOW, Room.NONE, Room.ENOUGH]
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR", "INFO"]


@pytest.fixture
def space(app: Flask) -> Space:
    given = Space(5_000)
    app.extensions["workspace.disk"]._free = given
    return given


def test_acts_are_refused_while_the_disk_is_full_and_reading_goes_on(table: Table, space: Space) -> None:
    secretariat = table.secretariat()
    client, path = secretariat.client, f"/negotiations/{table.negotiation_id}/name"
    space.megabytes = 1

    refused = client.post(path, data={"name": "New name", "occasion": ""}, headers={"Accept": "application/json"})

    assert refused.status_code == 503
    assert refused.get_json()["reason"] == "unavailable"
    assert "no room left on its disk" in refused.get_json()["message"]
    assert client.get(f"/negotiations/{table.negotiation_id}").status_code == 200
    assert client.get("/health").get_json()["state"] == "degraded"
    assert "workspace_refuses_writes 1.0" in client.get("/metrics").get_data(as_text=True)
    another = table.visitor()
    assert another.sign_in(secretariat.email, PASSWORD).status_code == 302
    assert another.post("/sign-out").status_code == 302
    space.megabytes = 5_000
    assert client.post(path, data={"name": "New name", "occasion": ""}).status_code == 302
    assert table.negotiation.name == "New name"


def test_commits_are_refused_while_the_disk_is_full_and_the_text_is_read(table: Table, settings: Config) -> None:
    text, kenya = begin(table), table.delegate("XKE")

    with Server(settings.data, WORKSPACE_DISK_LEAST_MB=MORE_THAN_THERE_IS) as server:
        client = server.client(kenya.email)
        opened = client.open(text)
        refused = client.commit(text, 0, [[1, 1, "x"]], ref="kept-by-its-author")
        read = words(client.document(text))
    with Server(settings.data) as server:
        taken = server.client(kenya.email).commit(text, 0, [[1, 1, "x"]], ref="kept-by-its-author")

    assert opened["ok"]
    assert (refused["ok"], refused["reason"]) == (False, "unavailable")
    assert "no room left" in refused["message"]
    assert read.startswith("Restraint")
    assert taken["ok"]


def test_a_database_that_cannot_be_written_is_not_a_fault_of_the_page(settings: Config, database: Database) -> None:
    table = Table(create_app(settings, database, hasher=CHEAP_HASHER))
    client = table.secretariat().client
    table.app.testing = False
    # What SQLite says when no page is left for it.
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    event.listen(database.engine, "checkout", lambda dbapi, *_: dbapi.execute(f"PRAGMA max_page_count={pages}"))
    path = f"/negotiations/{table.negotiation_id}/name"

    def rename(accept: str) -> TestResponse:
        return client.post(path, data={"name": "n" * 190, "occasion": "o"}, headers={"Accept": accept})

    statuses = []
    while 503 not in statuses:
        statuses.append(rename("application/json").status_code)
        assert len(statuses) < 100, "the pages did not run out"

    assert set(statuses) <= {302, 503}
    assert rename("application/json").get_json()["reason"] == "unavailable"
    page = rename("text/html")
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert client.get(f"/negotiations/{table.negotiation_id}").status_code == 200
