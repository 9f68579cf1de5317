"""The doors of agreements and texts."""

import base64
import gzip

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workspace import web
from workspace.drafting import actions, queries
from workspace.drafting.access import agreement_at, text_at
from workspace.drafting.models import DraftingMode
from workspace.drafting.published import Published, published, published_at
from workspace.errors import Invalid
from workspace.negotiations.access import negotiation_at, present_person, present_seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.realtime.tickets import TICKET_HEADER, Tickets
from workspace.realtime.transport import Transport
from workspace.web import needs, transaction, wants_json

drafting = Blueprint("drafting", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(drafting)


@drafting.post("/live/ticket")
@needs(Permission.SIGNED_IN)
def ticket() -> ResponseReturnValue:
    return jsonify(ticket=_tickets().make(current_user.session_id))


@drafting.get("/texts")
@needs(Permission.SIGNED_IN)
def texts() -> ResponseReturnValue:
    return jsonify(queries.readable_texts(transaction(), present_person()))


@drafting.get("/texts/<text_id>/document")
@needs(Permission.READ_TEXT)
def document(text_id: str) -> Response:
    db = transaction()
    text = text_at(db, present_seat(), text_id)
    version = _number("version") if "version" in request.args else None
    if version is not None:
        return _sent(published_at(db, text, version))
    response = _sent(published(db, text))
    # Whoever reads a text to open it needs no other request.
    response.headers[TICKET_HEADER] = _tickets().make(current_user.session_id)
    return response


@drafting.get("/texts/<text_id>/commits")
@needs(Permission.READ_TEXT)
def commits(text_id: str) -> ResponseReturnValue:
    db = transaction()
    return jsonify(queries.page_of_commits(db, text_at(db, present_seat(), text_id), _number("since")))


@drafting.get("/texts/<text_id>/key")
@needs(Permission.READ_TEXT)
def key(text_id: str) -> ResponseReturnValue:
    """The key under which a browser keeps this seat's words."""
    seat = present_seat()
    text_at(transaction(), seat, text_id)
    secret = web.config().secret("browser.key")
    made = HKDF(SHA256(), length=32, salt=None, info=f"browser {seat.id}".encode()).derive(secret.encode())
    return jsonify(seat=seat.id, key=base64.b64encode(made).decode())


@drafting.post("/negotiations/<negotiation_id>/agreements")
@needs(Permission.START_TEXT)
def start(negotiation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    agreement = actions.start_agreement(
        db,
        seat,
        negotiation_at(db, seat, negotiation_id),
        title=request.form.get("title", ""),
        symbol=request.form.get("symbol", ""),
        language=request.form.get("language", "en"),
        scheme=request.form.get("scheme", "treaty"),
    )
    text = actions.start_text(db, seat, agreement)
    if wants_json():
        return jsonify(ok=True, agreement=agreement.id, text=text.id)
    return redirect(f"/agreements/{agreement.id}")


@drafting.post("/agreements/<agreement_id>/mode")
@needs(Permission.SET_DRAFTING_MODE)
def set_mode(agreement_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    actions.set_mode(db, seat, agreement, _mode(request.form.get("mode", "")))
    return jsonify(ok=True) if wants_json() else redirect(f"/agreements/{agreement.id}")


def _mode(value: str) -> DraftingMode:
    if value not in set(DraftingMode):
        raise Invalid(Phrase("The drafting modes are open, floor and closed."))
    return DraftingMode(value)


def _number(name: str) -> int:
    value = request.args.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise Invalid(Phrase("%(name)s is a whole number.", name=name))
    return int(value)


def _tickets() -> Tickets:
    transport: Transport = current_app.extensions["workspace.transport"]
    return transport.tickets


def _sent(made: Published) -> Response:
    takes_gzip = request.accept_encodings["gzip"] > 0
    body = made.body if takes_gzip else gzip.decompress(made.body)
    response = Response(body, mimetype="application/json")
    if takes_gzip:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(made.etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
