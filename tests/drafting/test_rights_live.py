"""What a live connection hears and may do follows the rights of this moment, wherever they change."""

import time

from tests.drafting.conftest import House
from tests.world import Sitting
from workspace.accounts import actions as accounts
from workspace.announcements import Audience
from workspace.drafting import access, actions
from workspace.drafting.attendance import may_hear
from workspace.drafting.members import Member
from workspace.drafting.models import Text, TextKind
from workspace.negotiations import actions as negotiations
from workspace.negotiations.models import Seat
from workspace.permissions import Role, SeatState
from workspace.text.schema import clause, document

SOON_S = 2.0  # a second, and what a busy machine adds


def private_text(house: House, of: Sitting) -> str:
    """A wording text of this seat's delegation."""
    with house.table.acting(of) as (db, seat):
        agreement = db.get_one(Text, house.text).agreement
        doc = document([clause("Between ourselves")])
        return actions.begin_text(db, agreement, TextKind.WORDING, doc, delegation=seat.delegation).id


def test_signing_out_ends_every_connection_of_the_session(house: House) -> None:
    kenya, other = house.client(house.kenya), house.client(house.kenya)
    began = time.monotonic()

    kenya.post("/sign-out")

    kenya.wait("signed_out", timeout=SOON_S)
    kenya.wait_until_gone(SOON_S)
    assert time.monotonic() - began < SOON_S + 1
    assert other.commit(house.text, 0, [[1, 1, "x"]])["ok"]


def test_a_person_who_is_disabled_is_gone_everywhere(house: House) -> None:
    kenya = house.client(house.kenya)

    with house.table.writing() as db:
        accounts.disable(db, db.merge(house.kenya.person))

    kenya.wait("signed_out", timeout=SOON_S)
    kenya.wait_until_gone(SOON_S)


def test_whoever_is_disabled_while_others_type_is_gone_as_soon(house: House) -> None:
    # What those who type here have written is no reason to look at everybody's rights; what another process has is.
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    began = time.monotonic()
    version = peru.commit(house.text, 0, [[1, 1, "x"]])["version"]

    while not kenya.is_gone and time.monotonic() - began < 1 + SOON_S:
        time.sleep(0.05)
        version = peru.commit(house.text, version, [[1, 1, "x"]])["version"]
        if version == 20:
            with house.table.writing() as db:
                accounts.disable(db, db.merge(house.kenya.person))

    assert kenya.is_gone
    assert version > 20
    kenya.wait("signed_out")


def test_nobody_opens_a_text_again_that_was_just_closed_to_them(house: House) -> None:
    # Seats are looked at each 0.7 s: one of these sits down shortly before that.
    for _ in range(5):
        sitting = house.table.delegate("XKE")
        client = house.client(sitting)
        with house.table.acting(house.table.secretariat()) as (db, seat):
            negotiations.end(db, seat, db.get_one(Seat, sitting.id))

        client.wait("closed", timeout=SOON_S)

        assert client.open(house.text)["reason"] == "not_found"


def test_a_commit_is_not_written_for_a_seat_that_has_just_ended(house: House) -> None:
    kenya = house.client(house.kenya)
    with house.table.acting(house.table.secretariat()) as (db, seat):
        negotiations.end(db, seat, db.get_one(Seat, house.kenya.id))

    answer = kenya.commit(house.text, 0, [[1, 1, "x"]])

    assert answer["ok"] is False
    assert kenya.wait("closed", timeout=SOON_S)["text"] == house.text
    assert kenya.open(house.text)["reason"] == "not_found"
    with house.table.reading() as db:
        assert db.get_one(Text, house.text).version == 0


def test_a_delegations_text_is_for_its_members_alone(house: House) -> None:
    adviser, head = house.table.adviser("XKE"), house.table.head("XKE")
    text = private_text(house, house.kenya)

    for sitting in (house.kenya, adviser, head):
        assert house.client(sitting, opened=False).open(text)["ok"]
    outsiders = (house.peru, house.chair, house.table.secretariat(), house.table.observer(), house.table.head("XPE"))
    for sitting in outsiders:
        client = house.client(sitting, opened=False)
        assert client.open(text)["reason"] == "not_found"
        assert client.commit(text, 0, [[1, 1, "x"]])["reason"] == "not_found"
        for path in ("document", "commits?since=0", "key"):
            assert client.get(f"/texts/{text}/{path}", headers={"Accept": "application/json"}).status_code == 404
        assert text not in client.get("/texts").text


def test_a_text_whose_state_nobody_keeps_is_typed_in_by_nobody(house: House) -> None:
    text = private_text(house, house.kenya)
    known = TextKind.WORDING in access.STATE_OF

    answer = house.client(house.kenya, opened=False).commit(text, 0, [[1, 1, "x"]])

    assert known or answer["reason"] == "forbidden"


def test_an_adviser_is_seen_by_their_own_delegation_alone(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    them = house.table.adviser("XKE")

    adviser = house.client(them)
    came = kenya.wait("text:seats", lambda message: them.id in [seat[0] for seat in message.get("came", [])])
    hidden = next(seat[3] for seat in came["came"] if seat[0] == them.id)
    late, mine = house.client(house.chair), house.client(house.table.head("XKE"))
    adviser.tell("text:cursor", text=house.text, version=0, anchor=3, head=5)
    cursor = kenya.wait("text:cursors")["cursors"]
    adviser.leave()
    gone = kenya.wait("text:seats", lambda message: hidden in repr(message.get("gone")))["gone"]
    peru.commit(house.text, 0, [[1, 1, "x"]])

    assert cursor == [[hidden, 0, 3, 5]]
    assert gone == [hidden]
    assert hidden in repr(mine.wait("text:seats"))
    for outsider in (peru, late):
        outsider.wait("text:commits")
        assert hidden not in repr(outsider.kept)


def test_who_comes_and_goes_is_told_with_name_and_delegation(house: House) -> None:
    kenya = house.client(house.kenya)
    mine = kenya.wait("text:seats")["seats"]

    peru = house.client(house.peru)
    came = kenya.wait("text:seats", lambda message: house.peru.id in [here[0] for here in message.get("came", [])])[
        "came"
    ]
    peru.ask("text:close", text=house.text)
    gone = kenya.wait("text:seats", lambda message: bool(message.get("gone")))["gone"]

    assert [(seat, code) for seat, _name, code, _connection in mine] == [(house.kenya.id, "XKE")]
    _, name, code, connection = next(seat for seat in came if seat[0] == house.peru.id)
    assert (name, code) == ("Delegate XPE", "XPE")
    assert gone == [connection]


def test_news_of_an_act_reaches_those_who_may_know(house: House) -> None:
    kenya, peru = house.client(house.kenya, opened=False), house.client(house.peru, opened=False)
    elsewhere = type(house.table)(house.table.app)
    stranger = house.server.client(elsewhere.delegate("XKE").email)
    agreement = begin_over_http(house)

    for client in (kenya, peru):
        news = client.wait("news", lambda message: message["kind"] == "text:started")
        assert news["agreement"] == agreement
        assert news["negotiation"] == house.table.negotiation_id
    kenya.post(f"/agreements/{agreement}/mode", data={"mode": "floor"})
    assert "news" not in [name for name, _ in stranger.kept]
    assert stranger.heard.empty()


def begin_over_http(house: House) -> str:
    chair = house.client(house.chair, opened=False)
    address = f"/negotiations/{house.table.negotiation_id}/agreements"
    answer = chair.post(address, data={"title": "Another", "symbol": "A/2", "language": "en", "scheme": "treaty"})
    assert answer.ok, answer.text
    refused = house.client(house.kenya, opened=False).post(address, data={"title": "Ours"})
    assert refused.status_code == 403
    return str(answer.json()["agreement"])


def test_news_for_a_delegation_stays_in_it() -> None:
    # The rule by itself; the whole way is walked above.
    def member(role: Role, delegation: str | None, state: SeatState = SeatState.CONFIRMED) -> Member:
        return Member("s", "p", "n", delegation, role, state, "Name", "XKE")

    ours = Audience("n", "kenya")

    assert may_hear(member(Role.ADVISER, "kenya"), ours)
    assert not may_hear(member(Role.HEAD, "peru"), ours)
    assert not may_hear(member(Role.CHAIR, None), ours)
    assert not may_hear(member(Role.DELEGATE, "kenya", SeatState.WAITING), ours)
    assert may_hear(member(Role.OBSERVER, None), Audience("n"))


def test_the_drafting_mode_is_the_chairs_to_set(house: House) -> None:
    kenya, chair = house.client(house.kenya), house.client(house.chair)
    with house.table.reading() as db:
        address = f"/agreements/{db.get_one(Text, house.text).agreement_id}/mode"

    assert kenya.post(address, data={"mode": "closed"}).status_code == 403
    assert chair.post(address, data={"mode": "ajar"}).status_code == 422
    assert chair.post(address, data={"mode": "closed"}).ok
    assert kenya.wait("text:rules", lambda message: message["mode"] == "closed")["may_commit"] is False
