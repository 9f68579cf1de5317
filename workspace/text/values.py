"""Single values in what clients send: each is exactly of its kind, or refused."""

from collections.abc import Set

from workspace.phrases import Phrase
from workspace.text.refusals import Invalid
from workspace.text.schema import FORBIDDEN, ID, KINDS, LEVELS

MAX_POSITION = 2**24


def a_position(raw: object) -> int:
    # Not isinstance: true is an int in Python, and as a position stops every browser.
    if type(raw) is not int or not 0 <= raw <= MAX_POSITION:
        raise Invalid(Phrase("A position is a whole number within the text."))
    return raw


def a_kind(raw: object) -> str:
    if not isinstance(raw, str) or raw not in KINDS:
        raise Invalid(Phrase("Unknown kind of clause."))
    return raw


def a_level(raw: object) -> int:
    if type(raw) is not int or not 0 <= raw < LEVELS:
        raise Invalid(Phrase("Unknown level."))
    return raw


def an_id(raw: object) -> str:
    if not isinstance(raw, str) or not ID.match(raw):
        raise Invalid(Phrase("An id is eight characters, a to z and 0 to 9."))
    return raw


def some_words(raw: object) -> str:
    if not isinstance(raw, str) or not raw:
        raise Invalid(Phrase("Words are expected."))
    if found := FORBIDDEN.search(raw):
        raise Invalid(Phrase("The character %(character)s cannot stand in a text.", character=f"U+{ord(found[0]):04X}"))
    return raw


def with_keys(raw: object, required: Set[str], optional: Set[str] = frozenset()) -> dict[str, object]:
    given = an_object(raw)
    if not required <= given.keys() <= required | optional:
        raise Invalid(Phrase("Unknown or missing keys."))
    return given


def an_object(raw: object) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise Invalid(Phrase("An object is expected."))
    return raw


def a_list(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise Invalid(Phrase("A list is expected."))
    return raw


def a_filled_list(raw: object) -> list[object]:
    if not (items := a_list(raw)):
        raise Invalid(Phrase("An empty list is left out."))
    return items
