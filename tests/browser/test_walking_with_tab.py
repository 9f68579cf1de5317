"""Whoever has no mouse walks through a page with the Tab key: each stop is seen, none is left out, none holds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.amendments.world import Floor
from tests.browser.conftest import Hall
from tests.browser.desk import Desk

MOST_STOPS = 300
# Every control that Tab should come to; of radio buttons with one name only the one that is chosen.
_CONTROLS = """
  const fields = 'input:not([type=hidden]), select, textarea, [contenteditable=true]'
  const walked = [...document.querySelectorAll(`a[href], button, summary, [tabindex], ${fields}`)].filter(one => {
    if ((one.tabIndex < 0 && !one.isContentEditable) || one.disabled) return false
    if (one.parentElement.closest('.ProseMirror')) return false  // what stands in the text is reached by arrows
    if (one.closest('[inert], dialog:not([open])')) return false
    if (one.type === 'radio' && !one.checked && document.querySelector(`[name="${one.name}"]:checked`)) return false
    return one.checkVisibility({ visibilityProperty: true })
  })
"""
_BEGIN = """() => {
  getSelection().removeAllRanges()
  document.body.tabIndex = -1
  document.body.focus()
  document.body.removeAttribute('tabindex')
}"""
_STOP = (
    f"() => {{ {_CONTROLS}"
    + """
  const one = document.activeElement
  if (!one || one === document.body) return null
  const style = getComputedStyle(one), label = one.closest('label')
  const drawn = [style, label && getComputedStyle(label)].some(it => it &&
    ((it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) >= 2) || it.boxShadow.includes('inset')))
  const box = one.getBoundingClientRect()
  return {
    at: walked.indexOf(one),
    html: one.outerHTML.slice(0, 100),
    isDrawn: drawn || one.isContentEditable,
    isInSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  }
}"""
)


@dataclass
class Walk:
    """From the top of a page to its end, by Tab alone."""

    controls: list[str]
    stops: list[dict[str, Any]]

    @property
    def faults(self) -> list[str]:
        reached = [stop["at"] for stop in self.stops]
        left_out = [html for at, html in enumerate(self.controls) if at not in reached]
        return [
            *(f"not reached: {html}" for html in left_out),
            *(f"no focus to be seen: {stop['html']}" for stop in self.stops if not stop["isDrawn"]),
            *(f"out of sight: {stop['html']}" for stop in self.stops if not stop["isInSight"]),
            *(f"out of order: {stop['html']}" for stop, before in _pairs(self.stops) if stop["at"] < before["at"]),
        ]


def walk(page: Page, leaving: str = "Escape") -> Walk:
    """`leaving`: the key that leaves an editor, where Tab is for levels."""
    page.evaluate(_BEGIN)
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        # Beyond the last control is the browser's own frame.
        if stop is None or (stops and stop["at"] == stops[0]["at"]):
            return Walk(
                page.evaluate(f"() => {{ {_CONTROLS} return walked.map(one => one.outerHTML.slice(0, 100)) }}"), stops
            )
        if stops and stop["at"] == stops[-1]["at"]:
            page.keyboard.press(leaving)
            page.wait_for_load_state("networkidle")
            stop = page.evaluate(_STOP)
        if stop["at"] >= 0 and stop["at"] not in [one["at"] for one in stops]:
            stops.append(stop)
    raise AssertionError(f"There is no end: {[stop['html'] for stop in stops[-5:]]}")


def _pairs(stops: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    return zip(stops[1:], stops, strict=False)


@pytest.fixture
def kenya(hall: Hall) -> Desk:
    """The head of a delegation, before a text with an amendment on the table and another in writing."""
    head = hall.table.head("XKE")
    floor = Floor.over(hall.table, hall.opened.text, hall.table.chair())
    place = floor.clauses.index(hall.opened.ids["parag001"])
    floor.tabled(head, place, "No State Party shall interrupt an essential service at any time.")
    floor.draft(head, place, "No State shall interrupt it.")
    return hall.come(head)


def test_the_table_is_walked_from_end_to_end(kenya: Desk) -> None:
    kenya.open("parag001")
    expect(kenya.page.locator("#side .tabs")).to_be_visible()

    assert walk(kenya.page, leaving="F6").faults == []


def test_the_list_of_amendments_and_each_of_them_is_walked_from_end_to_end(kenya: Desk) -> None:
    page, found = kenya.page, []
    page.goto(f"{kenya.address}/amendments")
    links = page.locator("main a[href^='/amendments/']").evaluate_all("links => links.map(link => link.href)")

    for address in [page.url, *sorted(set(links))]:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found += [f"{address}: {fault}" for fault in walk(page).faults]

    assert len(set(links)) == 2
    assert found == []
