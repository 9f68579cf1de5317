"""The doors of amendments: the list and the chair's desk, writing, tabling, deciding."""

from flask import Blueprint, Flask, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from workspace.amendments import actions, deciding, forms, pages
from workspace.amendments.access import amendment_at, own_amendment_at
from workspace.amendments.listing import Wanted
from workspace.amendments.models import Amendment
from workspace.amendments.moved import answered_with_diff
from workspace.drafting.access import agreement_at, clause_at
from workspace.drafting.wordings import clause_now, text_now
from workspace.errors import Invalid
from workspace.negotiations.access import delegation_at, present_seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.refusals import refused_on
from workspace.web import needs, safe_path, transaction, wants_json

amendments = Blueprint("amendments", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(amendments)
    app.jinja_env.globals |= {"editable": pages.editable, "surroundings": pages.surroundings, "decided": pages.decided}


@amendments.get("/agreements/<agreement_id>/amendments")
@needs(Permission.READ_AMENDMENTS)
def overview(agreement_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    chosen, page = request.args.get("amendment"), _page_asked()
    desk = pages.desk(db, seat, agreement, forms.wanted(), chosen=chosen, page=page)
    return render_template("amendments/desk.html", agreement=agreement, desk=desk, seat=seat)


@amendments.get("/clauses/<clause_id>/amendments/new")
@needs(Permission.DRAFT_AMENDMENT)
def begin_page(clause_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    return render_template(
        "amendments/begin.html",
        agreement=clause.text.agreement,
        clause=clause,
        standing=clause_now(db, clause),
        numbers=text_now(db, clause.text).numbers,
        seat=seat,
    )


@amendments.post("/clauses/<clause_id>/amendments")
@needs(Permission.DRAFT_AMENDMENT)
def draft(clause_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    return _shown(actions.draft(db, seat, clause, forms.kind(), words=forms.given_words()))


@amendments.post("/agreements/<agreement_id>/amendments")
@needs(Permission.DRAFT_AMENDMENT)
def draft_at_start(agreement_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    return _shown(actions.draft_at_start(db, seat, agreement, words=forms.given_words()))


@amendments.get("/amendments/<amendment_id>")
@needs(Permission.READ_AMENDMENTS)
def show(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = amendment_at(db, seat, amendment_id)
    if not amendment.is_public:
        return _writing_page(amendment)
    page = pages.shown(db, seat, amendment)
    return render_template("amendments/show.html", agreement=amendment.agreement, page=page, seat=seat)


@amendments.get("/amendments/<amendment_id>/wording")
@needs(Permission.READ_DRAFTS)
def wording(amendment_id: str) -> ResponseReturnValue:
    return _writing_page(own_amendment_at(transaction(), present_seat(), amendment_id))


@amendments.get("/amendments/<amendment_id>/checks")
@needs(Permission.READ_DRAFTS)
def checks(amendment_id: str) -> ResponseReturnValue:
    """What must be so before tabling, for a page that is open already."""
    db, seat = transaction(), present_seat()
    page = pages.writing(db, seat, own_amendment_at(db, seat, amendment_id))
    return render_template("amendments/checks.html", page=page, agreement=page.amendment.agreement)


@amendments.post("/amendments/<amendment_id>/reasons")
@needs(Permission.DRAFT_AMENDMENT)
def give_reason(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = own_amendment_at(db, seat, amendment_id)
    actions.give_reason(db, seat, amendment, request.form.get("reason", ""))
    return _written(amendment)


@amendments.post("/amendments/<amendment_id>/clearances")
@refused_on(wording)
@needs(Permission.CLEAR_AMENDMENT)
def clear(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = own_amendment_at(db, seat, amendment_id)
    actions.clear(db, seat, amendment, forms.hash_of("words_hash"), request.form.get("note", ""))
    flash(_("Cleared. Any change of words returns it to a draft."), "good")
    return _written(amendment)


@amendments.post("/amendments/<amendment_id>/rebasings")
@needs(Permission.DRAFT_AMENDMENT)
def rebase(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = own_amendment_at(db, seat, amendment_id)
    actions.rebase(db, seat, amendment, forms.hash_of("clause"))
    return _written(amendment)


@amendments.post("/amendments/<amendment_id>/tablings")
@refused_on(wording)
@needs(Permission.TABLE_AMENDMENT)
def table(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = own_amendment_at(db, seat, amendment_id)
    actions.table(db, seat, amendment, forms.hash_of("words_hash"), reason=request.form.get("reason"))
    flash(_("Tabled as %(name)s. Everybody sees it now.", name=amendment.name), "good")
    return _shown(amendment)


@amendments.post("/amendments/<amendment_id>/rewordings")
@needs(Permission.REWORD_AMENDMENT)
def begin_rewording(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = own_amendment_at(db, seat, amendment_id)
    actions.begin_rewording(db, seat, amendment)
    return _written(amendment)


@amendments.post("/amendments/<amendment_id>/withdrawals")
@needs(Permission.WITHDRAW_AMENDMENT)
def withdraw(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = own_amendment_at(db, seat, amendment_id)
    actions.withdraw(db, seat, amendment, request.form.get("reason", ""))
    if amendment.is_public:
        flash(_("Withdrawn. What was tabled stays on the record."))
    return _shown(amendment)


@needs(Permission.DECIDE_AMENDMENT)
def _at_the_desk(amendment_id: str) -> ResponseReturnValue:
    """The desk with this amendment on it, and with what the chair had written."""
    db, seat = transaction(), present_seat()
    amendment = amendment_at(db, seat, amendment_id)
    wanted = Wanted(clause=amendment.clause_id or "", state="")
    desk = pages.desk(db, seat, amendment.agreement, wanted, chosen=amendment.id)
    return render_template(
        "amendments/desk.html", agreement=amendment.agreement, desk=desk, seat=seat, kept=forms.edited_document()
    )


@amendments.post("/amendments/<amendment_id>/decisions")
@refused_on(_at_the_desk)
@needs(Permission.DECIDE_AMENDMENT)
@answered_with_diff
def decide(amendment_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    amendment = amendment_at(db, seat, amendment_id)
    note = request.form.get("note", "")
    match request.form.get("decision"):
        case "take_up":
            deciding.take_up(db, seat, amendment, forms.seen(), note=note)
        case "take_up_in_part":
            edited = forms.edited_clauses()
            deciding.take_up_in_part(db, seat, amendment, forms.seen(), words=edited, note=note)
        case "do_not_take_up":
            deciding.do_not_take_up(db, seat, amendment, forms.seen(), note=note)
        case _:
            raise Invalid(Phrase("Choose a decision. Nothing was decided."), field="decision")
    flash(_("Recorded on %(name)s.", name=amendment.name), "good")
    if wants_json():
        return _shown(amendment)
    return redirect(safe_path(request.form.get("next") or url_for(".overview", agreement_id=amendment.agreement_id)))


@amendments.post("/delegations/<delegation_id>/clearance")
@needs(Permission.REQUIRE_CLEARANCE)
def set_clearance(delegation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    delegation = delegation_at(db, seat, delegation_id)
    if request.form.get("required") == "yes":
        actions.require_clearance(db, seat, delegation)
    else:
        actions.do_not_require_clearance(db, seat, delegation)
    if wants_json():
        return jsonify(ok=True)
    return redirect(safe_path(request.form.get("next")))


def _writing_page(amendment: Amendment) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    page = pages.writing(db, seat, amendment)
    return render_template("amendments/write.html", agreement=amendment.agreement, page=page, seat=seat)


def _shown(amendment: Amendment) -> ResponseReturnValue:
    if wants_json():
        return jsonify(ok=True, amendment=amendment.id, number=amendment.number)
    return redirect(url_for(".show", amendment_id=amendment.id))


def _written(amendment: Amendment) -> ResponseReturnValue:
    if wants_json():
        return jsonify(ok=True, amendment=amendment.id)
    return redirect(url_for(".wording", amendment_id=amendment.id))


def _page_asked() -> int:
    given = request.args.get("page", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
