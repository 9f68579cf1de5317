"""Answers are packed (gzip) on their way out, where the browser takes it; files once, by static/build.mjs."""

import secrets
import struct
import zlib

from flask import Flask, Response, request

_WORTH_BYTES = 1_400  # what one packet carries needs no packing
_LEVEL = 5
_PADDING_BYTES = 128
_KINDS = frozenset({"text/html", "application/json"})
_GZIP_WITH_NAME = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"


def register(app: Flask) -> None:
    app.after_request(_pack)


def packed(body: bytes) -> bytes:
    """As gzip, with a name of random length.

    Pages hold words of others beside this session's token. From the exact length of many packed answers a listener
    could guess such a secret, word by word; the name makes the length say little.
    """
    name = secrets.token_hex(_PADDING_BYTES)[: secrets.randbelow(2 * _PADDING_BYTES)].encode()
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    words = deflate.compress(body) + deflate.flush()
    return _GZIP_WITH_NAME + name + b"\0" + words + struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)


def _pack(response: Response) -> Response:
    if response.mimetype not in _KINDS or response.direct_passthrough or response.is_streamed:
        return response
    if "Content-Encoding" in response.headers or (response.content_length or 0) < _WORTH_BYTES:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.set_data(packed(response.get_data()))
        response.content_encoding = "gzip"
    return response
