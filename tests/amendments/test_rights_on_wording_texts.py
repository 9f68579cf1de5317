"""Every role on the wording text of an amendment in every state, through sockets of a real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.amendments.rights import LIVE_ROWS, prepare
from tests.rights import ACTORS, Row, Scene, scene_in
from tests.server import Browser, Server
from workspace.amendments.models import Amendment
from workspace.drafting.models import Text
from workspace.drafting.wordings import text_now

REASONS = {"not_found": "-", "forbidden": "n", "invalid": "i"}


class Hall:
    """A server, and a socket for each actor who can have one."""

    def __init__(self, scene: Scene, server: Server) -> None:
        emails = {actor: sitting.email for actor, sitting in scene.sittings.items()} | {"guest": "guest@talks.example"}
        self.clients = {actor: server.client(email) for actor, email in emails.items()}
        self.visitor = Browser(server)
        with scene.table.reading() as db:
            made = scene.subjects["amendment_id"].items()
            self.texts = {state: str(db.get_one(Amendment, id).text_id) for state, id in made}
            # The clauses of each text, of which the first is moved to and fro, as they are before anybody types.
            self.clauses = {state: text_now(db, db.get_one(Text, id)).clauses for state, id in self.texts.items()}
        self.after = [self.clauses["adding"][-1].id, None]

    def letter(self, row: Row, actor: str) -> str:
        if actor == "visitor":
            return {401: "s"}[self.visitor.post("/live/ticket").status_code]
        answer = self.clients[actor].ask(row.door.removeprefix("SOCKET "), **self._message(row, actor))
        if answer["ok"] and row.door.endswith("clause:move"):
            self.after.reverse()
        return "y" if answer["ok"] else REASONS[answer["reason"]]

    def _message(self, row: Row, actor: str) -> dict[str, Any]:
        text = self.texts[row.state]
        if row.door.endswith("text:open"):
            return {"text": text, "since": 0}
        if row.door.endswith("clause:move"):
            moved, after = self.clauses[row.state][0], self.after[0] if row.state == "adding" else None
            about = {"clause": moved.id, "after": after, "hash": moved.hash.hex()}
            return {"text": text, "ref": self.clients[actor].ref()} | about
        return {"text": text, "version": 0, "ref": self.clients[actor].ref(), "steps": [[1, 1, "X"]]}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Iterator[Hall]:
    data = tmp_path_factory.mktemp("hall")
    with scene_in(data, template_database, prepare) as scene, Server(data) as server:
        yield Hall(scene, server)


@pytest.mark.parametrize("row", LIVE_ROWS, ids=lambda row: f"{row.door} [{row.state}]")
def test_each_role_is_answered_as_the_table_says(hall: Hall, row: Row) -> None:
    answered = {actor: hall.letter(row, actor) for actor in ACTORS}

    assert answered == row.expected
