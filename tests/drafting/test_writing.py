"""Writing beside the event loop: what the writer knows of what others write."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.drafting.conftest import begin
from tests.world import Table
from workspace.accounts.models import SignInSession
from workspace.config import Config, Limits
from workspace.database import now
from workspace.drafting import loading
from workspace.drafting.members import members
from workspace.drafting.models import Text
from workspace.drafting.submissions import Sent, Submission
from workspace.drafting.writing import Batch, Writer
from workspace.realtime.connections import Connection, Identity
from workspace.text.steps import parse_step


@pytest.fixture
def writer(settings: Config) -> Iterator[Writer]:
    writer = Writer(settings.database_url)
    yield writer
    writer.close()


@pytest.fixture
def typed(table: Table) -> Batch:
    """A word of Kenya's delegate, judged and not yet written."""
    text, kenya = begin(table), table.delegate("XKE")
    assert kenya.client.get("/").status_code < 400  # they have signed in
    with table.reading() as db:
        room = loading.room(db, text)
        session = db.scalars(select(SignInSession.id).where(SignInSession.person_id == kenya.person.id)).one()
        seats = members(db.connection(), [kenya.person.id])
    connection = Connection("", None, Identity(session, kenya.person.id, seats), Limits(), language="en")
    sent = Sent(0, "ref", b"", [parse_step([1, 1, "On "])])
    room.take(Submission(seats[(kenya.person.id, table.negotiation_id)], connection, sent))
    return Batch.of(room)


def test_what_is_typed_here_is_not_written_by_others(table: Table, writer: Writer, typed: Batch) -> None:
    before = writer.writes_of_others()

    writer.write([typed])

    assert before is not None
    assert writer.writes_of_others() == before
    with table.reading() as db:
        assert db.get_one(Text, typed.room.facts.id).version == 1


def test_what_an_act_writes_is_written_by_others_also_between_keys(table: Table, writer: Writer, typed: Batch) -> None:
    before = writer.writes_of_others()
    with table.writing() as db:
        for session in db.scalars(select(SignInSession)):
            session.expires_at = now() + timedelta(hours=1)

    writer.write([typed])

    assert writer.writes_of_others() != before
