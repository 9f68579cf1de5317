"""`workspace run` and `workspace serve`, as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from workspace.config import Config
from workspace.database import Database
from workspace.demonstration.scripts import guests
from workspace.negotiations.models import Negotiation

pytestmark = pytest.mark.kill


def test_run_says_how_to_sign_in_and_says_it_again_and_serve_refuses_it(tmp_path: Path) -> None:
    with _started("run", tmp_path) as first:
        told = _lines(first, 3 + len(guests()))
    with _started("run", tmp_path) as second:
        told_again = _lines(second, 3 + len(guests()))
    refused = _finished("serve", tmp_path)

    assert told[0].startswith("Workspace on http://127.0.0.1:")
    assert "chair@talks.example" in " ".join(told)
    assert told[1:] == told_again[1:]
    assert refused.returncode != 0
    assert "demonstration" in refused.stderr


def test_serve_loads_no_demonstration(settings: Config, database: Database) -> None:
    with _started("serve", settings.data) as serving:
        told = _lines(serving, 1)

    assert told[0].startswith("Workspace on ")
    assert not (settings.data / "demonstration.txt").exists()
    with database.reading() as db:
        assert db.scalars(select(Negotiation)).all() == []


def test_run_refuses_to_answer_others(tmp_path: Path) -> None:
    refused = _finished("run", tmp_path, WORKSPACE_HOST="0.0.0.0", WORKSPACE_PUBLIC_URL="http://talks.example")

    assert refused.returncode != 0
    assert "this machine alone" in refused.stderr
    assert not (tmp_path / "demonstration.txt").exists()


@contextmanager
def _started(command: str, data: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(_call(command), env=_environment(data), stdout=subprocess.PIPE, text=True)
    yield process
    process.terminate()
    assert process.wait(30) == 0


def _finished(command: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _call(command), env=_environment(data) | more, capture_output=True, text=True, timeout=60, check=False
    )


def _lines(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline() for _ in range(count)]


def _call(command: str) -> list[str]:
    return [sys.executable, "-m", "workspace", command]


def _environment(data: Path) -> dict[str, str]:
    return {**os.environ, "WORKSPACE_DATA": str(data), "WORKSPACE_PORT": "0"}
