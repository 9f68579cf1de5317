"""One person with a browser of their own, who reaches everything through the screens."""

import re
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, TimeoutError, expect

PASSWORD = "seven quiet lanterns on the quay"
# Chromium tells of requests that were refused or found no server; both belong to these tests.
_EXPECTED = (
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "status of 4",
    "Error during WebSocket",
)
_SEEN = """([id, words]) => {
    const place = document.getElementById(id)?.querySelector('.clause-text')?.cloneNode(true)
    place?.querySelectorAll('.cursor').forEach(cursor => cursor.remove())
    return words === null ? place?.textContent : place?.textContent === words
}"""

_CURSOR_AT = """([id, at]) => {
    const words = document.getElementById(id).querySelector('.clause-text')
    return [...words.querySelectorAll('.cursor')].some(cursor => {
        const before = document.createRange()
        before.selectNodeContents(words)
        before.setEndBefore(cursor)
        const copy = before.cloneContents()
        copy.querySelectorAll('.cursor').forEach(other => other.remove())
        return copy.textContent.length === at
    })
}"""


class Person:
    def __init__(self, browser: Browser, url: str, name: str, **how: Any) -> None:
        looks = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", "base_url": url}
        self.name, self.email = name, f"{name.lower().replace(' ', '.')}@talks.example"
        self.page: Page = browser.new_context(**(looks | how)).new_page()
        self.page.set_default_timeout(20_000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"{error.stack}"))
        self.page.on("console", self._hear)

    def leave(self) -> None:
        self.page.context.close()
        assert not self.faults, f"{self.name}: {self.faults}"

    # Going about

    def go(self, path: str) -> None:
        self.page.goto(path)

    def follow(self, word: str, **how: Any) -> None:
        """Clicks a link and waits for its page."""
        self.page.get_by_role("link", name=word, **how).first.click()
        self.page.wait_for_load_state()

    def press(self, word: str, within: Locator | None = None, *, yes: bool = False) -> None:
        """Presses a button that leads to another page; with `yes` the question it asks is answered first."""
        button = (within or self.page.locator("main")).get_by_role("button", name=word, exact=True).first
        with self.page.expect_navigation():
            button.click()
            if yes:
                self.page.locator("#confirm [data-yes]").click()

    def fill(self, label: str, words: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_label(label, exact=True).fill(words)

    def takes_invitation(self, link: str) -> None:
        self.go(link)
        self.fill("Your name", self.name)
        self.fill("Choose a password", PASSWORD)
        self.page.locator("main form button").click()
        self.page.wait_for_url("**/negotiations**")

    # The text

    def opens_text(self, agreement: str) -> None:
        self.go(f"/agreements/{agreement}")
        self.page.wait_for_selector("html[data-ready]")
        self.is_saved()

    def is_saved(self) -> None:
        save = self.page.locator(".bar .save, .dock .save").locator("visible=true").first
        expect(save).to_have_attribute("data-save", "saved", timeout=30_000)

    def clause(self, id: str, more: str = "") -> Locator:
        return self.page.locator(f"[id='{id}']{more}")

    def ids(self) -> dict[str, str]:
        """The ids of the clauses by the numbers beside them."""
        lines: list[list[str]] = self.page.locator("#text .clause").evaluate_all(
            "all => all.map(one => [one.querySelector('.clause-no').textContent.trim(), one.id])"
        )
        return dict(lines)

    def sees(self, id: str, words: str) -> None:
        """The words of a clause; cursors of others are drawn among them and are none."""
        try:
            self.page.wait_for_function(_SEEN, arg=[id, words], timeout=20_000)
        except TimeoutError:
            assert self.words(id) == words, self.name

    def words(self, id: str) -> str:
        return str(self.page.evaluate(_SEEN, [id, None]))

    def puts_cursor(self, id: str, key: str, seen_by: "Person") -> None:
        """At the "Home" or "End" of a clause of one line; done when others see it there."""
        self.clause(id, " .clause-text").click(position={"x": 4, "y": 8})
        expect(self.clause(id)).to_have_attribute("aria-current", "true")
        self.page.keyboard.press(key)
        at = 0 if key == "Home" else len(self.words(id))
        seen_by.page.wait_for_function(_CURSOR_AT, arg=[id, at], timeout=20_000)

    def types(self, words: str) -> None:
        self.page.keyboard.type(words)

    def chooses(self, id: str, tab: str = "") -> Locator:
        """The panel of a clause, at a tab."""
        self.clause(id, " .clause-no").click()
        side = self.page.locator("#side")
        expect(side.locator(f"[data-clause='{id}']")).to_be_visible()
        if tab:
            side.get_by_role("link", name=re.compile(f"^{tab}")).click()
            expect(side.locator(".tabs [aria-current]")).to_contain_text(tab)
        return side

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(known in message.text for known in _EXPECTED):
            self.faults.append(message.text)
