"""Who is answered what at the doors of sign-offs."""

from tests.rights import Row, Scene
from tests.signoffs.world import FIRST, SECOND, THIRD, Paper, id_in, signature
from tests.world import PASSWORD
from workspace.drafting.models import ClauseStatus

_SIGNED = signature("0" * 64)  # the words of nobody: whoever may sign is told that they have moved
_REASON = {"reason": "Instructions", "password": PASSWORD}

_STATUS = {"status": "agreed", "hash": "0" * 64}  # as above: whoever may record it is told that the words moved
_WHY = {"reason": "New instructions"}
_ISSUE = {"name": "Rev.2", "hash": "0" * 64}

ROWS = [
    #                                                                  vis gue del hea adv cha sec obs wai end riv els
    Row("GET /agreements/<agreement_id>/sign-offs", "signing",          "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /sign-offs/<sign_off_id>", "signing",                      "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /clauses/<clause_id>/sign-offs/new", "signing",            "s  -  n  y  n  n  n  n  n  -  y  -"),
    Row("GET /clauses/<clause_id>/sign-offs/new", "signing open",       "s  -  n  y  n  n  n  n  n  -  y  -"),
    Row("POST /clauses/<clause_id>/sign-offs", "signing",               "s  -  n  o  n  n  n  n  n  -  o  -", _SIGNED),
    Row("POST /clauses/<clause_id>/sign-offs", "signing open",          "s  -  n  o  n  n  n  n  n  -  o  -", _SIGNED),
    Row("GET /editions/<edition_id>/sign-offs/new", "signing",          "s  -  n  y  n  n  n  n  n  -  y  -"),
    Row("POST /editions/<edition_id>/sign-offs", "signing",             "s  -  n  o  n  n  n  n  n  -  o  -", _SIGNED),
    Row("POST /sign-offs/<sign_off_id>/withdrawals", "signing",      "s  -  n  y  n  n  n  n  n  -  n  -", _REASON),
    Row("POST /clauses/<clause_id>/status", "signing open",             "s  -  n  n  n  o  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/status", "signing informals",        "s  -  n  n  n  o  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/status", "signing",                  "s  -  n  n  n  o  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/reopenings", "signing open",         "s  -  n  n  n  o  n  n  n  -  n  -", _WHY),
    Row("POST /clauses/<clause_id>/reopenings", "signing informals",    "s  -  n  n  n  y  n  n  n  -  n  -", _WHY),
    Row("POST /clauses/<clause_id>/reopenings", "signing",              "s  -  n  n  n  y  n  n  n  -  n  -", _WHY),
    Row("GET /agreements/<agreement_id>/editions", "signing",           "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("POST /agreements/<agreement_id>/editions", "signing",          "s  -  n  n  n  o  o  n  n  -  n  -", _ISSUE),
    Row("GET /editions/<edition_id>", "signing",                        "s  -  y  y  y  y  y  y  y  -  y  -"),
]  # fmt: skip


def prepare(scene: Scene) -> None:
    paper = Paper.at(scene.table)
    paper.agree(SECOND, ClauseStatus.AGREED)
    paper.agree(THIRD, ClauseStatus.INFORMALS)
    sign_off = id_in(paper.sign(scene.sittings["head"], SECOND))
    scene.subjects["agreement_id"]["signing"] = paper.agreement_id
    scene.subjects["clause_id"] |= {"signing": SECOND, "signing open": FIRST, "signing informals": THIRD}
    scene.subjects["edition_id"]["signing"] = paper.issue()
    scene.subjects["sign_off_id"]["signing"] = sign_off
