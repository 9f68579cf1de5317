"""The log is one JSON object a line, and says nothing of what people write or have open."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask

from tests.drafting.conftest import begin
from tests.server import Server
from tests.world import Table
from workspace import logs
from workspace.config import Config
from workspace.database import Database
from workspace.permissions import Permission
from workspace.realtime.noting import note
from workspace.web import needs


def written(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """What the log's own form makes of all that was logged."""
    lines = logs._Lines()
    return [json.loads(lines.format(record)) for record in caplog.records]


def test_each_request_is_one_line_with_its_door(table: Table, caplog: pytest.LogCaptureFixture) -> None:
    text = begin(table)
    client = table.delegate("XKE").client
    caplog.set_level(logging.INFO, "workspace")
    caplog.clear()

    client.get(f"/texts/{text}/document")
    client.get("/nowhere/at-all")

    shown, missing = (line for line in written(caplog) if line["message"] == "request")
    assert (shown["method"], shown["door"], shown["status"]) == ("GET", "drafting.document", 200)
    assert isinstance(shown["milliseconds"], float)
    assert (missing["door"], missing["status"]) == ("none", 404)
    assert text not in json.dumps(written(caplog))
    assert "at-all" not in json.dumps(written(caplog))


def test_what_failed_is_named_by_kind_and_place_not_by_its_words(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail(secret: str) -> str:
        raise ValueError(f"marzipan-canary {secret}")

    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/failing/<secret>", "failing", needs(Permission.ANYONE)(fail))

    assert app.test_client().get("/failing/almond-canary").status_code == 500

    (line,) = (line for line in written(caplog) if line["level"] == "error")
    assert (line["message"], line["error"]) == ("A request failed: failing", "ValueError")
    assert "test_logs.py" in str(line["where"])
    assert "canary" not in json.dumps(written(caplog))


def test_whoever_sends_nonsense_without_end_does_not_fill_the_disk(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "workspace")

    for _ in range(5_000):
        note("unknown", {"ok": False, "reason": "invalid"}, 0.001)

    assert 0 < len(caplog.records) < 500


def test_typing_that_goes_well_has_no_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "workspace")

    note("text:commit", {"ok": True}, 0.001)
    note("text:cursor", None, 0.001)

    assert caplog.records == []


def test_other_libraries_say_what_happened_and_not_to_what(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("some.library").warning("Cannot read %s", "almond-canary")

    (line,) = written(caplog)
    assert line["message"] == "Cannot read %s"


def test_what_a_server_writes_is_such_lines_and_no_more(settings: Config, database: Database) -> None:
    with Server(settings.data) as server:
        assert requests.get(f"{server.url}/nowhere/marzipan-canary", timeout=10).status_code == 404
        said = server.log.read_text()

    (line,) = (line for line in map(json.loads, said.splitlines()) if line["message"] == "request")
    at = datetime.fromisoformat(line["at"])
    assert datetime.now(UTC) - at < timedelta(minutes=1)
    assert {**line, "at": "", "milliseconds": 0} == {
        "at": "",
        "level": "info",
        "from": "workspace",
        "message": "request",
        "method": "GET",
        "door": "none",
        "status": 404,
        "milliseconds": 0,
    }
    assert "canary" not in said


def test_a_log_that_takes_nothing_stops_nobody(settings: Config, database: Database) -> None:
    server = Server(settings.data)
    server.log = Path("/dev/full")
    with server:
        assert requests.get(f"{server.url}/nowhere", timeout=10).status_code == 404
        assert requests.get(f"{server.url}/health", timeout=10).status_code == 200
