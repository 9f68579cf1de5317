"""Heads of requests that are there in one piece and say nothing unusual: most of those that come in a crowd.

As strict as a server may be (RFC 9112). Whatever looks otherwise takes the long way, through the library, and is
judged there.
"""

import re
from functools import lru_cache
from typing import Any, TypeAlias

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
        header = _HEADER.match(line)
        name = _name(header[1]) if header else ""
        if header is None or name in environ or (name in _NOT_PLAIN and header[2] != b"0"):
            return None
        environ[name] = (header[2] or b"").decode()
    return environ, ends + len(_ENDS)


@lru_cache(256)  # browsers send the same few
def _name(of: bytes) -> str:
    """The header's name in WSGI."""
    return "HTTP_" + of.decode().upper().replace("-", "_")
