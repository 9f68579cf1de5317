"""Who is answered what at the doors of the table, to the past and to the record."""

from tests.rights import Row

ROWS = [
    #                                                                  vis gue del hea adv cha sec obs wai end riv els
    Row("GET /agreements/<agreement_id>", "signing",                    "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /agreements/<agreement_id>/margins", "signing",            "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /clauses/<clause_id>/panel", "signing",                    "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /clauses/<clause_id>/wordings", "signing",                 "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /agreements/<agreement_id>/compare", "signing",            "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /agreements/<agreement_id>/versions/<version>", "signing", "s  -  y  y  y  y  y  y  y  -  y  -"),
    Row("GET /negotiations/<negotiation_id>/record", "any",             "s  -  y  y  y  y  y  n  n  -  y  -"),
    Row("GET /negotiations/<negotiation_id>/own-log", "any",            "s  -  y  y  y  n  n  n  n  -  y  -"),
]  # fmt: skip


def prepare(scene) -> None:  # type: ignore[no-untyped-def]  # tests are not typed strictly
    scene.subjects["version"]["any"] = "0"
