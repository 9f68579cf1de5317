"""Redis, PostgreSQL and nginx of a test's own, started from what the machine has, on free ports of loopback."""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis, RedisError

PAGE = Path(__file__).parent.parent.parent / "docs" / "operations.md"
_STARTS_WITHIN_S = 30
_POSTGRESQL = "postgres"


def free_port() -> int:
    """A free port of which the next is free too, below those that connections take for themselves: it stays free."""
    while True:
        port = secrets.randbelow(10_000) * 2 + 10_000
        if _is_free(port) and _is_free(port + 1):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) != 0


def program(name: str) -> str:
    """Where a program is; the test is skipped where it is not."""
    known = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/sbin")]
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, known)]))
    if found is None:
        pytest.skip(f"{name} is not on this machine.")
    return found


class OwnRedis:
    """A Redis that can be stopped and started again."""

    def __init__(self) -> None:
        self._program = program("redis-server")
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def __enter__(self) -> "OwnRedis":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL)
        _until(self._answers, "Redis")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            return bool(Redis.from_url(self.url).ping())
        except RedisError:
            return False


class OwnPostgreSQL:
    """A cluster in a folder of its own."""

    def __init__(self) -> None:
        self._initdb, self._postgres = program("initdb"), program("postgres")
        self.port = free_port()
        # PostgreSQL does not run as root, and must reach its folder.
        self._user = _POSTGRESQL if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="workspace-cluster-"))
        self.url = self.url_at(self.port)

    def __enter__(self) -> "OwnPostgreSQL":
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        command = [self._initdb, "-D", str(self._folder / "data"), "-A", "trust", "-U", "postgres", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, user=self._user)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        options = ["-D", str(self._folder / "data"), "-p", str(self.port), "-k", str(self._folder)]
        self._process = subprocess.Popen(
            [self._postgres, *options, "-h", "127.0.0.1"], stderr=subprocess.DEVNULL, user=self._user
        )
        _until(self._answers, "PostgreSQL")

    def stop(self) -> None:
        """As when the service is restarted: connections are ended."""
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    @staticmethod
    def url_at(port: int) -> str:
        """Its address for whoever reaches it by another port."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"

    def kill(self) -> None:
        """As when the power fails: all of its processes at once."""
        own = psutil.Process(self._process.pid)
        for process in [own, *own.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(30)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url.replace("+psycopg", ""), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class Proxy:
    """nginx with the configuration that docs/operations.md gives, over TLS with a certificate of its own."""

    def __init__(self, folder: Path) -> None:
        self._program, self._openssl = program("nginx"), program("openssl")
        self._folder = folder
        self._port, self._plain_port = free_port(), free_port()
        self.url = self.origin = f"https://localhost:{self._port}"
        self.plain_url = f"http://localhost:{self._plain_port}"
        self.certificate = str(folder / "fullchain.pem")

    @contextmanager
    def before(self, *ports: int) -> Iterator["Proxy"]:
        """While it passes on to these ports."""
        self._certify()
        (self._folder / "site.conf").write_text(self._site(*ports))
        (self._folder / "nginx.conf").write_text(self._main())
        command = [self._program, "-c", str(self._folder / "nginx.conf"), "-p", str(self._folder)]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        process = subprocess.Popen(command)
        try:
            _until(lambda: _is_open(self._port), "nginx")
            yield self
        finally:
            process.terminate()
            process.wait(20)

    def _certify(self) -> None:
        files = ["-keyout", str(self._folder / "privkey.pem"), "-out", self.certificate]
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
        subprocess.run([self._openssl, "req", "-x509", *curve, *subject, *files], check=True, capture_output=True)

    def _site(self, *ports: int) -> str:
        found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(), re.DOTALL)
        assert found
        site = found[1]
        given = {
            "listen 443 ssl": f"listen 127.0.0.1:{self._port} ssl",
            "listen 80": f"listen 127.0.0.1:{self._plain_port}",
            "talks.example": "localhost",
            "/etc/ssl/workspace": str(self._folder),
            "127.0.0.1:5001": f"127.0.0.1:{ports[0]}",
            "127.0.0.1:5002": f"127.0.0.1:{ports[1]}",
        }
        for there, here in given.items():
            assert there in site, f"{there} does not stand in the page."
            site = site.replace(there, here)
        return site

    def _main(self) -> str:
        as_root = "user root;\n" if os.geteuid() == 0 else ""
        folders = "\n".join(
            f"{kind}_temp_path {self._folder / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return (
            f"{as_root}daemon off;\npid {self._folder / 'nginx.pid'};\nerror_log {self._folder / 'error.log'};\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{folders}\ninclude {self._folder / 'site.conf'};\n}}\n"
        )


def _is_open(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _until(such: "object", what: str) -> None:
    assert callable(such)
    ends = time.monotonic() + _STARTS_WITHIN_S
    while not such():
        assert time.monotonic() < ends, f"{what} has not started."
        time.sleep(0.05)
