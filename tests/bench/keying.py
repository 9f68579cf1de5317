"""What the authority takes for one key in a plenary's text: parsed, mapped, judged; not yet written."""

import gc
from time import process_time

from tests.bench.tables import Results
from workspace.text.authority import Head, Rules, place
from workspace.text.mapping import Commit
from workspace.text.schema import clause, clauses_of, document, id_of
from workspace.text.steps import parse_steps

SIZES = (300, 1_200)
WORDS = "States shall cooperate in good faith. " * 10
KEYS = 60
BEHIND = 10


def keying() -> Results:
    gc.collect()
    gc.freeze()
    rows = [[clauses, *_measured(clauses)] for clauses in SIZES]
    notes = (
        f"CPU time of {KEYS} commits of one step, each in another clause and upon a version {BEHIND} commits old; a "
        "third of the clauses are locked.",
    )
    return Results("key", "python -m tests.bench key", ("clauses", "median ms", "most ms"), rows, notes)


def _measured(clauses: int) -> tuple[float, float]:
    head = Head.of(document([clause(WORDS) for _ in range(clauses)]))
    rules = Rules(locked=frozenset(id_of(node) for node in clauses_of(head.doc)[::3]))
    since: list[Commit] = []
    taken = []
    for number in range(KEYS):
        at = 1 + (1 + number * 3) * (len(WORDS) + 2) + max(0, number - BEHIND)
        began = process_time()
        placed = place(head, since[-BEHIND:], parse_steps([[at, at, "x"]]), rules)
        taken.append((process_time() - began) * 1000)
        head = placed.head
        since.append(placed.commit)
    return sorted(taken)[KEYS // 2], max(taken)
