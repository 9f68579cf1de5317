"""Heads of requests that are there in one piece and say nothing unusual: most of those that come in a crowd.

As strict as a server may be (RFC 9112). Whatever looks otherwise takes the long way, through the library, and is
judged there.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import parse_qs

Environ: TypeAlias = dict[str, Any]

_ENDS = b"\r\n\r\n"
_REQUEST = re.compile(r"GET (/[A-Za-z0-9/._-]*)(?:\?([!-~]*))? HTTP/1\.1\Z")
_NAME = re.compile(r"[A-Za-z0-9-]+\Z")
_PRINTABLE = bytes(range(0x20, 0x7F))
# What would say more of the request than its head does.
_NOT_PLAIN = frozenset({"HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_TE", "HTTP_TRAILER"})


def plain_head(begun: bytes) -> tuple[Environ, int] | None:
    """What a GET without a body says, as WSGI has it, and the bytes it takes; nothing, if it is not as plain as that
    or not all there."""
    ends = begun.find(_ENDS)
    if ends < 0:
        return None
    head = begun[:ends]
    request, *lines = head.decode("latin-1").split("\r\n")
    # Nothing else than printable characters and these ends of lines.
    if head.translate(None, _PRINTABLE) != b"\r\n" * len(lines) or not (matched := _REQUEST.match(request)):
        return None
    environ: Environ = {"REQUEST_METHOD": "GET", "PATH_INFO": matched[1], "QUERY_STRING": matched[2] or ""}
    for line in lines:
        said, colon, value = line.partition(":")
        name, value = _named(said), value.strip(" ")
        if not colon or not name or name in environ or (name in _NOT_PLAIN and value != "0"):
            return None
        environ[name] = value
    return environ, ends + len(_ENDS)


@lru_cache(256)
def _named(header: str) -> str:
    """Its name in WSGI; none, if it is not plain."""
    return "HTTP_" + header.upper().replace("-", "_") if _NAME.match(header) else ""


def query_of(environ: Environ) -> Mapping[str, Sequence[str]]:
    return _query(environ.get("QUERY_STRING", ""))


_query = lru_cache(256)(parse_qs)
