"""Ids of clauses that were deleted: they come back to whoever deleted them, and are given to nobody else."""

from queue import Queue
from typing import Any

from tests.drafting.conftest import House
from tests.server import ANSWER_S, Client
from workspace.drafting.models import Clause

# The first clause holds "Restraint".
SIZE = len("Restraint") + 2
DELETION = {"stepType": "replace", "from": 0, "to": SIZE}


def bringing(id: str, words: str = "Restraint") -> dict[str, Any]:
    """A step that makes a clause of this id, at the beginning."""
    attrs = {"id": id, "kind": "paragraph", "level": 0}
    content = [{"type": "clause", "attrs": attrs, "content": [{"type": "text", "text": words}]}]
    return {"stepType": "replace", "from": 0, "to": 0, "slice": {"content": content}}


def first_clause(client: Client, house: House, version: int) -> str:
    answer = client.get(f"/texts/{house.text}/document?version={version}")
    assert answer.ok, (answer.status_code, answer.text[:2_000])
    return str(answer.json()["doc"]["content"][0]["attrs"]["id"])


def test_a_deleted_clause_is_brought_back_by_whoever_deleted_it_and_by_nobody_else(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    id = house.clause(0)
    assert kenya.commit(house.text, 0, [DELETION])["version"] == 1

    assert peru.commit(house.text, 1, [bringing(id, "Retaliation")])["ok"]
    claimed = first_clause(peru, house, 2)
    assert kenya.commit(house.text, 2, [bringing(id)])["ok"]

    assert claimed != id
    assert first_clause(kenya, house, 3) == id
    with house.table.reading() as db:
        assert db.get_one(Clause, id).deleted_at_version is None
        assert db.get_one(Clause, claimed).created_at_version == 2


def test_who_deletes_a_clause_again_is_who_can_bring_it_back(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    id = house.clause(0)
    for version, (client, step) in enumerate([(kenya, DELETION), (kenya, bringing(id)), (peru, DELETION)]):
        assert client.commit(house.text, version, [step])["ok"]

    assert kenya.commit(house.text, 3, [bringing(id)])["ok"]
    assert peru.commit(house.text, 4, [bringing(id)])["ok"]

    assert first_clause(kenya, house, 4) != id
    assert first_clause(peru, house, 5) == id


def test_a_joined_clause_is_divided_again_under_its_id_by_whoever_joined_it(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    id = house.clause(1)
    halves = [
        {"type": "clause", "attrs": {"id": each, "kind": "paragraph", "level": 0}} for each in (house.clause(0), id)
    ]
    join = {"stepType": "replace", "from": SIZE - 1, "to": SIZE + 1}
    split = {"stepType": "replace", "from": SIZE - 1, "to": SIZE - 1}
    split |= {"slice": {"content": halves, "openStart": 1, "openEnd": 1}}
    assert kenya.commit(house.text, 0, [join])["version"] == 1

    for version, (client, step) in enumerate([(peru, split), (kenya, join), (kenya, split)], start=1):
        assert client.commit(house.text, version, [step])["ok"]

    documents = [peru.get(f"/texts/{house.text}/document?version={version}").json() for version in (2, 4)]
    assert [each["doc"]["content"][1]["attrs"]["id"] == id for each in documents] == [False, True]
    with house.table.reading() as db:
        assert db.get_one(Clause, id).joined_into is None


def test_an_id_is_not_given_again_while_its_deletion_is_on_its_way_to_disk(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    id = house.clause(0)

    message = {"text": house.text, "version": 0, "ref": kenya.ref(), "steps": [DELETION]}
    answers: Queue[dict[str, object]] = Queue()
    kenya.socket.emit("text:commit", message, callback=answers.put)
    assert peru.commit(house.text, 0, [bringing(id, "Retaliation")])["ok"]
    assert answers.get(timeout=ANSWER_S)["ok"]

    # In whichever order they came.
    assert first_clause(peru, house, 2) != id
