"""Answering an act upon words that have moved: nothing happens, and the author sees what changed since."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workspace.drafting.access import clause_at
from workspace.drafting.history import wording_with
from workspace.drafting.wordings import text_now
from workspace.errors import Invalid, WordsMoved
from workspace.languages import told
from workspace.negotiations.access import present_seat
from workspace.phrases import Phrase
from workspace.web import transaction, wants_json

P = ParamSpec("P")


def hash_seen() -> bytes:
    """The hash, in the form, of the words that the author of the act saw."""
    try:
        return bytes.fromhex(request.form.get("hash", ""))
    except ValueError:
        raise Invalid(Phrase("The page does not say which words you saw. Reload it and try again.")) from None


def answered_with_diff(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A door to an act upon a clause (`clause_id`): a script gets the refusal, a person the change."""

    @wraps(view)
    def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except WordsMoved as moved:
            if wants_json():
                raise
            return _page(str(kwargs["clause_id"]), moved), 409

    return door


def _page(clause_id: str, moved: WordsMoved) -> str:
    db, seat = transaction(), present_seat()
    clause = clause_at(db, seat, clause_id)
    text = text_now(db, clause.text)
    return render_template(
        "signoffs/moved.html",
        agreement=clause.text.agreement,
        clause=clause,
        text=text,
        now=text.by_id.get(clause.id),
        seen=wording_with(db, clause, hash_seen()),
        message=told(moved.message),
        tab="text",
    )
