"""Taking an invitation at the door: by somebody new, who sets a password, or by the account that has its address.

Part of the doors, and kept apart from them since it goes in parts: a password is hashed between two transactions.
"""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from workspace.accounts import actions as accounts
from workspace.accounts import queries as people
from workspace.accounts import sessions
from workspace.accounts.forms import words
from workspace.accounts.models import AccountLink, Person
from workspace.accounts.routes import hashed_new
from workspace.errors import Invalid, NotFound, NotSignedIn
from workspace.negotiations import actions, queries
from workspace.phrases import Phrase
from workspace.web import database


def page(db: Session, token: str, *, error: Invalid | None = None) -> str:
    """What is offered, and to whom."""
    link = _good(db, token)
    session = sessions.present_session(db)
    return render_template(
        "negotiations/invitation.html",
        link=link,
        token=token,
        offered=queries.seat_of_link(db, link),
        has_account=people.person_with(db, link.email) is not None,
        present=session.person if session else None,
        error=error,
    )


def take_as_somebody_new(token: str) -> ResponseReturnValue:
    with database().reading() as db:
        link = _good(db, token)
    try:
        name, password_hash = words("name", Phrase("Your name")), hashed_new(link.email)
    except Invalid as wrong:
        with database().reading() as db:
            return page(db, token, error=wrong), 422
    with database().writing() as db:
        person = accounts.take_invitation(db, link, name=name, password_hash=password_hash)
        _take_seat(db, link, person)
        sessions.begin(db, person)
    return redirect("/negotiations")


def take_as_present(token: str) -> ResponseReturnValue:
    with database().writing() as db:
        session = sessions.present_session(db)
        if session is None:
            raise NotSignedIn
        link = _good(db, token)
        accounts.take_invitation_as(db, link, session.person)
        _take_seat(db, link, session.person)
    return redirect("/negotiations")


def _take_seat(db: Session, link: AccountLink, person: Person) -> None:
    seat = queries.seat_of_link(db, link)
    if seat:
        actions.take(db, seat, person)


def _good(db: Session, token: str) -> AccountLink:
    link = people.good_link(db, accounts.INVITATION, token)
    if link is None:
        raise NotFound(accounts.LINK_IS_GONE)
    return link
