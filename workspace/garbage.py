"""Python's search for garbage in cycles, kept from stopping everybody while some type.

What is thrown away here hardly ever lies in cycles: documents are trees, and freed at once. To look for cycles in all
that is kept takes a tenth of a second in a full house, and nobody's key is taken meanwhile.
"""

import gc
from collections.abc import Callable
from time import monotonic

import gevent

# So many new objects are looked through at a time, in two or three milliseconds.
_YOUNG = 20_000
_NEVER = 1 << 30
_LOOK_EVERY_S = 2.0
# All is looked through once so many rounds have been made of what is new, and nobody has typed for so long; or at the
# latest after ten minutes.
_ROUNDS = 10
_QUIET_S = 2.0
_LATEST_S = 600.0


def begin() -> None:
    """From now on only what is new is looked through by itself; what is there from the start stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _NEVER, _NEVER)


def collect(quiet_s: Callable[[], float]) -> None:
    """Look through the rest when it disturbs least; for ever. `quiet_s`: for how many seconds nobody has typed."""
    looked_at = monotonic()
    while True:
        gevent.sleep(_LOOK_EVERY_S)
        if is_due(gc.get_count()[1], quiet_s(), monotonic() - looked_at):
            gc.collect()
            looked_at = monotonic()


def is_due(rounds: int, quiet_s: float, since_s: float) -> bool:
    """Whether to look through everything now, after so many rounds of what is new and so long since the last time."""
    return rounds >= _ROUNDS and (quiet_s >= _QUIET_S or since_s >= _LATEST_S)
