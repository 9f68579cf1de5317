"""The whole story, from the first invitation to the PDF, by people who have nothing but the screens and the operator's
command line. Each has a browser of their own."""

import email
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Hall
from tests.browser.desk import Desk
from tests.browser.person import PASSWORD, Person
from tests.server import Server

DRAFT = """Agreement on Essential Services

Conscious that networks cross every border,

Chapter I
Restraint

Article 1
Essential services

1. No State Party shall interrupt an essential service.
2. Each State Party shall act in good faith.
3. Hospitals and waterworks are essential services.

Article 2
Assistance

1. A State Party that is asked for assistance shall answer without delay.
"""
# In this order the record tells them, among others.
ACTS = [
    "Secretariat Rosa Lindqvist Convened the negotiation",
    "Secretariat Rosa Lindqvist Admitted a delegation: Kenya",
    "Chair Hana Sato Took a seat",
    "KEN Kenya Achieng Odhiambo Confirmed a seat: Otieno Mwangi",
    "Chair Hana Sato Started the text: 9 clauses",
    "KEN Kenya Otieno Mwangi .*A-1",
    "PER Peru Diego Quispe .*A-2",
    "PER Peru Diego Quispe .*A-3",
    "Chair Hana Sato .*A-1",
    "Chair Hana Sato .*A-2",
    "Chair Hana Sato .*A-3",
    "Chair Hana Sato Recorded of clause 1.1: agreed in informals",
    "Chair Hana Sato Recorded of clause 1.1: agreed now 1.1",
    "Chair Hana Sato Issued an edition: Rev.1",
    "KEN Kenya Achieng Odhiambo Signed off Rev.1: agreed ad referendum",
    "PER Peru Diego Quispe Signed off 1.1: initialled",
    "Chair Hana Sato Reopened clause 1.1: Peru asks for another look.",
    "KEN Kenya Achieng Odhiambo Made a PDF: Rev.1",
]
# The workspace itself notices this, a moment after the words have changed.
NOTICE_S = 15
NOTICED = "PER Peru The words changed: a sign-off is superseded"
NUMBERS = ["", "", "Chapter I", "Article 1", "1.1", "1.2", "1.3", "Article 2", "2.1"]
LOWER, UPPER = "abcdefghijklmnopqrstuvwx", "ABCDEFGHIJKLMNOPQRSTUVWX"
_LINK = re.compile(r"https?://\S+/(?:invitations|password-links)/\S+")


@dataclass
class Story:
    server: Server
    data: Path
    browser: Browser
    people: list[Person] = field(default_factory=list)
    agreement: str = ""
    edition: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def person(self, name: str, **how: Any) -> Person:
        self.people.append(Person(self.browser, self.server.url, name, **how))
        return self.people[-1]

    def of(self, name: str) -> Person:
        return next(person for person in self.people if person.name == name)

    def all_four(self) -> list[Person]:
        """Kenya's head, Peru's head, Kenya's delegate, and the chair."""
        return [self.of(name) for name in ("Achieng Odhiambo", "Diego Quispe", "Otieno Mwangi", "Hana Sato")]

    def operator(self, *command: str) -> str:
        """What the operator's command line says."""
        settings = {"WORKSPACE_DATA": str(self.data), "WORKSPACE_PORT": str(self.server.port)}
        done = subprocess.run(
            [sys.executable, "-m", "workspace", *command],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | settings,
        )
        return done.stdout

    def letter_to(self, person: Person) -> str:
        """The link in the newest letter to somebody, from the mail folder."""
        for path in sorted((self.data / "mail").glob("*.eml"), reverse=True):
            letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if letter["To"] == person.email:
                return _link_in(letter.get_content())
        raise AssertionError(f"There is no letter to {person.email}.")


@pytest.fixture
def story(tmp_path: Path, template_database: Path, browser: Browser) -> Iterator[Story]:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(template_database, data / "workspace.db")
    with Server(data) as server:
        told = Story(server, data, browser)
        yield told
        for person in told.people:
            person.leave()


def test_the_whole_story(story: Story, tmp_path: Path) -> None:
    _a_negotiation_is_convened(story)
    _seats_are_taken(story)
    _a_text_is_started(story)
    _two_type_in_one_clause(story)
    _an_amendment_is_written_in_private(story)
    _everybody_sees_what_is_tabled(story)
    _the_chair_decides(story)
    _words_are_agreed_and_locked(story)
    _an_edition_is_issued(story)
    _heads_sign_off(story)
    _a_reopened_clause_supersedes(story)
    _the_pdf_says_what_was_agreed(story, tmp_path)
    _the_record_tells_it_in_order(story)


def _a_negotiation_is_convened(story: Story) -> None:
    rosa = story.person("Rosa Lindqvist")
    said = story.operator("account", "add", rosa.email, "--convenes")
    rosa.takes_invitation(_link_in(said))
    rosa.follow("Convene a negotiation")
    rosa.fill("Name", "Essential services in cyberspace")
    rosa.fill("Occasion", "First session, Nairobi")
    rosa.press("Convene")

    for nation in ("Kenya (KEN)", "Peru (PER)"):
        card = rosa.page.get_by_role("region", name="Bring a delegation to the table")
        card.get_by_label("Nation").select_option(nation)
        rosa.press("Bring to the table", card)
    expect(rosa.page.get_by_role("heading", name="PER Peru")).to_be_visible()


def _seats_are_taken(story: Story) -> None:
    rosa = story.of("Rosa Lindqvist")
    _comes(story, "Hana Sato", "Chair")
    head = _comes(story, "Achieng Odhiambo", "Head of delegation", "KEN Kenya")
    _comes(story, "Diego Quispe", "Head of delegation", "PER Peru")
    otieno = _comes(story, "Otieno Mwangi", "Delegate", "KEN Kenya")
    # The first heads are the secretariat's to name; everybody else waits for their own head, and for nobody else.
    otieno.go("/negotiations")
    expect(otieno.page.locator("main")).to_contain_text("Your seat waits for your head of delegation")
    rosa.go(rosa.page.url)
    expect(rosa.page.get_by_role("button", name="Confirm")).to_have_count(0)

    head.go("/negotiations")
    head.follow("See who")
    head.press("Confirm", head.page.get_by_role("row", name="Otieno Mwangi"))

    otieno.go("/negotiations")
    expect(otieno.page.locator("main")).not_to_contain_text("waits for your head")


def _comes(story: Story, name: str, role: str, delegation: str = "") -> Person:
    """Somebody is invited by the secretariat and takes the seat with the link in the letter."""
    rosa, invited = story.of("Rosa Lindqvist"), story.person(name)
    card = rosa.page.get_by_role("region", name="Invite to a seat")
    if delegation:
        card.get_by_label("Delegation").select_option(delegation)
    card.get_by_label("Role").select_option(role)
    rosa.fill("Name", name, card)
    rosa.fill("E-mail address", invited.email, card)
    rosa.press("Send the invitation", card)
    expect(rosa.page.locator("main")).to_contain_text(f"The invitation to {name} is on its way.")
    link = story.letter_to(invited)
    invited.takes_invitation(link)
    return invited


def _a_text_is_started(story: Story) -> None:
    hana = story.of("Hana Sato")
    hana.go("/negotiations")
    hana.follow("Essential services in cyberspace")
    hana.follow("Start an agreement")
    hana.fill("Title", "Agreement on Essential Services")
    hana.fill("Symbol", "ES/2026/L.1")
    hana.page.get_by_label("From pasted words").check()
    hana.fill("Words to paste", DRAFT)
    hana.press("See what it becomes")

    expect(hana.page.locator(".clause-no")).to_have_text(
        ["", "", "Chapter I", "Article 1", "1.1", "1.2", "1.3", "Article 2", "2.1"]
    )
    expect(hana.page.locator("main")).to_contain_text("Nothing counts yet.")
    hana.press("Start with this text")

    hana.page.wait_for_selector("html[data-ready]")
    story.agreement = hana.page.url.split("/agreements/")[1].split("#")[0]
    story.ids = hana.ids()


def _two_type_in_one_clause(story: Story) -> None:
    achieng, diego = story.of("Achieng Odhiambo"), story.of("Diego Quispe")
    here = story.ids["1.1"]
    for person in (achieng, diego):
        person.opens_text(story.agreement)
    achieng.puts_cursor(here, "End", seen_by=diego)
    diego.puts_cursor(here, "Home", seen_by=achieng)
    for letter in " In peace.":
        achieng.types(letter)
        diego.types("*")

    for person, other in ((achieng, "PER"), (diego, "KEN")):
        person.sees(here, "*" * 10 + "No State Party shall interrupt an essential service. In peace.")
        expect(person.clause(here, " .cursor")).to_have_text(other)
        expect(person.page.locator(".bar [data-presence-chips]")).to_contain_text(other)
        person.is_saved()

    # Undo takes back what one typed oneself, and nothing of the other's.
    for _ in range(10):  # slow typing is undone in several strokes
        diego.page.keyboard.press("Control+z")
    for person in (achieng, diego):
        person.sees(here, "No State Party shall interrupt an essential service. In peace.")


def _an_amendment_is_written_in_private(story: Story) -> None:
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


def _everybody_sees_what_is_tabled(story: Story) -> None:
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


def _the_chair_decides(story: Story) -> None:
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


def _words_are_agreed_and_locked(story: Story) -> None:
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


def _an_edition_is_issued(story: Story) -> None:
    hana = story.of("Hana Sato")
    hana.follow("Editions", exact=True)
    hana.fill("Name", "Rev.1")
    hana.press("Issue the edition")
    expect(hana.page.get_by_role("heading", name="Rev.1")).to_be_visible()
    story.edition = hana.page.url


def _heads_sign_off(story: Story) -> None:
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


def _a_reopened_clause_supersedes(story: Story) -> None:
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


def _the_pdf_says_what_was_agreed(story: Story, folder: Path) -> None:
    achieng = story.of("Achieng Odhiambo")
    achieng.go(story.edition)
    achieng.press("Make a PDF")
    with achieng.page.expect_download() as download:
        achieng.page.get_by_role("link", name="Download the PDF").click()
    path = folder / "edition.pdf"
    download.value.save_as(path)

    printed = _flat(subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout)
    assert "No State Party shall interrupt an essential service. In peace." in printed
    assert "Ever." not in printed
    assert "Rev.1" in printed
    for nation in ("Kenya", "Peru"):
        assert nation in printed


def _flat(words: str) -> str:
    return " ".join(words.split())


def _the_record_tells_it_in_order(story: Story) -> None:
    achieng = story.of("Achieng Odhiambo")
    achieng.follow("Record", exact=True)
    lines = _recorded(achieng)
    ends = time.monotonic() + NOTICE_S
    while not any(NOTICED in line for line in lines) and time.monotonic() < ends:
        achieng.page.reload()
        lines = _recorded(achieng)

    assert any(NOTICED in line for line in lines)
    told = iter(lines)
    for act in ACTS:
        assert any(re.search(act, line) for line in told), f"{act} is not in its place in {lines}"
    assert story.operator("record", "verify").startswith("The record is whole")


def _recorded(person: Person) -> list[str]:
    """The lines of the record, the oldest first."""
    return [_flat(line) for line in reversed(person.page.locator("main tbody tr").all_inner_texts())]


def _link_in(words: str) -> str:
    found = _LINK.search(words)
    assert found, words
    return found[0]


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
