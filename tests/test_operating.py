"""What an operator does at the command line."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_database_without_tables_is_named_as_such(tmp_path: Path) -> None:
    said = _workspace(tmp_path, "account", "add", "first@talks.example")

    assert said.returncode == 1
    assert said.stderr.startswith("This database is new, or older than this program.")
    assert "workspace migrate" in said.stderr


def _workspace(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "workspace", *command)
    environment = os.environ | {"WORKSPACE_DATA": str(data)}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=120)
