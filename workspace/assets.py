"""The files that browsers fetch: scripts, styles, fonts and pictures, as static/build.mjs made them."""

import mimetypes
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

from workspace.permissions import Permission
from workspace.web import needs

STATIC = Path(__file__).parent.parent / "static" / "build"


def register(app: Flask) -> None:
    app.add_url_rule("/static/build/<path:name>", "static_file", _static_file)
    app.jinja_env.globals["asset"] = _asset


@needs(Permission.ANYONE)
def _static_file(name: str) -> Response:
    packed = (STATIC / f"{name}.gz").is_file() and request.accept_encodings["gzip"] > 0
    kind = mimetypes.guess_type(name)[0]
    response = send_from_directory(STATIC, f"{name}.gz" if packed else name, mimetype=kind)
    response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    # The address carries the content's time (`asset`), so what it names never changes.
    lasting = "v" in request.args or name.startswith(("chunks/", "fonts/"))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "public, max-age=300"
    return response


def _asset(name: str) -> str:
    """The address of a file of static/build, renewed when the file is."""
    path = STATIC / name
    version = int(path.stat().st_mtime) if path.exists() else 0
    return f"/static/build/{name}?v={version:x}"
