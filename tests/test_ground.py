"""What the repository itself must keep: nothing is fetched from a named registry, and CI leaves no test out."""

import shutil
import subprocess
from pathlib import Path

import pytest

import tests.tools
from tests.tools import tool

ROOT = Path(__file__).parent.parent
# In pieces, so that this file names none either.
REGISTRIES = [f"{name}.org" for name in ("pypi", "pythonhosted", "registry.npmjs")] + ["registry.yarnpkg" + ".com"]


def test_no_tracked_file_names_a_registry() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("Which files are tracked, only git can say.")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    tracked = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert ROOT / "package-lock.json" in tracked

    naming = [
        f"{path.relative_to(ROOT)}: {registry}"
        for path in tracked
        if path.is_file()
        for registry in REGISTRIES
        if registry.encode() in path.read_bytes()
    ]

    assert naming == []


def test_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text()
        assert "--hash=sha256:" in lock
        assert "://" not in lock
        assert "index-url" not in lock
    packages = (ROOT / "package-lock.json").read_text()
    assert '"integrity": "sha512-' in packages
    assert '"resolved"' not in packages


def test_a_missing_program_leaves_a_test_out_and_fails_it_where_services_are_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tests.tools, "REQUIRED", False)
    assert Path(tool("git" if shutil.which("git") else "sh")).exists()
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not on this machine"):
        tool("no-such-program")

    monkeypatch.setattr(tests.tools, "REQUIRED", True)

    with pytest.raises(pytest.fail.Exception, match="no-such-program is required here"):
        tool("no-such-program")
    assert "export WORKSPACE_TEST_REQUIRE_SERVICES=1\n" in (ROOT / ".ci" / "run").read_text()
