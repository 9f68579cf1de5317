"""Random mutations of valid commits: refused or dropped, never anything else, and what is accepted is sound."""

import copy
import json
import random
from itertools import count
from pathlib import Path

import pytest

from tests.text.test_convergence import random_step
from tests.text.world import assert_sound, replayed, rules, text_of
from workspace.text.authority import Head, place
from workspace.text.mapping import Commit
from workspace.text.refusals import Refused
from workspace.text.steps import parse_steps

MUTATIONS_PER_SEED = 500
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "steps.json").read_text("utf-8"))
NONSENSE: list[object] = [
    None,
    True,
    False,
    -1,
    0,
    1,
    3,
    2**31,
    2**53 + 1,
    10**400,
    1.0,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\0",
    "\ud800",
    "\u202e",
    "constructor",
    "doc",
    [],
    {},
    [[]],
    {"type": "text", "text": "x"},
    {"type": "clause", "attrs": {"id": "c0000001", "kind": "paragraph", "level": 0}},
    {"__proto__": 1},
    "x" * 70_000,
]


def places_in(value: object) -> list[tuple[object, object]]:
    """Every key of every object and index of every list, however deep."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [place for key in keys for place in [(value, key), *places_in(value[key])]]


def mutated(chance: random.Random, steps: list[object]) -> object:
    steps = copy.deepcopy(steps)
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        if not (places := places_in(steps)):
            break
        holder, key = chance.choice(places)
        other, other_key = chance.choice(places)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = copy.deepcopy(other[other_key])
            case 2 if isinstance(holder, dict):
                holder[chance.choice(["type", "marks", "attrs", "content", "x", "openStart"])] = copy.deepcopy(
                    chance.choice(NONSENSE)
                )
            case 3 if isinstance(holder[key], int) and not isinstance(holder[key], bool):
                holder[key] += chance.randint(-5, 20)
            case 4 if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case _:
                holder[key] = copy.deepcopy(chance.choice(NONSENSE))
    return steps


@pytest.mark.parametrize("seed", range(20))
def test_mutated_commits_raise_refusals_only_and_leave_the_text_sound(seed: int) -> None:
    chance, numbers = random.Random(seed), count(1)
    heads, log, first = [text_of("States 🙂 shall act.", "各缔约国应当。", "تتعاون الدول.", "Four.")], [], None
    first, accepted = heads[0].doc, 0
    forms = [vector["step"] for vector in VECTORS["valid"]]

    for _ in range(MUTATIONS_PER_SEED):
        known = chance.randint(max(0, len(heads) - 4), len(heads) - 1)
        fresh = [random_step(chance, heads[known].doc, lambda: f"n{next(numbers):07}") for _ in range(2)]
        try:
            steps = parse_steps(mutated(chance, [*fresh, chance.choice(forms)]))
            placed = place(heads[-1], log[known:], steps, rules("c0000002"))
        except Refused:
            continue
        accepted += 1
        assert_sound(placed.head)
        if placed.commit.steps:
            assert replayed(heads[-1].doc, [placed.commit]).eq(placed.head.doc)
            heads.append(placed.head)
            log.append(placed.commit)

    assert accepted > MUTATIONS_PER_SEED // 20
    assert replayed(first, log).eq(heads[-1].doc)
    assert any(node.attrs["id"] == "c0000002" for node in heads[-1].doc.children)


@pytest.mark.parametrize("position", [-1, 0, 7, 8, 9, 10, 10**6])
def test_positions_anywhere_are_survived(position: int) -> None:
    """Also inside a surrogate pair, between clauses and far outside."""
    head: Head = text_of("States 🙂", "Two.")
    commits: list[Commit] = []

    for step in (
        [position, position, "x"],
        [position, position + 1, ""],
        {"stepType": "addMark", "mark": {"type": "em"}, "from": position, "to": position + 1},
        {"stepType": "attr", "pos": position, "attr": "kind", "value": "article"},
    ):
        try:
            placed = place(head, (), parse_steps([step]), rules())
        except Refused:
            continue
        assert_sound(placed.head)
        commits.append(placed.commit)
    assert len(commits) == (0 if position < 0 else 4)
