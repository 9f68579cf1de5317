"""What is heard on a connection: read strictly, handed to the ear that is declared for it, and answered."""

import logging
import re
from time import monotonic
from typing import Any

import orjson

from workspace.config import Limits
from workspace.errors import Invalid, Refusal, Unavailable
from workspace.languages import Languages
from workspace.phrases import Phrase
from workspace.realtime.connections import Connection
from workspace.realtime.hearing import HEARD, Message
from workspace.realtime.noting import UNKNOWN, note
from workspace.text.steps import is_within_depth

log = logging.getLogger(__name__)

_EVENT = re.compile(r"2(\d{0,9})(?=\[)")


class Answering:
    """Answers events; `asked` is the feature's object that every ear is given."""

    def __init__(self, limits: Limits, languages: Languages, asked: Any) -> None:
        self._limits, self._languages, self._asked = limits, languages, asked

    def event(self, connection: Connection, data: str) -> None:
        """An event as Socket.IO writes it: `2`, the number to answer with, and JSON."""
        if not connection.is_open:
            return
        match = _EVENT.match(data)
        try:
            answer = self._heard(connection, data[match.end() :]) if match else None
            if match and match[1] and answer is not None and connection.is_open:
                connection.answer(match[1], answer)
        finally:
            connection.release()

    def _heard(self, connection: Connection, raw: str) -> Message | None:
        began, name, answer = monotonic(), UNKNOWN, None
        try:
            name, message = self._read(raw)
            answer = HEARD[name].ear(self._asked, connection, message)
            answer = None if answer is None else {"ok": True, **answer}
        except Refusal as refusal:
            answer = self._refused(connection, refusal)
        except Exception:
            log.exception("An event could not be answered.")
            answer = self._refused(connection, Unavailable(Phrase("The workspace could not do this.")))
        note(name, answer, monotonic() - began)
        return answer

    def _read(self, raw: str) -> tuple[str, Message]:
        try:
            sent = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise Invalid(Phrase("This is not JSON.")) from None
        if not is_within_depth(sent, self._limits.json_depth):
            raise Invalid(Phrase("This is nested too deeply."))
        match sent:
            case [str(name), dict(message)] if name in HEARD:
                return name, message
        raise Invalid(Phrase("There is no such event."))

    def _refused(self, connection: Connection, refusal: Refusal) -> Message:
        message = refusal.message.said(self._languages.translation(connection.language))
        return {"ok": False, "reason": refusal.reason, "message": message, **refusal.details}
