"""Every role on every live event in every drafting mode, through sockets of a real server."""

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from tests.drafting.rights import LIVE_ROWS, prepare
from tests.rights import ACTORS, Row, Scene, scene_in
from tests.server import Browser, Client, Server
from workspace.text.canonical import wording_hash
from workspace.text.schema import clauses_of, document_from_json, id_of

OPENING_ROWS = [row for row in LIVE_ROWS if row.door == "SOCKET text:open"]
REASONS = {"not_found": "-", "forbidden": "n", "locked": "o", "invalid": "i"}


class Hall:
    """A server, and a socket for each actor who can have one."""

    def __init__(self, scene: Scene, server: Server) -> None:
        self.text, self.agreement = scene.subjects["text_id"]["working"], scene.subjects["agreement_id"]["any"]
        emails = {actor: sitting.email for actor, sitting in scene.sittings.items()} | {"guest": "guest@talks.example"}
        self.clients = {actor: server.client(email) for actor, email in emails.items()}
        self.visitor = Browser(server)
        doc = document_from_json(self.clients["chair"].document(self.text)["doc"])
        title, moved, last = clauses_of(doc)
        self.title = self.target = id_of(title)
        self.is_locked = False
        self.moved, self.hash = id_of(moved), wording_hash(moved, "en").hex()
        # One clause is moved to and fro: the document that is read may be a second old.
        self.after = [id_of(last), id_of(title)]

    def bring_about(self, state: str) -> None:
        """A drafting mode, or "locked": open, with the clause locked that is moved and typed in."""
        self.set_mode("open" if state == "locked" else state)
        self.target = self.moved if state == "locked" else self.title
        if state == "locked" and not self.is_locked:
            agreed = {"status": "agreed", "hash": self.hash}
            answer = self.clients["chair"].post(f"/clauses/{self.moved}/status", data=agreed)
            assert answer.ok, answer.text
            self.is_locked = True

    def set_mode(self, mode: str) -> None:
        answer = self.clients["chair"].post(f"/agreements/{self.agreement}/mode", data={"mode": mode})
        assert answer.ok, answer.text

    def letter(self, row: Row, actor: str) -> str:
        if actor == "visitor":
            return {401: "s"}[self.visitor.post("/live/ticket").status_code]
        name = row.door.removeprefix("SOCKET ")
        if name == "text:cursor":
            self.clients[actor].tell(name, text=self.text, version=0, anchor=1, head=1)
            return "."
        answer = self.clients[actor].ask(name, **self._message(name, self.clients[actor]))
        if answer["ok"] and name == "clause:move":
            self.after.reverse()
        return "y" if answer["ok"] else REASONS[answer["reason"]]

    def letter_when_connecting(self, actor: str) -> str:
        """What answers an opening that comes with the connection itself."""
        if actor == "visitor":
            return {401: "s"}[self.visitor.post("/live/ticket").status_code]
        client = self.clients[actor]
        client.leave()
        client.forget()
        client.connect(opening=[{"text": self.text, "since": 0}])
        answer = client.wait("text:opened", lambda answer: answer["text"] == self.text)
        return "y" if answer["ok"] else REASONS[answer["reason"]]

    def _message(self, name: str, client: Client) -> dict[str, Any]:
        if name in ("text:open", "text:close"):
            return {"text": self.text} | ({"since": 0} if name == "text:open" else {})
        document = self.clients["chair"].document(self.text)
        if name == "text:commit":
            at = _beginning_of(self.target, document["doc"])
            steps = [[at, at, "X"]]
            return {"text": self.text, "version": document["version"], "ref": client.ref(), "steps": steps}
        return {"text": self.text, "clause": self.moved, "after": self.after[0], "hash": self.hash, "ref": client.ref()}


def _beginning_of(clause_id: str, doc: dict[str, Any]) -> int:
    """The place before the first word of a clause."""
    before = takewhile(lambda node: id_of(node) != clause_id, clauses_of(document_from_json(doc)))
    return 1 + sum(node.node_size for node in before)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Iterator[Hall]:
    data = tmp_path_factory.mktemp("hall")
    with scene_in(data, template_database, prepare) as scene, Server(data) as server:
        yield Hall(scene, server)


@pytest.mark.parametrize("row", LIVE_ROWS, ids=lambda row: f"{row.door} [{row.state}]")
def test_each_role_is_answered_as_the_table_says(hall: Hall, row: Row) -> None:
    hall.bring_about(row.state)

    answered = {actor: hall.letter(row, actor) for actor in ACTORS}

    assert answered == row.expected


@pytest.mark.parametrize("row", OPENING_ROWS, ids=lambda row: row.state)
def test_each_role_is_answered_the_same_when_it_opens_as_it_connects(hall: Hall, row: Row) -> None:
    hall.bring_about(row.state)

    assert {actor: hall.letter_when_connecting(actor) for actor in ACTORS} == row.expected
