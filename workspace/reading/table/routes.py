"""The doors of pages that combine features. They only read."""

from hashlib import sha256

import orjson
from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from prosemirror.model import Node

from workspace.database import Json
from workspace.drafting.access import agreement_at, clause_at
from workspace.drafting.wordings import clause_now
from workspace.negotiations.access import present_seat
from workspace.permissions import Permission
from workspace.reading.table import queries
from workspace.reading.table.margins import margins as told_margins
from workspace.reading.table.panel import TABS, About, tab_named
from workspace.text.schema import SCHEMA_NUMBER
from workspace.web import needs, transaction

tables = Blueprint("table", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(tables)


@tables.get("/agreements/<agreement_id>")
@needs(Permission.READ_TEXT)
def table(agreement_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    agreement = agreement_at(db, seat, agreement_id)
    shown = queries.table(db, seat, agreement)
    live = _live(shown) | {"nations": queries.nations(db, agreement)}
    return render_template(
        "reading/table.html",
        agreement=agreement,
        seat=seat,
        table=shown,
        live=live,
        text_language=agreement.language,
        amend_door="/clauses/{clause}/amendments/new" if seat.may(Permission.DRAFT_AMENDMENT) else None,
        is_projected=request.args.get("view") == "projector",
    )


@tables.get("/agreements/<agreement_id>/margins")
@needs(Permission.READ_TEXT)
def margins(agreement_id: str) -> ResponseReturnValue:
    """What stands beside the clauses, for a page that is open already."""
    db, seat = transaction(), present_seat()
    since = request.args.get("version", 0, type=int)
    body = told_margins(db, seat, agreement_at(db, seat, agreement_id), since=since)
    return Response(body, mimetype="application/json")


@tables.get("/clauses/<clause_id>/panel")
@needs(Permission.READ_TEXT)
def panel(clause_id: str) -> ResponseReturnValue:
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    about = About(db, seat, clause, clause_now(db, clause))
    tab = tab_named(request.args.get("tab"), seat)
    tabs = [_tab_link(each, tab.key, about) for each in TABS]
    values = {"clause": clause, "standing": about.standing, "seat": seat, **tab.query(about)}
    return render_template("reading/panel.html", tabs=tabs, tab=tab, **values)


def _tab_link(tab: Json, current: str, about: About) -> dict[str, Json]:
    href = url_for(".panel", clause_id=about.clause.id, tab=tab.key)
    count = tab.count(about) if tab.count else None
    return {"href": href, "word": tab.word, "count": count, "current": tab.key == current}


def _live(shown: queries.Table) -> dict[str, Json]:
    """What the editor starts from, beside the words and margins of the page itself."""
    agreement = shown.agreement
    return {
        "agreement": agreement.id,
        "text": shown.text.id,
        "version": shown.now.version,
        "schema": SCHEMA_NUMBER,
        "digest": _digest(shown.now.doc),
        "scheme": agreement.scheme,
        "language": agreement.language,
        "rules": {"locked": shown.locked, "mode": agreement.mode, "may_commit": shown.may_commit},
    }


def _digest(doc: Node) -> str:
    """Of the document's exact form: the scripts see by it that they have read the page's words rightly."""
    return sha256(orjson.dumps(doc.to_json())).hexdigest()
