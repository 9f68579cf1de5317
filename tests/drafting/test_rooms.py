"""An open text in one process: upon what each commit is judged, and by which rules."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from prosemirror.model import Node

from tests.drafting.conftest import begin
from tests.world import Table
from workspace.config import Limits
from workspace.database import now
from workspace.drafting import loading
from workspace.drafting.log import Recorded
from workspace.drafting.members import members
from workspace.drafting.models import DraftingMode
from workspace.drafting.room import Room
from workspace.drafting.submissions import Sent, Submission
from workspace.errors import NotAllowed, Refusal
from workspace.phrases import Phrase
from workspace.realtime.connections import Connection, Identity
from workspace.text import authority
from workspace.text.mapping import Commit
from workspace.text.refusals import Refused
from workspace.text.steps import parse_step, step_to_wire


@pytest.fixture
def open_room(table: Table) -> Room:
    text = begin(table, "Restraint", "States shall cooperate.", "各缔约国应当。")
    with table.reading() as db:
        return loading.room(db, text)


@pytest.fixture
def room(open_room: Room) -> Room:
    """A text as it was before the chair closed it, and is known to have changed."""
    room = open_room
    room.rules = replace(room.rules, state=DraftingMode.CLOSED.value)
    room.is_woken = True
    return room


def sent(table: Table, room: Room) -> Submission:
    return author(table)(room, Sent(0, "ref", b"", [parse_step([1, 1, "On "])]))


def author(table: Table) -> Callable[[Room, Sent], Submission]:
    kenya = table.delegate("XKE")
    with table.reading() as db:
        seats = members(db.connection(), [kenya.person.id])
    connection = Connection("", None, Identity("", kenya.person.id, seats), Limits(), language="en")
    member = seats[(kenya.person.id, table.negotiation_id)]
    return lambda room, commit: room.take(Submission(member, connection, commit))


@pytest.mark.parametrize("is_opened", [True, False])
def test_what_is_sent_before_changed_rules_are_read_is_judged_by_them(
    table: Table, room: Room, is_opened: bool
) -> None:
    old = room.rules
    submission = sent(table, room)
    assert submission.answer is None

    room.is_woken = False
    room.follow([], replace(old, state=DraftingMode.OPEN.value) if is_opened else old)
    room.judge_waiting()

    assert (submission.draft is not None) == is_opened
    assert isinstance(submission.answer, Refusal) != is_opened


def test_rules_that_are_known_are_kept_at_once(table: Table, room: Room) -> None:
    room.is_woken = False

    with pytest.raises(NotAllowed):
        sent(table, room)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_version_somebody_has_seen_what_they_write_is_put_upon_all_that_was_done_since(
    table: Table, open_room: Room, seed: int
) -> None:
    chance, send, room, judged = random.Random(seed), author(table), open_room, 0
    docs = {0: room.head.doc}

    for turn in range(200):
        act = chance.random()
        if act < 0.8:
            version = chance.choice(list(docs)[-6:])
            start = chance.randint(1, docs[version].content.size - 6)
            taken, given = chance.choice([(0, "on "), (0, "法"), (2, ""), (5, "in ")])
            steps = [parse_step([start, start + taken, given])]
            before, since = room.head, done_since(room, version)
            with suppress(Refusal, Refused):
                draft = send(room, Sent(version, f"ref{turn}", b"", steps)).draft
                assert draft
                assert written(draft.placed) == written(authority.place(before, since, steps, authority.Rules()))
                judged += 1
        elif act < 0.9:
            write(room, docs)
        elif room.pending:
            room.refuse(NotAllowed(Phrase("No.")), [chance.choice(room.pending)])

    assert judged > 80
    assert len(docs) > 8


def written(placed: authority.Placed) -> list[object]:
    return [step_to_wire(step) for step in placed.commit.steps]


def done_since(room: Room, version: int) -> list[Commit]:
    drafts = [waiting.draft.placed.commit for waiting in room.pending if waiting.draft]
    return [commit.moved for commit in room.since(version)] + drafts


def write(room: Room, docs: dict[int, Node]) -> None:
    """As the clock does, but for the disk."""
    drafts = [waiting.draft for waiting in room.pending if waiting.draft]
    recorded = []
    for ref, digest, seat, delegation, placed, cause, subject in drafts:
        (version, doc), commit = (placed.head.version, placed.head.doc), placed.commit
        if commit.steps:
            how = (commit.steps, [], commit.mirrors, placed.dropped, b"")
            recorded.append(Recorded(version, ref, digest, seat, delegation, cause, subject, now(), *how))
            docs[version] = doc
    if drafts:
        room.settle(list(room.pending), recorded, drafts[-1].placed.head)
