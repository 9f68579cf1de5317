"""The doors of the record's page: a negotiation's record, and a delegation's own log."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.drafting.models import Agreement, Text, TextKind
from workspace.drafting.showing import first_words
from workspace.drafting.wordings import text_now
from workspace.errors import Invalid, NotFound
from workspace.negotiations.access import negotiation_at, present_seat
from workspace.negotiations.models import Negotiation, Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.reading.record.sentences import kind_word, sentence
from workspace.record.queries import Filter, entries, head, kinds
from workspace.web import needs, transaction

record = Blueprint("record", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(record)
    app.jinja_env.globals["record_sentence"] = sentence


@record.get("/negotiations/<negotiation_id>/record")
@needs(Permission.READ_RECORD)
def show(negotiation_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    negotiation = negotiation_at(db, seat, negotiation_id)
    return _page(db, negotiation, chain=negotiation.id, own=False)


@record.get("/negotiations/<negotiation_id>/own-log")
@needs(Permission.READ_DRAFTS)
def own_log(negotiation_id: str) -> ResponseReturnValue:
    """What was done in private drafting: the seat's own delegation's log, and no other's."""
    db, seat = transaction(), present_seat()
    negotiation = negotiation_at(db, seat, negotiation_id)
    if seat.delegation_id is None:
        raise NotFound
    return _page(db, negotiation, chain=seat.delegation_id, own=True)


def _page(db: Session, negotiation: Negotiation, *, chain: str, own: bool) -> ResponseReturnValue:
    page = entries(db, chain, _filter(), page=request.args.get("page", 1, type=_page_number))
    return render_template(
        "reading/record.html",
        negotiation=negotiation,
        page=page,
        days=[list(group) for _day, group in groupby(page.entries, key=lambda entry: entry.at.date())],
        head=head(db, chain),
        choices_of_kinds=[(kind, kind_word(kind)) for kind in kinds(db, chain)],
        choices_of_delegations=[(each.id, f"{each.code} {each.name}") for each in negotiation.delegations],
        delegations={each.id: each for each in negotiation.delegations},
        seats=_seats(db, negotiation),
        clauses=_clause_names(db, negotiation),
        own=own,
        tab="record",
    )


def _seats(db: Session, negotiation: Negotiation) -> Mapping[str, Seat]:
    return {seat.id: seat for seat in db.scalars(select(Seat).where(Seat.negotiation_id == negotiation.id))}


def _clause_names(db: Session, negotiation: Negotiation) -> dict[str, str]:
    """What the clauses of the working texts are called now: by number, or by their first words."""
    working = select(Text).join(Agreement).where(Text.kind == TextKind.WORKING)
    names = {}
    for text in db.scalars(working.where(Agreement.negotiation_id == negotiation.id)):
        now = text_now(db, text)
        for clause in now.clauses:
            names[clause.id] = clause.number.margin or f"“{first_words(clause.node, now.numbers, 3)}”"
    return names


def _filter() -> Filter:
    given = request.args
    until = _day("until")
    return Filter(
        clause=given.get("clause") or None,
        delegation=given.get("delegation") or None,
        kind=given.get("kind") or None,
        since=_day("since"),
        until=until + timedelta(days=1) if until else None,
    )


def _day(name: str) -> datetime | None:
    if not (value := request.args.get(name)):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Invalid(Phrase("This is not a date: %(value)s", value=value), field=name) from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _page_number(value: str) -> int:
    return max(1, min(int(value), 1_000_000))
