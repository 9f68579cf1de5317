"""From a private draft that a delegation writes together, through the chair's desk, into the text on every screen."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall
from tests.browser.desk import Desk
from tests.looks.test_looks import AXE, RULES, _axe

WAS = "No State Party shall interrupt an essential service."


def test_a_delegation_writes_together_tables_and_the_chair_takes_it_up_on_all_screens(hall: Hall) -> None:
    head, colleague = hall.table.head("XKE", "Achieng Wanjiru"), hall.table.delegate("XKE", "Amina Odhiambo")
    kenya, second = hall.come(head), hall.come(colleague)
    chair, peru = hall.come(hall.table.chair()), hall.come(hall.table.delegate("XPE"))

    address = begin(kenya, "parag001")
    type_at_end(kenya.page, " At any time.")
    second.page.goto(address)
    ready(second.page)
    type_at_end(second.page, " Ever.")

    for page in (kenya.page, second.page):
        expect(page.locator("#changes ins")).to_contain_text("At any time. Ever.")
    kenya.page.fill("[name=reason]", "Restraint has no season.")
    table(kenya)
    chair.page.goto(f"{chair.address}/amendments")
    ready(chair.page)
    chair.page.get_by_label("Take up in part").check()
    type_at_end(chair.page, " In peace.", "[data-part-editor]")
    chair.page.fill("[name=note]", "As read out.")
    chair.page.click("text=Record decision")

    expect(chair.page.locator("main")).to_contain_text("Recorded on A-1")
    peru.sees("parag001", f"{WAS} At any time. Ever. In peace.")
    kenya.page.reload()
    expect(kenya.page.locator("main")).to_contain_text("Taken up in part")


def test_words_that_are_not_saved_are_not_tabled(hall: Hall) -> None:
    kenya = hall.come(hall.table.head("XKE"))
    begin(kenya, "parag001")

    kenya.page.context.set_offline(True)
    type_at_end(kenya.page, " Always.")
    kenya.page.get_by_role("button", name="Table", exact=True).click()
    kenya.page.locator("#confirm [data-yes]").click()

    expect(kenya.page.locator("#said")).to_contain_text("Wait until your words are saved")
    kenya.page.context.set_offline(False)


def test_what_could_not_be_sent_before_the_draft_was_tabled_is_held_and_the_page_says_so(hall: Hall) -> None:
    kenya, second = hall.come(hall.table.head("XKE")), hall.come(hall.table.delegate("XKE"))
    begin(kenya, "parag001")
    second.page.goto(kenya.page.url)
    ready(second.page)
    second.goes_offline()
    type_at_end(second.page, " Never.")

    type_at_end(kenya.page, " Always.")
    table(kenya)
    second.comes_back()

    expect(second.page.locator("#banner")).to_have_text("Words of yours are held: they are not in the text.")
    expect(second.page.locator("#held")).to_contain_text("Never.")
    expect(second.page.get_by_role("button", name="Table", exact=True)).to_be_hidden()
    second.page.get_by_role("link", name="See what became of it").click()
    expect(second.page.locator("main")).to_contain_text("A-1")
    # Where its next version is written they are still there.
    second.page.get_by_role("button", name="Reword").click()
    expect(second.page.locator("#held")).to_contain_text("Never.")


def test_what_is_copied_from_an_amendment_says_what_its_references_say(hall: Hall) -> None:
    kenya = hall.come(hall.table.head("XKE"))
    begin(kenya, "parag002")

    kenya.page.locator("#text").click()
    kenya.page.keyboard.press("Control+a")
    kenya.page.keyboard.press("Control+c")

    copied = kenya.page.evaluate("navigator.clipboard.readText()")
    assert "Each State Party shall act on article 1, paragraph 1 in good faith." in copied


def test_pages_of_amendments_hold_at_every_width_and_for_every_reader(hall: Hall) -> None:
    kenya, peru = hall.table.head("XKE"), hall.come(hall.table.head("XPE"))
    writer = hall.come(kenya)
    begin(writer, "parag001")
    type_at_end(writer.page, " At any time.")
    table(writer)
    begin(peru, "parag001")
    type_at_end(peru.page, " At any hour.")
    chair = hall.come(hall.table.chair(), viewport={"width": 390, "height": 844}, color_scheme="dark")
    chair.page.goto(f"{chair.address}/amendments")
    ready(chair.page)
    chair.page.get_by_label("Take up in part").check()

    for page in (writer.page, peru.page, chair.page):
        page.evaluate(AXE)
        assert _axe(page, RULES) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert _axe(page, RULES) == []


def test_other_emphasis_a_reference_and_another_kind_are_seen_as_one_writes_and_by_everybody_after(hall: Hall) -> None:
    writer = hall.come(hall.table.head("XKE"))
    begin(writer, "parag001")
    page = writer.page

    type_at_end(page, " See")
    page.keyboard.press("Shift+Home")
    page.get_by_role("button", name="Strong").click()
    page.keyboard.press("End")
    page.keyboard.type(" ")
    page.get_by_role("button", name="Refer to a clause").click()
    page.keyboard.type("essential")
    page.keyboard.press("Enter")
    page.get_by_label("Kind of clause").select_option("article")

    live = page.locator("#changes")
    expect(live).to_contain_text("Kind: deleted: Paragraph")
    expect(live.locator(".reform-note")).to_have_text("strong")
    expect(live).to_contain_text("See (strong)")
    expect(live).to_contain_text("(strong, reference)")
    ready(page)
    as_written = live.inner_text()
    page.reload()
    ready(page)
    assert live.inner_text() == as_written
    # What the server draws, without any script, is the same.
    drawn = page.evaluate(
        """async () => {
            const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html')
            return page.querySelector('#changes').textContent.replace(/\\s+/g, ' ').trim()
        }"""
    )
    assert drawn == " ".join((live.text_content() or "").split())


def test_the_chair_edits_what_is_taken_up_in_part_with_the_same_tools(hall: Hall) -> None:
    writer, chair = hall.come(hall.table.head("XKE")), hall.come(hall.table.chair())
    begin(writer, "parag001")
    type_at_end(writer.page, " At any time.")
    table(writer)
    chair.page.goto(f"{chair.address}/amendments")
    ready(chair.page)

    chair.page.get_by_label("Take up in part").check()
    chair.page.locator("[data-part-editor] p").click()
    chair.page.keyboard.press("Tab")
    chair.page.click("text=Record decision")

    expect(chair.page.locator("main")).to_contain_text("Recorded on A-1")
    chair.page.goto(f"{chair.address}/compare?from=0&to=now")
    expect(chair.page.locator(".cmp")).to_contain_text("Paragraph, level 1")


def table(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Table", exact=True).click()
    desk.page.locator("#confirm [data-yes]").click()
    expect(desk.page.locator("h1")).to_contain_text("A-")


def begin(desk: Desk, clause: str) -> str:
    """Begin an amendment to a clause; the answer is the address at which one writes."""
    server = desk.address.split("/agreements/")[0]
    desk.page.goto(f"{server}/clauses/{desk.id(clause)}/amendments/new")
    desk.page.click("text=Begin in private")
    desk.page.wait_for_url(re.compile("/amendments/"))
    ready(desk.page)
    return desk.page.url


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")
    for mark in page.locator(".save").all():
        expect(mark).to_have_attribute("data-save", "saved")


def type_at_end(page: Page, words: str, place: str = "#text") -> None:
    page.locator(f"{place} p").last.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(words)
