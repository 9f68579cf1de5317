"""Connections that say nothing, watched while other tests keep the server busy."""

import threading
import time
from collections.abc import Callable

from tests.drafting.conftest import begin
from tests.drafting.raw import Wire
from tests.server import Browser, Client, Server
from tests.world import Table


class Noticed:
    """What is waited for in the background, and how long after the beginning it comes."""

    def __init__(self, wait: Callable[[], object]) -> None:
        self._began, self._ended = time.monotonic(), 0.0
        self._thread = threading.Thread(target=self._wait, args=[wait], daemon=True)
        self._thread.start()

    def _wait(self, wait: Callable[[], object]) -> None:
        assert wait()
        self._ended = time.monotonic()

    def after_s(self) -> float:
        self._thread.join(40)
        assert self._ended, "It did not come."
        return self._ended - self._began


class Silent:
    """Connections that say nothing while the other tests are busy."""

    def __init__(self, server: Server, table: Table) -> None:
        text, kenya, peru = begin(table), table.delegate("XKE"), table.delegate("XPE")
        unknown = Wire(server)
        self.without_ticket = Noticed(lambda: unknown.has_ended)
        # It hears and answers no ping any more.
        self._deaf = Wire(server, Browser(server, kenya.email))
        self._deaf.event(1, "text:open", {"text": text, "since": 0})
        self.gone: list[str] = []
        self._watcher = Client(server, peru.email)
        assert self._watcher.open(text)["ok"]
        self.half_open = Noticed(self._is_told)

    def leave(self) -> None:
        self._watcher.leave()

    def _is_told(self) -> bool:
        told = self._watcher.wait("text:seats", lambda message: bool(message.get("gone")), timeout=35)
        self.gone += told["gone"]
        return bool(self.gone)
