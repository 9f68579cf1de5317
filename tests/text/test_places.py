"""Where clauses begin, while many of them are typed in by turns."""

import random
import secrets

from tests.text.world import check_places
from workspace.text.applying import apply_step
from workspace.text.schema import clause, clauses_of, document
from workspace.text.steps import parse_step


def test_where_clauses_begin_is_known_however_many_are_typed_in() -> None:
    seed = secrets.randbelow(2**31)
    print(f"seed {seed}")
    rng = random.Random(seed)
    doc = document([clause("ab" * rng.randrange(3)) for _ in range(60)])
    for _ in range(400):
        sizes = [node.node_size for node in clauses_of(doc)]
        index = rng.randrange(len(sizes))
        begins = sum(sizes[:index]) + 1
        ends = begins + sizes[index] - 2
        if rng.random() < 0.02 and index:  # joined with the clause before it
            step = {"stepType": "replace", "from": begins - 2, "to": begins, "structure": True}
        elif rng.random() < 0.4 and begins < ends:
            step = [begins, ends, ""]
        else:
            step = [begins, begins, "xyz"[: rng.randrange(1, 4)]]

        doc = apply_step(doc, parse_step(step)).doc

        check_places(doc)
