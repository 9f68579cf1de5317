"""Parsing what clients send about texts, and the core's refusals in the words of the doors."""

import re
from collections.abc import Sequence

from prosemirror.transform import ReplaceStep

from workspace import errors
from workspace.database import Json
from workspace.phrases import Phrase
from workspace.text import refusals
from workspace.text.schema import CLAUSE, id_of
from workspace.text.steps import Step, parse_steps
from workspace.text.values import MAX_POSITION

_REF = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
_ID = re.compile(r"[0-9a-z]{1,16}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_AN_ID = Phrase("an id")
_A_REF = Phrase("a ref of letters, digits, - and _, 40 at most")
_A_HASH = Phrase("a hash in hexadecimal")
_REFUSALS: dict[str, type[errors.Refusal]] = {
    "locked": errors.Locked,
    "too_large": errors.TooLarge,
    "stale": errors.Stale,
}

Message = dict[str, Json]


def as_refusal(refused: refusals.Refused) -> errors.Refusal:
    details = {"clauses": list(refused.clauses)} if isinstance(refused, refusals.Locked) else {}
    return _REFUSALS.get(refused.reason, errors.Invalid)(refused.message, **details)


def only(message: Message, *keys: str) -> Message:
    """The message, if it has exactly these keys."""
    if message.keys() != set(keys):
        raise errors.Invalid(Phrase("Expected here: %(what)s.", what=", ".join(keys)))
    return message


def an_id(value: Json) -> str:
    return _matching(_ID, value, _AN_ID)


def a_ref(value: Json) -> str:
    return _matching(_REF, value, _A_REF)


def a_hash(value: Json) -> bytes:
    return bytes.fromhex(_matching(_HASH, value, _A_HASH))


def a_number(value: Json, most: int = 2**53) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise errors.Invalid(Phrase("A whole number is expected."))
    return value


def a_position(value: Json) -> int:
    return a_number(value, MAX_POSITION)


def some_steps(value: Json) -> list[Step]:
    try:
        return parse_steps(value)
    except refusals.Refused as refused:
        raise as_refusal(refused) from None


def ids_made(steps: Sequence[Step]) -> frozenset[str]:
    """The ids that steps propose for new clauses."""
    nodes = [node for step in steps if type(step) is ReplaceStep for node in step.slice.content.content]
    return frozenset([id_of(node) for node in nodes if node.type is CLAUSE]) - {""}


def _matching(pattern: re.Pattern[str], value: Json, what: Phrase) -> str:
    if not isinstance(value, str) or not pattern.match(value):
        raise errors.Invalid(Phrase("Expected here: %(what)s.", what=what))
    return value
