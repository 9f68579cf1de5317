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
_REQUEST = re.compile(rb"GET (/[A-Za-z0-9/._-]*)(?:\?([!-~]*))? HTTP/1\.1\Z")
_HEADER = re.compile(rb"([A-Za-z0-9-]+):[ \t]*([!-~](?:[ -~]*[!-~])?)?[ \t]*\Z")
# What would say more of the request than its head does.
_NOT_PLAIN = frozenset({"HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_TE", "HTTP_TRAILER"})


def plain_head(begun: bytes) -> tuple[Environ, int] | None:
    """What a GET without a body says, as WSGI has it, and the bytes it takes; nothing, if it is not as plain as that
    or not all there."""
    ends = begun.find(_ENDS)
    if ends < 0:
        return None
    request, *lines = begun[:ends].split(b"\r\n")
    matched = _REQUEST.match(request)
    if matched is None:
        return None
    environ: Environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": matched[1].decode(),
        "QUERY_STRING": (matched[2] or b"").decode(),
    }
    for line in lines:
        name, value = _usual(line) if len(line) <= _USUAL_BYTES else _header(line)
        if name in environ or not name or (name in _NOT_PLAIN and value != "0"):
            return None
        environ[name] = value
    return environ, ends + len(_ENDS)


def _header(line: bytes) -> tuple[str, str]:
    """The header's name in WSGI, and its value; no name, if it is not plain."""
    header = _HEADER.match(line)
    if header is None:
        return "", ""
    return "HTTP_" + header[1].decode().upper().replace("-", "_"), (header[2] or b"").decode()


# Browsers send the same few again and again. Longer ones are somebody's own, such as a cookie.
_USUAL_BYTES = 100
_usual = lru_cache(256)(_header)


def query_of(environ: Environ) -> Mapping[str, Sequence[str]]:
    return _query(environ.get("QUERY_STRING", ""))


_query = lru_cache(256)(parse_qs)
