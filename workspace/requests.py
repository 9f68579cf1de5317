"""Each request over HTTP: counted, timed, and one line in the log: which door, not whose and about what."""

from time import monotonic

from flask import Flask, Response, g, request

from workspace import logs, metrics

_BEGAN = "request_began"


def watch(app: Flask) -> None:
    """Watch every request to this application."""
    app.before_request(_begin)
    app.after_request(_end)


def note(door: str, method: str, status: int, spent: float) -> None:
    """A request was answered so."""
    metrics.REQUEST_SECONDS.observe(spent, door)
    metrics.REQUESTS.add(method, str(status))
    logs.line("request", method=method, door=door, status=status, milliseconds=round(spent * 1000, 1))


def _begin() -> None:
    setattr(g, _BEGAN, monotonic())


def _end(response: Response) -> Response:
    began: float | None = g.pop(_BEGAN, None)
    if began is None:  # refused before it began, such as by the name it called us
        return response
    note(request.endpoint or "none", _method(), response.status_code, monotonic() - began)
    return response


def _method() -> str:
    return request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
