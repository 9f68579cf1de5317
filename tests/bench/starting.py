"""How long `make run` takes until the server answers, the first time and the second."""

import os
import signal
import socket
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import requests

from tests.bench.tables import Results

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120


def starting() -> Results:
    with TemporaryDirectory(prefix="bench-") as folder:
        port = _free_port()
        environment = {**os.environ, "WORKSPACE_DATA": f"{folder}/data", "WORKSPACE_PORT": str(port)}
        rows = [[name, _started(environment, port)] for name in ("an empty database", "second", "third")]
    columns = ("`make run`", "s until it answers")
    notes = ("Dependencies installed and the front end built before; the first start also loads the demonstration.",)
    return Results("start", "python -m tests.bench start", columns, rows, notes)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _started(environment: dict[str, str], port: int) -> float:
    began = monotonic()
    process = subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not _answers(port):
            if process.poll() is not None or monotonic() - began > PATIENCE_S:
                raise RuntimeError("The workspace did not start.")
        return monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/sign-in", timeout=5).ok
    except requests.ConnectionError:
        return False
