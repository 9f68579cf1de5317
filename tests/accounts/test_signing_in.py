"""Signing in and out, at the doors."""

from tests.world import PASSWORD, Table


def test_the_right_password_signs_in_and_signing_out_ends_it(table: Table) -> None:
    sitting = table.delegate("XAA")
    browser = table.visitor()

    refused = browser.sign_in(sitting.email, "something else entirely")
    assert refused.status_code == 401
    assert browser.post("/sessions/current/visits").status_code == 401

    assert browser.sign_in(sitting.email, PASSWORD).status_code == 302
    assert browser.post("/sessions/current/visits").status_code == 200

    assert browser.post("/sign-out").status_code == 302
    assert browser.post("/sessions/current/visits").status_code == 401
