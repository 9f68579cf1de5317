"""An open text in one process: what is sent while its rules are known to have changed waits for the new ones."""

from dataclasses import replace

import pytest

from tests.drafting.conftest import begin
from tests.world import Table
from workspace.config import Limits
from workspace.drafting import loading
from workspace.drafting.members import members
from workspace.drafting.models import DraftingMode
from workspace.drafting.room import Room
from workspace.drafting.submissions import Sent, Submission
from workspace.errors import NotAllowed, Refusal
from workspace.realtime.connections import Connection, Identity
from workspace.text.steps import parse_step


@pytest.fixture
def room(table: Table) -> Room:
    """A text as it was before the chair closed it, and is known to have changed."""
    text = begin(table, "Restraint")
    with table.reading() as db:
        room = loading.room(db, text)
    room.rules = replace(room.rules, state=DraftingMode.CLOSED.value)
    room.is_woken = True
    return room


def sent(table: Table, room: Room) -> Submission:
    kenya = table.delegate("XKE")
    with table.reading() as db:
        seats = members(db.connection(), [kenya.person.id])
    connection = Connection("", None, Identity("", kenya.person.id, seats), Limits(), language="en")
    commit = Sent(0, "ref", b"", [parse_step([1, 1, "On "])])
    return room.take(Submission(seats[(kenya.person.id, table.negotiation_id)], connection, commit))


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
