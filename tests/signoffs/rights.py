"""Who is answered what at the doors of sign-offs, and by a clause in each status."""

from tests.rights import Row, Scene
from tests.signoffs.world import Paper, id_in, signature
from tests.world import PASSWORD
from workspace.drafting import actions
from workspace.drafting.models import Clause, ClauseStatus, Text
from workspace.drafting.wordings import text_now
from workspace.text.canonical import wording_hash
from workspace.text.schema import clause, document

_WORDS = "States shall sign in good faith."
_HASH = wording_hash(clause(_WORDS), "en").hex()
_SIGNED = signature(_HASH)
_MOVED = signature("0" * 64)  # the words of nobody: whoever may sign is told that they have moved
_STATUS = {"status": "agreed", "hash": _HASH}
_REASON = {"reason": "Instructions", "password": PASSWORD}
_WHY = {"reason": "New instructions"}
# Of the whole text, whose hash is known once it is there.
_ISSUE, _SIGNED_EDITION = {"name": "Rev.2"}, signature("0" * 64)
_STATUSES = {
    "open": "clauseop",
    "informals": "clausein",
    "adref": "clausead",
    "agreed": "clauseag",
    "reopened": "clausere",
}

ROWS = [
    #                                                                  vis gue del hea adv cha sec obs wai end riv els
    Row("GET /agreements/<agreement_id>/sign-offs", "signing",          "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /sign-offs/<sign_off_id>", "signing",                      "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /sign-offs/<sign_off_id>", "superseded",                   "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /sign-offs/<sign_off_id>", "withdrawn",                    "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /clauses/<clause_id>/sign-offs/new", "signing open",       "s  -  n  y  n  n  n  n  n  -  y  -"),
    Row("GET /clauses/<clause_id>/sign-offs/new", "signing informals",  "s  -  n  y  n  n  n  n  n  -  y  -"),
    Row("GET /clauses/<clause_id>/sign-offs/new", "signing",            "s  -  n  y  n  n  n  n  n  -  y  -"),
    Row("POST /clauses/<clause_id>/sign-offs", "signing open",          "s  -  n  o  n  n  n  n  n  -  o  -", _SIGNED),
    Row("POST /clauses/<clause_id>/sign-offs", "signing informals",     "s  -  n  y  n  n  n  n  n  -  y  -", _SIGNED),
    Row("POST /clauses/<clause_id>/sign-offs", "signing adref",         "s  -  n  y  n  n  n  n  n  -  y  -", _SIGNED),
    Row("POST /clauses/<clause_id>/sign-offs", "signing",               "s  -  n  y  n  n  n  n  n  -  y  -", _SIGNED),
    Row("POST /clauses/<clause_id>/sign-offs", "signing reopened",      "s  -  n  o  n  n  n  n  n  -  o  -", _SIGNED),
    Row("POST /clauses/<clause_id>/sign-offs", "signing",               "s  -  n  o  n  n  n  n  n  -  o  -", _MOVED),
    Row("GET /editions/<edition_id>/sign-offs/new", "signing",          "s  -  n  y  n  n  n  n  n  -  y  -"),
    Row("POST /editions/<edition_id>/sign-offs", "signing",      "s  -  n  y  n  n  n  n  n  -  y  -", _SIGNED_EDITION),
    Row("POST /editions/<edition_id>/sign-offs", "signing",             "s  -  n  o  n  n  n  n  n  -  o  -", _MOVED),
    Row("POST /sign-offs/<sign_off_id>/withdrawals", "signing",         "s  -  n  y  n  n  n  n  n  -  n  -", _REASON),
    Row("POST /sign-offs/<sign_off_id>/withdrawals", "superseded",      "s  -  n  y  n  n  n  n  n  -  n  -", _REASON),
    Row("POST /sign-offs/<sign_off_id>/withdrawals", "withdrawn",       "s  -  n  o  n  n  n  n  n  -  n  -", _REASON),
    Row("POST /clauses/<clause_id>/status", "signing open",             "s  -  n  n  n  y  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/status", "signing informals",        "s  -  n  n  n  y  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/status", "signing adref",            "s  -  n  n  n  y  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/status", "signing",                  "s  -  n  n  n  o  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/status", "signing reopened",         "s  -  n  n  n  y  n  n  n  -  n  -", _STATUS),
    Row("POST /clauses/<clause_id>/reopenings", "signing open",         "s  -  n  n  n  o  n  n  n  -  n  -", _WHY),
    Row("POST /clauses/<clause_id>/reopenings", "signing informals",    "s  -  n  n  n  y  n  n  n  -  n  -", _WHY),
    Row("POST /clauses/<clause_id>/reopenings", "signing adref",        "s  -  n  n  n  y  n  n  n  -  n  -", _WHY),
    Row("POST /clauses/<clause_id>/reopenings", "signing",              "s  -  n  n  n  y  n  n  n  -  n  -", _WHY),
    Row("POST /clauses/<clause_id>/reopenings", "signing reopened",     "s  -  n  n  n  o  n  n  n  -  n  -", _WHY),
    Row("GET /agreements/<agreement_id>/editions", "signing",           "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("POST /agreements/<agreement_id>/editions", "signing",          "s  -  n  n  n  y  y  n  n  -  n  -", _ISSUE),
    Row("GET /editions/<edition_id>", "signing",                        "s  -  y  y  y  y  y  y  y  -  y  -"),
]  # fmt: skip


def prepare(scene: Scene) -> None:
    paper = Paper.of(
        scene.table, document([clause(_WORDS, id=id) for id in (*_STATUSES.values(), "clausesu", "clausewi")])
    )
    scene.subjects["agreement_id"]["signing"] = paper.agreement_id
    names = {status: f"signing {status}" for status in _STATUSES} | {"agreed": "signing"}
    scene.subjects["clause_id"] |= {names[status]: id for status, id in _STATUSES.items()}
    _bring_each_into_its_status(paper)
    _sign(scene, paper)
    scene.subjects["edition_id"]["signing"] = paper.issue()
    with scene.table.reading() as db:
        whole = text_now(db, db.get_one(Text, paper.text_id)).hash.hex()
    _ISSUE["hash"] = whole
    _SIGNED_EDITION.update(signature(whole))


def _bring_each_into_its_status(paper: Paper) -> None:
    for status in (ClauseStatus.INFORMALS, ClauseStatus.AD_REF, ClauseStatus.AGREED):
        paper.agree(_STATUSES[status], status)
    paper.agree(_STATUSES["reopened"], ClauseStatus.AGREED)
    with paper.table.acting(paper.chair) as (db, chair):
        actions.reopen(db, chair, db.get_one(Clause, _STATUSES["reopened"]), "A new proposal.")


def _sign(scene: Scene, paper: Paper) -> None:
    """A sign-off that stands, one superseded by other words, and one withdrawn."""
    head, found = scene.sittings["head"], scene.subjects["sign_off_id"]
    for state, id in (("signing", _STATUSES["agreed"]), ("superseded", "clausesu"), ("withdrawn", "clausewi")):
        if state != "signing":
            paper.agree(id, ClauseStatus.INFORMALS)
        found[state] = id_in(paper.sign(head, id))
    paper.reword("clausesu", "States shall sign in haste.")
    withdrawn = head.client.post(f"/sign-offs/{found['withdrawn']}/withdrawals", data=_REASON)
    assert withdrawn.status_code == 302, withdrawn.get_data(as_text=True)
