"""The events that clients may send. Each declares its permission; what is not declared is not heard."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar

from workspace.database import Json
from workspace.errors import Refusal
from workspace.permissions import Permission

if TYPE_CHECKING:
    from workspace.realtime.connections import Connection

Message: TypeAlias = dict[str, Json]
Answer: TypeAlias = Callable[[Message | Refusal | None], None]


class Later(Protocol):
    """An answer that is not there yet."""

    def then(self, answer: Answer) -> None:
        """Answer so, once it is there."""


class Awaited(NamedTuple):
    """What an ear leaves to a greenlet because it waits, for the database for instance."""

    act: "Callable[[], Heard]"


Heard: TypeAlias = Message | Awaited | Later | None
# What is asked stands first: the feature's object that the application hands to the transport. An ear is called in the
# loop itself, where nothing may wait.
Ear: TypeAlias = Callable[[Any, "Connection", Message], Heard]
E = TypeVar("E", bound=Ear)

_NAME = re.compile(r"(text|clause):[a-z]+\Z")


class Event(NamedTuple):
    """An event: a seat needs one of the permissions ever to send it; the ear judges the case."""

    permissions: tuple[Permission, ...]
    ear: Ear


HEARD: dict[str, Event] = {}


class UndeclaredEvent(RuntimeError):
    """An event without a permission, or with a name that is not the protocol's. Nothing starts with one."""


def hears(name: str, *permissions: Permission) -> Callable[[E], E]:
    """Declare an event of clients: who may send it, and what answers."""

    def declare(ear: E) -> E:
        HEARD[name] = Event(permissions, ear)
        return ear

    return declare


def check_events() -> None:
    """`UndeclaredEvent`, if an event was added without saying who may send it, or could be taken for the library's."""
    wrong = [name for name, event in HEARD.items() if not event.permissions or not _NAME.match(name)]
    if wrong:
        raise UndeclaredEvent(f"These events declare no permission or have a reserved name: {', '.join(wrong)}")
