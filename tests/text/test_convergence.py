"""Many clients at once, in Python: all replicas end equal, whatever is typed, split, joined, moved and delayed."""

import random
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from prosemirror.model import Node

from tests.text.strategies import SENTENCES
from tests.text.world import assert_sound, check_places, ids_of, replayed, text_of
from workspace.text.applying import DoesNotFit, apply_step, with_ids
from workspace.text.authority import Head, Rules, act, move, place
from workspace.text.clauses import compare, differing
from workspace.text.mapping import Commit, Since, Trail
from workspace.text.refusals import Invalid, Locked
from workspace.text.schema import clauses_of, id_of
from workspace.text.steps import Step, parse_step, parse_steps, step_to_wire

ROUNDS = 40


class Client:
    """Holds the text at some version and proposes steps upon it; takes over the server's log as it is."""

    def __init__(self, doc: Node) -> None:
        self.doc, self.version = doc, 0

    def hear(self, log: list[Commit], upto: int) -> None:
        self.doc = replayed(self.doc, log[self.version : upto])
        self.version = upto


def boundaries(doc: Node) -> list[int]:
    starts = [0]
    for node in clauses_of(doc):
        starts.append(starts[-1] + node.node_size)
    return starts


def random_step(chance: random.Random, doc: Node, ids: Callable[[], str]) -> object:
    size = doc.content.size
    start = chance.randint(0, size)
    end = min(size, start + chance.choice([0, 1, 3, 8, 30]))
    words = chance.choice(SENTENCES)[: chance.randint(1, 9)]
    marks = [{"type": "em"}, {"type": "strong"}, {"type": "bracket", "attrs": {"id": f"bracket{chance.randint(1, 3)}"}}]
    made = {
        "type": "clause",
        "attrs": {"id": chance.choice([ids(), ids(), "", "stealing"]), "kind": "paragraph", "level": 0},
    }
    at = chance.choice(boundaries(doc))
    return chance.choice(
        [
            lambda: [start, start, words],
            lambda: [start, start, words],
            lambda: [start, end, words],
            lambda: [start, max(end, start + 1), ""],
            lambda: {"stepType": "addMark", "mark": chance.choice(marks), "from": start, "to": max(end, start + 1)},
            lambda: {"stepType": "removeMark", "mark": chance.choice(marks), "from": start, "to": max(end, start + 1)},
            lambda: {"stepType": "attr", "pos": at, "attr": "level", "value": chance.randint(0, 3)},
            lambda: {"stepType": "attr", "pos": at, "attr": "kind", "value": chance.choice(["article", "paragraph"])},
            lambda: {"stepType": "replace", "from": at, "to": at, "slice": {"content": [made]}},
            lambda: {
                "stepType": "replace",
                "from": start,
                "to": start,
                "slice": {"content": [made, made], "openStart": 1, "openEnd": 1},
                "structure": True,
            },
            lambda: {"stepType": "replace", "from": max(0, at - 1), "to": min(size, at + 1), "structure": True},
        ]
    )()


def propose(chance: random.Random, doc: Node, ids: Callable[[], str]) -> list[Step]:
    steps: list[Step] = []
    for _ in range(chance.randint(1, 4)):
        try:
            step = parse_step(random_step(chance, doc, ids))
            doc = apply_step(doc, step).doc
        except (Invalid, DoesNotFit):
            continue
        steps.append(step)
    return steps


@pytest.mark.parametrize("seed", range(25))
def test_replicas_are_the_fold_of_the_log(seed: int) -> None:
    chance, numbers = random.Random(seed), count(1)
    ids = lambda: f"n{next(numbers):07}"  # noqa: E731
    head = text_of("States shall act. 🙂", "各缔约国应当。", "تتعاون الدول.", "Государства.")
    clients, log, first = [Client(head.doc) for _ in range(4)], [], head.doc
    rules = Rules(new_id=lambda: f"s{next(numbers):07}")

    for _ in range(ROUNDS):
        client = chance.choice(clients)
        if chance.random() < 0.1:
            head, log = moved(chance, head, log, rules)
        elif steps := propose(chance, client.doc, ids):
            since = log[client.version :]
            assert Trail.over([Since(since)], steps) == Trail.over(since, steps)
            placed = place(head, since, steps, rules)
            assert placed.head.version == head.version + len(placed.commit.steps)
            assert len(placed.commit.steps) + len(placed.dropped) == len(steps)
            assert_sound(placed.head)
            assert set(placed.changes.added) == set(ids_of(placed.head.doc)) - set(ids_of(head.doc))
            assert set(placed.changes.removed) == set(ids_of(head.doc)) - set(ids_of(placed.head.doc))
            head = placed.head
            log += [placed.commit] if placed.commit.steps else []
        listener = chance.choice(clients)
        listener.hear(log, chance.randint(listener.version, len(log)))

    for client in clients:
        client.hear(log, len(log))
        assert client.doc.eq(head.doc)
    assert replayed(first, log).eq(head.doc)


def counted() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"s{next(numbers):07}"


def moved(chance: random.Random, head: Head, log: list[Commit], rules: Rules) -> tuple[Head, list[Commit]]:
    ids = ids_of(head.doc)
    try:
        placed = act(head, move(head.doc, chance.choice(ids), chance.choice([*ids, None])), rules)
    except Invalid:
        return head, log
    assert sorted(ids_of(placed.head.doc)) == sorted(ids)
    assert not placed.changes.changed
    assert_sound(placed.head)
    return placed.head, [*log, placed.commit]


@pytest.mark.parametrize("seed", range(10))
def test_an_undisturbed_commit_arrives_as_it_was_made(seed: int) -> None:
    chance, numbers = random.Random(seed), count(1)
    head = text_of("States shall act. 🙂", "各缔约国应当。", "تتعاون الدول.")

    for _ in range(ROUNDS):
        steps = propose(chance, head.doc, lambda: f"n{next(numbers):07}")
        placed = place(head, (), steps, Rules())
        assert placed.dropped == ()
        head = placed.head


@pytest.mark.parametrize("seed", range(10))
def test_mapping_over_nothing_changes_no_step(seed: int) -> None:
    """An empty commit in between takes the long way through the maps and must come out the same."""
    chance, numbers = random.Random(seed), count(1)
    head = text_of("States shall act. 🙂", "各缔约国应当。")
    nothing = Commit(tuple(parse_steps([{"stepType": "addMark", "mark": {"type": "em"}, "from": 1, "to": 2}])))

    for _ in range(ROUNDS):
        steps = propose(chance, head.doc, lambda: f"n{next(numbers):07}")
        direct, mapped = (place(head, since, steps, Rules(new_id=counted())) for since in ([], [nothing]))
        assert [step_to_wire(s) for s in mapped.commit.steps] == [step_to_wire(s) for s in direct.commit.steps]
        head = direct.head


@pytest.mark.parametrize("seed", range(10))
def test_locked_clauses_stand_whatever_is_sent(seed: int) -> None:
    chance, numbers = random.Random(seed), count(1)
    head = text_of("One.", "Two, agreed.", "Three.", "Four, agreed.", "Five.")
    locked = frozenset([id_of(head.doc.child(1)), id_of(head.doc.child(3))])
    agreed = [node for node in clauses_of(head.doc) if id_of(node) in locked]

    for _ in range(ROUNDS * 2):
        steps = propose(chance, head.doc, lambda: f"n{next(numbers):07}")
        with suppress(Locked):
            head = place(head, (), steps, Rules(locked=locked)).head
        now = [node for node in clauses_of(head.doc) if id_of(node) in locked]
        assert len(now) == len(agreed)
        assert all(a.eq(b) for a, b in zip(now, agreed, strict=True))


@pytest.mark.parametrize("seed", range(10))
def test_applying_to_few_clauses_equals_applying_to_all(seed: int) -> None:
    chance, numbers = random.Random(seed), count(1)

    def fresh() -> str:
        return f"n{next(numbers):07}"

    doc = text_of("States shall act. 🙂", "各缔约国应当。", "تتعاون الدول.", "Four.").doc

    for _ in range(ROUNDS * 3):
        try:
            step = parse_step(random_step(chance, doc, fresh))
        except Invalid:
            continue
        step = with_ids(doc, step, fresh)
        try:
            applied, stretch, is_typing = apply_step(doc, step)
        except DoesNotFit:
            continue
        whole = step.apply(doc).doc
        assert whole is not None
        assert applied.eq(whole)
        assert applied.content.size == whole.content.size
        assert compare(stretch) == compare(differing(doc, applied))
        if is_typing:  # then it is not checked again
            applied.check()
            assert step == with_ids(doc, step, fresh)
        check_places(applied)
        doc = applied
