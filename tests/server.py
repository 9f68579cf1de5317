"""Real servers in processes of their own, and clients that speak the protocol to them.

with Server(data) as server:              # python -m workspace serve, on a free port
    client = server.client("delegate@...")  # signed in, connected
    client.open(text)
    client.type(text, 1, "words")
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

import requests
import socketio

from tests import tls
from tests.world import PASSWORD

ANSWER_S = 15
# A server that has read its modules, which is most of a start, and waits for a line.
_STANDING_BY = (
    "import sys; from workspace.cli import main; import workspace.serving; sys.stdin.readline(); main(['serve'])"
)
Such = Callable[[dict[str, Any]], bool]
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Server:
    """One server process. `port` 0 takes a free one, which a second start uses again."""

    command = "serve"

    def __init__(self, data: Path, **environment: str) -> None:
        self.port = 0
        self._environment = {"WORKSPACE_DATA": str(data)} | environment
        self._process: subprocess.Popen[str] | None = None
        self._standing_by: subprocess.Popen[str] | None = None
        self._clients: list[Client] = []
        self.log = data.parent / f"server-{uuid4().hex[:6]}.log"

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()
        self.stop()
        if self._standing_by:
            self._standing_by.kill()
            self._standing_by.wait()

    def leave(self) -> None:
        """All clients go."""
        while self._clients:
            self._clients.pop().leave()

    # What its clients take for its certificate's authority; over plain HTTP it does not matter.
    certificate: str | bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        """What it takes for its own origin, however it is reached."""
        return self.url

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        self._process, self._standing_by = self._standing_by or self._begun("-m", "workspace", self.command), None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert ":" in line, self.log.read_text()
        self.port = int(line.rsplit(":", 1)[1])

    def start_again(self) -> None:
        """Unless it runs: a test that failed may have left it killed."""
        if self._process is None or self._process.poll() is not None:
            self.start()

    def stand_by(self) -> None:
        """Have the next process ready, so that the next start takes a moment."""
        self._standing_by = self._standing_by or self._begun("-c", _STANDING_BY)

    def _begun(self, *how: str) -> "subprocess.Popen[str]":
        environment = {**os.environ, **self._environment, "WORKSPACE_PORT": str(self.port)}
        pipe = subprocess.PIPE
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, *how], stdin=pipe, stdout=pipe, stderr=log, text=True, env=environment
            )

    def kill(self) -> None:
        """As when the power fails."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """As an operator stops it."""
        if self._process is None or self._process.poll() is not None:
            return -1
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
            return -9

    def client(self, email: str, **how: Any) -> "Client":
        client = Client(self, email, **how)
        self._clients.append(client)
        return client


class Browser:
    """The HTTP side: a session with its cookie."""

    def __init__(self, server: Server, email: str = "") -> None:
        self._server, self.email = server, email
        self.is_signed_in, self._token = False, ""
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.verify = server.certificate
        self.http.headers["Referer"] = f"{server.url}/"
        if email:
            self.sign_in()

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": self._server.origin}

    @property
    def cookies(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)}

    def sign_in(self) -> None:
        answer = self.post("/sign-in", data={"email": self.email, "password": PASSWORD})
        assert answer.ok, answer.text
        self.is_signed_in = True

    def token(self) -> str:
        if self._token:
            return self._token
        found = _TOKEN.search(self.http.get(f"{self._server.url}/password-links", timeout=ANSWER_S).text)
        assert found
        # It is as good as the session; signing in begins a new one.
        self._token = found[1] if self.is_signed_in else ""
        return found[1]

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.http.get(f"{self._server.url}{path}", timeout=ANSWER_S, **more)

    def post(self, path: str, **more: Any) -> requests.Response:
        headers = {"X-CSRFToken": self.token(), "Accept": "application/json"} | more.pop("headers", {})
        return self.http.post(f"{self._server.url}{path}", headers=headers, timeout=ANSWER_S, **more)

    def ticket(self) -> str:
        return str(self.post("/live/ticket").json()["ticket"])


class Client(Browser):
    """Somebody with a page open: signed in, connected, and keeping what arrives."""

    _refs = count()

    def __init__(
        self,
        server: Server,
        email: str,
        *,
        transports: tuple[str, ...] = ("websocket",),
        language: str = "",
        way: str = "",
    ) -> None:
        super().__init__(server, email)
        self.heard: Queue[tuple[str, dict[str, Any]]] = Queue()
        self.kept: list[tuple[str, dict[str, Any]]] = []
        self._transports, self._language = list(transports), language
        # As a page says which text it shows.
        self._query = f"/?way={way}" if way else ""
        # As a browser does, on every request of long polling and for a websocket.
        self.http.headers.update(self.origin)
        self.connect()

    def connect(self, ticket: str | None = None, *, opening: Any = None) -> None:
        # One for each connection: what is left of one that broke would take the next one's words from its queue.
        self.socket = socketio.Client(
            reconnection=False,
            handle_sigint=False,
            http_session=self.http,
            websocket_extra_options={"origin": self._server.origin} | self._tls(),
        )
        self.socket.on("*", lambda event, message=None: self.heard.put((event, message or {})))
        self.socket.connect(
            self._server.url + self._query,
            auth={"ticket": ticket or self.ticket()} | ({} if opening is None else {"open": opening}),
            transports=self._transports,
            headers={"Accept-Language": self._language} if self._language else {},
            wait_timeout=ANSWER_S,
        )

    def _tls(self) -> dict[str, Any]:
        trusted = self._server.certificate
        return {"sslopt": {"context": tls.context(trusted)}} if isinstance(trusted, str) else {}

    @property
    def is_gone(self) -> bool:
        return not self.socket.connected

    def leave(self) -> None:
        if self.socket.connected:
            self.socket.disconnect()

    def ask(self, event: str, **message: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.socket.call(event, message, timeout=ANSWER_S)
        return answer

    def tell(self, event: str, **message: Any) -> None:
        self.socket.emit(event, message)

    def open(self, text: str, since: int = 0) -> dict[str, Any]:
        return self.ask("text:open", text=text, since=since)

    def commit(self, text: str, version: int, steps: list[Any], ref: str = "") -> dict[str, Any]:
        return self.ask("text:commit", text=text, version=version, ref=ref or self.ref(), steps=steps)

    def ref(self) -> str:
        return f"{self.email.split('@')[0][:12].replace('.', '-')}-{next(self._refs)}-{uuid4().hex[:6]}"

    def document(self, text: str) -> dict[str, Any]:
        answer = self.get(f"/texts/{text}/document")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def forget(self) -> None:
        """What has arrived so far is of no interest any more."""
        self.kept.clear()
        while not self.heard.empty():
            self.heard.get()

    def wait(
        self, event: str, such: Callable[[dict[str, Any]], bool] = lambda _: True, timeout: float = ANSWER_S
    ) -> Any:
        """The next event of this name that is such, or AssertionError."""
        ends = time.monotonic() + timeout
        for index, (name, message) in enumerate(self.kept):
            if name == event and such(message):
                return self.kept.pop(index)[1]
        while (left := ends - time.monotonic()) > 0:
            try:
                name, message = self.heard.get(timeout=left)
            except Empty:
                break
            if name == event and such(message):
                return message
            self.kept.append((name, message))
        raise AssertionError(f"{event} was not heard; what was: {[name for name, _ in self.kept]}")

    def wait_until_gone(self, timeout: float) -> None:
        ends = time.monotonic() + timeout
        while not self.is_gone:
            assert time.monotonic() < ends, "The connection is still there."
            time.sleep(0.01)


def words(document: dict[str, Any]) -> str:
    """The words of a document, clauses on lines of their own."""
    clauses = document["doc"]["content"]
    return "\n".join("".join(run.get("text", "") for run in clause.get("content", [])) for clause in clauses)
