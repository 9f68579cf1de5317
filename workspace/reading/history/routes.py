"""The doors to the past of a text: a clause's wordings, two states compared, the text as at a version."""

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from workspace.drafting.access import agreement_at, clause_at
from workspace.drafting.history import Wording, wordings_of
from workspace.drafting.wordings import text_now, working_text
from workspace.errors import NotFound
from workspace.negotiations.access import present_seat
from workspace.permissions import Permission
from workspace.reading.history.queries import pairs, people, state_at
from workspace.web import needs, transaction

history = Blueprint("history", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(history)


@history.get("/clauses/<clause_id>/wordings")
@needs(Permission.READ_TEXT)
def wordings(clause_id: str) -> ResponseReturnValue:
    """A clause from its first wording to now; with `from` and `to`, two of its wordings compared."""
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    found = wordings_of(db, clause)
    text = text_now(db, clause.text)
    return render_template(
        "reading/wordings.html",
        agreement=clause.text.agreement,
        clause=clause,
        now=text.by_id.get(clause.id),
        text=text,
        wordings=found,
        compared=(_wording(found, "from", 0), _wording(found, "to", len(found) - 1)) if _comparing() else None,
        people=people(db, clause.text.agreement),
        tab="text",
    )


@history.get("/agreements/<agreement_id>/compare")
@needs(Permission.READ_TEXT)
def compare(agreement_id: str) -> ResponseReturnValue:
    """Two states of the working text, each an edition, a version, or now."""
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    text = working_text(db, agreement)
    first = agreement.editions[0].id if agreement.editions else "0"
    before = state_at(db, agreement, text, request.args.get("from", first))
    after = state_at(db, agreement, text, request.args.get("to", "now"))
    return render_template(
        "reading/compare.html",
        agreement=agreement,
        before=before,
        after=after,
        pairs=pairs(db, text, before.text, after.text),
        people=people(db, agreement),
        only_changes=request.args.get("show") != "all",
        is_inline=request.args.get("view") == "inline",
        tab="editions",
    )


@history.get("/agreements/<agreement_id>/versions/<version>")
@needs(Permission.READ_TEXT)
def as_at(agreement_id: str, version: str) -> ResponseReturnValue:
    """The working text as it was."""
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    state = state_at(db, agreement, working_text(db, agreement), version)
    return render_template("reading/as_at.html", agreement=agreement, state=state, tab="editions")


def _comparing() -> bool:
    return "from" in request.args or "to" in request.args


def _wording(wordings: list[Wording], name: str, otherwise: int) -> Wording:
    index = request.args.get(name, otherwise, type=int)
    if not 0 <= index < len(wordings):
        raise NotFound
    return wordings[index]
