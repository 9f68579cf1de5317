"""The tabs of the panel about a clause. Each is a query and a template; a feature that has something to say of a clause
adds its tab to `TABS`, in the order in which they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from sqlalchemy.orm import Session

from workspace.drafting.models import Clause
from workspace.drafting.wordings import Standing
from workspace.negotiations.models import Seat

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
    return {"hash": about.standing.hash.hex()}


TABS: list[Tab] = [
    Tab("clause", lazy_gettext("Clause"), "reading/panel_clause.html", _words_and_hash),
]


def tab_named(key: str | None) -> Tab:
    """The tab that was asked for; the first where there is none such."""
    return next((tab for tab in TABS if tab.key == key), TABS[0])
