"""The letter that brings an invitation."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from workspace.accounts.mail import Letter, post
from workspace.negotiations.models import Seat
from workspace.web import config


def send_invitation(db: Session, seat: Seat, token: str) -> None:
    address = config().public_url + url_for("negotiations.invitation", token=token)
    body = _(
        "You are invited to a seat in this negotiation:\n\n%(negotiation)s\n%(place)s\n\n"
        "To take it, open this page within seven days. It works once, and only for this address:\n\n%(address)s\n",
        negotiation=seat.negotiation.name,
        place=seat.delegation.name if seat.delegation else seat.code,
        address=address,
    )
    post(db, config(), Letter(seat.email, _("Your seat: %(negotiation)s", negotiation=seat.negotiation.name), body))
