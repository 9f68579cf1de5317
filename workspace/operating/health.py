"""Whether this process can do its work: the database answers, Redis answers if there is one, the disk has room."""

from dataclasses import dataclass
from enum import StrEnum

import gevent
from redis import Redis, RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workspace.database import Database
from workspace.disk import Disk, Room

_PATIENCE_S = 2.0


class Answer(StrEnum):
    ANSWERS = "answers"
    SILENT = "does not answer"
    NOT_SET = "not set"


class State(StrEnum):
    WELL = "well"
    DEGRADED = "degraded"  # people can work; somebody should look
    DOWN = "down"


@dataclass(frozen=True)
class Health:
    database: Answer
    redis: Answer
    room: Room

    @property
    def state(self) -> State:
        if self.database is not Answer.ANSWERS:
            return State.DOWN
        # Without Redis everybody asks the database each second: slower, and nothing is lost.
        is_well = self.redis is not Answer.SILENT and self.room is Room.ENOUGH
        return State.WELL if is_well else State.DEGRADED


def health(database: Database, redis_url: str, disk: Disk) -> Health:
    return Health(_asked(database), _redis(redis_url), disk.room)


def _asked(database: Database) -> Answer:
    try:
        with gevent.Timeout(_PATIENCE_S), database.reading() as db:
            db.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, gevent.Timeout):
        return Answer.SILENT
    return Answer.ANSWERS


def _redis(url: str) -> Answer:
    if not url:
        return Answer.NOT_SET
    try:
        with Redis.from_url(url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S) as redis:
            redis.ping()
    except (RedisError, OSError):
        return Answer.SILENT
    return Answer.ANSWERS
