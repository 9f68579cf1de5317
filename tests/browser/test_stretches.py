"""Where two stretches of clauses meet (stretches.ts): keys, selections and moves know no border; no letter is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Hall, OpenHall
from tests.browser.desk import Desk
from workspace.text.schema import clause

WORDS = "States shall cooperate in good faith."
# Clauses 15 and 16 are the last of one stretch and the first of the next; 31 and 32 are too.
INSIDE, LAST, FIRST, SECOND = "clause07", "clause15", "clause16", "clause17"
# Letters fall on a machine so slow that whatever follows later than at once is late.
_SLOW = 6


def _names(count: int = 72) -> list[str]:
    return [f"clause{index:02}" for index in range(count)]


def words(name: str) -> str:
    return f"{name[-2:]} {WORDS}"


@pytest.fixture
def hall(open_hall: OpenHall) -> Hall:
    return open_hall(clauses=[clause(words(name), id=name) for name in _names()])


@pytest.fixture
def kenya(hall: Hall) -> Iterator[Desk]:
    desk = hall.come(hall.table.head("XKE"))
    assert stretch(desk, LAST) != stretch(desk, FIRST)
    assert stretch(desk, INSIDE) == stretch(desk, LAST)
    session = desk.page.context.new_cdp_session(desk.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOW})
    yield desk
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    desk.is_saved()
    shows_clauses_in_their_order(desk)


@pytest.fixture
def peru(hall: Hall, kenya: Desk) -> Desk:
    return hall.come(hall.table.delegate("XPE"))


def stretch(desk: Desk, name: str) -> str:
    return str(desk.clause(name).evaluate("clause => clause.slot"))


def reads(desk: Desk) -> list[str]:
    return [line[1] for line in desk.clauses()]


def shows_clauses_in_their_order(desk: Desk) -> None:
    """On the screen, and for whoever listens to the page: what has been near the view is told there."""
    tops = desk.page.evaluate(
        """() => [...document.querySelectorAll('#text > .clause')]
            .filter(clause => clause.checkVisibility({ contentVisibilityAuto: true }))
            .map(clause => clause.getBoundingClientRect().top)"""
    )
    assert tops == sorted(tops)
    assert len(tops) > 5
    lines = reads(desk)
    told = [line for line in _told(desk) if line in lines]
    assert len(told) > 5
    # Not all are told, and pasted ones read alike: each is looked for after the one told before it.
    rest = iter(lines)
    assert all(line in rest for line in told)


def _told(desk: Desk) -> list[str]:
    session = desk.page.context.new_cdp_session(desk.page)
    document = session.send("DOM.getDocument")["root"]["nodeId"]
    text = session.send("DOM.querySelector", {"nodeId": document, "selector": "#text"})["nodeId"]
    nodes = session.send("Accessibility.queryAXTree", {"nodeId": text, "role": "StaticText"})["nodes"]
    session.detach()
    return [str(node["name"]["value"]) for node in nodes]


# From the last to the first, so that what is written moves nothing that is looked at later.
PLACES = (FIRST, LAST, INSIDE)


def test_letters_typed_at_once_after_enter_stand_in_the_new_clause(kenya: Desk) -> None:
    for name in PLACES:
        kenya.go_to(name)
        for number in range(4):
            kenya.press("Enter")
            kenya.type(f"New {number}.")

        at = _names().index(name)
        assert reads(kenya)[at : at + 5] == [words(name), "New 0.", "New 1.", "New 2.", "New 3."]


def test_a_clause_that_is_divided_is_written_on_at_once(kenya: Desk) -> None:
    for name in PLACES:
        kenya.go_to(name, at="start")
        kenya.press("ArrowRight", "ArrowRight", "ArrowRight", "Enter")
        kenya.type("All ")
        kenya.go_to(name, at="start")
        kenya.press("Enter")
        kenya.type("Here: ")
        kenya.press("ArrowUp")
        kenya.type("There.")

        at = _names().index(name)
        assert reads(kenya)[at : at + 3] == ["There.", f"Here: {name[-2:]} ", f"All {WORDS}"]


def test_clauses_are_joined_over_a_border_and_divided_again(kenya: Desk, peru: Desk) -> None:
    kenya.go_to(FIRST, at="start")
    kenya.press("Backspace")
    kenya.type(" And ")
    peru.sees(LAST, f"{words(LAST)} And {words(FIRST)}")
    kenya.press("Control+z", "Control+z")
    kenya.sees(FIRST, words(FIRST))

    kenya.go_to(LAST)
    kenya.press("Delete")
    kenya.type("; ")
    kenya.press("Enter")
    kenya.type("Then ")

    assert reads(kenya)[14:18] == [words("clause14"), f"{words(LAST)}; ", f"Then {words(FIRST)}", words(SECOND)]
    assert reads(peru)[:15] == [words(name) for name in _names()[:15]]


def test_arrows_lead_over_a_border_and_back(kenya: Desk) -> None:
    kenya.go_to(LAST, at="start")
    kenya.press(*["ArrowRight"] * 9)
    before = _caret(kenya)
    kenya.press("ArrowDown")
    expect(kenya.clause(FIRST)).to_have_attribute("aria-current", "true")
    assert abs(_caret(kenya) - before) < 12
    kenya.type("*")
    kenya.press("ArrowUp")
    kenya.type("+")
    kenya.go_to(FIRST, at="start")
    kenya.press("ArrowLeft")
    kenya.type(">")

    assert reads(kenya)[15].replace("+", "") == f"{words(LAST)}>"
    assert reads(kenya)[16].replace("*", "") == words(FIRST)
    assert abs(reads(kenya)[15].index("+") - reads(kenya)[16].index("*")) <= 2


def _caret(desk: Desk) -> float:
    return float(desk.page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().left"))


def test_what_is_selected_over_a_border_is_replaced_by_what_is_typed(kenya: Desk) -> None:
    kenya.go_to(LAST, at="start")
    kenya.press("Shift+ArrowDown", "Shift+ArrowDown")
    expect(kenya.clause(SECOND)).to_have_attribute("aria-current", "true")
    kenya.type("Instead: ")

    assert reads(kenya)[14:17] == [words("clause14"), f"Instead: {words(SECOND)}", words("clause18")]
    # Undo takes back at once what was typed without a pause, and here any letter may take its time.
    while len(kenya.clauses()) < len(_names()):
        before = reads(kenya)
        kenya.press("Control+z")
        assert reads(kenya) != before
    assert reads(kenya) == [words(name) for name in _names()]


def test_words_are_selected_over_a_border_with_the_mouse(kenya: Desk) -> None:
    kenya.clause(LAST).evaluate("clause => clause.scrollIntoView({ block: 'center' })")
    start, end = (kenya.words(name).bounding_box() for name in (LAST, SECOND))
    assert start
    assert end
    kenya.page.mouse.move(start["x"] + 2, start["y"] + 10)
    kenya.page.mouse.down()
    kenya.page.mouse.move(end["x"] + 60, end["y"] - 20, steps=3)
    kenya.page.mouse.move(end["x"] + 2, end["y"] + 10, steps=3)
    kenya.page.mouse.up()
    kenya.press("Control+c")

    copied = kenya.page.evaluate("navigator.clipboard.readText()")
    assert words(LAST) in copied
    assert words(FIRST) in copied
    assert WORDS not in copied.partition(words(FIRST))[2]
    kenya.type("One. ")
    assert reads(kenya)[15:17] == [f"One. {words(SECOND)}", words("clause18")]


def test_the_whole_text_is_copied_and_pasted_in_its_order(kenya: Desk) -> None:
    kenya.go_to(FIRST)
    kenya.press("Control+a", "Control+c")
    copied = kenya.page.evaluate("navigator.clipboard.readText()")
    assert [copied.index(words(name)) for name in _names()] == sorted(copied.index(words(name)) for name in _names())
    kenya.go_to(LAST)
    kenya.press("Control+v")
    kenya.type("?")

    kenya.has_clauses(144)
    at, all_of_them = _names().index(FIRST), [words(name) for name in _names()]
    assert reads(kenya) == [*all_of_them[:at], *all_of_them[:-1], f"{all_of_them[-1]}?", *all_of_them[at:]]


def test_a_composed_word_stands_where_it_was_composed(kenya: Desk, peru: Desk) -> None:
    kenya.go_to(LAST)
    kenya.press("Enter")
    session = kenya.page.context.new_cdp_session(kenya.page)
    for composed in ("n", "ni", "ni h", "ni ha", "ni hao"):
        session.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    peru.go_to(FIRST, at="start")
    peru.press("Enter")
    peru.type("From Peru.")
    session.send("Input.insertText", {"text": "你好"})
    kenya.type("!")

    for desk in (kenya, peru):
        desk.sees(FIRST, f"From Peru.{words(FIRST)}")
        expect(desk.page.locator("#text")).to_contain_text("你好!")
        assert reads(desk)[15:19] == [words(LAST), "你好!", "", f"From Peru.{words(FIRST)}"]


def test_others_write_and_delete_clauses_around_whoever_types(kenya: Desk, peru: Desk) -> None:
    kenya.go_to(LAST)
    kenya.press("Enter")
    peru.go_to(FIRST)
    typed = "What one types meanwhile stays whole. "
    for index, letter in enumerate(typed):
        kenya.type(letter)
        if index % 6 == 0:
            peru.press("Enter")
            peru.type(f"No. {index}")
        if index % 6 == 2:
            peru.press("ArrowUp", "Enter")
            peru.type(f"No. {index}")
        if index % 6 == 4:
            peru.press("Control+Shift+Backspace")
        if index % 12 == 5:
            kenya.press("Enter")
    for writer, reader, said in ((peru, kenya, "From Peru, at last."), (kenya, peru, "From Kenya, at last.")):
        writer.type(said)
        expect(reader.page.locator("#text")).to_contain_text(said)

    assert reads(kenya) == reads(peru)
    assert typed.replace(" ", "") in "".join(reads(kenya)).replace(" ", "")


@pytest.mark.parametrize(("name", "way", "by"), [(LAST, "Down", 1), (FIRST, "Up", -1)])
def test_a_clause_moved_over_a_border_is_written_on_where_it_arrives(
    kenya: Desk, peru: Desk, name: str, way: str, by: int
) -> None:
    kenya.go_to(name)
    peru.go_to(name)
    for times, letter in enumerate("abc", start=1):
        kenya.press(f"Alt+Shift+Arrow{way}")
        stands_at(kenya, name, _names().index(name) + times * by)
        stands_at(peru, name, _names().index(name) + times * by)
        peru.type(letter)
        kenya.sees(name, words(name) + "abc"[:times])
        kenya.page.keyboard.press("End")

    kenya.type("!")
    peru.sees(name, f"{words(name)}abc!")
    kenya.press("Enter")
    kenya.type("After.")
    assert reads(kenya)[_names().index(name) + 3 * by + 1] == "After."
    shows_clauses_in_their_order(peru)


def stands_at(desk: Desk, name: str, index: int) -> None:
    desk.page.wait_for_function(
        "([id, index]) => document.querySelectorAll('#text > .clause')[index].id === id", arg=[desk.id(name), index]
    )


def test_a_clause_is_dragged_over_a_border(kenya: Desk) -> None:
    kenya.clause(LAST).evaluate("clause => clause.scrollIntoView({ block: 'center' })")
    kenya.clause(LAST).hover()
    grip, target = kenya.clause(LAST, " .clause-grip").bounding_box(), kenya.clause("clause18").bounding_box()
    assert grip
    assert target
    kenya.page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    kenya.page.mouse.down()
    kenya.page.mouse.move(grip["x"] + 8, target["y"] + 4, steps=4)
    kenya.page.mouse.up()

    stands_at(kenya, LAST, 17)
    assert reads(kenya)[15:19] == [words(FIRST), words(SECOND), words(LAST), words("clause18")]


def test_a_stretch_that_grows_is_divided_under_the_hands_of_whoever_writes(kenya: Desk) -> None:
    kenya.go_to("clause40")
    before = stretch(kenya, "clause40")
    for number in range(24):
        kenya.press("Enter")
        kenya.type(f"{number}.")
    typed = ""
    while stretch(kenya, "clause33") == before and len(typed) < 400:
        kenya.type("ab ")
        typed += "ab "

    assert stretch(kenya, "clause33") != before
    assert reads(kenya)[41:65] == [*(f"{number}." for number in range(23)), f"23.{typed}"]


def test_whoever_writes_arabic_walks_over_a_border(open_hall: OpenHall) -> None:
    line = "تتعاون الدول بحسن نية."
    hall = open_hall(clauses=[clause(line, id=name) for name in _names(40)], language="ar")
    kenya = hall.come(hall.table.head("XKE"))
    assert stretch(kenya, LAST) != stretch(kenya, FIRST)
    kenya.go_to(FIRST, at="start")
    kenya.press("ArrowRight")
    kenya.type("!")
    kenya.press("Enter")
    kenya.type("جديد")

    assert reads(kenya)[14:18] == [line, f"{line}!", "جديد", line]
    shows_clauses_in_their_order(kenya)
