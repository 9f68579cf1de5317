"""Amendments are written in private, tabled, and decided on."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.story.people import Story


def an_amendment_is_written_in_private(story: Story) -> None:
    achieng, diego, otieno, hana = story.all_four()
    achieng.go(f"/agreements/{story.agreement}/amendments")
    achieng.press("Ask for clearance before tabling")
    otieno.opens_text(story.agreement)
    _begins(otieno, story.ids["1.2"])
    draft = otieno.page.url
    _writes(otieno, "Each State Party shall act promptly and in good faith.")
    expect(otieno.page.locator("#changes ins")).to_contain_text("promptly and")

    # It is shared live within the delegation; for everybody else there is nothing.
    achieng.go(f"/agreements/{story.agreement}/amendments")
    achieng.page.locator("main ul").get_by_role("link", name="article 1, paragraph 2").click()
    expect(achieng.page.locator("#text")).to_contain_text("promptly and")
    _types_at_end(otieno, " Always.")
    expect(achieng.page.locator("#text")).to_contain_text("Always.")
    for other in (diego, hana):
        other.go(f"/agreements/{story.agreement}/amendments")
        expect(other.page.locator("main")).not_to_contain_text("paragraph 2")
        other.go(draft)
        expect(other.page.get_by_role("heading", name="There is nothing here for your seat")).to_be_visible()

    otieno.press("Table", yes=True)
    expect(otieno.page.get_by_role("alert")).to_contain_text("clear")
    achieng.press("Clear these words")
    # Another word, and it is a draft again; the same words once more are cleared.
    otieno.page.wait_for_selector("html[data-ready]")
    _types_at_end(otieno, "!")
    expect(otieno.page.locator("#checks")).to_contain_text("The words have changed since they were cleared")
    otieno.page.keyboard.press("Backspace")
    expect(otieno.page.locator("#checks")).to_contain_text("These words are cleared")


def everybody_sees_what_is_tabled(story: Story) -> None:
    achieng, diego, otieno, hana = story.all_four()
    for person in (achieng, diego, hana):
        person.opens_text(story.agreement)
    otieno.fill("Reason, shown with the amendment", "Haste saves lives.")
    otieno.press("Table", yes=True)
    expect(otieno.page.locator("main")).to_contain_text("A-1")

    for person in (achieng, diego, hana):
        panel = person.chooses(story.ids["1.2"], "Amendments")
        expect(panel.get_by_role("article", name="A-1")).to_contain_text("Haste saves lives.")
        expect(panel.locator("ins")).to_contain_text(["promptly and", "Always."])
    _begins(diego, story.ids["1.3"])
    _writes(diego, "Hospitals, waterworks and lighthouses are essential services.")
    diego.press("Table", yes=True)
    diego.opens_text(story.agreement)
    _begins(diego, story.ids["2.1"])
    _writes(diego, "A State Party may answer.")
    diego.press("Table", yes=True)


def _begins(person: Person, clause: str) -> None:
    """Goes from a clause in the text to writing other words for it."""
    person.chooses(clause, "Amendments").get_by_role("link", name="Write an amendment").click()
    person.page.get_by_label("Other words").check()
    person.press("Begin in private")
    person.page.wait_for_selector("html[data-ready]")


def _writes(person: Person, words: str) -> None:
    """Other words in place of all there are."""
    person.page.locator("#text").click()
    person.page.keyboard.press("Control+a")
    person.types(words)
    expect(person.page.locator("#text")).to_have_text(words)
    person.is_saved()


def _types_at_end(person: Person, words: str) -> None:
    person.page.locator("#text").click()
    person.page.keyboard.press("Control+End")
    person.types(words)
    person.is_saved()


def the_chair_decides(story: Story) -> None:
    achieng, diego, _otieno, hana = story.all_four()
    for person in (achieng, diego):
        person.opens_text(story.agreement)
    diego.puts_cursor(story.ids["1.1"], "Home", seen_by=achieng)
    hana.go(f"/agreements/{story.agreement}/amendments")
    _decides(hana, "A-1", "take_up")
    for person in (achieng, diego):
        person.sees(story.ids["1.2"], "Each State Party shall act promptly and in good faith. Always.")

    # What comes in elsewhere does not disturb a cursor.
    diego.types("(")
    achieng.sees(story.ids["1.1"], "(No State Party shall interrupt an essential service. In peace.")
    diego.page.keyboard.press("Backspace")

    # The next one lies on the desk already.
    form = hana.page.get_by_role("form", name="Decide on A-2")
    form.locator("[value=take_up_in_part]").check()
    editor = form.locator("[data-part-editor]")
    editor.click()
    hana.page.keyboard.press("Control+a")
    hana.types("Hospitals, waterworks and lights at sea are essential services.")
    hana.press("Record decision", form)
    _decides(hana, "A-3", "do_not_take_up")
    for person in (achieng, diego):
        person.sees(story.ids["1.3"], "Hospitals, waterworks and lights at sea are essential services.")
        person.sees(story.ids["2.1"], "A State Party that is asked for assistance shall answer without delay.")
    hana.page.get_by_role("group", name="State").get_by_role("link", name="All").click()
    for number, state in (("A-1", "Taken up"), ("A-2", "Taken up in part"), ("A-3", "Not taken up")):
        expect(hana.page.locator("tr", has_text=number)).to_contain_text(state)
    # The words are the proposer's, whoever took them up.
    expect(achieng.chooses(story.ids["1.2"], "History")).to_contain_text("Kenya")


def _decides(chair: Person, number: str, decision: str) -> None:
    form = chair.page.get_by_role("form", name=f"Decide on {number}")
    if not form.count():
        chair.page.locator("tr", has_text=number).get_by_role("link", name="To the desk").click()
    form.locator(f"[value={decision}]").check()
    chair.press("Record decision", form)
    expect(chair.page.locator("main")).to_contain_text(f"Recorded on {number}.")
