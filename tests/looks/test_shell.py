"""What the scripts of every page do, and what works without them."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.looks.stage import HASH

pytestmark = pytest.mark.browser

CANVAS = "getComputedStyle(document.documentElement).colorScheme"


@pytest.fixture
def gallery(chromium: Browser, address: str, app: Flask) -> Iterator[Callable[..., Page]]:
    contexts = []
    app.extensions["sent"].clear()

    def opened(**how: object) -> Page:
        contexts.append(chromium.new_context(**how))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.goto(f"{address}/gallery")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_the_chosen_theme_stays(gallery: Callable[..., Page]) -> None:
    page = gallery(color_scheme="light")
    page.get_by_text("Your seat and settings").locator("..").click()

    page.get_by_label("Dark").check()
    page.reload()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(CANVAS) == "dark"


def test_a_theme_can_be_chosen_without_script(gallery: Callable[..., Page]) -> None:
    page = gallery(color_scheme="light", java_script_enabled=False)
    page.locator("details.menu summary").click()

    page.get_by_label("Dark").check()

    assert page.evaluate(CANVAS) == "dark"


def test_an_act_that_asks_first_is_sent_only_after_the_answer(gallery: Callable[..., Page], app: Flask) -> None:
    page = gallery()

    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.locator("#confirm")).to_contain_text("Withdraw A-112?")
    page.get_by_role("button", name="Go back").click()
    refused = list(app.extensions["sent"])
    page.get_by_role("button", name="Withdraw", exact=True).click()
    with page.expect_navigation():
        page.locator("#confirm [data-yes]").click()

    assert refused == []
    assert app.extensions["sent"] == ["withdrawn"]


def test_a_form_is_sent_once_however_often_it_is_pressed(gallery: Callable[..., Page], app: Flask) -> None:
    page = gallery()
    form = page.locator("form[action='/sent']")

    with page.expect_navigation():
        form.evaluate("form => { for (let n = 0; n < 3; n++) form.querySelector('button').click() }")

    assert app.extensions["sent"] == ["sent"]


def test_the_menu_closes_on_escape_and_gives_the_focus_back(gallery: Callable[..., Page]) -> None:
    page = gallery()
    summary = page.locator("details.menu summary")

    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_a_dialog_opens_and_closes(gallery: Callable[..., Page]) -> None:
    page = gallery()

    page.get_by_role("button", name="Open it").click()
    opened = page.locator("#d1").is_visible()
    page.locator("#d1 [data-closes]").click()

    assert opened
    expect(page.locator("#d1")).to_be_hidden()


def test_times_are_the_readers_own_with_their_zone(gallery: Callable[..., Page]) -> None:
    page = gallery(timezone_id="Africa/Nairobi")

    time = page.locator("time[data-time=short]").first

    expect(time).to_have_text("21 Nov, 17:02 GMT+3")
    expect(time).to_have_attribute("title", "21 Nov, 14:02 UTC")


def test_times_name_utc_without_script(gallery: Callable[..., Page]) -> None:
    page = gallery(java_script_enabled=False)

    expect(page.locator("time[data-time=short]").first).to_have_text("21 Nov, 14:02 UTC")


def test_the_whole_hash_is_copied(gallery: Callable[..., Page]) -> None:
    page = gallery(permissions=["clipboard-read", "clipboard-write"])

    page.locator("[data-copy]").click()

    expect(page.locator(".copy-said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == HASH


def test_a_filter_sends_itself(gallery: Callable[..., Page]) -> None:
    page = gallery()

    with page.expect_navigation():
        page.get_by_label("Delegation").select_option("1")

    assert "delegation=1" in page.url
