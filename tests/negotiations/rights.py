"""Who is answered what at the doors of negotiations."""

from tests.rights import Row, Scene
from workspace.negotiations import actions
from workspace.negotiations.models import Seat
from workspace.permissions import Role

_NAME = {"name": "Restraint and assistance", "occasion": "Fourth session"}
_INVITATION = {"role": "chair", "name": "Ada Solberg", "email": "ada@talks.example"}

ROWS = [
    #                                                           vis gue del hea adv cha sec obs wai end riv els
    Row("GET /", "any", "                                        y   y   y   y   y   y   y   y   y   y   y   y"),
    Row("GET /negotiations", "any", "                            s   y   y   y   y   y   y   y   y   y   y   y"),
    Row("GET /negotiations/new", "any", "                        s   n   n   n   n   n   y   n   n   n   n   n"),
    Row("POST /negotiations", "any", "                           s   n   n   n   n   n   y   n   n   n   n   n", _NAME),
    Row("GET /negotiations/<negotiation_id>", "any", "           s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("GET /negotiations/<negotiation_id>/members", "any", "   s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("POST /negotiations/<negotiation_id>/name", "any", "     s   -   n   n   n   n   y   n   n   -   n   -", _NAME),
    Row(
        "POST /negotiations/<negotiation_id>/delegations", "any", "s - n   n   n   n   y   n   n   -   n   -",
        {"nation": "KEN"},
    ),
    Row("POST /delegations/<delegation_id>/name", "any", "       s   -   n   n   n   n   y   n   n   -   n   -", _NAME),
    Row(
        "POST /negotiations/<negotiation_id>/invitations", "any", "s - n   n   n   n   y   n   n   -   n   -",
        _INVITATION,
    ),
    Row("POST /seats/<seat_id>/invitations", "invited", "        s   -   n   n   n   n   y   n   n   -   n   -"),
    Row("POST /seats/<seat_id>/invitations", "waiting", "        s   -   n   n   n   n   o   n   n   -   n   -"),
    Row("POST /seats/<seat_id>/invitations", "confirmed", "      s   -   n   n   n   n   o   n   n   -   n   -"),
    Row("POST /seats/<seat_id>/invitations", "ended", "          s   -   n   n   n   n   o   n   n   -   n   -"),
    Row("POST /seats/<seat_id>/confirmation", "invited", "       s   -   n   o   n   n   n   n   n   -   -   -"),
    Row("POST /seats/<seat_id>/confirmation", "waiting", "       s   -   n   y   n   n   n   n   n   -   -   -"),
    Row("POST /seats/<seat_id>/confirmation", "confirmed", "     s   -   n   o   n   n   n   n   n   -   -   -"),
    Row("POST /seats/<seat_id>/confirmation", "ended", "         s   -   n   o   n   n   n   n   n   -   -   -"),
    Row("POST /seats/<seat_id>/end", "invited", "                s   -   n   y   n   n   y   n   n   -   -   -"),
    Row("POST /seats/<seat_id>/end", "waiting", "                s   -   n   y   n   n   y   n   n   -   -   -"),
    Row("POST /seats/<seat_id>/end", "confirmed", "              s   -   n   y   n   n   y   n   n   -   -   -"),
    Row("POST /seats/<seat_id>/end", "ended", "                  s   -   n   o   n   n   o   n   n   -   -   -"),
    # Whoever has the link may open it; whoever has the address may take it.
    Row("GET /invitations/<token>", "invitation", "              y   y   y   y   y   y   y   y   y   y   y   y"),
    Row("GET /invitations/<token>", "used", "                    -   -   -   -   -   -   -   -   -   -   -   -"),
    Row("POST /invitations/<token>", "guest's", "                s   y   -   -   -   -   -   -   -   -   -   -"),
    Row("POST /invitations/<token>", "used", "                   s   -   -   -   -   -   -   -   -   -   -   -"),
]  # fmt: skip


def prepare(scene: Scene) -> None:
    table, seats, tokens = scene.table, scene.subjects["seat_id"], scene.subjects["token"]
    invited, tokens["invitation"] = table.invited(Role.DELEGATE, "XAA")
    _, tokens["guest's"] = table.invited(Role.OBSERVER, email="guest@talks.example")
    again, tokens["used"] = table.invited(Role.DELEGATE, "XAA")
    seats |= {"invited": invited.id, "waiting": scene.sittings["waiting"].id, "ended": scene.sittings["ended"].id}
    seats["confirmed"] = table.adviser("XAA").id
    scene.subjects["delegation_id"]["any"] = table.delegation("XAA").id
    with table.acting(table.secretariat()) as (db, secretariat):
        actions.invite_again(db, secretariat, db.get_one(Seat, again.id))
