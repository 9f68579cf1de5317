"""A process that is told to stop finishes what it acknowledged and sends its clients on."""

import json
import threading
import time

from socketio.exceptions import SocketIOError

from tests.drafting.conftest import begin
from tests.server import Client, Server, words
from tests.world import Table
from workspace.config import Config

STOPS_WITHIN_S = 8


class Typist:
    """Types without a pause and keeps a book of what was acknowledged."""

    def __init__(self, client: Client, text: str, name: str) -> None:
        self.acknowledged: list[str] = []
        self.unanswered: tuple[str, str, int] | None = None
        self._client, self._text, self._name = client, text, name
        self._thread = threading.Thread(target=self._type, daemon=True)

    def begin(self) -> None:
        version = self._client.open(self._text)["version"]
        self._version = version
        self._thread.start()

    def end(self) -> None:
        self._thread.join(20)

    def _type(self) -> None:
        for number in range(10_000):
            word, ref = f"[{self._name}{number}]", f"{self._name}-{number}"
            try:
                answer = self._client.commit(self._text, self._version, [[1, 1, word]], ref=ref)
            except (SocketIOError, TimeoutError):  # the connection has ended; whichever way, there was no answer
                self.unanswered = (word, ref, self._version)
                return
            if not answer["ok"]:
                assert answer["reason"] == "unavailable", answer
                self.unanswered = (word, ref, self._version)
                return
            self._version = answer["version"]
            self.acknowledged.append(word)
            time.sleep(0.02)


def test_what_was_acknowledged_is_there_and_clients_go_on_elsewhere(table: Table, settings: Config) -> None:
    text, kenya, peru = begin(table), table.delegate("XKE"), table.delegate("XPE")
    with Server(settings.data) as server:
        typists = [Typist(server.client(seat.email), text, name) for seat, name in ((kenya, "k"), (peru, "p"))]
        for typist in typists:
            typist.begin()
        while min(len(typist.acknowledged) for typist in typists) < 10:
            time.sleep(0.05)
        began = time.monotonic()

        status = server.stop()

        assert status == 0, server.log.read_text()
        assert time.monotonic() - began < STOPS_WITHIN_S
        for typist in typists:
            typist.end()
            typist._client.wait_until_gone(1)

    with Server(settings.data) as successor:
        client = successor.client(kenya.email)
        for word, ref, version in [typist.unanswered for typist in typists if typist.unanswered]:
            sender = client if ref.startswith("k") else successor.client(peru.email)
            assert sender.commit(text, version, [[1, 1, word]], ref=ref)["ok"]
        time.sleep(2.1)  # a document over HTTP may be two seconds old
        document = words(client.document(text))
    expected = [word for typist in typists for word in typist.acknowledged]
    expected += [typist.unanswered[0] for typist in typists if typist.unanswered]
    assert [word for word in expected if document.count(word) != 1] == []


def test_a_stopped_process_leaves_only_lines_of_json_in_its_log(table: Table, settings: Config) -> None:
    text, kenya = begin(table), table.delegate("XKE")
    with Server(settings.data) as server:
        client = server.client(kenya.email)
        client.open(text)
        client.commit(text, 0, [[1, 1, "marzipan-canary"]], ref="a")
        client.commit(text, 0, [[1, 1, "marzipan"]], ref="a")
        client.leave()
        server.stop()
        lines = [json.loads(line) for line in server.log.read_text().splitlines()]

    events = [(line["event"], line["answer"]) for line in lines if line["message"] == "event"]
    assert events == [("text:open", "ok"), ("text:commit", "invalid")]
    assert {line["door"] for line in lines if line["message"] == "request"} >= {"accounts.sign_in", "drafting.ticket"}
    assert "marzipan" not in server.log.read_text()
    assert text not in server.log.read_text()
    assert kenya.id not in server.log.read_text()
