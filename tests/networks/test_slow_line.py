"""The client that pages use, behind a slow network."""

import statistics
import time
from contextlib import ExitStack

import pytest

from tests.drafting.conftest import House, house, served
from tests.networks.network import Network
from tests.networks.pages import Page
from tests.server import Browser

__all__ = ["house", "served"]
pytestmark = [pytest.mark.kill, pytest.mark.alone]

OTHERS_SEE_WITHIN_S = 1.0
AT_ONCE_S = 0.05


def test_on_a_slow_line_typing_is_local_and_others_see_it_within_a_second(house: House) -> None:
    people = [Browser(house.server, sitting.email) for sitting in (house.kenya, house.peru)]
    with Network(house.server.port, seed=7) as network, ExitStack() as stack:
        kenya, peru = (stack.enter_context(Page(network, person, house.text)) for person in people)
        for page in (kenya, peru):
            page.is_saved()
        # A round trip takes 250 to 350 ms.
        network.delay(0.125, jitter_s=0.05)

        typed = []
        for number in range(40):
            typed.append((f"<{number}>", kenya.type(f"<{number}>")))
            time.sleep(0.2)
        kenya.is_saved()
        peru.shows(lambda shown: "<39>" in shown["words"][0])

        here = [kenya.showed(lambda shown, w=word: w in shown["words"][0]) - at for word, at in typed]
        there = [peru.showed(lambda shown, w=word: w in shown["words"][0]) - at for word, at in typed]
        print(f"here: median {statistics.median(here) * 1000:.0f} ms, most {max(here) * 1000:.0f} ms;", end=" ")
        print(f"there: median {statistics.median(there) * 1000:.0f} ms, most {max(there) * 1000:.0f} ms")
        assert statistics.median(here) < AT_ONCE_S
        assert sorted(there)[len(there) * 9 // 10] < OTHERS_SEE_WITHIN_S
