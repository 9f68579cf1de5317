"""The doors of sign-offs: who has signed what, the ceremony, and withdrawing."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from workspace.accounts.forms import words
from workspace.accounts.sessions import with_password
from workspace.drafting.access import agreement_at, clause_at, edition_at
from workspace.drafting.wordings import text_now, working_text
from workspace.errors import Invalid
from workspace.negotiations.access import present_seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.refusals import refused_on
from workspace.signoffs import actions, queries
from workspace.signoffs.access import own_sign_off_at, sign_off_at
from workspace.signoffs.ceremony import Paper, paper_of_clause, paper_of_edition
from workspace.signoffs.matrix import columns
from workspace.signoffs.models import Level, SignOff
from workspace.signoffs.moved import answered_with_diff
from workspace.web import needs, transaction

sign_offs = Blueprint("sign_offs", __name__)

STATEMENT_CHARACTERS = 4_000


def register(app: Flask) -> None:
    app.register_blueprint(sign_offs)


@sign_offs.get("/agreements/<agreement_id>/sign-offs")
@needs(Permission.READ_SIGN_OFFS)
def overview(agreement_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    text = text_now(db, working_text(db, agreement))
    rows = queries.nation_by_clause(db, agreement, text)
    every, article = request.args.get("show") == "all", request.args.get("article", "")
    shown, is_folded = columns(text, rows, every_clause=every, article=article)
    return render_template(
        "signoffs/overview.html",
        agreement=agreement,
        text=text,
        rows=rows,
        columns=shown,
        is_folded=is_folded,
        every=every,
        article=article,
        edition=queries.latest_edition(db, agreement),
        statuses=queries.counts_by_status(text),
        held_up=queries.held_up(db, agreement, text),
        tab="sign-offs",
    )


@sign_offs.get("/sign-offs/<sign_off_id>")
@needs(Permission.READ_SIGN_OFFS)
def show(sign_off_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    sign_off = sign_off_at(db, seat, sign_off_id)
    text = text_now(db, working_text(db, sign_off.agreement))
    return render_template(
        "signoffs/show.html",
        agreement=sign_off.agreement,
        sign_off=sign_off,
        cells=queries.covered_by(sign_off, text),
        course=queries.course_of(db, sign_off),
        text=text,
        is_own=sign_off.delegation_id == seat.delegation_id,
        tab="sign-offs",
    )


@sign_offs.get("/clauses/<clause_id>/sign-offs/new")
@needs(Permission.SIGN_OFF)
def sign_clause_page(clause_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    return _ceremony(paper_of_clause(db, seat, clause_at(db, seat, clause_id)))


@sign_offs.post("/clauses/<clause_id>/sign-offs")
@refused_on(sign_clause_page)
@with_password
@needs(Permission.SIGN_OFF)
@answered_with_diff
def sign_clause(clause_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    return _signed(actions.sign_clause(db, seat, clause, _signature()))


@sign_offs.get("/editions/<edition_id>/sign-offs/new")
@needs(Permission.SIGN_OFF)
def sign_edition_page(edition_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    return _ceremony(paper_of_edition(db, seat, edition_at(db, seat, edition_id)))


@sign_offs.post("/editions/<edition_id>/sign-offs")
@refused_on(sign_edition_page)
@with_password
@needs(Permission.SIGN_OFF)
def sign_edition(edition_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    edition = edition_at(db, seat, edition_id)
    return _signed(actions.sign_edition(db, seat, edition, _signature()))


@sign_offs.post("/sign-offs/<sign_off_id>/withdrawals")
@refused_on(show)
@with_password
@needs(Permission.WITHDRAW_SIGN_OFF)
def withdraw(sign_off_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    sign_off = own_sign_off_at(db, seat, sign_off_id)
    actions.withdraw(db, seat, sign_off, words("reason", _("The reason"), most=STATEMENT_CHARACTERS, required=False))
    flash(_("The sign-off is withdrawn. It stays on the record."))
    return redirect(url_for(".show", sign_off_id=sign_off.id))


def _ceremony(paper: Paper) -> ResponseReturnValue:
    return render_template("signoffs/sign.html", agreement=paper.agreement, paper=paper, tab="sign-offs")


def _signed(sign_off: SignOff) -> ResponseReturnValue:
    flash(_("Signed off. It stands as long as these words stand."))
    return redirect(url_for(".show", sign_off_id=sign_off.id))


def _signature() -> actions.Signature:
    form = request.form
    if form.get("level") not in {level.value for level in Level}:
        raise Invalid(Phrase("Choose a level. Nothing was signed."), field="level")
    try:
        hash_seen = bytes.fromhex(form.get("hash", ""))
    except ValueError:
        raise Invalid(Phrase("The page does not say which words you saw. Reload it and sign again.")) from None
    if len(form.get("statement", "")) > STATEMENT_CHARACTERS:
        raise Invalid(
            Phrase("A statement has at most %(most)s characters.", most=STATEMENT_CHARACTERS), field="statement"
        )
    return actions.Signature(
        level=Level(form["level"]),
        hash_seen=hash_seen,
        typed=form.get("ending", ""),
        statement=form.get("statement", ""),
    )
