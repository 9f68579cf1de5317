"""The server is killed, as when the power fails, at random moments while clients type, also between the write and its
answer. What was answered `ok` is there once afterwards, and the clients go on by themselves."""

import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
import requests
import socketio
from flask import Flask

from tests.drafting.conftest import begin
from tests.server import Client, Server, words
from tests.world import Table
from workspace.config import Config

KILLS = 20
SOAK_KILLS = 200
TYPISTS = 4
LONGEST_WAIT_S = 1.0
_LOST = (socketio.exceptions.SocketIOError, requests.RequestException, OSError, AssertionError, ValueError)


@dataclass
class Typist:
    """Types numbered words, one commit at a time, and keeps books. After a loss it sends the same again."""

    client: Client
    text: str
    name: str
    version: int = 0
    acknowledged: list[str] = field(default_factory=list)
    recoveries: int = 0

    def type(self, stop: Event) -> None:
        number = 0
        while not stop.is_set():
            word = f"{self.name}{number}."
            self._send_until_answered(word, stop)
            number += 1

    def _send_until_answered(self, word: str, stop: Event) -> None:
        sent: dict[str, Any] = {"text": self.text, "version": self.version, "ref": uuid4().hex, "steps": [[1, 1, word]]}
        while True:
            try:
                answer = self.client.socket.call("text:commit", sent, timeout=5)
                if answer["ok"]:
                    self.version = answer["version"]
                    self.acknowledged.append(word)
                    return
                assert answer["reason"] in {"too_fast", "unavailable"}, answer
                time.sleep(0.05)
            except _LOST:
                if not self._recover(stop):
                    return

    def _recover(self, stop: Event) -> bool:
        while not stop.is_set():
            try:
                self.client.socket.disconnect()
                self.client.connect()
                assert self.client.open(self.text, self.version)["ok"]
                self.recoveries += 1
                return True
            except _LOST:
                time.sleep(0.05)
        return False


def kill_at_a_random_moment(server: Server, chance: random.Random, database: Path) -> None:
    if chance.random() < 0.5:
        time.sleep(chance.random() * LONGEST_WAIT_S)
    else:
        kill_as_a_commit_is_written(server, database)
        return
    server.kill()


def kill_as_a_commit_is_written(server: Server, database: Path) -> None:
    """The row is on disk, and its author most likely has not heard of it."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5) as db:
        before = newest(db)
        ends = time.monotonic() + LONGEST_WAIT_S
        while newest(db) == before and time.monotonic() < ends:
            pass
    server.kill()


def newest(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(id), 0) FROM text_commit").fetchone()[0])


@pytest.fixture
def typing(app: Flask, settings: Config) -> Iterator[tuple[Server, str, list[Typist]]]:
    table = Table(app)
    text = begin(table, "")
    with Server(settings.data) as server:
        people = [table.delegate("XKE") for _ in range(TYPISTS)]
        typists = [Typist(server.client(who.email), text, "abcd"[i]) for i, who in enumerate(people)]
        for typist in typists:
            assert typist.client.open(text)["ok"]
        yield server, text, typists


@pytest.mark.kill
def test_every_acknowledged_character_is_there_once(
    typing: tuple[Server, str, list[Typist]], settings: Config, request: pytest.FixtureRequest
) -> None:
    server, text, typists = typing
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, stop = random.Random(seed), Event()
    threads = [Thread(target=typist.type, args=(stop,), daemon=True) for typist in typists]
    for thread in threads:
        thread.start()

    kills = SOAK_KILLS if request.config.getoption("--soak") else KILLS
    for _ in range(kills):
        before = [len(typist.acknowledged) for typist in typists]
        kill_at_a_random_moment(server, chance, settings.data / "workspace.db")
        server.start()
        wait_until_all_type_again(typists, before)
    stop.set()
    for thread in threads:
        thread.join(timeout=20)

    reader = server.client(typists[0].client.email)
    shown = words(reader.document(text))
    for typist in typists:
        assert typist.recoveries >= kills // 2
        assert len(typist.acknowledged) > kills
        wrong = [word for word in typist.acknowledged if count_of(word, shown) != 1]
        assert not wrong, (seed, wrong[:5])


def wait_until_all_type_again(typists: list[Typist], before: list[int]) -> None:
    ends = time.monotonic() + 30
    while any(len(typist.acknowledged) <= count for typist, count in zip(typists, before, strict=True)):
        assert time.monotonic() < ends, "Somebody did not recover."
        time.sleep(0.01)


def count_of(word: str, shown: str) -> int:
    """Words end with a full stop and begin after one."""
    return shown.split(".").count(word.removesuffix("."))
