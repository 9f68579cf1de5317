"""A negotiation is convened, its seats are taken, and a text is begun and written in."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.story.people import Story, link_in

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


def a_negotiation_is_convened(story: Story) -> None:
    rosa = story.person("Rosa Lindqvist")
    said = story.operator("account", "add", rosa.email, "--convenes")
    rosa.takes_invitation(link_in(said))
    rosa.follow("Convene a negotiation")
    rosa.fill("Name", "Essential services in cyberspace")
    rosa.fill("Occasion", "First session, Nairobi")
    rosa.press("Convene")

    for nation in ("Kenya (KEN)", "Peru (PER)"):
        card = rosa.page.get_by_role("region", name="Bring a delegation to the table")
        card.get_by_label("Nation").select_option(nation)
        rosa.press("Bring to the table", card)
    expect(rosa.page.get_by_role("heading", name="PER Peru")).to_be_visible()


def seats_are_taken(story: Story) -> None:
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


def a_text_is_started(story: Story) -> None:
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


def two_type_in_one_clause(story: Story) -> None:
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
