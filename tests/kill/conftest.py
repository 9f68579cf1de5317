"""Chance from a seed that is printed: `--seed N` repeats a run, as far as the machine does."""

import random
import secrets

import pytest


@pytest.fixture
def chance(pytestconfig: pytest.Config) -> random.Random:
    given = pytestconfig.getoption("--seed")
    seed = secrets.randbelow(2**31) if given is None else given
    print(f"--seed {seed}")
    return random.Random(seed)
