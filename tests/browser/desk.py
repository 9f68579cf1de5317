"""One person's browser at the table: what they do, and what they see."""

from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.reading.world import Opened
from tests.world import PASSWORD

# Chromium reports a request that failed; a line that is down is part of these tests.
_EXPECTED = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_", "net::ERR_FAILED", "status of 404", "status of 409")


class Desk:
    def __init__(self, page: Page, url: str, opened: Opened) -> None:
        self.page = page
        self.address = f"{url}/agreements/{opened.agreement}"
        self._ids = opened.ids
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"{error.stack}"))
        page.on("console", self._hear)

    @classmethod
    def arrive(cls, browser: Browser, url: str, email: str, opened: Opened, **how: Any) -> "Desk":
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | how)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        desk = cls(context.new_page(), url, opened)
        desk.page.goto(f"{url}/sign-in")
        desk.page.fill("[name=email]", email)
        desk.page.fill("[name=password]", PASSWORD)
        desk.page.click("main button[type=submit]")
        desk.page.wait_for_url(f"{url}/negotiations**")
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
            timeout=10_000,
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
        expect(self.page.locator("#text .clause")).to_have_count(count, timeout=10_000)

    def is_saved(self) -> None:
        expect(self.page.locator(".bar .save, .dock .save").first).to_have_attribute(
            "data-save", "saved", timeout=15_000
        )

    # What is done

    def go_to(self, clause: str, *, at: str = "end") -> None:
        """Puts the cursor at the start or the end of a clause's words."""
        self.words(clause).click(position={"x": 4, "y": 8})
        self.page.wait_for_function("id => location.hash === '#' + id", arg=self.id(clause))
        self.page.evaluate(
            """([id, start]) => {
                const words = document.getElementById(id).querySelector('.clause-text')
                getSelection().selectAllChildren(words)
                start ? getSelection().collapseToStart() : getSelection().collapseToEnd()
            }""",
            [self.id(clause), at == "start"],
        )
        self.page.wait_for_timeout(60)  # the browser tells of a changed selection in its own time

    def select(self, clause: str, start: int, end: int) -> None:
        """Selects words of a clause that is one run."""
        self.go_to(clause)
        self.page.evaluate(
            """([id, start, end]) => {
                const words = document.getElementById(id).querySelector('.clause-text').firstChild
                getSelection().setBaseAndExtent(words, start, words, end)
            }""",
            [self.id(clause), start, end],
        )
        self.page.wait_for_timeout(60)

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

    def comes_back(self) -> None:
        self.page.context.set_offline(False)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(known in message.text for known in _EXPECTED):
            self.faults.append(message.text)
