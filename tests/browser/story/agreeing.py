"""Words are agreed, an edition of them is signed off, and a clause is reopened."""

import re

from playwright.sync_api import expect

from tests.browser.person import PASSWORD, Person
from tests.browser.story.people import Story


def words_are_agreed_and_locked(story: Story) -> None:
    hana, achieng, diego = (story.of(name) for name in ("Hana Sato", "Achieng Odhiambo", "Diego Quispe"))
    here = story.ids["1.1"]
    hana.opens_text(story.agreement)
    _records(hana, here, "informals")
    for person in (achieng, diego):
        expect(person.clause(here)).to_have_attribute("data-status", "informals")

    # Agreement in informals does not lock, and lapses with the words.
    achieng.puts_cursor(here, "End", seen_by=diego)
    achieng.types("!")
    expect(hana.clause(here)).to_have_attribute("data-status", "open")
    achieng.page.keyboard.press("Backspace")
    expect(hana.clause(here)).to_have_attribute("data-status", "informals")
    _records(hana, here, "agreed")

    expect(diego.clause(here)).to_have_attribute("data-locked", "")
    words = achieng.words(here)
    achieng.types(" Perhaps.")
    expect(achieng.clause(here)).to_contain_text("Article 1, paragraph 1 is locked.")
    expect(achieng.clause(here).get_by_role("link", name="Write an amendment")).to_be_visible()
    achieng.is_saved()
    assert achieng.words(here) == words


def _records(chair: Person, clause: str, status: str) -> None:
    panel = chair.chooses(clause, "Clause")
    form = panel.get_by_role("form", name="Record agreement")
    form.locator(f"[value={status}]").check()
    form.get_by_role("button", name="Record").click()
    expect(chair.clause(clause)).to_have_attribute("data-status", status)


def an_edition_is_issued(story: Story) -> None:
    hana = story.of("Hana Sato")
    hana.follow("Editions", exact=True)
    hana.fill("Name", "Rev.1")
    hana.press("Issue the edition")
    expect(hana.page.get_by_role("heading", name="Rev.1")).to_be_visible()
    story.edition = hana.page.url


def heads_sign_off(story: Story) -> None:
    achieng, diego, otieno = (story.of(name) for name in ("Achieng Odhiambo", "Diego Quispe", "Otieno Mwangi"))
    # A delegate is not offered it.
    otieno.go(story.edition)
    expect(otieno.page.get_by_role("link", name="Sign off for Kenya")).to_have_count(0)

    achieng.go(story.edition)
    achieng.follow("Sign off for Kenya")
    digits = _digits(achieng)
    _signs(achieng, ending="0000" if digits != "0000" else "1111", password=PASSWORD)
    expect(achieng.page.locator("main")).to_contain_text("These are not the last four characters under the words.")
    _signs(achieng, ending=digits, password="not this one at all")
    expect(achieng.page.locator("main")).to_contain_text("This is not your password.")
    _signs(achieng, ending=digits, password=PASSWORD)
    expect(achieng.page.locator("main")).to_contain_text("Stands")

    # Peru signs one clause only.
    diego.chooses(story.ids["1.1"], "Sign-offs").get_by_role("link", name="Sign off for Peru").click()
    diego.page.get_by_label("Initialled").check()
    _signs(diego, ending=_digits(diego), password=PASSWORD)
    expect(diego.page.locator("main")).to_contain_text("Initialled")


def _digits(person: Person) -> str:
    """The last four of the hash under the words."""
    return person.page.locator(".sign-end .hash").inner_text().replace(" ", "")[-4:]


def _signs(head: Person, *, ending: str, password: str) -> None:
    form = head.page.get_by_role("form", name="Sign off")
    form.get_by_label("To sign, type the last four").fill(ending)
    form.get_by_label("Your password").fill(password)
    with head.page.expect_navigation():
        form.get_by_role("button", name=re.compile("^Sign off for")).click()


def a_reopened_clause_supersedes(story: Story) -> None:
    hana, diego = story.of("Hana Sato"), story.of("Diego Quispe")
    here = story.ids["1.1"]
    hana.opens_text(story.agreement)
    panel = hana.chooses(here, "Clause")
    panel.get_by_text("Reopen this clause").click()
    panel.get_by_label("Reason, shown to everybody").fill("Peru asks for another look.")
    panel.get_by_role("button", name="Reopen", exact=True).click()
    expect(hana.clause(here)).to_have_attribute("data-status", "reopened")
    diego.opens_text(story.agreement)
    diego.puts_cursor(here, "End", seen_by=hana)
    diego.types(" Ever.")
    diego.is_saved()

    expect(diego.chooses(here, "Sign-offs")).to_contain_text("Superseded")
    diego.follow("Sign-offs", exact=True)
    row = diego.page.get_by_role("row", name="PER Peru")
    expect(row).to_contain_text("superseded")
    row.get_by_role("link").first.click()
    expect(diego.page.locator(".sign-changed ins")).to_contain_text(" Ever.")
