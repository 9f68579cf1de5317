"""The client that pages use, in Node, at any address: what it is told to do, and what it shows."""

import json
import subprocess
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from queue import Empty, Queue
from tempfile import mkdtemp
from threading import Thread
from typing import Any, Self

from tests.networks.network import Network
from tests.server import Browser

ROOT = Path(__file__).parents[2]
Shown = dict[str, Any]


@cache
def _bundle() -> Path:
    out = Path(mkdtemp(prefix="workspace-page-")) / "page.mjs"
    esbuild = [ROOT / "node_modules" / ".bin" / "esbuild", ROOT / "tests" / "networks" / "page.ts", "--bundle"]
    # Some packages in it ask for Node's modules in the old way.
    old_way = "--banner:js=import{createRequire}from'module';const require=createRequire(import.meta.url);"
    subprocess.run([*esbuild, "--platform=node", "--format=esm", old_way, f"--outfile={out}"], check=True)
    return out


class Page:
    """One page of somebody who is signed in, behind a network."""

    def __init__(self, network: Network, browser: Browser, text: str) -> None:
        self.history: list[tuple[float, Shown]] = []
        self._orders = 0
        self._said: Queue[tuple[float, Shown]] = Queue()
        # The token first: asking for it may renew the cookie.
        token = browser.token()
        where = [network.url, network.origin, browser.cookies["Cookie"], token, text]
        self._process = subprocess.Popen(
            ["node", _bundle(), *where], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def type(self, words: str, at: int = 1) -> float:
        """The answer is the time of day at which it was told to."""
        return self._tell(type=words, at=at)

    def move_to_the_beginning(self, clause: int) -> None:
        self._tell(move=clause)

    def undo(self) -> None:
        self._tell(undo=True)

    def shows(self, such: Callable[[Shown], object], within_s: float = 15.0) -> tuple[float, Shown]:
        """The first time that it shows such a thing, after all that it was told to do."""
        ends = time.monotonic() + within_s
        while True:
            if self.history and self.history[-1][1]["obeyed"] == self._orders and such(self.history[-1][1]):
                return self.history[-1]
            try:
                self.history.append(self._said.get(timeout=max(0.0, ends - time.monotonic())))
            except Empty:
                raise AssertionError(f"It never showed that; last: {self.history[-1:]}") from None

    def is_saved(self, within_s: float = 15.0) -> Shown:
        return self.shows(lambda shown: shown["kind"] == "saved", within_s)[1]

    def showed(self, such: Callable[[Shown], object]) -> float:
        """When it first showed such a thing, of all that was read so far."""
        return next(at for at, shown in self.history if such(shown))

    def _tell(self, **order: Any) -> float:
        assert self._process.stdin is not None
        at = time.time()
        self._orders += 1
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return at

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            at, shown = line.split(" ", 1)
            self._said.put((int(at) / 1000, json.loads(shown)))
