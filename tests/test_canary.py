"""Private drafting stays private: words and figures put into it are searched for in everything that every other seat
can fetch, count, hear or find in a log. The doors come from the registry: a new one is looked behind by itself."""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.amendments.doors import Address, Ids, addresses, fetch, fetched, ids_of, readable
from tests.amendments.world import Floor
from tests.server import Client, Server
from tests.world import Sitting, Table
from workspace.amendments import actions
from workspace.amendments.models import Amendment
from workspace.config import Config
from workspace.database import new_id
from workspace.drafting.models import Text
from workspace.permissions import Role

WORDS, FIGURE, REASON, NOTE = "quokka", "7391846", "marmalade", "zeppelin"
NEXT, DROPPED, DELETION = "bassoon", "gherkin", "trombone"
CANARIES = (WORDS, FIGURE, REASON, NOTE, NEXT, DROPPED, DELETION)


class House:
    """One table; Kenya drafts in private, everybody else must not know."""

    def __init__(self, app: Flask, table: Table) -> None:
        self.app, self.table, self.floor = app, table, Floor(table)
        self.kenya, self.colleague = table.head("XKE"), table.delegate("XKE")
        self.others = {
            "chair": self.floor.chair,
            "secretariat": table.secretariat(),
            "observer": table.observer(),
            "head": table.head("XPE"),
            "delegate": table.delegate("XPE"),
            "adviser": table.adviser("XPE"),
            "unconfirmed": table.sit(Role.DELEGATE, "XKE", confirmed=False),
        }
        self.public = self.floor.tabled(self.kenya, 0, "Each State Party shall cooperate fully and in good faith.")
        for sitting in (self.kenya, self.colleague, *self.others.values()):
            _ = sitting.client

    def fetched_by_others(self, ids: Ids) -> dict[str, dict[str, str]]:
        return fetched(self.app, {name: sitting.client for name, sitting in self.others.items()}, ids)

    def fetched_by_its_head(self, ids: Ids) -> dict[str, str]:
        return fetched(self.app, {"head": self.kenya.client}, ids)["head"]

    def draft(self) -> dict[str, str]:
        """Everything that is private: a draft that was cleared, one that was dropped, a deletion with its reason, and
        the next version of what is on the table. The answer is the ids of the amendments."""
        kenya, floor = self.kenya, self.floor
        made = {
            "draft": floor.draft(kenya, 1, f"States shall pay {FIGURE} and {WORDS}."),
            "dropped": floor.draft(kenya, 1, f"{DROPPED} for all."),
            "deletion": floor.draft(kenya, 2, kind="delete"),
        }
        with self.table.acting(kenya) as (db, seat):
            actions.give_reason(db, seat, db.get_one(Amendment, made["draft"]), f"Because of {REASON}.")
            actions.give_reason(db, seat, db.get_one(Amendment, made["deletion"]), f"Because of {DELETION}.")
            actions.withdraw(db, seat, db.get_one(Amendment, made["dropped"]), DROPPED)
            actions.begin_rewording(db, seat, db.get_one(Amendment, self.public))
        floor.clear(kenya, made["draft"], f"Cleared by {NOTE}.")
        floor.write(kenya, self.public, f"Each State Party shall play the {NEXT}.")
        return made


@pytest.fixture
def house(app: Flask, table: Table) -> House:
    return House(app, table)


def test_nothing_that_others_can_fetch_or_count_tells_of_private_drafting(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with house.table.reading() as db:
        known = ids_of(db)
    before = house.fetched_by_others(known)

    house.draft()

    with house.table.reading() as db:
        private = frozenset[str]().union(*ids_of(db).values()) - frozenset[str]().union(*known.values())
    for name, after in house.fetched_by_others(known).items():
        for address, said in after.items():
            assert said == before[name][address], f"{name} is told by {address}"
            assert not _found(said), f"{name} reads {address}"
            assert not [id for id in private if len(id) > 4 and id in said], f"{name} reads an id in {address}"
    assert not _found(caplog.text), "the log tells"
    shown = "".join(house.fetched_by_its_head(_ids_now(house)).values())
    assert _found(shown) == set(CANARIES), "its own delegation reads all of it, or this test could not fail"


def test_what_is_private_answers_as_what_is_absent(house: House) -> None:
    with house.table.reading() as db:
        known = frozenset[str]().union(*ids_of(db).values())
    house.draft()
    now = _ids_now(house)

    for name, sitting in house.others.items():
        for method in ("GET", "POST"):
            for address in addresses(house.app, method, now):
                private = address.ids - known - _numbers(address)
                if private:
                    _assert_absent(sitting, name, method, address)


def test_a_search_for_private_words_finds_as_much_as_one_for_nonsense(house: House) -> None:
    house.draft()
    list_of = f"/agreements/{house.floor.agreement_id}/amendments?state="

    for sitting in house.others.values():
        for word in CANARIES:
            sought = readable(fetch(sitting.client, f"{list_of}&words={word}"), word)
            nonsense = readable(fetch(sitting.client, f"{list_of}&words=nonsense"), "nonsense")
            assert sought == nonsense


def test_nobody_else_hears_private_drafting_and_no_log_keeps_it(house: House, settings: Config) -> None:
    made = house.draft()
    with house.table.reading() as db:
        wording = db.get_one(Amendment, made["draft"]).text_id
        version = db.get_one(Text, wording).version
    assert wording
    with Server(settings.data) as server:
        others = {name: server.client(sitting.email) for name, sitting in house.others.items()}
        author, colleague = server.client(house.kenya.email), server.client(house.colleague.email)
        for client in (author, colleague, *others.values()):
            assert client.open(house.floor.text_id)["ok"]
        for name, client in others.items():
            assert client.open(wording) == client.open(new_id()), name
            refused = client.commit(wording, version, [[1, 1, "x"]])
            assert refused == client.commit(new_id(), version, [[1, 1, "x"]]), name
        assert author.open(wording)["ok"]
        assert colleague.open(wording)["ok"]

        assert author.commit(wording, version, [[1, 1, f"{WORDS} {FIGURE} "]])["ok"]
        author.tell("text:cursor", text=wording, version=version + 1, anchor=2, head=3)
        assert not author.commit(wording, version, [[1, 1, f"{WORDS}\u202e{FIGURE}"]])["ok"], "and what is refused"
        heard = colleague.wait("text:commits", lambda told: told["text"] == wording)
        assert WORDS in str(heard), "its own delegation hears, or this test could not fail"
        assert author.post(f"/amendments/{made['draft']}/reasons", data={"reason": REASON}).ok
        assert not author.post(f"/amendments/{made['draft']}/tablings", data={"reason": NOTE}).ok
        # News are told in order: whoever hears of the withdrawal has heard all that came before it.
        assert author.post(f"/amendments/{house.public}/withdrawals").ok
        for name, client in others.items():
            said = str(list(_heard_until(client, "amendment:withdrawn")))
            assert not _found(said), name
            assert wording not in said, name
            assert not [id for id in made.values() if id in said], name
        log = server.log.read_text()
    assert not _found(log)
    assert wording not in log, "an id in a log would tell an operator that something is written"


def _assert_absent(sitting: Sitting, name: str, method: str, address: Address) -> None:
    absent = address.made_absent()
    ask = sitting.client.get if method == "GET" else sitting.client.post
    got, missing = ask(address.path), ask(absent.path)
    assert got.status_code >= 400, f"{name}: {method} {address.path}"
    assert readable(got, *address.ids) == readable(missing, *absent.ids), f"{name}: {method} {address.path}"


def _heard_until(client: Client, kind: str) -> Iterator[tuple[str, object]]:
    last = client.wait("news", lambda told: told["kind"] == kind)
    yield from client.kept
    yield "news", last


def _ids_now(house: House) -> dict[str, frozenset[str]]:
    with house.table.reading() as db:
        return dict(ids_of(db))


def _numbers(address: Address) -> frozenset[str]:
    """Ids that are counted name no private thing by themselves."""
    return frozenset(id for id in address.ids if id.isdigit())


def _found(said: str) -> set[str]:
    return {canary for canary in CANARIES if canary in said}
