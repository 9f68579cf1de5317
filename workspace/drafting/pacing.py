"""How fast people type, how many hear it, and what follows for the time between two ticks."""

import math
from time import monotonic

SHORTEST_GAP_S = 0.02
# Telling somebody costs much the same however much there is to tell: the more hear it, the more goes into one tick.
GAP_PER_HEARER_S = 21e-6
# A key that comes after a gap waits for others' as long as a gap, if they are likely enough to come: so many of them.
# Where more come, the gaps themselves gather them; where fewer do, nobody waits for nothing.
_LIKELY, _ANYWAY = 0.3, 1.5
# Where more come, and not each for many hearers, as with a hundred small texts, the whole process rests for the gap: to
# wake for each key costs as much again as to take it.
_CROWD, _HEARERS_A_KEY = 3.0, 20
# What was sent longer ago counts ever less in how much is being sent.
_PACE_S = 1.0


class Pace:
    """Of all texts of a process."""

    def __init__(self) -> None:
        self._hearers = 0
        # How many commits come in a second, as of when.
        self._commits = self._noted_at = 0.0

    @property
    def quiet_s(self) -> float:
        """For how long nothing has been written."""
        return monotonic() - self._noted_at

    @property
    def least_gap(self) -> float:
        """The time between two ticks, in seconds, as far as it depends on who hears them."""
        return SHORTEST_GAP_S + self._hearers * GAP_PER_HEARER_S

    @property
    def gathers(self) -> bool:
        """Whether a key after a pause is worth to wait for others'."""
        return _LIKELY < self._commits * self.least_gap < _ANYWAY

    @property
    def is_crowd(self) -> bool:
        """Whether so many keys come, each for few hearers, that the process may rest and take them together."""
        keys = self._commits * self.least_gap
        return keys > _CROWD and keys * _HEARERS_A_KEY > self._hearers

    def note(self, commits: int, hearers: int) -> None:
        """A tick writes so many commits, of which so many will hear."""
        now = monotonic()
        self._commits = self._commits * math.exp((self._noted_at - now) / _PACE_S) + commits / _PACE_S
        self._noted_at, self._hearers = now, hearers
