"""The server is killed while two delegations type in one clause."""

from playwright.sync_api import expect

from tests.browser.conftest import Hall
from tests.browser.desk import Desk

LOWER, UPPER = "abcdefghijklmnopqrstuvwx", "ABCDEFGHIJKLMNOPQRSTUVWX"


def test_no_character_is_lost_or_doubled_when_the_server_is_killed_while_both_type(hall: Hall) -> None:
    kenya = hall.come(hall.table.head("XKE", "Achieng Odhiambo"))
    peru = hall.come(hall.table.delegate("XPE", "Diego Quispe"))
    for desk in (kenya, peru):
        desk.page.evaluate("window.wasNotReloaded = true")
    kenya.go_to("parag001")
    peru.go_to("parag001", at="start")

    _type_at_once(kenya, peru, 0, 8)
    hall.server.kill()
    _type_at_once(kenya, peru, 8, 16)
    for desk in (kenya, peru):
        expect(desk.page.locator(".bar .save")).to_have_attribute("data-save", "offline")
        expect(desk.page.locator("#banner")).to_contain_text("edits are held on this device")
    hall.server.start()
    _type_at_once(kenya, peru, 16, 24)

    for desk in (kenya, peru):
        desk.is_saved()
        desk.sees("parag001", f"{UPPER}No State Party shall interrupt an essential service.{LOWER}")
        assert desk.page.evaluate("window.wasNotReloaded")
        assert desk.page.locator("#held").is_hidden()


def _type_at_once(kenya: Desk, peru: Desk, start: int, end: int) -> None:
    for lower, upper in zip(LOWER[start:end], UPPER[start:end], strict=True):
        kenya.type(lower)
        peru.type(upper)
