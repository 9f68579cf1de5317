"""How people come to a seat, at the doors, and what the record says of it."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.world import PASSWORD, Sitting, Table
from workspace.announcements import Announcement, listen
from workspace.database import at_moment, now
from workspace.errors import NotFound, OutOfOrder
from workspace.negotiations import actions
from workspace.negotiations.models import Delegation, Seat
from workspace.negotiations.names import is_code, nations
from workspace.permissions import Role, SeatState
from workspace.record.models import Entry
from workspace.record.verification import verify

NEW = {"name": "Ada Solberg", "password": "nine patient ferries at dawn"}


def test_an_invitation_makes_an_account_and_gives_the_seat_once(table: Table) -> None:
    table.head("XAA")
    invited, token = table.invited(Role.DELEGATE, "XAA", email="ada@talks.example")
    browser = table.visitor()
    assert "Republic of XAA" in browser.get(f"/invitations/{token}").get_data(as_text=True)

    short = browser.post(f"/invitations/{token}", data=NEW | {"password": "too short"})
    assert short.status_code == 422
    assert invited.seat.state is SeatState.INVITED

    assert browser.post(f"/invitations/{token}", data=NEW).location == "/negotiations"
    assert invited.seat.state is SeatState.WAITING
    assert invited.person.name == "Ada Solberg"
    assert browser.get(f"/negotiations/{table.negotiation_id}").status_code == 200
    assert table.visitor().post(f"/invitations/{token}", data=NEW).status_code == 404


def test_an_invitation_lasts_seven_days_and_a_new_one_replaces_it(table: Table) -> None:
    invited, token = table.invited(Role.OBSERVER)
    browser = table.visitor()
    with at_moment(now() + timedelta(days=7, minutes=1)):
        assert browser.get(f"/invitations/{token}").status_code == 404
    assert browser.get(f"/invitations/{token}").status_code == 200

    table.secretariat().client.post(f"/seats/{invited.id}/invitations")

    assert browser.get(f"/invitations/{token}").status_code == 404
    letter = _newest_letter(table)
    assert invited.email in letter
    found = re.search(r"http://127\.0\.0\.1:5000(/invitations/\S+)", letter)
    assert found is not None
    assert browser.post(found[1], data=NEW).status_code == 302
    assert invited.seat.state is SeatState.CONFIRMED


def test_whoever_has_an_account_takes_the_seat_with_it(table: Table) -> None:
    table.person("ada@talks.example", "Ada Solberg")
    table.person("eve@talks.example", "Eve")
    invited, token = table.invited(Role.OBSERVER, email="ada@talks.example")
    path = f"/invitations/{token}"
    stranger, owner, nobody = table.visitor(), table.visitor(), table.visitor()
    stranger.sign_in("eve@talks.example")
    owner.sign_in("ada@talks.example")

    assert stranger.post(path).status_code == 404
    assert nobody.post(path).status_code == 401
    assert nobody.post(path, data=NEW).status_code == 409, "an invitation does not set a new password"
    assert "Sign in with it" in nobody.get(path).get_data(as_text=True)
    assert invited.seat.state is SeatState.INVITED

    assert owner.post(path).status_code == 302
    assert invited.seat.state is SeatState.CONFIRMED
    assert table.visitor().sign_in("ada@talks.example", PASSWORD).status_code == 302


def test_the_first_head_is_named_and_every_later_seat_is_confirmed_by_a_head(table: Table) -> None:
    head = table.head("XAA")
    delegate = table.sit(Role.DELEGATE, "XAA", confirmed=False)
    second_head = table.sit(Role.HEAD, "XAA", confirmed=False)

    assert head.seat.state is SeatState.CONFIRMED
    assert delegate.seat.state is second_head.seat.state is SeatState.WAITING
    for waiting in (delegate, second_head):
        assert second_head.client.post(f"/seats/{waiting.id}/confirmation").status_code == 403
    assert table.head("XAB").client.post(f"/seats/{delegate.id}/confirmation").status_code == 404

    assert head.client.post(f"/seats/{delegate.id}/confirmation").status_code == 302
    assert head.client.post(f"/seats/{second_head.id}/confirmation").status_code == 302
    assert delegate.seat.state is second_head.seat.state is SeatState.CONFIRMED
    with table.reading() as db:
        acts = db.scalars(select(Entry.act).where(Entry.subject == head.id).order_by(Entry.number))
        assert list(acts) == ["seat:head_named", "seat:taken"]


def test_chair_secretariat_and_observer_wait_for_nobody(table: Table) -> None:
    for role in (Role.CHAIR, Role.SECRETARIAT, Role.OBSERVER):
        assert table.sit(role, confirmed=False).seat.state is SeatState.CONFIRMED


def test_an_ended_seat_opens_nothing_and_its_person_may_be_given_another(table: Table) -> None:
    delegate, secretariat = table.delegate("XAA"), table.secretariat().client
    path = f"/negotiations/{table.negotiation_id}"
    assert delegate.client.get(path).status_code == 200

    secretariat.post(f"/seats/{delegate.id}/end")
    assert delegate.client.get(path).status_code == 404
    assert delegate.client.get("/negotiations").status_code == 200, "the person is still signed in"
    assert delegate.seat.state is SeatState.ENDED

    again, token = table.invited(Role.ADVISER, "XAA", email=delegate.email)
    assert delegate.client.post(f"/invitations/{token}").status_code == 302
    assert delegate.client.get(path).status_code == 200
    assert again.seat.role is Role.ADVISER


def test_the_last_secretariat_cannot_leave(table: Table) -> None:
    secretariat = table.secretariat()

    assert secretariat.client.post(f"/seats/{secretariat.id}/end").status_code == 409
    table.sit(Role.SECRETARIAT)
    assert secretariat.client.post(f"/seats/{secretariat.id}/end").location == "/negotiations"


def test_a_person_has_one_seat_in_a_negotiation(table: Table) -> None:
    delegate = table.delegate("XAA")
    with table.acting(table.secretariat()) as (db, seat), pytest.raises(OutOfOrder):
        actions.invite(db, seat, role=Role.CHAIR, delegation=None, email=delegate.email, name="Again")

    with pytest.raises(IntegrityError), table.writing() as db:
        db.add(Seat(negotiation_id=table.negotiation_id, role=Role.CHAIR, email=delegate.email, name="Again"))


def test_a_role_has_a_delegation_or_none(table: Table) -> None:
    client, xaa = table.secretariat().client, table.delegation("XAA")
    path, who = f"/negotiations/{table.negotiation_id}/invitations", {"name": "Ada", "email": "ada@talks.example"}
    bad = {"role": "delegate", "delegation": xaa.id, "email": "a\nb@x"}

    assert client.post(path, data=who | {"role": "delegate"}).status_code == 422
    assert client.post(path, data=who | {"role": "chair", "delegation": xaa.id}).status_code == 422
    assert client.post(path, data=who | {"role": "emperor"}).status_code == 422
    assert client.post(path, data=who | bad).status_code == 422
    assert client.post(path, data=who | {"role": "delegate", "delegation": xaa.id}).status_code == 302


def test_nations_have_their_iso_names_until_the_secretariat_sets_another(table: Table) -> None:
    client, path = table.secretariat().client, f"/negotiations/{table.negotiation_id}/delegations"

    client.post(path, data={"nation": "KEN"})
    client.post(path, data={"code": "ITU", "name": "International Telecommunication Union"})
    assert client.post(path, data={"nation": "KEN"}).status_code == 409
    assert client.post(path, data={"code": "NOR", "name": "A company"}).status_code == 422, "a nation's code"

    kenya, itu = _delegation(table, "KEN"), _delegation(table, "ITU")
    assert (kenya.name, kenya.kind, itu.kind) == ("Kenya", "nation", "organisation")
    client.post(f"/delegations/{kenya.id}/name", data={"name": "Republic of Kenya"})
    assert _delegation(table, "KEN").name == "Republic of Kenya"


def test_names_are_iso_s_own_and_user_assigned_codes_are_no_nation_s() -> None:
    assert nations()["MKD"].name == "North Macedonia"
    assert nations()["FRA"].official_name == "French Republic"
    assert is_code("nation", "XAA")
    assert not is_code("nation", "XAA1")
    assert not any(re.fullmatch(r"X[A-Z]{2}", code) for code in nations())


def test_advisers_and_invitations_are_known_to_their_delegation_alone(table: Table) -> None:
    head, delegate = table.head("XAA"), table.delegate("XAA", "Delia Public")
    table.adviser("XAA", "Adela Private")
    rival, chair, observer = table.head("XAB"), table.chair(), table.observer()
    waiting = table.sit(Role.DELEGATE, "XAA", name="Wanda Waiting", confirmed=False)

    for own in (head, delegate, table.secretariat()):
        assert {"Delia Public", "Adela Private", "Wanda Waiting"} <= _names_seen_by(table, own)
    for other in (rival, chair, observer):
        seen = _names_seen_by(table, other)
        assert "Delia Public" in seen
        assert not {"Adela Private", "Wanda Waiting"} & seen
    assert "Adela Private" not in _names_seen_by(table, waiting)
    assert "Wanda Waiting" in _names_seen_by(table, waiting)


def test_addresses_are_for_the_secretariat_alone(table: Table) -> None:
    delegate, head = table.delegate("XAA"), table.head("XAA")

    assert delegate.email in _members_page(table, table.secretariat())
    assert delegate.email not in _members_page(table, head)


def test_a_head_ends_seats_of_their_own_delegation_only(table: Table) -> None:
    head, own, foreign = table.head("XAA"), table.delegate("XAA"), table.delegate("XAB")

    assert head.client.post(f"/seats/{foreign.id}/end").status_code == 404
    assert head.client.post(f"/seats/{own.id}/end").status_code == 302
    assert foreign.seat.state is SeatState.CONFIRMED


def test_an_act_upon_a_seat_that_cannot_be_seen_finds_nothing(table: Table) -> None:
    rival, adviser = table.head("XAB"), table.adviser("XAA")

    with table.acting(rival) as (db, seat), pytest.raises(NotFound):
        actions.confirm(db, seat, db.get_one(Seat, adviser.id))


def test_every_act_enters_the_record_and_advisers_enter_their_delegation_s_log(table: Table) -> None:
    table.head("XAA")
    adviser, delegate = table.adviser("XAA"), table.delegate("XAA")

    with table.reading() as db:
        public = list(db.scalars(select(Entry).where(Entry.chain == table.negotiation_id)))
        private = list(db.scalars(select(Entry).where(Entry.chain == adviser.delegation.id)))
        assert verify(db, table.negotiation_id) is None
        assert verify(db, adviser.delegation.id) is None
    assert public[0].act == "negotiation:convened"
    assert {entry.subject for entry in private} == {adviser.id}
    assert [entry.act for entry in private] == ["seat:invited", "seat:taken", "seat:confirmed"]
    assert adviser.id not in {entry.subject for entry in public}
    assert delegate.id in {entry.subject for entry in public}


def test_news_of_an_adviser_reaches_their_delegation_alone(table: Table) -> None:
    heard: list[Announcement] = []
    listen(heard.append)
    head = table.head("XAA")
    heard.clear()

    adviser, delegate = table.adviser("XAA"), table.delegate("XAA")

    about = {news.ids["seat"]: news.audience.delegation for news in heard if "seat" in news.ids}
    assert about == {adviser.id: head.delegation.id, delegate.id: None}


def test_whoever_convenes_becomes_the_secretariat(table: Table) -> None:
    table.person("ada@talks.example", "Ada", convenes=True)
    table.person("eve@talks.example", "Eve")
    ada, eve = table.visitor(), table.visitor()
    ada.sign_in("ada@talks.example")
    eve.sign_in("eve@talks.example")
    given = {"name": "A new negotiation", "occasion": "First session"}

    assert eve.post("/negotiations", data=given).status_code == 403
    assert ada.post("/negotiations", data=given | {"name": " "}).status_code == 422
    answer = ada.post("/negotiations", data=given)

    assert "Invite to a seat" in ada.get(answer.location).get_data(as_text=True)
    assert "A new negotiation" in ada.get("/negotiations").get_data(as_text=True)


def test_the_first_page_says_what_is_asked_of_a_head(table: Table) -> None:
    head = table.head("XAA")
    assert "Asked of you" not in head.client.get("/negotiations").get_data(as_text=True)

    waiting = table.sit(Role.DELEGATE, "XAA", confirmed=False)

    assert "Confirm a seat of your delegation" in head.client.get("/negotiations").get_data(as_text=True)
    assert "Your seat waits" in waiting.client.get("/negotiations").get_data(as_text=True)


def test_an_account_is_added_by_the_operator_through_an_invitation(table: Table) -> None:
    added = _command(table, "add", "Ada@Talks.example", "--convenes")
    found = re.search(r"http://127\.0\.0\.1:5000(/invitations/\S+)", added.stdout)
    assert found is not None
    browser = table.visitor()

    assert browser.post(found[1], data=NEW).status_code == 302
    assert browser.get("/negotiations/new").status_code == 200

    again = _command(table, "add", "ada@talks.example")
    assert again.returncode == 1
    assert "already" in again.stderr
    assert _command(table, "disable", "ada@talks.example").returncode == 0
    assert browser.get("/negotiations").location.startswith("/sign-in")


def _command(table: Table, *words: str) -> subprocess.CompletedProcess[str]:
    data = str(table.app.extensions["workspace.config"].data)
    return subprocess.run(
        [sys.executable, "-m", "workspace", "account", *words],
        env=os.environ | {"WORKSPACE_DATA": data},
        capture_output=True,
        text=True,
        check=False,
    )


def _names_seen_by(table: Table, sitting: Sitting) -> set[str]:
    return set(re.findall(r'<th scope="row"><b>([^<]+)</b>', _members_page(table, sitting)))


def _members_page(table: Table, sitting: Sitting) -> str:
    return sitting.client.get(f"/negotiations/{table.negotiation_id}/members").get_data(as_text=True)


def _delegation(table: Table, code: str) -> Delegation:
    with table.reading() as db:
        return db.scalars(select(Delegation).where(Delegation.code == code)).one()


def _newest_letter(table: Table) -> str:
    folder = table.app.extensions["workspace.config"].mail_folder
    return max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime).read_text()
