"""Answering a decision upon words that have moved: nothing happens, the chair sees what changed since, and what the
chair wrote is given back."""

from flask import render_template, request

from workspace.amendments import forms
from workspace.amendments.access import amendment_at
from workspace.amendments.models import proposed_clauses
from workspace.amendments.queries import one_tabled
from workspace.drafting.history import wording_with
from workspace.drafting.wordings import text_now, working_text
from workspace.errors import WordsMoved
from workspace.languages import told
from workspace.negotiations.access import present_seat
from workspace.web import answered_with, transaction


def _page(amendment_id: str, moved: WordsMoved) -> str:
    db, seat = transaction(), present_seat()
    amendment, seen = amendment_at(db, seat, amendment_id), forms.seen()
    text = text_now(db, working_text(db, amendment.agreement))
    return render_template(
        "amendments/moved.html",
        agreement=amendment.agreement,
        amendment=amendment,
        found=one_tabled(amendment, text),
        text=text,
        clause_seen=wording_with(db, amendment.clause, seen.clause) if amendment.clause and seen.clause else None,
        version_seen=next((each for each in amendment.versions if each.words_hash == seen.words), None),
        message=told(moved.message),
        note=request.form.get("note", ""),
        edited=proposed_clauses(forms.edited_document()),
        tab="amendments",
    )


answered_with_diff = answered_with(_page)
