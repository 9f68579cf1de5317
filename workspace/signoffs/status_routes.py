"""The doors of agreement on clauses, and of editions: what the chair records and what is issued."""

from flask import Blueprint, Flask, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from workspace.accounts.forms import words
from workspace.drafting import actions
from workspace.drafting.access import agreement_at, clause_at, edition_at
from workspace.drafting.models import Agreement, Clause, ClauseStatus
from workspace.drafting.wordings import text_now, working_text
from workspace.errors import Invalid, OutOfOrder, Refusal, WordsMoved
from workspace.negotiations.access import present_seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.signoffs import queries
from workspace.signoffs.moved import answered_with_diff, hash_seen
from workspace.web import needs, safe_path, transaction, wants_json

status = Blueprint("status", __name__)

REASON_CHARACTERS = 2_000
EDITION_CHARACTERS = 80


def register(app: Flask) -> None:
    app.register_blueprint(status)


@status.post("/clauses/<clause_id>/status")
@needs(Permission.SET_STATUS)
@answered_with_diff
def set_status(clause_id: str) -> ResponseReturnValue:
    """Record agreement: `status` (informals, adref, agreed), `hash` of the words seen; `next` is where to go on."""
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    actions.set_status(db, seat, clause, _status(request.form.get("status", "")), hash_seen())
    return _done(clause)


@status.post("/clauses/<clause_id>/reopenings")
@needs(Permission.REOPEN_CLAUSE)
@answered_with_diff
def reopen(clause_id: str) -> ResponseReturnValue:
    """Reopen for a `reason`; `hash` of the words seen may be given."""
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    reason = words("reason", _("The reason"), most=REASON_CHARACTERS)
    actions.reopen(db, seat, clause, reason, hash_seen() if "hash" in request.form else None)
    return _done(clause)


@status.get("/agreements/<agreement_id>/editions")
@needs(Permission.READ_TEXT)
def editions(agreement_id: str) -> ResponseReturnValue:
    return _editions(agreement_at(transaction(), present_seat(), agreement_id))


@status.post("/agreements/<agreement_id>/editions")
@needs(Permission.ISSUE_EDITION)
def issue(agreement_id: str) -> ResponseReturnValue:
    """Issue the working text under a `name`, if it has the `hash` seen; `version` says when it was seen."""
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    try:
        name = words("name", _("The name"), most=EDITION_CHARACTERS)
        edition = actions.issue_edition(db, seat, agreement, name, hash_seen())
    except (Invalid, OutOfOrder) as refusal:
        if wants_json():
            raise
        return _editions(agreement, refusal), 409 if isinstance(refusal, OutOfOrder) else 422
    if wants_json():
        return jsonify(ok=True, edition=edition.id)
    flash(_("“%(name)s” is issued. Its words are frozen.", name=edition.name), "good")
    return redirect(url_for(".show_edition", edition_id=edition.id))


@status.get("/editions/<edition_id>")
@needs(Permission.READ_TEXT)
def show_edition(edition_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    edition = edition_at(db, seat, edition_id)
    text = queries.edition_text(db, edition)
    return render_template(
        "signoffs/edition.html",
        agreement=edition.agreement,
        edition=edition,
        text=text,
        now=text_now(db, working_text(db, edition.agreement)),
        statuses=queries.counts_by_status(text),
        signed=queries.sign_offs_of_edition(db, edition),
        previous=queries.edition_before(db, edition),
        is_latest=queries.latest_edition(db, edition.agreement) is edition,
        tab="editions",
    )


def _editions(agreement: Agreement, refusal: Refusal | None = None) -> str:
    db = transaction()
    now = text_now(db, working_text(db, agreement))
    return render_template(
        "signoffs/editions.html",
        agreement=agreement,
        editions=queries.editions_of(db, agreement),
        now=now,
        statuses=queries.counts_by_status(now),
        refusal=refusal,
        has_moved=isinstance(refusal, WordsMoved),
        tab="editions",
    )


def _status(value: str) -> ClauseStatus:
    if value not in {each.value for each in actions.RECORDED}:
        raise Invalid(
            Phrase("What is recorded is: agreed in informals, agreed ad referendum, or agreed."), field="status"
        )
    return ClauseStatus(value)


def _done(clause: Clause) -> ResponseReturnValue:
    if wants_json():
        return jsonify(ok=True, clause=clause.id, status=clause.status.value)
    otherwise = f"/agreements/{clause.text.agreement_id}#{clause.id}"
    return redirect(safe_path(request.form.get("next")) if request.form.get("next") else otherwise)
