"""Every macro and every screen, as people see it: axe, touch, overflow and the content security policy find nothing."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.looks.stage import ROOT, samples

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]

PAGES = [*samples(), *(f"refusal/{status}" for status in (401, 403, 404, 409, 413, 429, 500))]
TOO_SMALL = """() => {
  const pressed = 'button, .btn, input, select, textarea, summary, .tabs a, .nav > a, .outline li > a, .dock a'
  const small = []
  for (const one of document.querySelectorAll(pressed)) {
    const box = (one.closest('label') ?? one).getBoundingClientRect()
    const seen = one.checkVisibility({ visibilityProperty: true }) && box.height
    if (seen && box.height < 43.5) small.push(one.outerHTML.slice(0, 120))
  }
  return small
}"""


CELLS = """() => [...document.querySelectorAll('.cell')].map(cell => {
  const { textDecorationLine: line, color, backgroundColor: ground, printColorAdjust: adjusts } = getComputedStyle(cell)
  return { line, color, ground, adjusts, words: cell.textContent }
})"""


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_right_to_everyone(looks: Page, address: str, name: str) -> None:
    complaints = _complaints(looks)

    _open(looks, f"{address}/{name}", 1440)
    in_light = _axe(looks, RULES)
    looks.emulate_media(color_scheme="dark")
    in_the_dark = _axe(looks, CONTRAST)
    _open(looks, f"{address}/{name}?lang=ar", 1280)
    from_the_right = _axe(looks, RULES)

    assert complaints == []
    assert in_light == []
    assert in_the_dark == []
    assert from_the_right == []


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_and_a_thumb(looks: Page, address: str, name: str) -> None:
    _open(looks, f"{address}/{name}", 390)

    assert _axe(looks, RULES) == []
    assert looks.evaluate(TOO_SMALL) == []


@pytest.mark.browser
def test_only_the_text_is_printed(looks: Page, address: str) -> None:
    _open(looks, f"{address}/the-table", 1440)

    looks.emulate_media(media="print")

    assert looks.locator(".clause-text").last.is_visible()
    for part in (".bar", ".nav", ".outline", ".side", ".tools", ".dock", ".cursor"):
        assert not looks.locator(part).first.is_visible()
    # A text that scrolls in a frame would be cut at the first page.
    assert looks.evaluate("getComputedStyle(document.querySelector('.doc')).overflowY") == "visible"


@pytest.mark.browser
def test_a_sign_off_reads_the_same_on_paper(looks: Page, address: str) -> None:
    _open(looks, f"{address}/gallery", 1440)
    on_screen = looks.evaluate(CELLS)

    looks.emulate_media(media="print")

    assert any("line-through" in cell["line"] for cell in on_screen)
    assert looks.evaluate(CELLS) == [{**cell, "adjusts": "exact"} for cell in on_screen]


@pytest.fixture
def looks(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(color_scheme="light", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _open(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def _complaints(page: Page) -> list[str]:
    """What the browser complains of: scripts that fail, files not found, styles that the policy refuses."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def _axe(page: Page, rules: list[str]) -> list[str]:
    page.evaluate(AXE)
    options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    result = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
