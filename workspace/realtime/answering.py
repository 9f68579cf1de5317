"""What is heard on a connection: read strictly, handed to the ear that is declared for it, and answered."""

import logging
import re
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, NamedTuple

import orjson

from workspace.config import Limits
from workspace.database import Json
from workspace.errors import Invalid, Refusal, Unavailable
from workspace.languages import Languages
from workspace.phrases import Phrase
from workspace.realtime.connections import Connection
from workspace.realtime.hands import Hands
from workspace.realtime.hearing import HEARD, Answer, Awaited, Heard, Message
from workspace.realtime.noting import UNKNOWN, note
from workspace.text.steps import is_within_depth

log = logging.getLogger(__name__)

_EVENT = re.compile(r"2(\d{0,9})(?=\[)")


class _Asked(NamedTuple):
    connection: Connection
    event: str
    at: float
    reply: Callable[[Message], None] | None
    done: Callable[[], None] | None = None


# What may be asked with CONNECT; `text:opened` answers it.
_OPEN = "text:open"


class Answering:
    """Answers events; `asked` is the feature's object that every ear is given."""

    def __init__(self, limits: Limits, languages: Languages, asked: Any, hands: Hands) -> None:
        self._limits, self._languages, self._asked, self._hands = limits, languages, asked, hands

    def event(self, connection: Connection, data: str, done: Callable[[], None]) -> None:
        """An event as Socket.IO writes it: `2`, the number to answer with, and JSON. `done` is called once it has been
        answered, at once or later."""
        match = _EVENT.match(data)
        if not connection.is_open or not match:
            done()
            return
        reply, began = partial(connection.answer, match[1]) if match[1] else None, monotonic()
        try:
            name, message = self._read(data[match.end() :])
        except Refusal as refusal:
            self._answer(_Asked(connection, UNKNOWN, began, reply, done), refusal)
            return
        asked = _Asked(connection, name, began, reply, done)
        self._hear(partial(HEARD[name].ear, self._asked, connection, message), partial(self._answer, asked))

    def openings(self, connection: Connection) -> None:
        """What a client asks for with its CONNECT, in the greenlet that answers that; it may wait."""
        for sent in connection.openings:
            message = sent if isinstance(sent, dict) else {}
            reply = partial(_tell_opened, connection, message.get("text"))
            act = partial(HEARD[_OPEN].ear, self._asked, connection, message)
            self._hear(act, partial(self._answer, _Asked(connection, _OPEN, monotonic(), reply)), may_wait=True)
        connection.openings = ()
        connection.release()

    @staticmethod
    def _heard(act: Callable[[], Heard]) -> Heard | Refusal:
        try:
            return act()
        except Refusal as refusal:
            return refusal
        except Exception:
            log.exception("An event could not be answered.")
            return Unavailable(Phrase("The workspace could not do this."))

    def _hear(self, act: Callable[[], Heard], answer: Answer, *, may_wait: bool = False) -> None:
        heard = self._heard(act)
        if isinstance(heard, Awaited) and not may_wait:
            self._hands.take(partial(self._hear, heard.act, answer, may_wait=True))
        elif isinstance(heard, Awaited):
            self._hear(heard.act, answer, may_wait=True)
        elif heard is None or isinstance(heard, dict | Refusal):
            answer(heard)
        else:
            heard.then(answer)

    def _answer(self, asked: _Asked, answer: Message | Refusal | None) -> None:
        connection, message = asked.connection, None
        if isinstance(answer, Refusal):
            message = self._refused(connection, answer)
        elif answer is not None:
            message = {"ok": True, **answer}
        note(asked.event, message, monotonic() - asked.at)
        if asked.reply and message is not None and connection.is_open:
            asked.reply(message)
        connection.release()
        if asked.done:
            asked.done()

    def _read(self, raw: str) -> tuple[str, Message]:
        try:
            sent = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise Invalid(Phrase("This is not JSON.")) from None
        most = self._limits.json_depth
        if raw.count("[") + raw.count("{") > most and not is_within_depth(sent, most):
            raise Invalid(Phrase("This is nested too deeply."))
        match sent:
            case [str(name), dict(message)] if name in HEARD:
                return name, message
        raise Invalid(Phrase("There is no such event."))

    def _refused(self, connection: Connection, refusal: Refusal) -> Message:
        message = refusal.message.said(self._languages.translation(connection.language))
        return {"ok": False, "reason": refusal.reason, "message": message, **refusal.details}


def _tell_opened(connection: Connection, text: Json, answer: Message) -> None:
    connection.tell("text:opened", text=text, **answer)
