"""Who is answered what at the doors of texts, and by their live events."""

from tests.drafting.conftest import begin
from tests.rights import Row, Scene
from workspace.drafting.actions import set_mode
from workspace.drafting.models import DraftingMode, Text

_AGREEMENT = {"title": "On restraint", "symbol": "A/1"}

ROWS = [
    #                                                           vis gue del hea adv cha sec obs wai end riv els
    Row("POST /live/ticket", "any", "                            s   y   y   y   y   y   y   y   y   y   y   y"),
    Row("GET /texts", "any", "                                   s   y   y   y   y   y   y   y   y   y   y   y"),
    Row("GET /texts/<text_id>/document", "working", "            s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("GET /texts/<text_id>/commits?since=0", "working", "     s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("GET /texts/<text_id>/key", "working", "                 s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(
        "POST /negotiations/<negotiation_id>/agreements", "any", "s - n   n   n   y   y   n   n   -   n   -",
        _AGREEMENT,
    ),
    Row(
        "POST /agreements/<agreement_id>/mode", "open", "        s   -   n   n   n   y   y   n   n   -   n   -",
        {"mode": "floor"},
    ),
    Row(
        "POST /agreements/<agreement_id>/mode", "floor", "       s   -   n   n   n   y   y   n   n   -   n   -",
        {"mode": "closed"},
    ),
    Row(
        "POST /agreements/<agreement_id>/mode", "closed", "      s   -   n   n   n   y   y   n   n   -   n   -",
        {"mode": "open"},
    ),
]  # fmt: skip

# Tried through sockets of a real server (test_rights_on_sockets.py). The state is the drafting mode, or that the clause
# is locked while it is open; a visitor cannot connect. A locked clause keeps its words, and its place among locked
# ones alone. Moving a cursor is never answered, and does nothing where the text is not open.
LIVE_ROWS = [
    #                                       vis gue del hea adv cha sec obs wai end riv els
    Row("SOCKET text:open", "open", "        s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("SOCKET text:open", "floor", "       s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("SOCKET text:open", "closed", "      s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("SOCKET text:commit", "open", "      s   -   y   y   n   y   y   n   n   -   y   -"),
    Row("SOCKET text:commit", "floor", "     s   -   n   n   n   y   y   n   n   -   n   -"),
    Row("SOCKET text:commit", "closed", "    s   -   n   n   n   n   n   n   n   -   n   -"),
    Row("SOCKET clause:move", "open", "      s   -   y   y   n   y   y   n   n   -   y   -"),
    Row("SOCKET clause:move", "floor", "     s   -   n   n   n   y   y   n   n   -   n   -"),
    Row("SOCKET clause:move", "closed", "    s   -   n   n   n   n   n   n   n   -   n   -"),
    Row("SOCKET text:commit", "locked", "    s   -   o   o   n   o   o   n   n   -   o   -"),
    Row("SOCKET clause:move", "locked", "    s   -   y   y   n   y   y   n   n   -   y   -"),
    Row("SOCKET text:cursor", "open", "      s   .   .   .   .   .   .   .   .   .   .   ."),
    Row("SOCKET text:close", "open", "       s   y   y   y   y   y   y   y   y   y   y   y"),
]  # fmt: skip


def prepare(scene: Scene) -> None:
    text_id = begin(scene.table)
    with scene.table.reading() as db:
        scene.subjects["agreement_id"]["any"] = db.get_one(Text, text_id).agreement_id
    for mode in (DraftingMode.FLOOR, DraftingMode.CLOSED):
        other = begin(scene.table)
        with scene.table.acting(scene.sittings["chair"]) as (db, chair):
            agreement = db.get_one(Text, other).agreement
            set_mode(db, chair, agreement, mode)
            scene.subjects["agreement_id"][mode] = agreement.id
    scene.subjects["text_id"]["working"] = text_id
