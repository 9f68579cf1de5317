"""Tickets to connect with: good once, for half a minute, for one session."""

import hmac
import time
from hashlib import blake2b

from redis import Redis, RedisError

from workspace.config import Config
from workspace.database import new_id

LIFE_S = 30
# With the newest document of a text comes a ticket too.
TICKET_HEADER = "Live-Ticket"


class Tickets:
    """Makes tickets, and takes each once. With several processes, Redis remembers which were used."""

    def __init__(self, settings: Config) -> None:
        self._key = hmac.digest(settings.secret_key.encode(), b"live-ticket", "sha256")
        self._redis = Redis.from_url(settings.redis_url, socket_timeout=1) if settings.redis_url else None
        self._used: dict[str, float] = {}
        # Without Redis, what an earlier process took is not known; its tickets are not taken at all.
        self._oldest = 0 if self._redis else int(time.time())

    def make(self, session: str) -> str:
        """A number, when it was made, and a seal upon both and the session."""
        made = f"{new_id()}.{int(time.time())}"
        return f"{made}.{self._seal(made, session)}"

    def take(self, ticket: object, session: str) -> bool:
        """Whether this is a ticket of this session that nobody has used. Now somebody has."""
        if not isinstance(ticket, str):
            return False
        made, _, seal = ticket.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(made, session).encode()):
            return False
        number, _, second = made.partition(".")
        is_young = max(self._oldest, time.time() - LIFE_S) <= int(second)
        return is_young and self._is_first_use(number)

    def _seal(self, made: str, session: str) -> str:
        # BLAKE2 with a key (RFC 7693, section 2.9): when a session begins there are hundreds of tickets a second, and
        # an HMAC of OpenSSL is looked up anew for each.
        return blake2b(f"{made}.{session}".encode(), digest_size=32, key=self._key).hexdigest()

    def _is_first_use(self, number: str) -> bool:
        self._forget()
        if number in self._used:
            return False
        self._used[number] = time.monotonic()
        if self._redis is None:
            return True
        try:
            return bool(self._redis.set(f"workspace:ticket:{number}", 1, nx=True, ex=LIFE_S + 1))
        except RedisError:
            # It is still this session's, and was not used here.
            return True

    def _forget(self) -> None:
        oldest = time.monotonic() - LIFE_S - 1
        while self._used and next(iter(self._used.values())) < oldest:
            del self._used[next(iter(self._used))]
