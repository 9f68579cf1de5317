"""How often a password may be tried: five times for one account from one address, 300 an hour from one address.

A hotel is one address, so the pause is for the pair. Counts are kept by the `limits` library: in this process, or in
Redis, so that all processes count together.
"""

import hashlib
import logging
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string

from workspace.errors import TooFast
from workspace.phrases import Phrase

TRIES = 5
PAUSE_SECONDS = 600
FAILURES_PER_HOUR = 300
_HOUR_SECONDS = 3600
_log = logging.getLogger(__name__)


class Attempts:
    """Counts tries, and refuses those beyond."""

    def __init__(self, redis_url: str = "") -> None:
        self._memory = MemoryStorage()
        self._storage: Storage = self._memory
        if redis_url:
            self._storage = storage_from_string(redis_url, wrap_exceptions=True, key_prefix="workspace:attempts")  # type: ignore[assignment]  # ours is not an async address

    def begin(self, account: str, address: str) -> None:
        """Count a try before it is made, so that tries at the same time count too; `TooFast` if it is one too many."""
        if self._ask(lambda kept: kept.get(_hour(address))) >= FAILURES_PER_HOUR:
            raise TooFast(Phrase("Too many failed attempts from this address. Please wait an hour, then try again."))
        pair = _pair(account, address)
        paused = self._ask(lambda kept: kept.get(f"pause:{pair}"))
        if paused or self._ask(lambda kept: kept.incr(f"tries:{pair}", PAUSE_SECONDS)) > TRIES:
            raise TooFast(Phrase("Five attempts have failed. Please wait ten minutes, then try again."))

    def fail(self, account: str, address: str) -> int:
        """Count a failure; how many tries are left before the pause."""
        pair = _pair(account, address)
        self._ask(lambda kept: kept.incr(_hour(address), _HOUR_SECONDS))
        left = max(0, TRIES - self._ask(lambda kept: kept.get(f"tries:{pair}")))
        if not left:
            self._ask(lambda kept: kept.incr(f"pause:{pair}", PAUSE_SECONDS))
        return left

    def succeed(self, account: str, address: str) -> None:
        """The right password was given: earlier tries are forgotten."""
        self._ask(lambda kept: _clear(kept, f"tries:{_pair(account, address)}"))

    def _ask(self, question: Callable[[Storage], int]) -> int:
        try:
            return question(self._storage)
        except StorageError:
            # People must be able to sign in while Redis is away; each process then counts by itself.
            _log.warning("Attempts are counted by this process alone: the shared count cannot be reached.")
            return question(self._memory)


def _clear(kept: Storage, key: str) -> int:
    kept.clear(key)
    return 0


def _hour(address: str) -> str:
    return f"hour:{_short(_place(address))}"


def _pair(account: str, address: str) -> str:
    return _short(f"{account}\n{_place(address)}")


def _place(address: str) -> str:
    """The address, or of IPv6 the network that one customer has."""
    try:
        return str(ip_network((address, 64), strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return address


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]
