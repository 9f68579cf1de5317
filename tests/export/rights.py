"""Who is answered what at the doors of export, and of starting a text."""

from tests.drafting.conftest import begin
from tests.rights import Row, Scene
from workspace.drafting.models import Agreement, Text
from workspace.export import starting
from workspace.export.actions import ask_for_pdf
from workspace.export.starting import Beginning, keep_reading
from workspace.jobs import do_next

_EMPTY = {"title": "On restraint", "language": "en", "scheme": "treaty", "source": "empty"}

ROWS = [
    # What a seat asked for looks absent to the others who may ask for such a thing.
    #                                                                    vis gue del hea adv cha sec obs wai end riv els
    Row("GET /negotiations/<negotiation_id>/agreements/new", "any",       "s  -  n  n  n  y  y  n  n  -  n  -"),
    Row("POST /negotiations/<negotiation_id>/agreements/new", "any",      "s  -  n  n  n  y  y  n  n  -  n  -", _EMPTY),
    Row("POST /negotiations/<negotiation_id>/agreements/new", "any",      "s  -  n  n  n  i  i  n  n  -  n  -"),
    Row("GET /readings/<job_id>", "the chair's reading",                  "s  -  n  n  n  y  -  n  n  -  n  -"),
    Row("POST /readings/<job_id>/agreements", "the chair's reading",      "s  -  n  n  n  y  -  n  n  -  n  -"),
    Row("GET /readings/<job_id>", "the head's PDF",                       "s  -  n  n  n  -  -  n  n  -  n  -"),
    Row("POST /agreements/<agreement_id>/exports", "exported",            "s  -  y  y  y  y  y  n  n  -  y  -"),
    Row("GET /exports/<job_id>", "the head's PDF",                        "s  -  -  y  -  -  -  n  n  -  -  -"),
    Row("GET /exports/<job_id>", "the chair's reading",                   "s  -  -  -  -  -  -  n  n  -  -  -"),
    Row("GET /exports/<job_id>/file", "the head's PDF",                   "s  -  -  y  -  -  -  n  n  -  -  -"),
    Row("GET /exports/<job_id>/file", "the head's unmade PDF",            "s  -  -  o  -  -  -  n  n  -  -  -"),
]  # fmt: skip


def prepare(scene: Scene) -> None:
    table, jobs, text_id = scene.table, scene.subjects["job_id"], begin(scene.table, "Another text of the table.")
    with table.reading() as db:
        scene.subjects["agreement_id"]["exported"] = db.get_one(Text, text_id).agreement_id
    for state in ("the head's PDF", "the head's unmade PDF"):
        with table.acting(scene.sittings["head"]) as (db, seat):
            agreement = db.get_one(Agreement, scene.subjects["agreement_id"]["exported"])
            jobs[state] = ask_for_pdf(db, seat, agreement).id
        if state == "the head's PDF":
            assert do_next(table.database)
    with table.acting(scene.sittings["chair"]) as (db, seat):
        beginning = Beginning("On restraint", "", "en", "treaty", "empty")
        jobs["the chair's reading"] = keep_reading(
            db, seat, seat.negotiation, beginning, starting.empty(beginning.title)
        ).id
