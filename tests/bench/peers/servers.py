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


@contextmanager
def peer(name: str, packages: Path) -> Iterator[tuple[str, int]]:
    """The address and the process of a peer with nothing stored."""
    port = _free_port()
    script = "hocuspocus.mjs" if name == HOCUSPOCUS else "node_modules/@y/websocket-server/src/server.js"
    with TemporaryDirectory(prefix="bench-") as folder:
        environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "DATABASE": f"{folder}/peer.db"}
        process = subprocess.Popen(
            ["node", script], cwd=packages, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.kill()
            process.wait()


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
