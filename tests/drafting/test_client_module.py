"""The client module that pages use, at a real server: over Socket.IO, through a kill, without reload."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.drafting.conftest import House
from tests.server import words

ROOT = Path(__file__).parents[2]


class Page:
    """The module in Node: takes lines to type, says what it shows."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def shows(self, kind: str, *expected: str) -> dict[str, Any]:
        """What it says once it is in this state and has these words."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said: dict[str, Any] = json.loads(line)
            if said["kind"] == kind and all(each in said["words"] for each in expected):
                return said
        raise AssertionError("The client ended.")


@contextmanager
def page(house: House, folder: Path) -> Iterator[Page]:
    out = folder / "typing.mjs"
    esbuild = [ROOT / "node_modules" / ".bin" / "esbuild", ROOT / "tests" / "live" / "typing.ts", "--bundle"]
    # Some packages in it ask for Node's modules in the old way.
    old_way = "--banner:js=import{createRequire}from'module';const require=createRequire(import.meta.url);"
    subprocess.run([*esbuild, "--platform=node", "--format=esm", old_way, f"--outfile={out}"], check=True)
    browser = house.server.client(house.kenya.email)
    command = ["node", out, house.server.url, browser.cookies["Cookie"], browser.token(), house.text]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Page(process)
        finally:
            process.kill()


def test_the_module_types_hears_and_outlives_the_server(house: House, tmp_path: Path) -> None:
    peru = house.client(house.peru)
    with page(house, tmp_path) as kenya:
        kenya.shows("saved", "Restraint")

        kenya.type("État 国家 👍🏽 ")
        kenya.shows("saved", "État 国家 👍🏽 ")
        heard = peru.wait("text:commits")
        peru.commit(house.text, heard["from"] + 1, [[1, 1, "Peru "]])
        kenya.shows("saved", "Peru ", "État")
        house.server.kill()
        kenya.type("offline ")
        kenya.shows("offline", "offline ")
        house.server.start()

        kenya.shows("saved", "offline ")

    assert "offline " in words(house.server.client(house.peru.email).document(house.text))
