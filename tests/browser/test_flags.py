"""Others' flags in the text, on screens that end where lines end."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenHall
from workspace.text.schema import clause

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WORDS = {"en": "States cooperate in good faith, " * 8, "ar": "تتعاون الدول بحسن نية، " * 10}
# How many letters stand before the end of the first line, where a flag reaches out farthest.
_LINE_ENDS = """() => {
    const words = document.querySelector('#text .clause .clause-text'), node = words.firstChild
    const range = document.createRange(), isRtl = getComputedStyle(words).direction === 'rtl'
    const places = [...Array(120).keys()].map(at => {
        range.setStart(node, at), range.setEnd(node, at + 1)
        const { left, right } = range.getBoundingClientRect()
        return isRtl ? -left : right
    })
    return places.indexOf(Math.max(...places))  // the space there hangs beyond the line
}"""
_TAG = """() => {
    const { left, right } = document.querySelector('.cursor-tag').getBoundingClientRect()
    return [left, right]
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_flag_at_the_end_of_a_line_is_seen_whole_on_a_phone(open_hall: OpenHall, language: str) -> None:
    hall = open_hall(language=language, clauses=[clause(WORDS[language].strip(), id="lines001")])
    desk = hall.come(hall.table.head("XKE"))
    phone = hall.come(hall.table.delegate("XPE"), **PHONE)
    letters = phone.page.evaluate(_LINE_ENDS)

    desk.select("lines001", letters, letters)

    expect(phone.clause("lines001", " .cursor-tag")).to_have_text("XKE")
    expect(phone.clause("lines001", " .cursor")).to_have_class(re.compile("cursor-turned"))
    left, right = phone.page.evaluate(_TAG)
    assert 0 <= left < right <= 390
