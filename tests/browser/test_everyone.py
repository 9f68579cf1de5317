"""That everybody can use the table: axe in light, dark, right to left and on a phone; by keys alone; without script."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Hall, OpenHall
from tests.browser.desk import Desk
from tests.reading.world import record_status
from workspace.drafting.models import ClauseStatus
from workspace.text.schema import clause

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def violations(desk: Desk) -> list[str]:
    # The page's policy lets no other script in; the browser's own console may bring one.
    desk.page.evaluate(AXE)
    found = desk.page.evaluate("tags => axe.run(document, { runOnly: tags })", TAGS)
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("how", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_nothing(hall: Hall, how: dict[str, Any]) -> None:
    record_status(hall.table, hall.opened.ids["parag001"], ClauseStatus.AGREED)
    record_status(hall.table, hall.opened.ids["parag003"], ClauseStatus.INFORMALS)
    other = hall.come(hall.table.delegate("XPE"))
    other.go_to("parag002")
    other.type("!")
    desk = hall.come(hall.table.head("XKE"), **how)
    desk.go_to("parag001")
    desk.type("x")
    expect(desk.clause("parag001", " .clause-why")).to_be_visible()
    expect(desk.page.locator("#side .side-title")).to_have_text("Clause 1.1")

    assert violations(desk) == []

    desk.page.keyboard.press("Control+/")
    assert violations(desk) == []
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Control+k")
    assert violations(desk) == []


def test_an_arabic_text_runs_from_right_to_left(open_hall: OpenHall) -> None:
    words = [
        clause("أحكام", kind="chapter", id="chapter1"),
        clause("الخدمات", kind="article", id="article1"),
        clause("تتعهد كل دولة طرف.", id="parag001"),
    ]
    hall = open_hall(clauses=words, language="ar")
    desk = hall.come(hall.table.head("XKE"))

    number, text = desk.clause("parag001", " .clause-no").bounding_box(), desk.words("parag001").bounding_box()

    assert number
    assert text
    assert number["x"] > text["x"]
    desk.go_to("parag001")
    desk.type(" والسلام")
    desk.sees("parag001", "تتعهد كل دولة طرف. والسلام")
    assert violations(desk) == []


def test_the_whole_table_is_reached_by_keys(hall: Hall) -> None:
    desk = hall.come(hall.table.head("XKE"))
    focus = "document.activeElement.closest('#outline, #text, #side')?.id"

    desk.go_to("parag001")
    desk.press("Escape")
    assert desk.page.evaluate(focus) == "outline"
    desk.press("ArrowDown", "Enter")
    desk.page.wait_for_url(f"**#{desk.id('parag002')}")
    assert desk.page.evaluate(focus) == "text"
    desk.press("F6")
    assert desk.page.evaluate(focus) == "side"
    desk.press("F6")
    assert desk.page.evaluate(focus) == "outline"
    desk.press("Shift+F6", "Shift+F6")
    assert desk.page.evaluate(focus) == "text"


def test_on_a_phone_the_panels_are_sheets_above_an_inert_page(hall: Hall) -> None:
    desk = hall.come(hall.table.head("XKE"), **PHONE)

    desk.page.locator("[data-sheet=outline]").tap()
    expect(desk.page.locator("#outline")).to_be_in_viewport()
    assert desk.page.evaluate("document.querySelector('#main').inert")
    desk.page.locator("#outline-list a").last.tap()
    expect(desk.page.locator("#outline")).not_to_be_in_viewport()
    expect(desk.clause("parag005")).to_have_attribute("aria-current", "true")
    sizes = desk.page.evaluate(
        """() => [...document.querySelectorAll('.dock a, .tools:not([hidden]) button')]
            .map(element => element.getBoundingClientRect()).filter(box => box.width).map(box => box.height)"""
    )
    assert min(sizes) >= 44


def test_the_words_can_be_read_without_any_script(hall: Hall, browser: Browser) -> None:
    desk = hall.come(hall.table.head("XKE"))
    cookies = desk.page.context.cookies()
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(cookies)  # type: ignore[arg-type]
    page = plain.new_page()

    page.goto(desk.address)

    expect(page.locator(f"[id='{desk.id('parag002')}'] .clause-text")).to_contain_text("act on article 1, paragraph 1")
    plain.close()


def test_on_a_phone_the_bar_below_keeps_one_row_whatever_the_clause_reads(open_hall: OpenHall) -> None:
    words = "Mindful that States differ widely in their means, " * 3
    hall = open_hall(clauses=[clause(words.strip(), id="long0001", kind="preambular")])
    desk = hall.come(hall.table.head("XKE"), **PHONE)
    desk.go_to("long0001")

    links = desk.page.locator(".dock > a:visible")
    expect(links).to_have_count(3)
    boxes = [links.nth(at).bounding_box() or {} for at in range(3)]
    assert len({box["y"] for box in boxes}) == 1
    assert max(box["x"] + box["width"] for box in boxes) <= 390
