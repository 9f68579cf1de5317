"""The same world on PostgreSQL."""

import pytest
from flask import Flask

from tests.world import Table
from workspace.permissions import Role, SeatState
from workspace.record.verification import verify

pytestmark = pytest.mark.services


def test_people_come_to_their_seats_on_postgresql(app_on_postgresql: Flask) -> None:
    table = Table(app_on_postgresql)
    head, adviser = table.head("XAA"), table.adviser("XAA")
    waiting = table.sit(Role.DELEGATE, "XAA", confirmed=False)
    assert head.client.post(f"/seats/{waiting.id}/confirmation").status_code == 302

    table.secretariat().client.post(f"/seats/{adviser.id}/end")
    table.invited(Role.DELEGATE, "XAA", email=adviser.email)

    assert waiting.seat.state is SeatState.CONFIRMED
    assert head.client.post("/sessions/current/visits").status_code == 200
    with table.reading() as db:
        assert verify(db, table.negotiation_id) is None
