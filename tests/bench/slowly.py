"""Opening a text on a slow line, as a hotel has it, and what the page weighs, by kind."""

from playwright.sync_api import Page

from tests.bench.house import house
from tests.bench.opening import SIZES, browser
from tests.bench.tables import Results

MBIT_S = 1.6
ROUND_TRIP_MS = 150
OPENINGS = 3
_KINDS = ("page", "scripts", "styles", "fonts", "rest")
_WEIGHTS = """() => {
  const kinds = { js: 'scripts', css: 'styles', woff2: 'fonts' }
  const found = { page: performance.getEntriesByType('navigation')[0].transferSize }
  for (const { name, transferSize } of performance.getEntriesByType('resource')) {
    const kind = kinds[new URL(name).pathname.split('.').pop()] ?? 'rest'
    found[kind] = (found[kind] ?? 0) + transferSize
  }
  return found
}"""


def slowly() -> Results:
    rows = []
    for clauses, characters in SIZES:
        with house(2, clauses=clauses, characters=characters) as stage:
            address = f"{stage.server.url}/agreements/{stage.agreements[0]}"
            opened = []
            for _ in range(OPENINGS):
                with browser(stage) as page:  # each time another one, that has kept nothing
                    opened.append(_opened(page, address))
            typical = sorted(opened, key=lambda each: each["editable"])[OPENINGS // 2]
            sizes = [typical.get(kind, 0) / 1024 for kind in _KINDS]
            rows.append([clauses, typical["words"], typical["editable"], *sizes, sum(sizes)])
    columns = ("clauses", "words ms", "editable ms", *(f"{kind} KB" for kind in _KINDS), "all KB")
    notes = (
        f"An empty browser cache, {MBIT_S} Mbit/s each way, every request {ROUND_TRIP_MS} ms late (Chromium's own "
        f"emulation); the median of {OPENINGS}. Words: first contentful paint. KB as sent, headers included.",
    )
    return Results("slow", "python -m tests.bench slow", columns, rows, notes)


def _opened(page: Page, address: str) -> dict[str, float]:
    line = page.context.new_cdp_session(page)
    bytes_s = MBIT_S * 1_000_000 / 8
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": bytes_s, "uploadThroughput": bytes_s},
    )
    page.goto(address, wait_until="load")
    page.wait_for_selector("html[data-ready]")
    # All that the page fetches by itself: fonts, and what the margins say now.
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    words = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return {"words": words, "editable": page.evaluate("window.benchReady")} | page.evaluate(_WEIGHTS)
