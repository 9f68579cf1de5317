"""Whoever operates the workspace sees how it is, and nothing of what is in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.conftest import CHEAP_HASHER
from tests.drafting.conftest import begin
from tests.server import Server
from tests.world import Table
from workspace.app import create_app
from workspace.config import Config
from workspace.database import Database
from workspace.jobs import queue

UNREACHABLE = "redis://127.0.0.1:1/0"


def metric(page: str, name: str) -> float:
    """The value of a line of /metrics; 0 if it is not there."""
    found = [line.rpartition(" ")[2] for line in page.splitlines() if line.rpartition(" ")[0] == name]
    return float(found[0]) if found else 0.0


@pytest.fixture
def made(settings: Config, database: Database) -> Callable[..., Flask]:
    def make(**changed: Any) -> Flask:
        return create_app(replace(settings, **changed), database, hasher=CHEAP_HASHER)

    return make


def test_health_says_what_answers(app: Flask) -> None:
    answer = app.test_client().get("/health")

    assert answer.status_code == 200
    assert answer.get_json() == {"state": "well", "database": "answers", "redis": "not set", "disk": "enough"}


def test_without_redis_people_can_work_and_somebody_should_look(made: Callable[..., Flask]) -> None:
    answer = made(redis_url=UNREACHABLE).test_client().get("/health")

    assert answer.status_code == 200
    assert (answer.get_json()["state"], answer.get_json()["redis"]) == ("degraded", "does not answer")


def test_without_its_database_a_process_is_down(settings: Config) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    client = create_app(settings, away, hasher=CHEAP_HASHER).test_client()

    answer = client.get("/health")

    assert answer.status_code == 503
    assert (answer.get_json()["state"], answer.get_json()["database"]) == ("down", "does not answer")
    assert client.get("/metrics").status_code == 200
    refused = client.post("/sessions/current/visits")
    assert refused.status_code in (401, 503)


def test_metrics_count_requests_and_jobs(app: Flask, database: Database) -> None:
    client = app.test_client()
    before = client.get("/metrics").get_data(as_text=True)
    with database.writing() as db:
        queue(db, "press", seat_id=None)

    client.get("/sign-in")
    page = client.get("/metrics").get_data(as_text=True)

    line = 'workspace_request_seconds_count{door="accounts.sign_in_page"}'
    assert metric(page, line) == metric(before, line) + 1
    assert metric(page, "workspace_jobs_waiting") == metric(before, "workspace_jobs_waiting") + 1
    assert metric(page, "workspace_disk_free_bytes") > 0
    assert metric(page, "process_resident_memory_bytes") > 0


def test_metrics_name_nobody_and_nothing(table: Table) -> None:
    kenya = table.delegate("XKE", name="Wanjiru Canary")
    kenya.client.get(f"/negotiations/{table.negotiation_id}")

    page = table.visitor().get("/metrics").get_data(as_text=True)

    for secret in ("Wanjiru", "XKE", kenya.email, kenya.id, table.negotiation_id):
        assert secret not in page


def test_metrics_follow_a_text_that_is_typed_in(table: Table, settings: Config) -> None:
    text, kenya = begin(table, "Marzipan canary"), table.delegate("XKE")
    with Server(settings.data) as server:
        client = server.client(kenya.email)
        client.open(text)
        for version in range(3):
            assert client.commit(text, version, [[1, 1, "x"]])["ok"]
        client.commit(text, 99, [[1, 1, "x"]])
        page = client.get("/metrics").text

    expected = {
        "workspace_texts_open": 1,
        "workspace_connections": 1,
        "workspace_commits_total": 3,
        "workspace_commits_waiting": 0,
        "workspace_wakes_waiting": 0,
        'workspace_event_seconds_count{event="text:commit"}': 4,
        'workspace_events_total{answer="ok",event="text:commit"}': 3,
        'workspace_events_total{answer="invalid",event="text:commit"}': 1,
    }
    assert {name: metric(page, name) for name in expected} == expected
    assert metric(page, "workspace_tick_seconds_count") >= 3
    assert metric(page, "workspace_write_seconds_count") == 3
    for secret in ("canary", text, kenya.id, kenya.email):
        assert secret not in page


@pytest.mark.parametrize(
    ("peer", "forwarded", "answered"),
    [
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("198.51.100.1", None, 404),
        ("10.9.8.7", None, 200),  # a network that was named
        ("127.0.0.1", "203.0.113.5", 404),  # through a proxy that was not named: anybody might ask
        ("192.0.2.1", "203.0.113.5", 404),  # through one that was
        ("192.0.2.1", "10.9.8.7", 200),
        ("192.0.2.1", "127.0.0.1, 203.0.113.5", 404),
    ],
)
def test_metrics_are_for_this_machine_and_named_networks(
    made: Callable[..., Flask], peer: str, forwarded: str | None, answered: int
) -> None:
    client = made(trusted_proxies=("192.0.2.0/24",), metrics_networks=("10.0.0.0/8",)).test_client()
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": peer}, headers=headers)

    assert answer.status_code == answered
    assert client.get("/health", environ_base={"REMOTE_ADDR": peer}, headers=headers).status_code == 200
