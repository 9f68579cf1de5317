"""The shipped client module in Node against the authority here: replicas stay equal and no word is lost unseen.

`--seed N` repeats a run; the seed of a round that fails is printed, and that round is a run of its own."""

import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soaking import so_many

HERE = Path(__file__).parent
ROUNDS, SOAK_ROUNDS = 1_000, 50_000


@pytest.mark.fuzz
def test_replicas_are_equal_and_every_word_is_accounted_for(
    bundle: Callable[[str], Path], pytestconfig: pytest.Config
) -> None:
    given = pytestconfig.getoption("--seed")
    seed = given if given is not None else secrets.randbelow(2**31)
    rounds = so_many(pytestconfig, ROUNDS, SOAK_ROUNDS)
    print(f"--seed {seed}", flush=True)

    played = subprocess.run(
        ["node", bundle("fuzz"), sys.executable, HERE / "authority.py", str(seed), str(rounds)],
        capture_output=True,
        text=True,
        check=False,
    )

    print(played.stdout, played.stderr, flush=True)
    assert played.returncode == 0, f"--seed {seed}: {played.stderr}"
    assert f"{rounds} rounds" in played.stdout
    assert ", 0 moves taken back" not in played.stdout
