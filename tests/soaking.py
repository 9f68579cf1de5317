"""How long the long runs are: `--soak` for all of it, `--soak --part 0.1` to try a tenth."""

import pytest


def so_many(config: pytest.Config, usual: int, soak: int) -> int:
    """Of rounds, kills or seconds: as usual, or as many as a soak has."""
    if not config.getoption("--soak"):
        return usual
    return max(1, round(soak * config.getoption("--part")))
