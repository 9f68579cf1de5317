"""Opening the text: it travels once, is read back from the page's words exactly, and words stay where they are."""

from collections.abc import Iterator
from random import Random

import pytest
from playwright.sync_api import Page, expect
from prosemirror.model import Mark, Node

from tests.browser.conftest import Hall, OpenHall
from tests.browser.desk import Desk
from workspace.text.schema import bracket, clause, em, reference, strong, text

HOSTILE = (
    "  two  spaces, at both ends  ",
    "<b>&amp;</b> &lt;script> \"'`",
    "-->]]><!--",
    "שלום \u200fالسلام \u200eعليكم",
    "e\u0301 é 👩‍👩‍👧 🇰🇪 می‌خواهم",
    "条约第三条",
    "\u00a0\u2003\u3000",
    "$&$1{{ }}%s",
)


def _marks(random: Random) -> list[Mark]:
    kinds = [em(), strong(), bracket("bracket1"), bracket("bracket2"), bracket('"<3">')]
    return random.sample(kinds, random.randint(0, len(kinds)))


def _run(random: Random) -> Node:
    if random.random() < 0.2:
        return reference(random.choice(["hostile0", "goneaway"]), *_marks(random))
    return text(random.choice(HOSTILE), *_marks(random))


def hostile(seed: int) -> Iterator[Node]:
    random = Random(seed)
    kinds = ["title", "chapter", "article", "preambular", "paragraph"]
    for index in range(60):
        kind = random.choice(kinds)
        runs = [_run(random) for _ in range(random.randint(0, 6))]
        level = random.randint(0, 3) if kind == "paragraph" else 0
        yield clause(_joined(runs), kind=kind, level=level, id=f"hostile{index}" if index < 10 else f"hostil{index}")


def _joined(runs: list[Node]) -> list[Node]:
    """Neighbours under the same marks are one run, as in every document that the server keeps."""
    found: list[Node] = []
    for run in runs:
        if found and run.is_text and found[-1].is_text and Mark.same_set(found[-1].marks, run.marks):
            found[-1] = text(f"{found[-1].text}{run.text}", *run.marks)
        else:
            found.append(run)
    return found


def _asked_for(page: Page) -> list[str]:
    names = "performance.getEntriesByType('resource').map(each => new URL(each.name).pathname)"
    return [name for name in page.evaluate(names) if name.endswith("/document")]


def test_words_in_any_formatting_are_read_from_the_page_exactly(open_hall: OpenHall) -> None:
    seed = 20_261_126
    print(f"seed {seed}")
    hall = open_hall(clauses=list(hostile(seed)))

    kenya = hall.come(hall.table.delegate("XKE"))

    # The server sends the digest of the exact document; what is not read rightly is asked for by itself.
    assert _asked_for(kenya.page) == []
    kenya.has_clauses(60)


def test_words_that_cannot_be_read_from_the_page_are_asked_for(hall: Hall) -> None:
    kenya = hall.come(hall.table.delegate("XKE"))
    kenya.page.add_init_script(
        """new MutationObserver((_, observer) => {
            const words = document.querySelector('#text .clause[data-kind=chapter] .clause-text')
            if (!words) return
            observer.disconnect()
            words.textContent = 'Something else'
        }).observe(document, { childList: true, subtree: true })"""
    )

    kenya.open()

    assert len(_asked_for(kenya.page)) == 1
    kenya.sees("chapter1", "Restraint")


@pytest.fixture
def long_text(open_hall: OpenHall) -> Hall:
    words = "No State Party shall interrupt an essential service. " * 6
    return open_hall(clauses=[clause(f"{index} {words}", id=f"clause{index:02}") for index in range(60)])


def _top(desk: Desk, name: str) -> float:
    return float(desk.clause(name).evaluate("clause => clause.getBoundingClientRect().top"))


def _places(page: Page, desk: Desk) -> list[tuple[float, float, float]]:
    boxes = [page.locator(f"[id='{desk.id(f'clause{index:02}')}']").bounding_box() for index in range(4)]
    return [(box["y"] - boxes[0]["y"], box["width"], box["height"]) for box in boxes if box and boxes[0]]


def test_words_do_not_move_when_the_editor_takes_them_over(long_text: Hall) -> None:
    kenya = long_text.come(long_text.table.delegate("XKE"))
    silent = kenya.page.context.browser.new_context(  # type: ignore[union-attr]  # it was made by one
        viewport={"width": 1440, "height": 900},
        java_script_enabled=False,
        storage_state=kenya.page.context.storage_state(),
    )
    page = silent.new_page()
    page.goto(kenya.address)

    # The tools above are hidden where there are no scripts: places are told from the first clause.
    before, after = _places(page, kenya), _places(kenya.page, kenya)

    assert before == after
    silent.close()


def test_what_others_type_above_does_not_move_what_one_reads(long_text: Hall) -> None:
    kenya = long_text.come(long_text.table.delegate("XKE"))
    peru = long_text.come(long_text.table.delegate("XPE"))
    kenya.page.locator("#main").evaluate("doc => doc.scrollTo(0, 2600)")
    kenya.page.wait_for_timeout(100)  # two frames, in which clauses that have come near are laid out
    read = kenya.page.evaluate(
        """() => [...document.querySelectorAll('#text .clause')]
            .find(clause => clause.getBoundingClientRect().top > 400).id"""
    )
    where = "id => document.getElementById(id).getBoundingClientRect().top"
    before = kenya.page.evaluate(where, read)

    peru.go_to("clause02")
    peru.type(" All States Parties shall see to it that words come in above." * 8)
    peru.press("Enter")
    peru.type("A new clause.")
    kenya.has_clauses(61)
    kenya.page.wait_for_function("() => document.querySelector('#text').textContent.includes('A new clause.')")

    assert abs(kenya.page.evaluate(where, read) - before) < 2


def test_the_cursor_stays_in_view_while_one_types_to_the_foot_of_the_page(long_text: Hall) -> None:
    kenya = long_text.come(long_text.table.delegate("XKE"))
    kenya.go_to("clause03")
    for _ in range(12):
        kenya.press("Enter")
        kenya.type("One more.")

    at = kenya.page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
    assert 0 < at < 900


def test_find_walks_round_the_ends_of_a_long_text(long_text: Hall) -> None:
    kenya = long_text.come(long_text.table.delegate("XKE"))
    kenya.go_to("clause00", at="start")
    kenya.press("Control+f")
    kenya.type("essential")

    expect(kenya.page.locator("#find-words [data-count]")).to_have_text("1 of 360")
    kenya.press("Shift+Enter")
    expect(kenya.page.locator("#find-words [data-count]")).to_have_text("360 of 360")
    expect(kenya.page.locator(".found-now")).to_be_in_viewport()


def test_whoever_follows_a_reference_can_type_where_it_leads(hall: Hall) -> None:
    kenya = hall.come(hall.table.delegate("XKE"))
    kenya.go_to("parag002")

    kenya.clause("parag002", " a.ref").click()
    expect(kenya.clause("parag001")).to_have_attribute("aria-current", "true")
    kenya.type(" Here.")

    kenya.sees("parag001", "No State Party shall interrupt an essential service. Here.")


def test_without_scripts_nothing_is_offered_that_needs_them(hall: Hall) -> None:
    kenya = hall.come(hall.table.delegate("XKE"))
    expect(kenya.page.locator("#tools")).to_be_visible()
    silent = kenya.page.context.browser.new_context(  # type: ignore[union-attr]  # it was made by one
        java_script_enabled=False, storage_state=kenya.page.context.storage_state()
    )
    page = silent.new_page()
    page.goto(kenya.address)

    expect(page.locator("#tools")).to_be_hidden()
    expect(page.get_by_text("No State Party shall interrupt an essential service.").first).to_be_visible()
    silent.close()


def test_whoever_loads_the_page_again_goes_on_where_the_cursor_was(long_text: Hall) -> None:
    kenya = long_text.come(long_text.table.delegate("XKE"))
    kenya.go_to("clause40", at="start")
    kenya.press("ArrowRight", "ArrowRight", "ArrowRight")
    kenya.type("Again. ")
    kenya.is_saved()

    kenya.page.reload()
    kenya.page.wait_for_selector("html[data-ready]")
    expect(kenya.clause("clause40")).to_be_in_viewport()
    kenya.type("And here. ")

    words = "No State Party shall interrupt an essential service. " * 6
    kenya.sees("clause40", f"40 Again. And here. {words}")


@pytest.mark.parametrize("lost", ["key", "document?version=*"])
def test_whoever_loses_the_line_while_the_text_opens_is_told_and_goes_on_when_it_is_back(hall: Hall, lost: str) -> None:
    kenya, peru = hall.come(hall.table.delegate("XKE")), hall.come(hall.table.delegate("XPE"))
    kenya.go_to("parag001")
    kenya.goes_offline()
    kenya.type(" Ever.")
    peru.go_to("chapter1")
    peru.type(" first")
    peru.is_saved()
    kenya.page.goto("about:blank")
    kenya.page.context.set_offline(False)
    kenya.page.route(f"**/texts/*/{lost}", lambda route: route.abort("internetdisconnected"))

    kenya.page.goto(kenya.address)
    expect(kenya.page.locator("#banner")).to_contain_text(
        "You can read the text, and write as soon as the line is back."
    )
    expect(kenya.page.locator(".bar .save")).to_have_attribute("data-save", "offline")
    kenya.page.unroute_all()

    for desk in (kenya, peru):
        desk.sees("parag001", "No State Party shall interrupt an essential service. Ever.")
    kenya.is_saved()
    expect(kenya.page.locator("#banner")).to_be_empty()
