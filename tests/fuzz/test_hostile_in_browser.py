"""Hostile commits that the authority accepted in some form: the JavaScript library takes each of them too."""

import json
import random
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.text.test_convergence import random_step
from tests.text.test_hostile import VECTORS, mutated
from tests.text.world import rules, text_of
from workspace.text.authority import Head, place
from workspace.text.mapping import Commit
from workspace.text.refusals import Refused
from workspace.text.steps import parse_steps, step_to_wire

SEEDS, MUTATIONS_PER_SEED = 20, 500


@pytest.mark.fuzz
def test_what_hostile_commits_leave_is_the_same_text_in_the_browser(bundle: Callable[[str], Path]) -> None:
    cases = [json.dumps(attacked(random.Random(seed))) for seed in range(SEEDS)]

    taken = subprocess.run(
        ["node", bundle("browser")], input="\n".join(cases), capture_output=True, text=True, check=False
    )

    assert taken.returncode == 0, taken.stderr
    accepted = sum(len(json.loads(case)["commits"]) for case in cases)
    assert accepted > SEEDS * MUTATIONS_PER_SEED // 50
    assert taken.stdout == f"{accepted} commits taken in.\n"


def attacked(chance: random.Random) -> dict[str, object]:
    """A text, the commits that stood of many mutated ones, and the text after them."""
    numbers, forms = count(1), [vector["step"] for vector in VECTORS["valid"]]
    heads, log = [text_of("States 🙂 shall act.", "各缔约国应当。", "تتعاون الدول.", "Four.")], []
    for _ in range(MUTATIONS_PER_SEED):
        known = chance.randint(max(0, len(heads) - 4), len(heads) - 1)
        fresh = [random_step(chance, heads[known].doc, lambda: f"n{next(numbers):07}") for _ in range(2)]
        attack(heads, log, known, mutated(chance, [*fresh, chance.choice(forms)]))
    commits = [
        {"ref": f"r{i}", "seat": "s", "steps": list(map(step_to_wire, each.steps))} for i, each in enumerate(log)
    ]
    return {"doc": heads[0].doc.to_json(), "commits": commits, "truth": heads[-1].doc.to_json()}


def attack(heads: list[Head], log: list[Commit], known: int, steps: object) -> None:
    try:
        placed = place(heads[-1], log[known:], parse_steps(steps), rules("c0000002"))
    except Refused:
        return
    if placed.commit.steps:
        heads.append(placed.head)
        log.append(placed.commit)
