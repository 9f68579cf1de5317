"""The client that pages use, behind networks that block websockets, or die without a word."""

import time
from contextlib import ExitStack

import pytest

from tests.drafting.conftest import House, house, served
from tests.networks.network import Network
from tests.networks.pages import Page, Shown
from tests.server import Browser
from workspace.drafting.models import Clause
from workspace.drafting.wordings import clause_now

__all__ = ["house", "served"]
pytestmark = pytest.mark.kill

NOTICED_WITHIN_S = 30


def agree(house: House, clause: str) -> None:
    with house.table.reading() as db:
        seen = clause_now(db, db.get_one(Clause, clause)).hash.hex()
    answer = Browser(house.server, house.chair.email).post(
        f"/clauses/{clause}/status", data={"status": "agreed", "hash": seen}
    )
    assert answer.ok, answer.text


def first(shown: Shown) -> str:
    return str(shown["words"][0])


@pytest.mark.parametrize("blocked", ["refused", "swallowed"])
def test_where_websockets_are_blocked_everything_works_by_itself(house: House, blocked: str) -> None:
    people = [Browser(house.server, sitting.email) for sitting in (house.kenya, house.peru)]
    with Network(house.server.port) as network, ExitStack() as stack:
        (network.refuse_websockets if blocked == "refused" else network.swallow_websockets)()
        kenya, peru = (stack.enter_context(Page(network, person, house.text)) for person in people)
        for page in (kenya, peru):
            page.is_saved(30)

        # Typing, and where each other's cursors are.
        kenya.type("État ")
        peru.shows(lambda shown: first(shown) == "État Restraint" and shown["cursors"] == [6])
        peru.type("国家 👍🏽 ", at=12)
        kenya.shows(lambda shown: "国家 👍🏽 " in first(shown))
        kenya.is_saved()
        # A move, taken back.
        kenya.move_to_the_beginning(2)
        peru.shows(lambda shown: first(shown).startswith("States should"))
        kenya.is_saved()
        kenya.undo()
        peru.shows(lambda shown: first(shown).startswith("État"))
        kenya.is_saved()
        # News, locks, and words that are refused.
        agree(house, house.clause(0))
        peru.shows(lambda shown: shown["news"] == "clause:agreed")
        kenya.shows(lambda shown: shown["news"] == "clause:agreed")
        kenya.type("Never ")
        kenya.type("Also ", at=len("État Restraint国家 👍🏽 ".encode("utf-16-le")) // 2 + 3)
        for page in (kenya, peru):
            _, shown = page.shows(lambda shown: shown["words"][1].startswith("Also "))
            assert "Never " not in first(shown)
        # Signing out ends it.
        people[1].post("/sign-out")
        peru.shows(lambda shown: shown["kind"] == "signed_out")
        assert kenya.is_saved()


def test_a_line_that_dies_without_a_word_is_noticed_and_nothing_is_lost(house: House) -> None:
    """Both ways, or one of them, or the line alone while others work: an idle page and one that types, behind each."""
    ways = {"both": Network.stall, "from the server": Network.withhold, "from the client": Network.muffle}
    ways["this line"] = Network.deaden
    with ExitStack() as stack:
        pages: dict[tuple[str, str], Page] = {}
        networks = {way: stack.enter_context(Network(house.server.port)) for way in ways}
        for way, network in networks.items():
            for sitting, does in ((house.kenya, "is idle"), (house.peru, "types")):
                browser = Browser(house.server, sitting.email)
                pages[way, does] = stack.enter_context(Page(network, browser, house.text))
        for page in pages.values():
            page.is_saved(30)

        began = time.time()
        for way, die in ways.items():
            die(networks[way])
        for number, (way, does) in enumerate(pages):
            if does == "types":
                pages[way, does].type(f"<{number}>")
        noticed = {
            whose: page.shows(lambda shown: shown["kind"] == "offline", NOTICED_WITHIN_S + 5)[0] - began
            for whose, page in pages.items()
        }
        for network in networks.values():
            network.flow()

        print({" ".join(whose): round(after, 1) for whose, after in noticed.items()})
        assert max(noticed.values()) < NOTICED_WITHIN_S
        for page in pages.values():
            _, shown = page.shows(lambda shown: all(f"<{number}>" in first(shown) for number in (1, 3, 5, 7)), 40)
            assert [first(shown).count(f"<{number}>") for number in (1, 3, 5, 7)] == [1, 1, 1, 1]
            page.is_saved(40)
