"""Words that an input method composes, while others write: no letter of either goes astray."""

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.desk import Desk

WORDS = {"ni hao": "你好", "tong yi": "同意", "he zuo": "合作", "an quan": "安全"}


def compose(session: CDPSession, letters: str) -> None:
    """As an input method does while one types: each letter changes the word that is not finished."""
    for end in range(1, len(letters) + 1):
        given = {"text": letters[:end], "selectionStart": end, "selectionEnd": end}
        session.send("Input.imeSetComposition", given)


def compose_while_another_types(kenya: Desk, peru: Desk) -> None:
    session = kenya.page.context.new_cdp_session(kenya.page)
    for letters, word in WORDS.items():
        compose(session, letters)
        peru.type("*")
        session.send("Input.insertText", {"text": word})
        peru.type("+")
    kenya.type("!")


def test_words_are_composed_while_another_writes_in_the_next_clause(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    kenya.press("Enter")
    peru.has_clauses(len(kenya.clauses()))  # or what Peru clicks on goes down meanwhile
    peru.go_to("parag002")
    compose_while_another_types(kenya, peru)

    for desk in (kenya, peru):
        desk.sees("parag002", f"Each State Party shall act on article 1, paragraph 1 in good faith.{'*+' * len(WORDS)}")
        expect(desk.page.locator("#text")).to_contain_text("你好同意合作安全!")
        assert desk.clauses()[5][1] == "你好同意合作安全!"
        desk.is_saved()


def test_words_are_composed_while_another_writes_before_them(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    peru.go_to("parag001", at="start")
    compose_while_another_types(kenya, peru)

    composed = "".join(WORDS.values())
    for desk in (kenya, peru):
        desk.sees("parag001", f"{'*+' * len(WORDS)}No State Party shall interrupt an essential service.{composed}!")
        desk.is_saved()


@pytest.mark.parametrize("clause", ["parag001", "parag002"])
def test_what_others_write_does_not_wait_for_a_word_that_nobody_finishes(kenya: Desk, peru: Desk, clause: str) -> None:
    kenya.go_to("parag001")
    peru.go_to(clause, at="start")
    session = kenya.page.context.new_cdp_session(kenya.page)
    compose(session, "ni hao")
    peru.type("From Peru. ")

    expect(kenya.page.locator("#text")).to_contain_text("From Peru.")
    compose(session, "ni hao ma")
    session.send("Input.insertText", {"text": "你好吗"})
    kenya.type("!")

    words = {
        "parag001": "No State Party shall interrupt an essential service.",
        "parag002": "Each State Party shall act on article 1, paragraph 1 in good faith.",
    }
    words[clause] = f"From Peru. {words[clause]}"
    words["parag001"] += "你好吗!"
    for desk in (kenya, peru):
        for name, expected in words.items():
            desk.sees(name, expected)
        desk.is_saved()
