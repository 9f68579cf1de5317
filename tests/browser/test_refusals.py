"""What cannot be typed, and what becomes of it: locks, drafting modes, a lost line, held text, foreign words."""

from playwright.sync_api import expect

from tests.browser.conftest import Hall
from tests.browser.desk import Desk
from tests.reading.world import record_status
from workspace.drafting import actions
from workspace.drafting.models import Agreement, ClauseStatus, DraftingMode


def set_mode(hall: Hall, mode: DraftingMode) -> None:
    with hall.table.acting(hall.table.secretariat()) as (db, seat):
        actions.set_mode(db, seat, db.get_one(Agreement, hall.opened.agreement), mode)


def lock(hall: Hall, name: str) -> None:
    record_status(hall.table, hall.opened.ids[name], ClauseStatus.AGREED)


def test_typing_in_a_locked_clause_is_refused_with_the_reason(hall: Hall, kenya: Desk) -> None:
    lock(hall, "parag001")
    expect(kenya.clause("parag001")).to_have_attribute("data-locked", "")
    expect(kenya.clause("parag001", " .clause-notes")).to_contain_text("Gavelled")

    kenya.go_to("parag001")
    kenya.type("x")

    why = kenya.clause("parag001", " .clause-why")
    expect(why).to_contain_text("Article 1, paragraph 1 is locked.")
    kenya.sees("parag001", "No State Party shall interrupt an essential service.")
    # Nor can it be joined from the clause after it; a new clause beside it can be begun.
    kenya.go_to("parag002", at="start")
    kenya.press("Backspace")
    expect(why).to_be_visible()
    kenya.sees("parag002", "Each State Party shall act on article 1, paragraph 1 in good faith.")
    kenya.go_to("parag001")
    kenya.press("Enter")
    kenya.type("New.")
    kenya.has_clauses(10)
    assert kenya.clauses()[5] == ["1.2", "New."]


def test_who_types_follows_the_drafting_mode_at_once(hall: Hall, kenya: Desk) -> None:
    chair = hall.come(hall.table.chair())
    expect(kenya.page.locator("#tools")).to_be_visible()

    set_mode(hall, DraftingMode.FLOOR)
    expect(kenya.page.locator("[data-why=floor]")).to_be_visible()
    expect(kenya.page.locator("#tools")).to_be_hidden()
    expect(kenya.page.locator("#text")).to_have_attribute("contenteditable", "false")
    chair.go_to("parag001")
    chair.type(" Gavel.")
    kenya.sees("parag001", "No State Party shall interrupt an essential service. Gavel.")

    set_mode(hall, DraftingMode.CLOSED)
    expect(chair.page.locator("[data-why=closed]")).to_be_visible()
    set_mode(hall, DraftingMode.OPEN)
    expect(kenya.page.locator("#tools")).to_be_visible()
    expect(kenya.page.locator("[data-why=floor]")).to_be_hidden()


def test_what_is_written_offline_is_kept_through_a_reload_and_merged(hall: Hall, kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    peru.go_to("parag001", at="start")
    kenya.goes_offline()
    kenya.type(" Offline.")
    peru.type("Online. ")
    expect(kenya.page.locator(".bar .save")).to_have_attribute("data-save", "offline", timeout=40_000)
    expect(kenya.page.locator("#banner")).to_contain_text("held on this device")

    kenya.comes_back()
    kenya.open()

    for desk in (kenya, peru):
        desk.sees("parag001", "Online. No State Party shall interrupt an essential service. Offline.")
    expect(kenya.page.locator("#banner")).to_be_empty()


def test_refused_words_are_held_until_their_author_lets_them_go(hall: Hall, kenya: Desk) -> None:
    kenya.go_to("parag001")
    kenya.goes_offline()
    kenya.type(" Too ")
    kenya.press("Control+b")
    kenya.type("late")
    kenya.press("Control+b")
    kenya.type(".")
    kenya.press("Enter")
    kenya.type("Or not?")
    lock(hall, "parag001")
    kenya.comes_back()

    held = kenya.page.locator("#held .held")
    expect(held).to_contain_text("Too late.", timeout=40_000)
    expect(held.locator(".held-words strong")).to_have_text("late")
    expect(held.locator(".held-words").last).to_have_text("Or not?")
    expect(held).to_contain_text("the clause was locked by agreement")
    expect(kenya.page.locator(".bar .save")).to_have_attribute("data-save", "refused")
    kenya.sees("parag001", "No State Party shall interrupt an essential service.")
    held.get_by_role("button", name="Copy").click()
    expect(kenya.page.locator("#said")).to_have_text("Copied.")
    assert kenya.page.evaluate("navigator.clipboard.readText()") == " Too late.\nOr not?"
    html = kenya.page.evaluate(
        "navigator.clipboard.read().then(([it]) => it.getType('text/html')).then(found => found.text())"
    )
    assert "<strong>late</strong>" in html
    held.get_by_role("button", name="Discard").click()
    held.get_by_role("button", name="Discard for good").click()
    expect(held).to_have_count(0)
    kenya.is_saved()


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head>
<body><!--StartFragment--><h1>Chapter II<o:p></o:p></h1><h1>Assistance</h1><h2>Article 4. Requests</h2>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>A
State <b style='mso-bidi-font-weight:normal'>may</b> ask <i>at any time</i>.<a style='mso-footnote-id:ftn1'
href="#_ftn1"><span class=MsoFootnoteReference>[1]</span></a><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>(a)<span> </span></span>by any
means; <del cite="mailto:x">struck</del><ins cite="mailto:x">and soon</ins></p>
<table><tr><td>A table</td></tr></table><p class=MsoNormal><img src="cid:1">Last one.</p>
<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p>A note</p></div></div>
<!--EndFragment--></body></html>"""


def test_what_is_pasted_from_word_becomes_clauses_without_its_noise(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag005")
    kenya.paste(WORD)

    peru.has_clauses(14)
    assert peru.clauses()[-5:] == [
        ["Chapter II", "Assistance"],
        ["Article 2", "Requests"],
        ["2.1", "A State may ask at any time."],
        ["(a)", "by any means; and soon"],
        ["2.2", "Last one."],
    ]
    expect(peru.page.locator("#text strong")).to_have_text("may")
    notice = kenya.page.locator("#notices")
    for left in ("footnotes", "tables", "images", "words struck out"):
        expect(notice).to_contain_text(left)


def test_characters_that_no_text_takes_are_left_out_of_what_is_pasted(kenya: Desk) -> None:
    kenya.go_to("parag005")
    kenya.paste("", " one\u202etwo\u200b\u00adthree\ttab")

    kenya.sees("parag005", "waterworks.onetwothree tab")
    kenya.is_saved()


def test_what_is_copied_has_numbers_elsewhere_and_none_when_pasted_back(kenya: Desk) -> None:
    kenya.go_to("parag001")
    kenya.press("Control+a", "Control+c")
    text = kenya.page.evaluate("navigator.clipboard.readText()")
    assert "1.2\tEach State Party shall act on article 1, paragraph 1 in good faith." in text
    assert "(b)\twaterworks." in text

    kenya.go_to("parag005")
    kenya.press("Control+v")

    kenya.has_clauses(18)
    kenya.is_saved()
    assert kenya.clauses()[-1] == ["(b)", "waterworks."]
    assert [words for _, words in kenya.clauses()[9:]] == [words for _, words in kenya.clauses()[:9]]


def test_nothing_is_dropped_into_the_text(kenya: Desk) -> None:
    kenya.clause("parag001").evaluate(
        """clause => {
            const data = new DataTransfer()
            data.setData('text/plain', 'dropped')
            clause.querySelector('.clause-text').dispatchEvent(
                new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true, clientX: 600 }))
        }"""
    )

    expect(kenya.page.locator("#notices")).to_contain_text("Nothing can be dropped")
    kenya.sees("parag001", "No State Party shall interrupt an essential service.")
