"""The tabs of the panel about a clause. Each is a query and a template; a feature that has something to say of a clause
adds its tab to `TABS`, in the order in which they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from sqlalchemy.orm import Session

from workspace.amendments.pages import panel
from workspace.amendments.queries import pending_by_clause
from workspace.drafting.actions import RECORDED
from workspace.drafting.history import wordings_of
from workspace.drafting.models import Clause, ClauseStatus
from workspace.drafting.wordings import Standing, text_now
from workspace.negotiations.models import Seat
from workspace.permissions import Permission
from workspace.reading.history.queries import people
from workspace.signoffs.queries import count_standing, signed_on_clause

Values = Mapping[str, object]


@dataclass(frozen=True)
class About:
    """What every tab is asked about."""

    db: Session
    seat: Seat
    clause: Clause
    standing: Standing


@dataclass(frozen=True)
class Tab:
    key: str  # in the address: ?tab=amendments
    word: LazyString
    template: str  # given `clause` (the row), `standing` and what `query` answers
    query: Callable[[About], Values]
    count: Callable[[About], int] | None = None


def _words_and_hash(about: About) -> Values:
    status = about.standing.status
    return {
        "hash": about.standing.hash.hex(),
        "recordable": _recordable(status) if about.seat.may(Permission.SET_STATUS, status) else [],
        "may_reopen": about.seat.may(Permission.REOPEN_CLAUSE, status),
    }


def _recordable(status: ClauseStatus) -> tuple[ClauseStatus, ...]:
    """What the chair can record next: agreement only goes further; the way back is reopening."""
    return RECORDED[RECORDED.index(status) + 1 :] if status in RECORDED else RECORDED


def _history(about: About) -> Values:
    agreement = about.clause.text.agreement
    return {
        "agreement": agreement,
        "wordings": wordings_of(about.db, about.clause),
        "numbers": text_now(about.db, about.clause.text).numbers,
        "people": people(about.db, agreement),
    }


def _amendments(about: About) -> Values:
    return panel(about.db, about.seat, about.clause)


def _pending(about: About) -> int:
    return pending_by_clause(about.db, about.clause.text.agreement).get(about.clause.id, 0)


def _sign_offs(about: About) -> Values:
    agreement, text = about.clause.text.agreement, text_now(about.db, about.clause.text)
    return {
        "signed": signed_on_clause(about.db, agreement, text, about.clause.id),
        "may_sign": about.seat.may(Permission.SIGN_OFF, about.standing.status),
        "seat": about.seat,
    }


TABS: list[Tab] = [
    Tab("clause", lazy_gettext("Clause"), "reading/panel_clause.html", _words_and_hash),
    Tab("amendments", lazy_gettext("Amendments"), "amendments/panel.html", _amendments, _pending),
    Tab(
        "history",
        lazy_gettext("History"),
        "reading/panel_history.html",
        _history,
        lambda about: len(wordings_of(about.db, about.clause)),
    ),
    Tab(
        "sign-offs",
        lazy_gettext("Sign-offs"),
        "reading/panel_sign_offs.html",
        _sign_offs,
        lambda about: count_standing(about.db, about.clause, about.standing.hash),
    ),
]


def tab_named(key: str | None, seat: Seat) -> Tab:
    """The tab that was asked for; else what this seat works with: the chair gavels, others look at amendments."""
    usual = "clause" if seat.may(Permission.SET_STATUS) else "amendments"
    by_key = {tab.key: tab for tab in TABS}
    return by_key.get(key or usual, by_key[usual])
