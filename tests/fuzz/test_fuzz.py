"""The shipped client module in Node against the authority here: replicas stay equal and no word is lost unseen.

`--seed N` repeats a run; the seed of a round that fails is printed, and that round is a run of its own."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROUNDS, SOAK_ROUNDS = 1_000, 50_000


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client and what drives it, as one file for Node."""
    out = tmp_path_factory.mktemp("fuzz") / "fuzz.mjs"
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    command = [esbuild, HERE / "fuzz.ts", "--bundle", "--platform=node", "--format=esm", "--log-level=warning"]
    subprocess.run([*command, f"--outfile={out}"], check=True)
    return out


@pytest.mark.fuzz
def test_replicas_are_equal_and_every_word_is_accounted_for(bundle: Path, pytestconfig: pytest.Config) -> None:
    given = pytestconfig.getoption("--seed")
    seed = given if given is not None else secrets.randbelow(2**31)
    rounds = SOAK_ROUNDS if pytestconfig.getoption("--soak") else ROUNDS

    played = subprocess.run(
        ["node", bundle, sys.executable, HERE / "authority.py", str(seed), str(rounds)],
        capture_output=True,
        text=True,
        check=False,
    )

    print(played.stdout)
    assert played.returncode == 0, f"--seed {seed}: {played.stderr}"
    assert f"{rounds} rounds" in played.stdout
