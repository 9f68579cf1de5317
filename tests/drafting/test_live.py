"""Two delegations type in one text, through a real server."""

from tests.drafting.conftest import House
from tests.server import words


def test_what_one_types_the_other_hears_and_it_is_on_disk(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)

    answer = kenya.commit(house.text, 0, [[1, 1, "On "]], ref="first")

    assert answer == {"ok": True, "version": 1, "dropped": []}
    heard = peru.wait("text:commits")
    assert heard["from"] == 0
    assert heard["commits"] == [{"ref": "first", "seat": house.kenya.id, "steps": [[1, 1, "On "]]}]
    house.server.kill()
    house.server.start()
    assert words(house.server.client(house.peru.email).document(house.text)).startswith("On Restraint")
