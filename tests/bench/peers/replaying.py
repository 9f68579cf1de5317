"""The paper that `replay` types, typed to the peers: by one client, and followed by another."""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

from tests.bench.load import generator
from tests.bench.machine import Family
from tests.bench.peers.servers import HOCUSPOCUS, Y_WEBSOCKET, Peer, installed
from tests.bench.tables import Results
from tests.bench.words import trace

# Hocuspocus stores a text at the latest so long after it has changed.
STORED_S = 12
COLUMNS = ("server", "edits a second", "a second of its CPU", "PSS MB", "bytes on disk an edit", "opened again, ms")


def replaying(folder: Path | None) -> Results:
    with installed(folder) as packages:
        rows = [_row(name, packages) for name in (HOCUSPOCUS, Y_WEBSOCKET)]
    notes = (
        "The same edits into one Yjs text, until a second client has them all; the client that types is a Node process "
        "with documents of its own, and so has a part in the time. Opened again: after a restart, from connecting "
        "until the document is there. y-websocket stores nothing.",
    )
    return Results("replay-peers", "python -m tests.bench replay-peers", COLUMNS, rows, notes)


def _row(name: str, packages: Path) -> list[object]:
    edits, _ = trace()
    with TemporaryDirectory(prefix="bench-") as folder:
        job, running = Path(folder) / "job.json", Peer(name, packages, folder)
        job.write_text(_job(name, running.url, packages))
        running.start()
        family = Family(running.pid)
        process = subprocess.Popen(
            ["node", generator("typist"), job], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        typed, cpu_s = _next(process), family.cpu_s()
        family.stop()
        stored = _stored(process, running, Path(folder), len(edits)) if name == HOCUSPOCUS else ["-", "-"]
        for each in (process, running):
            each.kill()
        process.wait()
    return [name, len(edits) / typed["ms"] * 1000, len(edits) / cpu_s, family.peak_pss_mb, *stored]


def _stored(process: subprocess.Popen[str], running: Peer, folder: Path, edits: int) -> list[object]:
    """What is on disk, and how long opening it takes another process."""
    sleep(STORED_S)
    size = sum(each.stat().st_size for each in folder.glob("peer.db*"))
    running.kill()
    running.start()
    assert process.stdin is not None
    process.stdin.write(f"{running.url}\n")
    process.stdin.flush()
    opened = _next(process)
    assert opened["isEqual"], "The text is not what was typed."
    return [size / edits, float(opened["ms"])]


def _job(name: str, url: str, packages: Path) -> str:
    edits, text = trace()
    return json.dumps({"server": name, "url": url, "packages": str(packages), "edits": edits, "text": text})


def _next(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told
