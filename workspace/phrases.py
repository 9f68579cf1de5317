"""Words for a person, before it is known who reads them: a message, and what goes into it.

The domain writes `Phrase("This seat has ended already.")`, and says nothing of languages. The door that answers knows
the reader's language and translates. Extraction finds every message under this one name, so it stands there in full;
what differs goes in by name: `Phrase("At most %(most)s characters.", most=12)`.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

Translate: TypeAlias = Callable[[str], str]
# As JSON: the message, and what goes into it.
Written: TypeAlias = "list[str | dict[str, str | int | Written]]"

_PLACE = re.compile(r"%\((\w+)\)s")


class Phrase:
    __slots__ = ("given", "message")

    def __init__(self, message: str, /, **given: "Phrase | str | int") -> None:
        self.message, self.given = message, given

    def said(self, translate: Translate) -> str:
        """The words, in the language of `translate`."""
        # Not the operator %: a message may come from another process, and must be no program.
        return _PLACE.sub(lambda place: self._filled(place, translate), translate(self.message))

    def __str__(self) -> str:
        """In English: for logs, terminals and whoever programs."""
        return self.said(str)

    def __repr__(self) -> str:
        return f"Phrase({str(self)!r})"

    def written(self) -> Written:
        """The form in which a phrase goes to another process, or is kept."""
        given = {name: value.written() if isinstance(value, Phrase) else value for name, value in self.given.items()}
        return [self.message, given]

    @classmethod
    def read(cls, written: object) -> "Phrase":
        """The phrase in that form; anything but the exact form is a ValueError."""
        match written:
            case [str(message), dict(given)]:
                return cls(message, **{str(name): _read_given(value) for name, value in given.items()})
        raise ValueError("not a phrase")

    def _filled(self, place: re.Match[str], translate: Translate) -> str:
        value = self.given.get(place[1], place[0])
        return value.said(translate) if isinstance(value, Phrase) else str(value)


def _read_given(value: object) -> Phrase | str | int:
    return value if isinstance(value, str | int) else Phrase.read(value)
