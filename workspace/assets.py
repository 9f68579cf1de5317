"""The files that browsers fetch: scripts, styles, fonts and pictures, as static/build.mjs made them."""

import json
import mimetypes
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from markupsafe import Markup

from workspace.permissions import Permission
from workspace.web import needs

STATIC = Path(__file__).parent.parent / "static" / "build"
_PACKINGS = (("br", ".br"), ("gzip", ".gz"))  # best first


def register(app: Flask) -> None:
    app.add_url_rule("/static/build/<path:name>", "static_file", _static_file)
    app.jinja_env.globals |= {"asset": _asset, "imported": _imported, "symbols": symbols}


@needs(Permission.ANYONE)
def _static_file(name: str) -> Response:
    packing, ending = next((each for each in _PACKINGS if _is_packed(name, *each)), ("", ""))
    kind = mimetypes.guess_type(name)[0]
    response = send_from_directory(STATIC, name + ending, mimetype=kind)
    response.vary.add("Accept-Encoding")
    if packing:
        response.content_encoding = packing
    # The address carries the content's time (`asset`), so what it names never changes.
    lasting = "v" in request.args or name.startswith(("chunks/", "fonts/"))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "public, max-age=300"
    return response


def _is_packed(name: str, packing: str, ending: str) -> bool:
    return request.accept_encodings[packing] > 0 and (STATIC / (name + ending)).is_file()


def _asset(name: str) -> str:
    """The address of a file of static/build, renewed when the file is."""
    path = STATIC / name
    version = int(path.stat().st_mtime) if path.exists() else 0
    return f"/static/build/{name}?v={version:x}"


def _imported(script: str) -> list[str]:
    """The addresses of what a script imports at once: named in the page, they are fetched beside it, not after it."""
    known: dict[str, list[str]] = json.loads(_read("imports.json") or "{}")
    return [f"/static/build/{name}" for name in known.get(script, [])]


def symbols() -> Markup:
    """The sprite, to stand in the page: as a file it would be asked for anew by each of a thousand symbols."""
    return Markup(_read("icons.svg"))  # noqa: S704  # our own file


@cache
def _read(name: str) -> str:
    path = STATIC / name
    return path.read_text("utf-8") if path.exists() else ""
