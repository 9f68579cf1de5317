"""What is typed does not grow the server: memory at plenary load, after it is warm. (600 clients for ten minutes with
`--soak`; in the ordinary suite 120, of whom as many type as in the plenary's two thirds, for half a minute.)"""

import json
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import pytest

from tests.bench.house import PER_SESSION, house, participants
from tests.bench.load import generator
from tests.server import Server
from tests.soaking import so_many

MOST_GROWTH = 1.05
CHARACTERS = 120_000
# Clients, of whom so many type, and seconds: so much is typed while it warms up that the log at hand is full.
SCALED, PLENARY = (120, 40, 25, 25), (600, 60, 60, 600)
SAMPLE_S, EDGE = 0.5, 10

pytestmark = pytest.mark.kill


def test_typing_does_not_grow_the_server(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    clients, typing, warm_s, seconds = PLENARY if pytestconfig.getoption("--soak") else SCALED
    seconds = so_many(pytestconfig, seconds, seconds)
    with house(-(-clients // PER_SESSION), characters=CHARACTERS) as stage:
        job = {
            "server": "workspace", "url": stage.server.url, "packages": "", "clauses": [], "texts": stage.texts,
            "clients": participants(stage, clients, typing=typing), "joinSeconds": 0, "perSecond": 5,
            "cursorsPerSecond": 2, "warmSeconds": warm_s, "seconds": seconds,
        }  # fmt: skip
        path = tmp_path / "job.json"
        path.write_text(json.dumps(job))
        samples, told = _watched(stage.server, path, seconds)

    first, last = median(samples[:EDGE]), median(samples[-EDGE:])
    print(f"{clients} clients, {told['typed'][0]} keystrokes: {first:.1f} MB, {seconds} s later {last:.1f} MB")
    assert told["isComplete"], told
    assert not told["faults"], told["faults"]
    assert last < first * MOST_GROWTH


def _watched(server: Server, job: Path, seconds: float) -> tuple[list[float], dict[str, Any]]:
    """The server's memory in MB, from when it is warm until all rest, and what clients saw."""
    samples: list[float] = []
    process = psutil.Process(server.pid)
    with subprocess.Popen(["node", generator(), job], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as load:
        _said(load, "joined")
        assert load.stdin is not None
        load.stdin.write("go\n")
        load.stdin.flush()
        _said(load, "begin")
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            samples.append(process.memory_info().rss / 2**20)
            time.sleep(SAMPLE_S)
        _said(load, "end")
        _said(load, "heard")
        return samples, _said(load, "result")


def _said(load: "subprocess.Popen[str]", event: str) -> dict[str, Any]:
    assert load.stdout is not None
    told: dict[str, Any] = json.loads(load.stdout.readline())
    assert told["event"] == event, told
    return told
