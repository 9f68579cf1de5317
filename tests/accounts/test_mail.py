"""Letters through a mail server, and tries counted by all processes together."""

import os
import socketserver
from dataclasses import replace
from threading import Thread
from uuid import uuid4

import gevent
import pytest
import redis
from flask import Flask
from sqlalchemy.orm import Session

from tests.world import Table
from workspace.accounts.attempts import Attempts
from workspace.accounts.mail import Letter, post
from workspace.config import Config
from workspace.database import Database
from workspace.errors import TooFast

REDIS = os.environ.get("WORKSPACE_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as one letter needs."""

    received: list[str]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            command = line.split()[0].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.received.append(self._letter())
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 well\r\n")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.decode())
        return "".join(lines)


def test_a_letter_goes_out_once_its_transaction_is_on_disk(table: Table, app: Flask) -> None:
    received: list[str] = []
    handler = type("Handler", (MailServer,), {"received": received})
    database: Database = app.extensions["workspace.database"]
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.handle_request, daemon=True).start()
        settings = replace(app.extensions["workspace.config"], smtp_url=f"smtp://127.0.0.1:{server.server_address[1]}")
        letter = Letter("ada@talks.example", "Your seat", "It is yours.\n")

        with pytest.raises(RuntimeError), database.writing() as db:
            _post_and_fail(db, settings, letter)
        with database.writing() as db:
            post(db, settings, letter)
            assert not received
        gevent.wait(timeout=5)

    (said,) = received
    assert "To: ada@talks.example" in said
    assert "It is yours." in said
    assert not settings.mail_folder.exists()


def _post_and_fail(db: Session, settings: Config, letter: Letter) -> None:
    post(db, settings, letter)
    raise RuntimeError("the transaction is undone")


@pytest.mark.services
def test_processes_count_tries_together() -> None:
    try:
        redis.from_url(REDIS).ping()
    except redis.ConnectionError as missing:
        if os.environ.get("WORKSPACE_TEST_REQUIRE_SERVICES") == "1":
            pytest.fail(f"Redis is required and cannot be reached: {missing}")
        pytest.skip(f"Redis cannot be reached: {missing}")
    here, there, account = Attempts(REDIS), Attempts(REDIS), f"{uuid4().hex}@talks.example"
    for number in range(5):
        (here if number % 2 else there).begin(account, "192.0.2.1")

    with pytest.raises(TooFast):
        here.begin(account, "192.0.2.1")
    there.succeed(account, "192.0.2.1")
    here.begin(account, "192.0.2.1")
    here.succeed(account, "192.0.2.1")
