"""Between processes: Redis carries wakes, cursors, presence and news as JSON, never words. Without it, nothing."""

import logging
from collections.abc import Callable
from hashlib import sha256

import gevent
import orjson
from gevent.queue import Full, Queue
from redis import Redis, RedisError

from workspace.config import Config
from workspace.database import Json, new_id

log = logging.getLogger(__name__)

_MOST_WAITING = 10_000
_RETRY_S = 1.0

Hearer = Callable[[Json], None]


class Bus:
    """Tells the other processes, and hears them. What is lost costs a second: everybody also asks the database."""

    def __init__(self, settings: Config) -> None:
        self.process = new_id(6)
        self.is_there = bool(settings.redis_url)
        self._url = settings.redis_url
        self._channel = "workspace:" + sha256(settings.secret_key.encode()).hexdigest()[:16]
        self._hearers: dict[str, Hearer] = {}
        self._waiting: Queue[bytes] = Queue(_MOST_WAITING)

    def hear(self, kind: str, hearer: Hearer) -> None:
        self._hearers[kind] = hearer

    @property
    def waiting(self) -> int:
        """Messages that Redis has not taken yet."""
        return self._waiting.qsize()

    def tell(self, kind: str, body: Json) -> None:
        if not self.is_there:
            return
        try:
            self._waiting.put_nowait(orjson.dumps([self.process, kind, body]))
        except Full:
            log.warning("Redis is too slow; a message to the other processes was left out.")

    def run(self) -> None:
        if self.is_there:
            gevent.spawn(self._keep_on, self._send)
            gevent.spawn(self._keep_on, self._receive)

    def _keep_on(self, work: Callable[[Redis], None]) -> None:
        while True:
            try:
                with Redis.from_url(self._url, health_check_interval=10) as redis:
                    work(redis)
            except (RedisError, OSError) as trouble:
                log.warning("Redis cannot be reached: %s", type(trouble).__name__)
                gevent.sleep(_RETRY_S)

    def _send(self, redis: Redis) -> None:
        while True:
            # Publishing costs the same however much there is: what waits goes together, as a tick's cursors and call.
            messages = [self._waiting.get()]
            while not self._waiting.empty():
                messages.append(self._waiting.get())
            redis.publish(self._channel, b"[%b]" % b",".join(messages))

    def _receive(self, redis: Redis) -> None:
        channel = redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # the library's
        channel.subscribe(self._channel)
        for message in channel.listen():
            for process, kind, body in orjson.loads(message["data"]):
                if process != self.process and kind in self._hearers:
                    self._hearers[kind](body)
