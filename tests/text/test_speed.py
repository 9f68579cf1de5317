"""The authority takes a key in a plenary's text in little time: typing does not slow down with the size of the text."""

from time import process_time

from workspace.text.authority import Head, Rules, place
from workspace.text.mapping import Commit
from workspace.text.schema import clause, clauses_of, document, id_of
from workspace.text.steps import parse_steps

CLAUSES, WORDS = 1_200, "States shall cooperate in good faith. " * 10
MOST_S = 0.001


def test_a_key_in_a_text_of_1200_clauses_takes_under_a_millisecond_of_cpu() -> None:
    head = Head.of(document([clause(WORDS) for _ in range(CLAUSES)]))
    rules = Rules(locked=frozenset(id_of(node) for node in clauses_of(head.doc)[::3]))
    since: list[Commit] = []
    taken = []

    for number in range(60):
        # Each in another clause, none of them locked, upon a version ten commits old.
        at = 1 + (1 + number * 18) * (len(WORDS) + 2) + max(0, number - 10)
        began = process_time()
        placed = place(head, since[-10:], parse_steps([[at, at, "x"]]), rules)
        taken.append(process_time() - began)
        head = placed.head
        since.append(placed.commit)

    assert head.version == 60
    assert sorted(taken)[len(taken) // 2] < MOST_S
