"""Twenty of sixty are cut off for a while: half of them are told so, for the others it is only silent. All type on."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from tests.drafting.conftest import begin
from tests.networks.network import Network
from tests.networks.typists import SETTLE_S, Given, Typists
from tests.server import Browser, Server
from tests.soaking import so_many
from tests.world import Table
from workspace.config import Config, Limits

CUT_S, SOAK_CUT_S = 20, 600
PER_SECOND = 1.0
STEADY, CUT, SILENT = 40, 10, 10
PEOPLE = -(-(STEADY + CUT + SILENT) // Limits().connections_per_session)
SHARED_CLAUSES = 8
RETURN_S = 15.0

pytestmark = pytest.mark.kill


class House:
    def __init__(self, steady: Network, cut: Network, silent: Network, typists: Typists) -> None:
        self.steady, self.cut, self.silent, self.typists = steady, cut, silent, typists


@pytest.fixture
def house(app: Flask, settings: Config, pytestconfig: pytest.Config) -> Iterator[House]:
    table = Table(app)
    clients = STEADY + CUT + SILENT
    text = begin(table, *[""] * (SHARED_CLAUSES + clients))
    with ExitStack() as stack:
        server = stack.enter_context(Server(settings.data))
        people = [Browser(server, table.delegate("XKE").email) for _ in range(PEOPLE)]
        steady, cut, silent = (stack.enter_context(Network(server.port)) for _ in range(3))
        given = [
            Given(network.url, server.url, people[place % PEOPLE])
            for place, network in enumerate([steady] * STEADY + [cut] * CUT + [silent] * SILENT)
        ]
        typists = stack.enter_context(
            Typists(
                text, given, shared=SHARED_CLAUSES, per_second=PER_SECOND, settle_s=SETTLE_S + _most_s(pytestconfig)
            )
        )
        yield House(steady, cut, silent, typists)
        last = typists.settle()
        typists.must_stand_in(people[0].get(f"/texts/{text}/document?version={last.version}").json())


def test_who_is_cut_off_types_on_and_no_character_is_lost_or_doubled(house: House, pytestconfig: pytest.Config) -> None:
    house.typists.type()
    time.sleep(2)
    house.cut.cut()
    house.silent.stall()
    alone = max(house.typists.versions()[:STEADY])

    time.sleep(so_many(pytestconfig, CUT_S, SOAK_CUT_S))
    versions = house.typists.versions()
    house.cut.mend()
    house.silent.flow()
    settled = house.typists.settle()

    books = house.typists.books()
    print(f"{sum(book['typed'] for book in books)} keystrokes, together again after {settled.seconds:.1f} s")
    # Those who were not cut off went on among themselves meanwhile, on the lines that they had.
    assert min(versions[:STEADY]) > alone
    assert max(versions[STEADY:]) <= alone + STEADY
    assert [book["reconnections"] for book in books[:STEADY]] == [0] * STEADY
    assert all(book["reconnections"] >= 1 for book in books[STEADY : STEADY + CUT])
    assert settled.seconds < _most_s(pytestconfig)


def _most_s(config: pytest.Config) -> float:
    """All sixty share one process here, which has to take in sixty times what each of them missed."""
    return RETURN_S + (so_many(config, CUT_S, SOAK_CUT_S) - CUT_S)
