"""The real browser before a real server: who comes to the table, each in a browser of their own.

    def test_...(hall: Hall) -> None:
        kenya = hall.come(hall.table.head("XKE"))       # signed in, in a context of their own, at the text
        phone = hall.come(hall.table.delegate("XPE"), **PHONE)
        kenya.go_to("parag001")                         # clauses are named as in `draft()`
    def test_...(open_hall: OpenHall) -> None:
        hall = open_hall(clauses=[...], language="ar")  # another text than the usual

One browser, one server and one table serve all tests of a run (of a worker, when several run); each test has a text
of its own, and who came to it leaves with it. A test may kill the server, `hall.server.kill()`: the next one finds it
started again. To change what the whole table shares, a test makes its own: `tests/browser/story/people.py`.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk
from tests.conftest import CHEAP_HASHER
from tests.reading.world import Opened, open_draft
from tests.server import Server
from tests.tools import tool
from tests.world import Sitting, Table
from workspace.app import create_app
from workspace.config import read_config
from workspace.database import Database

# What is awaited comes at once, unless the machine is busy with other tests.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    more = "--disable-component-update --disable-sync"
    return {"executable_path": tool("chromium"), "headless": True, "args": [*quiet.split(), *more.split()]}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Iterator[tuple[Table, Server]]:
    data = tmp_path_factory.mktemp("browser") / "data"
    data.mkdir()
    shutil.copy(template_database, data / "workspace.db")
    settings = read_config({"WORKSPACE_DATA": str(data)})
    database = Database(settings.database_url)
    table = Table(create_app(settings, database, hasher=CHEAP_HASHER))
    with Server(data) as server:
        yield table, server
    database.close()


@dataclass
class Hall:
    """A server with a text, and everybody who has come to it."""

    server: Server
    table: Table
    opened: Opened
    browser: Browser
    desks: list[Desk] = field(default_factory=list)

    def come(self, sitting: Sitting, **how: Any) -> Desk:
        """Somebody opens the text. `how`: what Playwright takes for a context."""
        desk = Desk.arrive(self.browser, self.server.url, sitting, self.opened, **how)
        self.desks.append(desk)
        return desk


OpenHall = Callable[..., Hall]


@pytest.fixture
def open_hall(served: tuple[Table, Server], browser: Browser) -> Iterator[OpenHall]:
    """Opens a hall; what is given says how its text differs from the usual."""
    table, server = served
    server.start_again()
    halls: list[Hall] = []

    def opened(**text: Any) -> Hall:
        halls.append(Hall(server, table, open_draft(table, **text), browser))
        return halls[-1]

    yield opened
    for hall in halls:
        for desk in hall.desks:
            desk.leave()


@pytest.fixture
def hall(open_hall: OpenHall) -> Hall:
    return open_hall()


@pytest.fixture
def kenya(hall: Hall) -> Desk:
    """Kenya's head of delegation, at the text."""
    return hall.come(hall.table.head("XKE", "Achieng Wanjiru"))


@pytest.fixture
def peru(hall: Hall, kenya: Desk) -> Desk:
    """Peru's delegate, who comes after Kenya."""
    return hall.come(hall.table.delegate("XPE", "Rosa Quispe"))
