"""One person's browser at the table: what they do, and what they see."""

from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.reading.world import Opened
from tests.world import Sitting

# Chromium reports a request that failed; a line that is down is part of these tests.
_EXPECTED = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_", "net::ERR_FAILED", "status of 404", "status of 409")

# Selects, and answers whether the editor took it. It hears of a changed selection before we do, and where it does not
# take it, puts its own back.
_SELECT = """([id, from, to]) => new Promise(answer => {
    const words = document.getElementById(id).querySelector('.clause-text'), selection = getSelection()
    const offset = (node, at) => {
        if (!words.contains(node)) return -1
        const range = document.createRange()
        range.selectNodeContents(words)
        range.setEnd(node, at)
        const before = range.cloneContents()
        before.querySelectorAll('.cursor').forEach(cursor => cursor.remove())
        return before.textContent.length
    }
    const selected = () => [
        offset(selection.anchorNode, selection.anchorOffset), offset(selection.focusNode, selection.focusOffset)
    ].join()
    const was = selected()
    if (to === null) {
        selection.selectAllChildren(words)
        from === 'start' ? selection.collapseToStart() : selection.collapseToEnd()
    } else selection.setBaseAndExtent(words.firstChild, from, words.firstChild, to)
    const wanted = selected(), heard = () => setTimeout(() => answer(selected() === wanted))
    if (was === wanted) heard()
    else document.addEventListener('selectionchange', heard, { once: true })
})"""


class Desk:
    def __init__(self, page: Page, url: str, opened: Opened) -> None:
        self.page = page
        self.address = f"{url}/agreements/{opened.agreement}"
        self._ids = opened.ids
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"{error.stack}"))
        page.on("console", self._hear)

    @classmethod
    def arrive(cls, browser: Browser, url: str, sitting: Sitting, opened: Opened, **how: Any) -> "Desk":
        """Somebody who has signed in already, at the text. The page where one signs in is walked in test_story.py."""
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | how)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        session = sitting.client.get_cookie("workspace")
        assert session is not None
        context.add_cookies([{"name": session.key, "value": session.value, "url": url}])
        desk = cls(context.new_page(), url, opened)
        desk.open()
        return desk

    def open(self, hash: str = "") -> None:
        """The text, at a clause if one is named."""
        self.page.goto("about:blank")
        self.page.goto(self.address + (f"#{self.id(hash)}" if hash else ""))
        self.page.wait_for_selector("html[data-ready]")
        self.is_saved()

    def leave(self) -> None:
        self.page.context.close()
        assert not self.faults, self.faults

    # What is seen

    def id(self, name: str) -> str:
        """The id of a clause of `draft()`."""
        return self._ids[name]

    def clause(self, name: str, more: str = "") -> Locator:
        return self.page.locator(f"[id='{self.id(name)}']{more}")

    def words(self, name: str) -> Locator:
        return self.clause(name, " .clause-text")

    def sees(self, clause: str, words: str) -> None:
        """Cursors of others are drawn among the words and are none."""
        self.page.wait_for_function(
            """([id, words]) => {
                const place = document.getElementById(id)?.querySelector('.clause-text')?.cloneNode(true)
                place?.querySelectorAll('.cursor').forEach(cursor => cursor.remove())
                return place?.textContent === words
            }""",
            arg=[self.id(clause), words],
            timeout=20_000,
        )

    def clauses(self) -> list[list[str]]:
        """Number and words of each clause."""
        found: list[list[str]] = self.page.evaluate(
            """() => [...document.querySelectorAll('#text .clause')].map(clause => {
                const words = clause.querySelector('.clause-text').cloneNode(true)
                words.querySelectorAll('.cursor').forEach(cursor => cursor.remove())
                return [clause.querySelector('.clause-no').textContent, words.textContent]
            })"""
        )
        return found

    def has_clauses(self, count: int) -> None:
        expect(self.page.locator("#text .clause")).to_have_count(count)

    def is_saved(self) -> None:
        expect(self.page.locator(".bar .save, .dock .save").first).to_have_attribute("data-save", "saved")

    # What is done

    def go_to(self, clause: str, *, at: str = "end") -> None:
        """Puts the cursor at the start or the end of a clause's words."""
        self.words(clause).click(position={"x": 4, "y": 8})
        self.page.wait_for_function("id => location.hash === '#' + id", arg=self.id(clause))
        self._select(clause, at, None)

    def select(self, clause: str, start: int, end: int) -> None:
        """Selects words of a clause that is one run."""
        self.go_to(clause)
        self._select(clause, start, end)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def paste(self, html: str, text: str = "") -> None:
        self.page.evaluate(
            """([html, text]) => {
                const data = new DataTransfer()
                if (html) data.setData('text/html', html)
                data.setData('text/plain', text)
                document.activeElement.dispatchEvent(
                    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
            }""",
            [html, text],
        )

    def goes_offline(self) -> None:
        self.page.context.set_offline(True)
        # What is typed before the browser knows of it may still go out, a key by itself.
        self.page.wait_for_function("() => !navigator.onLine")

    def comes_back(self) -> None:
        self.page.context.set_offline(False)

    def _select(self, clause: str, start: int | str, end: int | None) -> None:
        # wait_for_function holds a promise for true, whatever it brings.
        assert any(self.page.evaluate(_SELECT, [self.id(clause), start, end]) for _ in range(50))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(known in message.text for known in _EXPECTED):
            self.faults.append(message.text)
