"""The doors to the first pages: all negotiations of a person, and one of them with its agreements."""

from flask import Blueprint, Flask, redirect, render_template
from flask.typing import ResponseReturnValue

from workspace.negotiations.access import negotiation_at, present_person, present_seat
from workspace.permissions import Permission
from workspace.reading.overview import agreements_of, negotiations_of, tab_counts
from workspace.web import needs, transaction

first_pages = Blueprint("first_pages", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(first_pages)
    app.jinja_env.globals["tab_counts"] = tab_counts


@first_pages.get("/")
@needs(Permission.ANYONE)
def home() -> ResponseReturnValue:
    return redirect("/negotiations")


@first_pages.get("/negotiations")
@needs(Permission.SIGNED_IN)
def mine() -> ResponseReturnValue:
    person = present_person()
    return render_template("negotiations/list.html", person=person, listed=negotiations_of(transaction(), person))


@first_pages.get("/negotiations/<negotiation_id>")
@needs(Permission.READ_NEGOTIATION)
def negotiation(negotiation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    found = negotiation_at(db, seat, negotiation_id)
    return render_template(
        "negotiations/negotiation.html",
        negotiation=found,
        seat=seat,
        agreements=agreements_of(db, found),
        tab="agreements",
    )
