"""People who type without pause, at the client module that pages use (typists.ts), and the books that they keep.

with Typists(text, [Given(network.url, server.origin, browser)], shared=1) as typists:
    typists.type()
    ...                             # something goes wrong, and is mended
    typists.settle()                # typing ends; everybody is saved and shows the same
    typists.must_stand_in(document) # every character once
"""

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple, Self

from tests.server import Browser

ROOT = Path(__file__).parents[2]
SETTLE_S = 60.0


class Given(NamedTuple):
    """One client: where it connects, the origin that it sends, and its session."""

    url: str
    origin: str
    browser: Browser

    def as_json(self) -> dict[str, str]:
        token = self.browser.token()
        return {"url": self.url, "origin": self.origin, "token": token, "cookie": self.browser.cookies["Cookie"]}


class Settled(NamedTuple):
    """How long it took until everybody was saved, and at which version."""

    seconds: float
    version: int


@cache
def _bundle() -> Path:
    out = Path(mkdtemp(prefix="workspace-typists-")) / "typists.mjs"
    # Some packages in it ask for Node's modules in the old way.
    old_way = "--banner:js=import{createRequire}from'module';const require=createRequire(import.meta.url);"
    command = [ROOT / "node_modules" / ".bin" / "esbuild", Path(__file__).with_name("typists.ts"), "--bundle"]
    subprocess.run(
        [*command, "--platform=node", "--format=esm", "--log-level=warning", old_way, f"--outfile={out}"], check=True
    )
    return out


class Typists:
    """All of them in one process of Node."""

    def __init__(
        self,
        text: str,
        clients: Sequence[Given],
        *,
        shared: int = 1,
        per_second: float = 10.0,
        settle_s: float = SETTLE_S,
    ) -> None:
        self._shared = shared
        self._job = {
            "text": text,
            "clients": [given.as_json() for given in clients],
            "perSecond": per_second,
            "shared": shared,
            "settleSeconds": settle_s,
        }

    def __enter__(self) -> Self:
        job = Path(mkdtemp(prefix="workspace-typists-")) / "job.json"
        job.write_text(json.dumps(self._job))
        self._process = subprocess.Popen(
            ["node", _bundle(), job], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._heard("settled")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def type(self) -> None:
        """Begin to type; they go on until they settle."""
        self._tell("type")

    def settle(self) -> Settled:
        """Rest until everybody is saved at one version; all pages show the same then."""
        self._tell("settle")
        said = self._heard("settled")
        assert said["pages"] == 1, said
        return Settled(said["ms"] / 1000, said["version"])

    def versions(self) -> list[int]:
        """The server's version on each screen."""
        self._tell("versions")
        return list(self._heard("versions")["versions"])

    def books(self) -> list[dict[str, Any]]:
        self._tell("books")
        return list(self._heard("books")["books"])

    def must_stand_in(self, document: dict[str, Any]) -> None:
        """Every character that was typed is there, once; nothing was refused or held."""
        clauses = [_words(clause) for clause in document["doc"]["content"]]
        words = [word for clause in clauses[: self._shared] for word in clause.split(".") if word]
        books = self.books()
        for index, book in enumerate(books):
            assert not book["faults"], (index, book["faults"])
            assert book["held"] == 0
            assert book["acknowledged"] == book["typed"]
            assert clauses[self._shared + index] == book["own"], (index, clauses[self._shared + index], book["own"])
        typed = sorted(word.removesuffix(".") for book in books for word in book["words"])
        assert sorted(words) == typed

    def _tell(self, order: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()

    def _heard(self, event: str) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        said: dict[str, Any] = json.loads(line) if line else {"event": "nothing"}
        assert said["event"] == event, said
        return said


def _words(clause: dict[str, Any]) -> str:
    return "".join(run.get("text", "") for run in clause.get("content", []))
