"""Answering an act upon words that have moved: nothing happens, and the author sees what changed since."""

from flask import render_template, request

from workspace.drafting.access import clause_at
from workspace.drafting.history import wording_with
from workspace.drafting.wordings import text_now
from workspace.errors import Invalid, WordsMoved
from workspace.languages import told
from workspace.negotiations.access import present_seat
from workspace.phrases import Phrase
from workspace.web import answered_with, transaction


def hash_seen() -> bytes:
    """The hash, in the form, of the words that the author of the act saw."""
    try:
        return bytes.fromhex(request.form.get("hash", ""))
    except ValueError:
        raise Invalid(Phrase("The page does not say which words you saw. Reload it and try again.")) from None


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


answered_with_diff = answered_with(_page)
