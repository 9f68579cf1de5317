"""Opening a text: over HTTP and socket, and in a real browser; and what a keystroke costs in the page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.house import PER_SESSION, House, house, participants
from tests.bench.load import run
from tests.bench.tables import Results

SIZES = ((300, 120_000), (1_200, 396_000))
OPENINGS = 5
KEYSTROKES = 60
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_READY = """
new MutationObserver((_, observer) => {
  if (document.documentElement?.dataset.ready === undefined) return
  observer.disconnect()
  window.benchReady = performance.now()
}).observe(document, { subtree: true, attributes: true, childList: true, attributeFilter: ['data-ready'] })
window.benchEvents = []
new PerformanceObserver(list => window.benchEvents.push(...list.getEntries().map(each => each.duration)))
  .observe({ type: 'event', durationThreshold: 16 })
"""


@dataclass(frozen=True)
class Opened:
    """Milliseconds since the navigation began, and kilobytes over the network."""

    words_ms: float
    editable_ms: float
    kilobytes: float


def opening() -> Results:
    rows = []
    for clauses, characters in SIZES:
        with house(2, clauses=clauses, characters=characters) as stage:
            joining = _over_the_socket(stage, characters)
            with browser(stage) as page:
                first, *later = [_opened(page, stage) for _ in range(OPENINGS + 1)]
                typical = sorted(later, key=lambda each: each.editable_ms)[len(later) // 2]
                cost = _keystroke(page)
        rows.append([
            clauses, joining["p50"], first.words_ms, first.editable_ms, first.kilobytes, typical.words_ms,
            typical.editable_ms, *cost,
        ])  # fmt: skip
    columns = (
        "clauses", "ticket, document, socket: p50 ms", "browser, first time: words ms", "editable ms", "KB",
        "again: words ms", "editable ms", "a keystroke: main thread ms", "of it script", "layout and style",
        "slowest to paint ms",
    )  # fmt: skip
    notes = (
        f"120,000 characters in 300 clauses, 396,000 in 1,200; again: the median of {OPENINGS}. Words: first "
        "contentful paint; editable: the page is connected, holds the newest version and takes keys.",
        f"A keystroke: Chromium's main-thread time over {KEYSTROKES} characters typed in the middle of the text, all "
        "that happens meanwhile included, and the longest from key to next frame (in steps of 8 ms).",
    )
    return Results("open", "python -m tests.bench open", columns, rows, notes)


def _over_the_socket(stage: House, characters: int) -> dict[str, float]:
    clients = 2 * PER_SESSION
    job = {
        "server": "workspace",
        "packages": "",
        "clauses": [],
        "texts": stage.texts,
        "clients": participants(stage, clients, typing=1),
        "seconds": 0,
        "joinSeconds": 3,
    }
    joining: dict[str, float] = run(job, stage.server.pid, characters=characters).told["joining"]
    return joining


@contextmanager
def browser(stage: House) -> Iterator[Page]:
    with TemporaryDirectory(prefix="bench-browser-") as folder, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            Path(folder), executable_path=CHROMIUM, headless=True, args=list(FLAGS)
        )
        name, _, value = stage.people[0].cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": stage.server.url}])
        context.add_init_script(_READY)
        yield _page(context)
        context.close()


def _page(context: BrowserContext) -> Page:
    page = context.pages[0]
    page.set_default_timeout(30_000)
    return page


def _opened(page: Page, stage: House) -> Opened:
    page.goto(f"{stage.server.url}/agreements/{stage.agreements[0]}")
    page.wait_for_selector("html[data-ready]")
    words = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    ready = page.evaluate("window.benchReady")
    received = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".reduce((sum, each) => sum + each.transferSize, 0)"
    )
    return Opened(words, ready, received / 1024)


def _keystroke(page: Page) -> tuple[float, float, float, float]:
    clauses = page.locator(".ProseMirror [data-id], .ProseMirror > *")
    clauses.nth(clauses.count() // 2).click()
    page.keyboard.type("word ", delay=50)
    page.evaluate("window.benchEvents.length = 0")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def spent() -> dict[str, float]:
        return {each["name"]: each["value"] * 1000 for each in session.send("Performance.getMetrics")["metrics"]}

    before = spent()
    page.keyboard.type(("to the best of means " * KEYSTROKES)[:KEYSTROKES], delay=100)
    after = spent()
    each = {name: (after[name] - before[name]) / KEYSTROKES for name in after}
    slowest = page.evaluate("Math.max(0, ...window.benchEvents)")
    return each["TaskDuration"], each["ScriptDuration"], each["LayoutDuration"] + each["RecalcStyleDuration"], slowest
