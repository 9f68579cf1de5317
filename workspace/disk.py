"""Room on the disk of the data folder. A warning comes first; below the limit nothing new is taken, reading goes on."""

import logging
import shutil
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from time import monotonic

import gevent

from workspace.config import Config
from workspace.errors import NoRoom

log = logging.getLogger(__name__)

_MB = 1024 * 1024
_LOOK_EVERY_S = 10.0
_MOMENT_S = 0.5


class Room(StrEnum):
    ENOUGH = "enough"
    LOW = "low"
    NONE = "none"


class Disk:
    """The disk that a folder is on. `free` is for tests."""

    def __init__(self, settings: Config, *, free: Callable[[Path], int] | None = None) -> None:
        self._folder = settings.data
        self._warning = settings.disk_warning_mb * _MB
        self._least = settings.disk_least_mb * _MB
        self._free = free or _free
        self._good_until = 0.0

    @property
    def free_bytes(self) -> int:
        return self._free(self._folder)

    @property
    def room(self) -> Room:
        free = self.free_bytes
        if free < self._least:
            return Room.NONE
        return Room.LOW if free < self._warning else Room.ENOUGH

    @property
    def has_room(self) -> bool:
        return self.room is not Room.NONE

    def must_have_room(self) -> None:
        """`NoRoom`, if what comes might not be kept."""
        if monotonic() < self._good_until:
            return
        free = self.free_bytes
        if free < self._least:
            raise NoRoom
        # Where there is plenty, nobody fills it within a moment.
        self._good_until = monotonic() + _MOMENT_S if free > self._least + self._warning else 0.0

    def watch(self) -> None:
        """Write it into the log whenever the room grows short, and when there is enough again; for ever."""
        known = Room.ENOUGH
        while True:
            room = self.room
            if room is not known:
                log.log(_LEVELS[room], _SAID[room], extra={"fields": {"free_mb": self.free_bytes // _MB}})
                known = room
            gevent.sleep(_LOOK_EVERY_S)


_LEVELS = {Room.ENOUGH: logging.INFO, Room.LOW: logging.WARNING, Room.NONE: logging.ERROR}
_SAID = {
    Room.ENOUGH: "There is enough room on the disk again.",
    Room.LOW: "The disk will soon be full.",
    Room.NONE: "The disk is full: commits and acts are refused, reading goes on.",
}


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
