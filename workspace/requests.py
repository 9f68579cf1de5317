"""Each request over HTTP: counted, timed, and one line in the log: which door, not whose and about what."""

from time import monotonic

from flask import Flask, Response, g, request

from workspace import logs, metrics

_BEGAN = "request_began"


def watch(app: Flask) -> None:
    """Watch every request to this application."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    setattr(g, _BEGAN, monotonic())


def _end(response: Response) -> Response:
    began: float | None = g.pop(_BEGAN, None)
    if began is None:  # refused before it began, such as by the name it called us
        return response
    spent = monotonic() - began
    door = request.endpoint or "none"
    metrics.REQUEST_SECONDS.labels(door).observe(spent)
    metrics.REQUESTS.labels(_method(), response.status_code).inc()
    logs.line("request", method=_method(), door=door, status=response.status_code, milliseconds=round(spent * 1000, 1))
    return response


def _method() -> str:
    return request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
