"""What doors look for in the query of a request, noted while they answer."""

from collections import defaultdict
from collections.abc import Callable
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict

_EVERYTHING = "*"


class Looking:
    """The names of arguments that each door has asked for; more come to it with each request."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)

    def note(self, rule: str, name: str) -> None:
        self._names[rule].add(name)

    def looks_for(self, rule: str, query: str) -> bool:
        """Whether the door has asked for any argument of this query, or for its query as a whole."""
        return not self._names[rule].isdisjoint({_EVERYTHING, *parse_qs(query.lstrip("?"), keep_blank_values=True)})


class _Arguments(ImmutableMultiDict[str, str]):
    """A query that tells what is asked of it."""

    note: Callable[[str], None]

    def __getitem__(self, name: str) -> str:
        self.note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.note(str(name))
        return super().__contains__(name)

    def get(self, name, default=None, type=None):  # type: ignore[no-untyped-def]  # as the library's
        self.note(name)
        return super().get(name, default, type)

    def getlist(self, name, type=None):  # type: ignore[no-untyped-def]  # as the library's
        self.note(name)
        return super().getlist(name, type)

    def items(self, multi=False):  # type: ignore[no-untyped-def]  # as the library's
        self.note(_EVERYTHING)
        return super().items(multi)

    def to_dict(self, flat=True):  # type: ignore[no-untyped-def]  # as the library's
        self.note(_EVERYTHING)
        return super().to_dict(flat)


def looking(app: Flask) -> Looking:
    """From now on, what the doors of this application look for."""
    if "tests.looking" not in app.extensions:
        app.extensions["tests.looking"] = _noted(app)
    found: Looking = app.extensions["tests.looking"]
    return found


def _noted(app: Flask) -> Looking:
    found = Looking()

    class Request(app.request_class):  # type: ignore[name-defined]
        # All that a request tells of its query, it reads from one of these two.
        @property
        def query_string(self) -> bytes:
            self._note(_EVERYTHING)
            return bytes(self.__dict__["query_string"])

        @query_string.setter
        def query_string(self, given: bytes) -> None:
            self.__dict__["query_string"] = given

        @property
        def args(self) -> _Arguments:
            given = parse_qs(self.__dict__["query_string"].decode(), keep_blank_values=True)
            arguments = _Arguments(given)
            arguments.note = self._note
            return arguments

        def _note(self, name: str) -> None:
            if self.url_rule is not None:
                found.note(self.url_rule.rule, name)

    app.request_class = Request
    return found
