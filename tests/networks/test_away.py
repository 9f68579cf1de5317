"""Away from the line: hundreds of edits in a browser that is closed, two tabs of one seat, and meanwhile a server that
is upgraded and a text that has gone on. Everything is merged or in held text, in the tabs that stayed open too."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect
from prosemirror.model import Fragment, Slice
from prosemirror.transform import ReplaceStep

from tests.browser.conftest import browser_type_launch_args
from tests.browser.desk import Desk
from tests.conftest import CHEAP_HASHER
from tests.networks.network import Network
from tests.networks.upgraded import SCHEMA_NUMBER, upgraded
from tests.reading.world import Opened, open_draft
from tests.server import Browser as Reader
from tests.server import Server, words
from tests.world import PASSWORD, Sitting, Table
from workspace.app import create_app
from workspace.config import read_config
from workspace.database import Database
from workspace.drafting import live
from workspace.drafting.models import Clause, Text
from workspace.drafting.wordings import clause_now
from workspace.text.schema import text

__all__ = ["browser_type_launch_args"]
pytestmark = pytest.mark.browser

# 500 keystrokes: letters that stand nowhere else, so that each can be counted, divided into clauses.
LETTERS = "".join(chr(0x4E00 + number) for number in range(494))
ENTERS = 6
# More than a server keeps at hand, and several pages of the log.
MEANWHILE = 2_300
NOTICED_WITHIN_MS = 30_000


class World:
    def __init__(self, data: Path, template: Path) -> None:
        data.mkdir()
        shutil.copy(template, data / "workspace.db")
        self.data = data
        settings = read_config({"WORKSPACE_DATA": str(data)})
        self.database = Database(settings.database_url)
        self.table = Table(create_app(settings, self.database, hasher=CHEAP_HASHER))
        self.opened: Opened = open_draft(self.table)

    def goes_on(self, commits: int) -> None:
        """What others type meanwhile: in the title, and now and then where somebody has been typing."""
        shared = sum(
            len(words) + 2 for words in ("Agreement on Restraint", "Conscious that networks cross every border,")
        )
        shared += sum(len(words) + 2 for words in ("Restraint", "Essential services")) + 1
        with self.table.acting(self.table.chair()) as (db, seat):
            for number in range(commits):
                at = 1 if number % 25 else shared + number
                step = ReplaceStep(at, at, Slice(Fragment.from_(text("+")), 0, 0))
                live.change(db, seat, self.opened.text, [step], cause="restore")

    def version(self) -> int:
        with self.table.reading() as db:
            return db.get_one(Text, self.opened.text).version


@pytest.fixture
def world(tmp_path: Path, template_database: Path) -> Iterator[World]:
    made = World(tmp_path / "data", template_database)
    yield made
    made.database.close()


def sign_in(page: Page, url: str, sitting: Sitting) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("[name=email]", sitting.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{url}/negotiations**")


def arrive(context: BrowserContext, network: Network, world: World, sitting: Sitting) -> tuple[Desk, Desk]:
    """Somebody with the text in two tabs."""
    first, second = (Desk(context.new_page(), network.url, world.opened) for _ in range(2))
    sign_in(first.page, network.url, sitting)
    for desk, clause in ((first, "parag001"), (second, "parag002")):
        desk.page.bring_to_front()
        desk.open()
        desk.go_to(clause)
    return first, second


def type_five_hundred_edits(desk: Desk) -> None:
    desk.page.bring_to_front()
    stretch = len(LETTERS) // ENTERS + 1
    for begin in range(0, len(LETTERS), stretch):
        desk.type(LETTERS[begin : begin + stretch])
        desk.press("Enter")


def says(desk: Desk, words: str) -> None:
    expect(desk.page.locator("#banner")).to_contain_text(words, timeout=NOTICED_WITHIN_MS)


def is_in_state(desk: Desk, state: str) -> None:
    expect(desk.page.locator(".bar .save")).to_have_attribute("data-save", state, timeout=60_000)


def test_days_away_across_an_upgrade_everything_is_merged_or_held(
    world: World, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], browser: Browser, tmp_path: Path
) -> None:
    kenya, peru = world.table.head("XKE"), world.table.delegate("XPE")
    how = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | browser_type_launch_args
    with Network() as network:
        address = {"WORKSPACE_PUBLIC_URL": network.url}
        with Server(world.data, **address) as server:
            network.lead_to(server.port)
            stays = Desk.arrive(browser, network.url, peru, world.opened)
            stays.go_to("parag005")
            context = browser_type.launch_persistent_context(tmp_path / "profile", **how)
            first, second = arrive(context, network, world, kenya)
            network.stall()
            stays.type(" From an open tab.")
            second.type(" From the second tab.")
            type_five_hundred_edits(first)
            for desk, count in ((first, 500), (second, 21), (stays, 18)):
                says(desk, f"{count} edits are held on this device")
            context.close()
            network.cut()
        world.goes_on(MEANWHILE)
        with Server(world.data, **address, **upgraded(tmp_path / "later")) as server:
            network.lead_to(server.port)
            network.mend()
            context = browser_type.launch_persistent_context(tmp_path / "profile", **how)
            returned = Desk(context.new_page(), network.url, world.opened)
            sign_in(returned.page, network.url, kenya)
            returned.page.goto(returned.address)

            is_in_state(stays, "saved")  # without a reload
            is_in_state(returned, "refused")
            expect(returned.page.locator("#held .held")).to_contain_text("From the second tab.")
            document = Reader(server, peru.email).get(f"/texts/{world.opened.text}/document?version={world.version()}")
            context.close()
    assert document.ok, (document.status_code, document.text[:2_000])
    read = words(document.json()).replace("\n", "")
    assert document.json()["schema"] == SCHEMA_NUMBER
    assert read.count("+") == MEANWHILE
    assert [read.replace("+", "").count(each) for each in (LETTERS, " From an open tab.")] == [1, 1]


def test_two_browsers_work_together_where_websockets_are_refused(world: World, browser: Browser) -> None:
    with Network() as network, Server(world.data, WORKSPACE_PUBLIC_URL=network.url) as server:
        network.lead_to(server.port)
        network.refuse_websockets()
        chair = world.table.chair()
        kenya, peru = (
            Desk.arrive(browser, network.url, sitting, world.opened)
            for sitting in (world.table.head("XKE"), world.table.delegate("XPE"))
        )
        kenya.go_to("parag001")
        kenya.type(" Ever.")
        peru.sees("parag001", "No State Party shall interrupt an essential service. Ever.")
        expect(peru.clause("parag001", " .cursor")).to_have_text("XKE")
        agree(server, world, chair)
        expect(peru.clause("parag001", " .clause-notes")).to_contain_text("Locked", timeout=15_000)
        kenya.type(" Never.")
        expect(kenya.clause("parag001", " .clause-why")).to_contain_text("locked")
        for desk in (kenya, peru):
            desk.sees("parag001", "No State Party shall interrupt an essential service. Ever.")

        kenya.page.request.post(f"{network.url}/sign-out", form={"csrf_token": token(kenya.page)})
        says(kenya, "You have been signed out.")
        peru.is_saved()
        for desk in (kenya, peru):
            desk.page.context.close()


def agree(server: Server, world: World, chair: Sitting) -> None:
    clause = world.opened.ids["parag001"]
    with world.table.reading() as db:
        seen = clause_now(db, db.get_one(Clause, clause)).hash.hex()
    answer = Reader(server, chair.email).post(f"/clauses/{clause}/status", data={"status": "agreed", "hash": seen})
    assert answer.ok, answer.text


def token(page: Page) -> str:
    return str(page.locator("meta[name=csrf-token]").get_attribute("content"))


def test_where_the_browser_keeps_nothing_the_page_says_so_and_asks_before_it_closes(
    world: World, browser: Browser
) -> None:
    refuses = "IDBFactory.prototype.open = () => { throw new DOMException('No.', 'SecurityError') }"
    with Network() as network, Server(world.data, WORKSPACE_PUBLIC_URL=network.url) as server:
        network.lead_to(server.port)
        kenya = Desk.arrive(browser, network.url, world.table.head("XKE"), world.opened)
        kenya.page.add_init_script(refuses)
        kenya.open()
        kenya.go_to("parag001")

        network.cut()
        kenya.type(" Alone.")
        says(kenya, "7 edits are in this page alone. This device keeps nothing: do not close the page")
        with kenya.page.expect_event("dialog") as question:
            kenya.page.close(run_before_unload=True)
        question.value.dismiss()
        network.mend()

        assert question.value.type == "beforeunload"
        kenya.sees("parag001", "No State Party shall interrupt an essential service. Alone.")
        kenya.is_saved()
        with kenya.page.expect_event("close"):
            kenya.page.close(run_before_unload=True)
