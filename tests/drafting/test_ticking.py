"""When what is typed is written and told: at once where few type, with others' keys of a moment where some do."""

import time

import pytest

from tests.drafting.conftest import House
from tests.server import Client
from workspace.drafting.pacing import Pace

APART_S = 0.008


def key(client: Client, house: House) -> None:
    client.tell("text:commit", text=house.text, version=0, ref=client.ref(), steps=[[1, 1, "x"]])


def told_together(client: Client, commits: int) -> list[int]:
    """How many commits came in each message, until so many have come."""
    together: list[int] = []
    while sum(together) < commits:
        together.append(len(client.wait("text:commits")["commits"]))
    return together


def test_where_some_type_the_keys_of_a_moment_are_told_together(house: House) -> None:
    watcher, kenya, peru = (house.client(who) for who in (house.chair, house.kenya, house.peru))
    pairs = 70

    for _ in range(pairs):
        key(kenya, house)
        time.sleep(APART_S)
        key(peru, house)
        time.sleep(0.04 - APART_S)

    together = told_together(watcher, 2 * pairs)
    known = together[len(together) // 2 :]  # by then it is clear how much is typed
    assert sum(known) / len(known) > 1.6


def test_who_types_alone_waits_for_nobody(house: House) -> None:
    watcher, kenya = house.client(house.chair), house.client(house.kenya)
    keys = 12

    for _ in range(keys):
        key(kenya, house)
        time.sleep(0.15)

    together = told_together(watcher, keys)
    assert together.count(1) > keys * 0.8


@pytest.mark.parametrize(
    ("keys", "hearers", "is_one"),
    [(11, 66, True), (4, 24, True), (2, 6, False), (10, 600, False), (8, 1500, False), (2, 200, False)],
)
def test_the_process_rests_where_many_type_in_many_small_texts_and_not_in_a_plenary(
    keys: int, hearers: int, is_one: bool
) -> None:
    pace = Pace()
    pace.note(0, hearers)

    pace.note(round(keys / pace.least_gap), hearers)

    assert pace.is_crowd is is_one


def test_what_many_type_at_once_is_all_taken_in_its_order(house: House) -> None:
    watcher, *typists = (house.client(who) for who in (house.chair, house.kenya, house.peru, house.kenya, house.peru))
    each = 40

    for _ in range(each):
        for typist in typists:
            key(typist, house)
        time.sleep(0.005)

    assert sum(told_together(watcher, each * len(typists))) == each * len(typists)
