"""The doors of starting a text: the form, the preview, and "Start with this text"."""

from collections.abc import Mapping

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from gevent.lock import BoundedSemaphore

from workspace.accounts.forms import words
from workspace.drafting.actions import LANGUAGES, SCHEMES
from workspace.errors import Invalid, Refusal, TooLarge
from workspace.export import starting
from workspace.export.access import job_at
from workspace.export.incoming import Reading, read_pasted, read_upload
from workspace.export.starting import Beginning
from workspace.negotiations.access import negotiation_at, present_seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.web import database, needs, needs_in_parts, transaction

starts = Blueprint("starting", __name__)

TITLE_CHARACTERS = 500
SYMBOL_CHARACTERS = 60
SOURCES = ("empty", "paste", "file")
# Each has a process of its own, which may use much memory.
_readers = BoundedSemaphore(2)


def register(app: Flask) -> None:
    app.register_blueprint(starts)


@starts.get("/negotiations/<negotiation_id>/agreements/new")
@needs(Permission.START_TEXT)
def form(negotiation_id: str) -> ResponseReturnValue:
    """An empty form; with `reading`, the one that led to it."""
    db, seat = transaction(), present_seat()
    negotiation_at(db, seat, negotiation_id)
    reading = request.args.get("reading", "")
    given = job_at(db, seat, reading, starting.READING).input["beginning"] if reading else {}
    return _form(given)


@starts.post("/negotiations/<negotiation_id>/agreements/new")
@needs_in_parts(Permission.START_TEXT)
def read(negotiation_id: str) -> ResponseReturnValue:
    """Read what was brought, outside of any transaction, and go on to the preview; a refusal keeps the form."""
    try:
        beginning = _beginning()
        reading = _reading(beginning)
        with database().writing() as g.db:
            seat = present_seat()
            negotiation = negotiation_at(g.db, seat, negotiation_id)
            job = starting.keep_reading(g.db, seat, negotiation, beginning, reading)
    except (Invalid, TooLarge) as refusal:
        with database().reading() as g.db:
            return _form(request.form, refusal), 422
    return redirect(url_for(".preview", job_id=job.id))


@starts.get("/readings/<job_id>")
@needs(Permission.START_TEXT)
def preview(job_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    job = job_at(db, seat, job_id, starting.READING)
    return render_template(
        "export/preview.html",
        negotiation=negotiation_at(db, seat, job.input["negotiation"]),
        job=job,
        kept=starting.kept(job),
        seat=seat,
        tab="agreements",
    )


@starts.post("/readings/<job_id>/agreements")
@needs(Permission.START_TEXT)
def start(job_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    job = job_at(db, seat, job_id, starting.READING)
    agreement = starting.start(db, seat, negotiation_at(db, seat, job.input["negotiation"]), job)
    return redirect(f"/agreements/{agreement.id}")


def _form(given: Mapping[str, str], refusal: Refusal | None = None) -> str:
    seat = present_seat()
    return render_template(
        "export/start.html",
        negotiation=seat.negotiation,
        given=given,
        refusal=refusal,
        field=refusal.details.get("field", "") if refusal else "",
        seat=seat,
        tab="agreements",
    )


def _beginning() -> Beginning:
    source = _one_of("source", SOURCES, Phrase("Choose how the text begins."))
    return Beginning(
        title=words("title", Phrase("The title"), most=TITLE_CHARACTERS),
        symbol=words("symbol", Phrase("The symbol"), most=SYMBOL_CHARACTERS, required=False),
        language=_one_of("language", LANGUAGES, Phrase("Choose a language.")),
        scheme=_one_of("scheme", SCHEMES, Phrase("Choose a scheme of numbers.")),
        source=source,
        words=request.form.get("words", "") if source == "paste" else "",
        file=request.files["file"].filename or "" if source == "file" and "file" in request.files else "",
    )


def _reading(beginning: Beginning) -> Reading:
    """What the source holds; refusals name the field that they are about."""
    try:
        with _readers:
            if beginning.source == "paste":
                return read_pasted(beginning.words)
            if beginning.source == "file":
                return _uploaded(beginning.file)
    except Invalid as refusal:
        raise Invalid(refusal.message, field="words" if beginning.source == "paste" else "file") from refusal
    return starting.empty(beginning.title)


def _uploaded(name: str) -> Reading:
    if not name:
        raise Invalid(Phrase("Choose a file."))
    return read_upload(request.files["file"].read(), name)


def _one_of(name: str, known: frozenset[str] | tuple[str, ...], message: Phrase) -> str:
    value = request.form.get(name, "")
    if value not in known:
        raise Invalid(message, field=name)
    return value
