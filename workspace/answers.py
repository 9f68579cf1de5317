"""How refusals and faults are answered, on a page or to a script, and the headers that every answer bears."""

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from workspace.config import Config
from workspace.errors import (
    Invalid,
    Locked,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OutOfOrder,
    Refusal,
    Stale,
    TooFast,
    TooLarge,
    Unavailable,
    WordsMoved,
)
from workspace.languages import told
from workspace.phrases import Phrase
from workspace.web import config, wants_json

log = logging.getLogger(__name__)

_STATUS: dict[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    OutOfOrder: HTTPStatus.CONFLICT,
    WordsMoved: HTTPStatus.CONFLICT,
    Locked: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.CONFLICT,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooFast: HTTPStatus.TOO_MANY_REQUESTS,
}


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_security_headers)


def status_of(refusal: Refusal) -> HTTPStatus:
    return next(_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, NotSignedIn) and request.method == "GET" and not wants_json():
        return redirect(url_for("accounts.sign_in_page", next=request.full_path.rstrip("?")))
    status = status_of(refusal)
    if wants_json():
        body = {"ok": False, "reason": refusal.reason, "message": told(refusal.message), **refusal.details}
        return jsonify(body), status
    return render_template("layout/refusal.html", refusal=refusal, status=status), status


def _database_away(error: OperationalError) -> ResponseReturnValue:
    log.error("The database could not be used: %s", type(error.orig).__name__)
    return _refused(
        Unavailable(Phrase("The workspace cannot reach its database now. Nothing was changed; please try again."))
    )


def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    return _refused(NotSignedIn(Phrase("This page has grown too old. Reload it and try again; nothing was done.")))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    known: dict[int, Refusal] = {
        HTTPStatus.NOT_FOUND: NotFound(),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge(_too_large()),
        HTTPStatus.TOO_MANY_REQUESTS: TooFast(Phrase("Too many attempts. Please wait a few minutes, then try again.")),
    }
    if error.code in known:
        return _refused(known[error.code])
    refusal = Refusal(Phrase("The workspace could not do this. Nothing was changed."))
    if wants_json():
        return jsonify(ok=False, reason=refusal.reason, message=told(refusal.message)), error.code
    return render_template("layout/refusal.html", refusal=refusal, status=error.code), error.code


def _too_large() -> Phrase:
    megabytes = config().limits.upload_bytes // (1024 * 1024)
    return Phrase(
        "This is larger than the workspace takes. A file has at most %(most)s MB; nothing was kept of it.",
        most=megabytes,
    )


def _security_headers(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")  # private pages are not kept by anyone
    for name, value in security_headers(config()).items():
        response.headers.setdefault(name, value)
    return response


def security_headers(settings: Config) -> dict[str, str]:
    """What OWASP's secure headers project asks for."""
    secure = settings.is_secure
    live = settings.public_url.replace("http", "ws", 1)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {live}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy + ("; upgrade-insecure-requests" if secure else ""),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
    if secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers
