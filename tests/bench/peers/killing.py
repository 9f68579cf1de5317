"""What others had seen when the power failed, and what of it a newcomer finds: the workspace and Hocuspocus, killed at
the same moments. All pages are gone with the server, as when a hall loses its power; one that stays would bring back
what it shows."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

from tests.bench.house import house, participants
from tests.bench.live import CHARACTERS
from tests.bench.load import generator
from tests.bench.peers.servers import HOCUSPOCUS, installed, peer
from tests.bench.tables import Results
from tests.bench.words import clause_words

COLUMNS = ("server", "kills", "typed for s", "keystrokes that others had seen", "lost", "of each kill")
MOMENTS_S = (3, 5, 8, 11, 14)
CLIENTS, TYPING, CLAUSES = 20, 4, 300
# The peer stores a text 2 s after the last change, at most 10 s after the first: what the text begins with is on disk.
_STORED_S = 4


def killing(folder: Path | None) -> Results:
    with installed(folder) as packages:
        found = {
            "workspace": [_workspace(seconds) for seconds in MOMENTS_S],
            HOCUSPOCUS: [_hocuspocus(seconds, packages) for seconds in MOMENTS_S],
        }
    rows = [_row(name, kills) for name, kills in found.items()]
    note = (
        f"{CLIENTS} clients, of whom {TYPING} type 5 characters a second into {CHARACTERS:,} characters. Once "
        "everybody has got every keystroke the server is killed (SIGKILL) with all pages, and started again; a "
        "newcomer counts."
    )
    return Results("kill", "python -m tests.bench kill", COLUMNS, rows, (note,))


def _row(name: str, kills: Sequence[tuple[int, int]]) -> list[object]:
    moments = ", ".join(map(str, MOMENTS_S))
    each = ", ".join(f"{lost} of {seen}" for seen, lost in kills)
    return [name, len(kills), moments, sum(seen for seen, _ in kills), sum(lost for _, lost in kills), each]


def _workspace(seconds: int) -> tuple[int, int]:
    with house(TYPING, characters=CHARACTERS) as stage:
        job = {
            "server": "workspace", "packages": "", "clauses": [], "texts": stage.texts,
            "clients": participants(stage, CLIENTS, typing=TYPING),
        }  # fmt: skip
        return _seen_and_lost(job, seconds, stage.server.kill, stage.server.start)


def _hocuspocus(seconds: int, packages: Path) -> tuple[int, int]:
    with peer(HOCUSPOCUS, packages) as running:
        clients = [
            {"index": index, "url": running.url, "text": "text", "types": not index % (CLIENTS // TYPING)}
            | {"cookie": "", "token": ""}
            for index in range(CLIENTS)
        ]
        job = {
            "server": HOCUSPOCUS, "packages": str(packages),
            "clauses": clause_words(CLAUSES, CHARACTERS), "texts": ["text"], "clients": clients,
        }  # fmt: skip
        return _seen_and_lost(job, seconds, running.kill, running.start)


def _seen_and_lost(
    job: dict[str, Any], seconds: int, kill: Callable[[], None], start: Callable[[], None]
) -> tuple[int, int]:
    more = {"warmSeconds": 0, "seconds": seconds, "perSecond": 5, "cursorsPerSecond": 0, "joinSeconds": 0}
    with TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "job.json"
        path.write_text(json.dumps({**job, **more, "isKilled": True}))
        with subprocess.Popen(
            ["node", generator(), path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as load:
            _next(load, "joined")
            sleep(_STORED_S)
            _go(load)
            for event in ("begin", "end", "heard"):
                said = _next(load, event)
            assert said["isComplete"], said
            kill()
            start()
            _go(load)
            told = _next(load, "result")
    return sum(told["typed"]), CHARACTERS + sum(told["typed"]) - sum(told["lengths"])


def _go(load: "subprocess.Popen[str]") -> None:
    assert load.stdin is not None
    load.stdin.write("go\n")
    load.stdin.flush()


def _next(load: "subprocess.Popen[str]", event: str) -> dict[str, Any]:
    assert load.stdout is not None
    told: dict[str, Any] = json.loads(load.stdout.readline())
    assert told["event"] == event, told
    return told
