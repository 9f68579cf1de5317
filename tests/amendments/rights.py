"""Who is answered what at the doors of amendments. A draft is absent to all but its own delegation (XAA)."""

from tests.amendments.world import Floor
from tests.rights import Row, Scene
from tests.world import Sitting
from workspace.amendments import actions
from workspace.amendments.models import Amendment
from workspace.amendments.words import hash_of
from workspace.text.canonical import wording_hash
from workspace.text.schema import clause

_WAS = "States shall act in good faith."
_OTHER = "States shall always act in good faith."
_CLASHING = "States shall never act in good faith."
_WORDS = {"words_hash": hash_of([clause(_OTHER)], "en").hex()}
_BASE = {"clause": wording_hash(clause(_WAS), "en").hex()}
_TAKE = {"decision": "take_up", **_BASE, **_WORDS}
_STALE = {
    "decision": "take_up",
    "clause": wording_hash(clause(_OTHER), "en").hex(),
    "words_hash": hash_of([clause(_CLASHING)], "en").hex(),
}
_LEAVE = _STALE | {"decision": "do_not_take_up"}
_ADD = {"kind": "add"}
_ONE = "/amendments/<amendment_id>"

ROWS = [
    #                                                           vis gue del hea adv cha sec obs wai end riv els
    Row("GET /agreements/<agreement_id>/amendments", "amended", "s   -   y   y   y   y   y   y   y   -   y   -"),
    Row("POST /agreements/<agreement_id>/amendments", "amended", "s  -   y   y   y   n   n   n   n   -   y   -"),
    Row("GET /clauses/<clause_id>/amendments/new", "working", " s   -   y   y   y   n   n   n   n   -   y   -"),
    Row("GET /clauses/<clause_id>/amendments/new", "wording", " s   -   y   y   y   -   -   -   -   -   -   -"),
    Row("POST /clauses/<clause_id>/amendments", "working", "    s   -   y   y   y   n   n   n   n   -   y   -", _ADD),
    Row("POST /clauses/<clause_id>/amendments", "wording", "    s   -   -   -   -   -   -   -   -   -   -   -", _ADD),
    Row(f"GET {_ONE}", "draft", "                               s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}", "tabled", "                              s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(f"GET {_ONE}", "rewording", "                           s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(f"GET {_ONE}", "stale", "                               s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(f"GET {_ONE}", "taken up", "                            s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(f"GET {_ONE}", "cleared", "                             s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}", "in part", "                             s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(f"GET {_ONE}", "not taken up", "                        s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(f"GET {_ONE}", "withdrawn", "                           s   -   y   y   y   y   y   y   y   -   y   -"),
    Row(f"GET {_ONE}", "dropped", "                             s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}/wording", "draft", "                       s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}/wording", "tabled", "                      s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/wording", "rewording", "                   s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/wording", "cleared", "                     s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}/wording", "stale", "                       s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/wording", "taken up", "                    s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/wording", "in part", "                     s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/wording", "not taken up", "                s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/wording", "withdrawn", "                   s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/wording", "dropped", "                     s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}/checks", "draft", "                        s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}/checks", "rewording", "                    s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/checks", "cleared",                     "s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"GET {_ONE}/checks", "tabled",                      "s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/checks", "stale",                       "s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/checks", "taken up",                    "s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/checks", "in part",                     "s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/checks", "not taken up",                "s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/checks", "withdrawn",                   "s   -   y   y   y   n   n   n   n   -   n   -"),
    Row(f"GET {_ONE}/checks", "dropped",                     "s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/reasons", "draft", "                      s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/reasons", "tabled", "                     s   -   o   o   o   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/reasons", "cleared", "                    s   -   y   y   y   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/reasons", "stale", "                      s   -   o   o   o   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/reasons", "taken up", "                   s   -   o   o   o   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/reasons", "not taken up", "               s   -   o   o   o   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/reasons", "withdrawn", "                  s   -   o   o   o   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/reasons", "dropped", "                    s   -   o   o   o   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/clearances", "draft", "                   s   -   n   y   y   -   -   -   -   -   -   -", _WORDS),
    Row(f"POST {_ONE}/clearances", "cleared", "                 s   -   n   o   o   -   -   -   -   -   -   -", _WORDS),
    Row(f"POST {_ONE}/clearances", "tabled", "                  s   -   n   o   o   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/clearances", "stale", "                   s   -   n   o   o   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/clearances", "taken up", "                s   -   n   o   o   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/clearances", "withdrawn", "               s   -   n   o   o   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/clearances", "dropped", "                 s   -   n   o   o   -   -   -   -   -   -   -", _WORDS),
    Row(f"POST {_ONE}/rebasings", "draft", "                    s   -   y   y   y   -   -   -   -   -   -   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "tabled", "                   s   -   o   o   o   n   n   n   n   -   n   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "cleared", "                  s   -   y   y   y   -   -   -   -   -   -   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "rewording", "                s   -   y   y   y   n   n   n   n   -   n   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "taken up", "                 s   -   o   o   o   n   n   n   n   -   n   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "in part", "                  s   -   o   o   o   n   n   n   n   -   n   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "not taken up", "             s   -   o   o   o   n   n   n   n   -   n   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "withdrawn", "                s   -   o   o   o   n   n   n   n   -   n   -", _BASE),
    Row(f"POST {_ONE}/rebasings", "dropped", "                  s   -   o   o   o   -   -   -   -   -   -   -", _BASE),
    Row(f"POST {_ONE}/tablings", "draft", "                     s   -   y   y   n   -   -   -   -   -   -   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "cleared", "                   s   -   y   y   n   -   -   -   -   -   -   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "tabled", "                    s   -   o   o   n   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "rewording", "                 s   -   y   y   n   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "taken up", "                  s   -   o   o   n   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "in part", "                   s   -   o   o   n   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "not taken up", "              s   -   o   o   n   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "withdrawn", "                 s   -   o   o   n   n   n   n   n   -   n   -", _WORDS),
    Row(f"POST {_ONE}/tablings", "dropped", "                   s   -   o   o   n   -   -   -   -   -   -   -", _WORDS),
    Row(f"POST {_ONE}/rewordings", "draft", "                   s   -   o   o   n   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/rewordings", "tabled", "                  s   -   y   y   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/rewordings", "stale", "                   s   -   y   y   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/rewordings", "taken up", "                s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/rewordings", "in part", "                 s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/rewordings", "not taken up", "            s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/rewordings", "withdrawn", "               s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/rewordings", "cleared", "                 s   -   o   o   n   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/rewordings", "dropped", "                 s   -   o   o   n   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/withdrawals", "draft", "                  s   -   y   y   n   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/withdrawals", "tabled", "                 s   -   y   y   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/withdrawals", "stale", "                  s   -   y   y   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/withdrawals", "taken up", "               s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/withdrawals", "cleared", "                s   -   y   y   n   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/withdrawals", "in part", "                s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/withdrawals", "not taken up", "           s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/withdrawals", "withdrawn", "              s   -   o   o   n   n   n   n   n   -   n   -"),
    Row(f"POST {_ONE}/withdrawals", "dropped", "                s   -   o   o   n   -   -   -   -   -   -   -"),
    Row(f"POST {_ONE}/decisions", "draft", "                    s   -   n   n   n   -   -   -   -   -   -   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "tabled", "                   s   -   n   n   n   y   n   n   n   -   n   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "rewording", "                s   -   n   n   n   y   n   n   n   -   n   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "locked", "                   s   -   n   n   n   o   n   n   n   -   n   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "stale", "                    s   -   n   n   n   o   n   n   n   -   n   -", _STALE),
    Row(f"POST {_ONE}/decisions", "stale", "                    s   -   n   n   n   y   n   n   n   -   n   -", _LEAVE),
    Row(f"POST {_ONE}/decisions", "taken up", "                 s   -   n   n   n   o   n   n   n   -   n   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "in part", "                  s   -   n   n   n   o   n   n   n   -   n   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "not taken up", "             s   -   n   n   n   o   n   n   n   -   n   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "withdrawn", "                s   -   n   n   n   o   n   n   n   -   n   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "cleared", "                  s   -   n   n   n   -   -   -   -   -   -   -", _TAKE),
    Row(f"POST {_ONE}/decisions", "dropped", "                  s   -   n   n   n   -   -   -   -   -   -   -", _TAKE),
    Row("POST /delegations/<delegation_id>/clearance", "any", " s   -   n   y   n   n   n   n   n   -   n   -"),
]  # fmt: skip

# Tried through sockets of a real server (test_rights_on_wording_texts.py). A wording text is its own delegation's, and
# it can be typed in while its words are being written.
_WRITTEN, _FROZEN = "s - y y y - - - - - - -", "s - n n n - - - - - - -"
_STATES = {
    "draft": _WRITTEN,
    "adding": _WRITTEN,
    "cleared": _WRITTEN,
    "rewording": _WRITTEN,
    "tabled": _FROZEN,
    "stale": _FROZEN,
    "locked": _FROZEN,
    "taken up": _FROZEN,
    "in part": _FROZEN,
    "not taken up": _FROZEN,
    "withdrawn": _FROZEN,
    "dropped": _FROZEN,
}
# The only clause of other words has nowhere to go; of words that would be added there may be several.
_ALONE = "s - i i i - - - - - - -"
_MOVES = _STATES | {"draft": _ALONE, "cleared": _ALONE, "rewording": _ALONE}
LIVE_ROWS = [
    *(Row("SOCKET text:open", state, _WRITTEN) for state in _STATES),
    *(Row("SOCKET clause:move", state, answers) for state, answers in _MOVES.items()),
    *(Row("SOCKET text:commit", state, answers) for state, answers in _STATES.items()),
]


def prepare(scene: Scene) -> None:
    head, floor = scene.sittings["head"], Floor(scene.table, *[_WAS] * 12)
    made = scene.subjects["amendment_id"]
    scene.subjects["agreement_id"]["amended"] = floor.agreement_id
    scene.subjects["clause_id"]["working"] = floor.clauses[0]
    made["draft"], made["cleared"] = floor.draft(head, 0, _OTHER), floor.draft(head, 1, _OTHER)
    made["adding"] = floor.draft(head, 0, _OTHER, kind="add")
    floor.write_after(head, made["adding"], _WAS)
    floor.clear(head, made["cleared"])
    for place, state in enumerate(("tabled", "rewording", "locked", "taken up"), start=2):
        made[state] = floor.tabled(head, place, _OTHER)
    made["stale"] = floor.tabled(head, 6, _CLASHING)
    floor.type(head, 6, _OTHER)
    floor.agree(4)
    floor.take_up(made["taken up"])
    _settle_others(floor, head, made)
    with scene.table.acting(head) as (db, seat):
        actions.begin_rewording(db, seat, db.get_one(Amendment, made["rewording"]))
    with scene.table.reading() as db:
        draft = db.get_one(Amendment, made["draft"])
        own = draft.text_id
    scene.subjects["clause_id"]["wording"] = floor.only_clause_of(own)


def _settle_others(floor: Floor, head: Sitting, made: dict[str, str]) -> None:
    """Amendments in the other states they may come to; one is dropped before anybody else knew of it."""
    for place, state in enumerate(("in part", "not taken up", "withdrawn"), start=8):
        made[state] = floor.tabled(head, place, _OTHER)
    made["dropped"] = floor.draft(head, 11, _OTHER)
    floor.take_up_in_part(made["in part"], "States shall always act.")
    floor.do_not_take_up(made["not taken up"])
    for state in ("withdrawn", "dropped"):
        with floor.at.acting(head) as (db, seat):
            actions.withdraw(db, seat, db.get_one(Amendment, made[state]))
