"""Installing the peers and starting them as their makers do."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

PACKAGES = (
    "@hocuspocus/server@4.7", "@hocuspocus/extension-sqlite@4.7", "@y/websocket-server@0.1.1", "yjs@13",
)  # fmt: skip
HOCUSPOCUS, Y_WEBSOCKET = "hocuspocus", "y-websocket"
_SCRIPT = Path(__file__).parent / "hocuspocus.mjs"
_PATIENCE_S = 20


@contextmanager
def installed(folder: Path | None) -> Iterator[Path]:
    """The peers from npm, in a temporary folder; or in `folder`, where a second run finds them."""
    with TemporaryDirectory(prefix="bench-peers-") as temporary:
        place = folder or Path(temporary)
        if not (place / "node_modules" / "@y").exists():
            place.mkdir(parents=True, exist_ok=True)
            (place / "package.json").write_text("{}")
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES], cwd=place, check=True)
        shutil.copy(_SCRIPT, place)
        yield place


class Peer:
    """A peer with nothing stored, in a folder of its own."""

    def __init__(self, name: str, packages: Path, folder: str) -> None:
        self._packages, self._port = packages, _free_port()
        self._script = "hocuspocus.mjs" if name == HOCUSPOCUS else "node_modules/@y/websocket-server/src/server.js"
        self._environment = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": str(self._port),
            "DATABASE": f"{folder}/peer.db",
        }
        self.url = f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            ["node", self._script], cwd=self._packages, env=self._environment, stdout=quiet, stderr=quiet
        )
        _wait_for(self._port)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def peer(name: str, packages: Path) -> Iterator[Peer]:
    """A peer that runs, with nothing stored."""
    with TemporaryDirectory(prefix="bench-") as folder:
        running = Peer(name, packages, folder)
        running.start()
        try:
            yield running
        finally:
            running.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    ends = monotonic() + _PATIENCE_S
    while monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        sleep(0.05)
    raise RuntimeError("A peer did not start.")
