"""Setting a password, by invitation and by the link for a lost one."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.world import PASSWORD, Table
from workspace.accounts import actions
from workspace.accounts.passwords import check_new
from workspace.database import at_moment, now
from workspace.errors import Invalid

NEW = "nine patient ferries at dawn"
VISITS = "/sessions/current/visits"


def test_a_lost_password_is_set_by_a_letter(table: Table) -> None:
    sitting, elsewhere = table.delegate("XAA"), table.visitor()
    elsewhere.sign_in(sitting.email)
    browser = table.visitor()
    browser.post("/password-links", data={"email": sitting.email.upper()})

    link = _link_in(_letter(table))
    assert browser.get(link).status_code == 200
    refused = browser.post(link, data={"password": "too short"})
    assert refused.status_code == 422
    assert "At least 12 characters" in refused.get_data(as_text=True)
    assert elsewhere.post(VISITS).status_code == 200

    assert browser.post(link, data={"password": NEW}).status_code == 302
    assert elsewhere.post(VISITS).status_code == 401, "all sessions end"
    assert table.visitor().post(link, data={"password": "one more password"}).status_code == 404
    assert table.visitor().sign_in(sitting.email, PASSWORD).status_code == 401
    assert table.visitor().sign_in(sitting.email, NEW).status_code == 302


def test_whoever_has_no_account_is_answered_the_same_and_gets_no_letter(table: Table) -> None:
    sitting = table.delegate("XAA")

    def page(email: str) -> str:
        answer = table.visitor().post("/password-links", data={"email": email})
        return re.sub(r'(content|value)="[^"]*"', "", answer.get_data(as_text=True))

    assert page("nobody@talks.example") == page(sitting.email)
    assert [_letter(table)["To"]] == [sitting.email]


def test_a_link_for_a_lost_password_lasts_an_hour_and_the_newest_counts(table: Table) -> None:
    person = table.delegate("XAA").person
    with table.writing() as db:
        earlier = actions.ask_for_password(db, person)
        newest = actions.ask_for_password(db, person)
    browser = table.visitor()

    assert browser.get(f"/password-links/{earlier}").status_code == 404
    assert browser.get(f"/password-links/{newest}").status_code == 200
    with at_moment(now() + timedelta(minutes=61)):
        assert browser.get(f"/password-links/{newest}").status_code == 404


def test_letters_are_for_their_reader_alone(table: Table) -> None:
    table.visitor().post("/password-links", data={"email": table.delegate("XAA").email})

    folder = table.app.extensions["workspace.config"].mail_folder
    (path,) = folder.glob("*.eml")
    assert path.stat().st_mode & 0o077 == 0
    assert list(folder.iterdir()) == [path]


def test_asking_for_letters_is_limited(table: Table) -> None:
    browser, email = table.visitor(), table.delegate("XAA").email
    for _ in range(5):
        assert browser.post("/password-links", data={"email": email}).status_code == 200

    assert browser.post("/password-links", data={"email": email}).status_code == 429
    assert table.visitor().sign_in(email).status_code == 302, "whoever asks for letters keeps nobody out"


@pytest.mark.parametrize(
    "password",
    ["eleven char", "password1234", "PASSWORD1234", "aaaaaaaaaaaaaaa", "abababababab", "a.wanjiru12345", "x" * 257,
     "123456789012"],
)  # fmt: skip
def test_a_password_that_anybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_new(password, email="a.wanjiru@mission.example")


@pytest.mark.parametrize(
    "password", ["seven quiet lanterns", "مفتاح البحر الهادئ", "七盏安静的灯笼在码头边上", "x9$kQ!vb2Lm#"]
)
def test_a_password_of_twelve_characters_in_any_script_will_do(password: str) -> None:
    check_new(password, email="a.wanjiru@mission.example")


def test_the_same_word_from_two_keyboards_is_the_same_password(table: Table) -> None:
    composed, decomposed = "caf\u00e9 on the quay", "cafe\u0301 on the quay"

    assert table.passwords.match(table.passwords.hashed(composed), decomposed)
    assert not table.passwords.match(table.passwords.hashed(composed), "cafe on the quay")


def test_hashes_are_argon2id_and_slow_enough() -> None:
    from argon2 import extract_parameters
    from argon2.low_level import Type

    from workspace.accounts.passwords import Passwords

    made = extract_parameters(Passwords().hashed(PASSWORD))

    assert made.type is Type.ID
    assert (made.memory_cost, made.time_cost) >= (19 * 1024, 2)


def _letter(table: Table) -> EmailMessage:
    folder: Path = table.app.extensions["workspace.config"].mail_folder
    (path,) = folder.glob("*.eml")
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def _link_in(letter: EmailMessage) -> str:
    found = re.search(r"http://127\.0\.0\.1:5000(/\S+)", letter.get_content())
    assert found is not None
    return found[1]
