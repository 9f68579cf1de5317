"""The doors of negotiations: convening, delegations, seats and invitations."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from workspace.accounts.forms import words
from workspace.negotiations import actions, invitations, queries
from workspace.negotiations.access import delegation_at, negotiation_at, present_person, present_seat, seat_at
from workspace.negotiations.forms import DelegationForm, InvitationForm, NegotiationForm
from workspace.negotiations.letters import send_invitation
from workspace.negotiations.names import nations
from workspace.permissions import Permission, Role
from workspace.phrases import Phrase
from workspace.web import needs, needs_in_parts, transaction

negotiations = Blueprint("negotiations", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(negotiations)


@negotiations.get("/negotiations/new")
@needs(Permission.CONVENE)
def convening() -> ResponseReturnValue:
    return render_template("negotiations/convene.html")


@negotiations.post("/negotiations")
@needs(Permission.CONVENE)
def convene() -> ResponseReturnValue:
    form = NegotiationForm.read()
    seat = actions.convene(transaction(), present_person(), name=form.name, occasion=form.occasion)
    return redirect(url_for(".members", negotiation_id=seat.negotiation_id))


@negotiations.get("/negotiations/<negotiation_id>/members")
@needs(Permission.READ_NEGOTIATION)
def members(negotiation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    return render_template(
        "negotiations/members.html",
        negotiation=negotiation_at(db, seat, negotiation_id),
        benches=queries.benches(db, seat),
        seat=seat,
        nations=nations(str(get_locale())).values(),
        roles=list(Role),
        tab="members",
    )


@negotiations.post("/negotiations/<negotiation_id>/name")
@needs(Permission.KEEP_NEGOTIATION)
def rename(negotiation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    form = NegotiationForm.read()
    actions.rename(db, seat, negotiation_at(db, seat, negotiation_id), name=form.name, occasion=form.occasion)
    return _back()


@negotiations.post("/negotiations/<negotiation_id>/delegations")
@needs(Permission.KEEP_NEGOTIATION)
def admit(negotiation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    negotiation_at(db, seat, negotiation_id)
    form = DelegationForm.read()
    delegation = actions.admit(db, seat, kind=form.kind, code=form.code, name=form.name)
    flash(_("%(name)s is at the table.", name=delegation.name), "good")
    return _back()


@negotiations.post("/delegations/<delegation_id>/name")
@needs(Permission.KEEP_NEGOTIATION)
def rename_delegation(delegation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    actions.rename_delegation(db, seat, delegation_at(db, seat, delegation_id), words("name", Phrase("The name")))
    return _back()


@negotiations.post("/negotiations/<negotiation_id>/invitations")
@needs(Permission.KEEP_NEGOTIATION)
def invite(negotiation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    negotiation_at(db, seat, negotiation_id)
    form = InvitationForm.read()
    invited, token = actions.invite(
        db,
        seat,
        role=form.role,
        delegation=delegation_at(db, seat, form.delegation_id) if form.delegation_id else None,
        email=form.email,
        name=form.name,
        capacity=form.capacity,
    )
    send_invitation(db, invited, token)
    flash(_("The invitation to %(name)s is on its way.", name=invited.name), "good")
    return _back()


@negotiations.post("/seats/<seat_id>/invitations")
@needs(Permission.KEEP_NEGOTIATION)
def invite_again(seat_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    invited = seat_at(db, seat, seat_id)
    send_invitation(db, invited, actions.invite_again(db, seat, invited))
    flash(_("A new invitation to %(name)s is on its way.", name=invited.name), "good")
    return _back()


@negotiations.post("/seats/<seat_id>/confirmation")
@needs(Permission.CONFIRM_SEAT)
def confirm(seat_id: str) -> ResponseReturnValue:
    db, head = transaction(), present_seat()
    actions.confirm(db, head, seat_at(db, head, seat_id))
    return _back()


@negotiations.post("/seats/<seat_id>/end")
@needs(Permission.END_SEAT)
def end(seat_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    actions.end(db, seat, seat_at(db, seat, seat_id))
    return _back()


@negotiations.get("/invitations/<token>")
@needs(Permission.ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    return invitations.page(transaction(), token)


@negotiations.post("/invitations/<token>")
@needs_in_parts(Permission.ANYONE)
def take(token: str) -> ResponseReturnValue:
    return invitations.take_as_somebody_new(token) if "password" in request.form else invitations.take_as_present(token)


def _back() -> ResponseReturnValue:
    """To the page of seats; whoever has just ended their own finds the list of negotiations."""
    seat = present_seat()
    if seat.ended_at:
        return redirect("/negotiations")
    return redirect(url_for(".members", negotiation_id=seat.negotiation_id))
