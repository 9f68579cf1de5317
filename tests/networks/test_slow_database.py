"""The database is far away: what people do while a process waits for its answers is not undone by them."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from tests.drafting.conftest import begin
from tests.networks.network import Network
from tests.server import Server
from tests.world import Table
from workspace.config import Config

pytestmark = pytest.mark.services

# With the process's own clock of 0.7 s, it waits for the database half of the time.
LATE_S = 0.05
POLLS_S = 1.5


@pytest.fixture
def far(app_on_postgresql: Flask, settings: Config) -> Iterator[tuple[Table, Server, Network]]:
    url = make_url(app_on_postgresql.extensions["workspace.config"].database_url)
    with Network(url.port or 5432) as network:
        address = url.set(host="127.0.0.1", port=network.port).render_as_string(hide_password=False)
        with Server(settings.data, WORKSPACE_DATABASE_URL=address) as server:
            yield Table(app_on_postgresql), server, network


def test_whoever_comes_while_rights_are_looked_up_is_not_sent_away(far: tuple[Table, Server, Network]) -> None:
    table, server, network = far
    text = begin(table)
    clients = [server.client(table.delegate("XKE").email) for _ in range(6)]
    for client in clients:
        client.leave()
    network.delay(LATE_S)

    # One after the other, each at another moment of the process's looking.
    for client in clients:
        client.connect()
        assert client.open(text)["ok"]
    ends = time.monotonic() + POLLS_S
    for client in clients:
        with pytest.raises(AssertionError, match="was not heard"):
            client.wait("closed", timeout=max(0.05, ends - time.monotonic()))

    for version, client in enumerate(clients):
        assert client.commit(text, version, [[1, 1, "words"]])["ok"]
