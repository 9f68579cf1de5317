"""The doors of PDFs: asking for one, waiting for it, and fetching it. It is for the seat that asked."""

import re

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from workspace.drafting.access import agreement_at, edition_at
from workspace.errors import NotFound, OutOfOrder
from workspace.export import actions, making
from workspace.export.access import job_at
from workspace.negotiations.access import present_seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.web import needs, transaction

export = Blueprint("export", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(export)
    making.register(app.extensions["workspace.config"])


@export.post("/agreements/<agreement_id>/exports")
@needs(Permission.EXPORT)
def ask(agreement_id: str) -> ResponseReturnValue:
    """Ask for a PDF: `edition` names one, and without it the clauses agreed so far are meant."""
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    wanted = request.form.get("edition", "")
    edition = edition_at(db, seat, wanted) if wanted else None
    job = actions.ask_for_pdf(db, seat, agreement, edition=edition)
    return redirect(url_for(".show", job_id=job.id))


@export.get("/exports/<job_id>")
@needs(Permission.EXPORT)
def show(job_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    job = job_at(db, seat, job_id, actions.PDF)
    agreement = agreement_at(db, seat, job.input["agreement"])
    edition = edition_at(db, seat, job.input["edition"]) if job.input["edition"] else None
    return render_template(
        "export/show.html", job=job, agreement=agreement, edition=edition, stages=making.STAGES, tab="editions"
    )


@export.get("/exports/<job_id>/file")
@needs(Permission.EXPORT)
def file(job_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    job = job_at(db, seat, job_id, actions.PDF)
    if job.finished_at is None:
        raise OutOfOrder(Phrase("The PDF is still being made. Please wait a moment."))
    if job.output is None:
        raise NotFound(Phrase("No PDF came of this. Please ask for it again."))
    agreement = agreement_at(db, seat, job.input["agreement"])
    edition = edition_at(db, seat, job.input["edition"]) if job.input["edition"] else None
    name = file_name(agreement.symbol or agreement.title, edition.name if edition else _("agreed so far"))
    response = Response(job.output, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def file_name(*parts: str) -> str:
    """A name that every system takes: letters and figures of any script, the rest as hyphens."""
    stem = "-".join(re.sub(r"[^\w.]+", "-", part).strip("-._") for part in parts)
    return f"{stem[:100] or 'agreement'}.pdf"
