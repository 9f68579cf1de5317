"""docs/operations.md, followed literally: its commands in their order, in one shell, in a folder of their own."""

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.conftest import POSTGRESQL
from tests.operating.machines import PAGE, free_port
from workspace.config import described

ROOT = PAGE.parent.parent
_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TAKEN = ("docs", "migrations", "static", "templates", "workspace", "Makefile", "package.json",
          "package-lock.json", "pyproject.toml", "requirements.lock", "requirements-dev.lock",
          ".gitignore")  # fmt: skip
_SET_UP = (".venv", "node_modules", "static/build")
_REDIS = os.environ.get("WORKSPACE_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


@dataclass(frozen=True)
class Block:
    """Commands of the page, and the programs that they need beyond what the workspace itself does."""

    needs: tuple[str, ...]
    commands: str


def blocks(language: str) -> list[Block]:
    return [
        Block(tuple(needs.split()), commands)
        for kind, needs, commands in _BLOCK.findall(PAGE.read_text())
        if kind == language
    ]


def _source(folder: Path) -> Path:
    """A repository with the files as they are here."""
    folder.mkdir()
    for name in _TAKEN:
        here = ROOT / name
        if here.is_dir():
            shutil.copytree(here, folder / name, ignore=shutil.ignore_patterns("build", "__pycache__"))
        else:
            shutil.copy(here, folder / name)
    git = ["git", "-C", str(folder), "-c", "user.name=Somebody", "-c", "user.email=somebody@talks.example"]
    for arguments in (["init", "--quiet", "-b", "main"], ["add", "-A", "-f"], ["commit", "--quiet", "-m", "All."]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    return folder


def _link_what_is_set_up() -> str:
    """Instead of fetching all packages again: `make setup` finds them in place."""
    lines = []
    for name in _SET_UP:
        lines += [f"mkdir -p {name}", f"ln -s {ROOT / name}/* {name}/", f"touch {name}/.ready"]
    return "\n".join(lines)


def _can_be_given(block: Block) -> bool:
    missing = [name for name in block.needs if shutil.which(name) is None]
    if not missing and "createdb" in block.needs:
        try:
            psycopg.connect(POSTGRESQL, connect_timeout=3).close()
        except psycopg.OperationalError:
            missing = ["a PostgreSQL server"]
    if missing and os.environ.get("WORKSPACE_TEST_REQUIRE_SERVICES") == "1":
        pytest.fail(f"Required, and not there: {', '.join(missing)}")
    if missing:
        print(f"Left out, since there is no {', '.join(missing)}:\n{block.commands}")
    return not missing


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a reader has: a home, a source, and a PostgreSQL of the usual address."""
    with_postgresql = psycopg.conninfo.conninfo_to_dict(POSTGRESQL)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("WORKSPACE_", "PG"))}
    known = ("host", "port", "user", "password")
    own |= {f"PG{name.upper()}": str(with_postgresql[name]) for name in known if with_postgresql.get(name)}
    return own | {
        "HOME": str(tmp_path),
        "SOURCE": str(_source(tmp_path / "source")),
        "WORKSPACE_PORT": str(free_port()),
        "REDIS": _REDIS,
        "DATABASE": f"test_{uuid4().hex}",
    }


@pytest.mark.services
@pytest.mark.skipif(shutil.which("git") is None or shutil.which("curl") is None, reason="git and curl are needed.")
def test_the_page_can_be_followed_from_the_first_command_to_the_last(
    environment: dict[str, str], tmp_path: Path
) -> None:
    if not all((ROOT / name / ".ready").exists() for name in _SET_UP):
        pytest.skip("This folder has not been set up with `make setup`.")
    script = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for block in filter(_can_be_given, blocks("sh")):
        script.append(block.commands)
        if "git clone" in block.commands:
            script.append(_link_what_is_set_up())
    try:
        done = subprocess.run(
            ["bash", "-x", "-c", "\n".join(script)],
            check=False, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300,
        )  # fmt: skip
    finally:
        _drop(environment["DATABASE"])

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-4000:]}"
    said = done.stdout
    assert "https://talks.example/invitations/" in said
    assert said.count('"state":"well"') >= 2
    assert "and entered in the record" in said
    assert "The record is whole" in said
    data = tmp_path / "workspace-data"
    assert (data / "secret.key").read_text() != (data / "secret.key.old").read_text()
    assert (tmp_path / "backup-before-upgrade" / "backup.json").exists()


def _drop(database: str) -> None:
    try:
        with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    except psycopg.OperationalError:
        return


def test_every_setting_that_the_page_names_is_one() -> None:
    named = set(re.findall(r"WORKSPACE_[A-Z_]+[A-Z]", PAGE.read_text()))

    assert named <= {name for name, _, _ in described()}


def test_the_unit_starts_what_is_there() -> None:
    (unit,) = blocks("ini")
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names are as they are
    read.read_string(unit.commands)

    program, command = read["Service"]["ExecStart"].split()

    assert (ROOT / program.removeprefix("/opt/workspace/")).exists()
    assert command == "serve"
    said = subprocess.run(
        [sys.executable, "-m", "workspace", command, "--help"], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert "usage: workspace serve" in said.stdout
