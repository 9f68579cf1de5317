"""Walking through the clauses with the arrows, in both directions of writing."""

from typing import Any

import pytest

from tests.browser.conftest import Hall, OpenHall
from tests.browser.desk import Desk
from workspace.text.schema import clause

WORDS = {
    "en": ["States cooperate.", "Yes, " * 60, "No.", "Each State is responsible."],
    "ar": ["تتعاون الدول.", "نعم، " * 60, "لا.", "كل دولة مسؤولة."],
}
# The arrows that lead on and back.
ARROWS = {"en": ("ArrowRight", "ArrowLeft"), "ar": ("ArrowLeft", "ArrowRight")}
# The clause in which the cursor is, and how many letters stand before it.
_WHERE = """() => {
    const { focusNode, focusOffset } = getSelection(), range = document.createRange()
    const clauses = [...document.querySelectorAll('#text .clause')]
    const at = clauses.findIndex(clause => clause.contains(focusNode))
    if (at < 0) return [at, 0]
    range.selectNodeContents(clauses[at].querySelector('.clause-text'))
    range.setEnd(focusNode, focusOffset)
    return [at, range.toString().length]
}"""


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hall(open_hall: OpenHall, language: str) -> Hall:
    clauses = [clause(words.strip(), id=name(at)) for at, words in enumerate(WORDS[language])]
    return open_hall(language=language, clauses=clauses)


@pytest.fixture
def desk(hall: Hall) -> Desk:
    return hall.come(hall.table.head("XKE"))


@pytest.fixture
def other(hall: Hall) -> Desk:
    return hall.come(hall.table.delegate("XPE"))


def name(at: int) -> str:
    return f"clause0{at}"


def length(language: str, at: int) -> int:
    return len(WORDS[language][at].strip())


def where(desk: Desk) -> list[Any]:
    return list(desk.page.evaluate(_WHERE))


@pytest.mark.parametrize("word_by_word", ["", "Control+"])
def test_an_arrow_leads_from_the_end_of_a_clause_to_the_beginning_of_the_next_and_back(
    desk: Desk, language: str, word_by_word: str
) -> None:
    on, back = (word_by_word + arrow for arrow in ARROWS[language])
    desk.go_to(name(0))

    desk.press(on)
    assert where(desk) == [1, 0]

    desk.press(back)
    assert where(desk) == [0, length(language, 0)]


def test_what_is_selected_goes_from_clause_to_clause_letter_by_letter(desk: Desk, language: str) -> None:
    on, back = ARROWS[language]
    selected = "getSelection().toString().trim()"
    desk.go_to(name(0))

    desk.press(f"Shift+{on}")
    assert desk.page.evaluate(selected) == ""
    desk.press(f"Shift+{on}")
    assert str(desk.page.evaluate(selected)).endswith(WORDS[language][1][0])

    desk.press(f"Shift+{back}", f"Shift+{back}", back)
    desk.type("!")
    desk.sees(name(0), WORDS[language][0][:-1] + "!" + WORDS[language][0][-1])


@pytest.mark.parametrize("selecting", ["", "Shift+"])
def test_down_from_the_end_of_a_clause_leads_to_the_next_line(desk: Desk, language: str, selecting: str) -> None:
    for at in range(3):
        desk.go_to(name(at))
        desk.press(f"{selecting}ArrowDown")
        clause, before = where(desk)
        assert clause == at + 1
        assert before < length(language, at + 1) / 2 or length(language, at + 1) < 30


def test_down_over_a_short_clause_one_comes_back_to_where_one_was(desk: Desk, language: str) -> None:
    desk.go_to(name(1))
    desk.press("ArrowDown")
    assert where(desk) == [2, length(language, 2)]

    desk.press("ArrowDown")

    clause, before = where(desk)
    assert clause == 3
    assert before > length(language, 2)


def test_down_and_up_from_a_clause_just_written(desk: Desk, language: str) -> None:
    desk.go_to(name(0))
    desk.press("Enter")
    desk.type("x" if language == "en" else "و")

    desk.press("ArrowDown")
    assert where(desk)[0] == 2
    desk.press("ArrowUp", "ArrowUp")
    assert where(desk)[0] == 0


def test_below_the_last_clause_one_stays_and_writes_on(desk: Desk, language: str) -> None:
    desk.go_to(name(3))

    desk.press("ArrowDown", "Shift+ArrowDown")
    desk.type("!")

    desk.sees(name(3), WORDS[language][3] + "!")


def test_no_step_is_taken_back_by_what_another_writes_meanwhile(desk: Desk, other: Desk, language: str) -> None:
    other.go_to(name(3))
    other.page.evaluate("() => { setInterval(() => document.execCommand('insertText', false, '.'), 15) }")
    desk.go_to(name(1), at="start")

    desk.press(*[ARROWS[language][0]] * 100)

    desk.page.wait_for_timeout(100)
    assert where(desk) == [1, 100]
