"""TLS for clients that read in one thread and write in another: before Python 3.13 two of them at once in OpenSSL
sometimes lose what is written."""

import select
import ssl
from threading import Lock
from typing import Any


class _OneAtATime(ssl.SSLSocket):
    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        # Who waits for something to read keeps nobody from writing.
        if not self.pending() and not select.select([self], [], [], self.gettimeout())[0]:
            raise TimeoutError("Nothing came.")
        with _lock_of(self):
            return super().read(len, buffer)

    def send(self, data: Any, flags: int = 0) -> int:
        with _lock_of(self):
            return super().send(data, flags)


def context(certificate: str) -> ssl.SSLContext:
    """For whoever trusts this certificate alone."""
    made = ssl.create_default_context(cafile=certificate)
    made.sslsocket_class = _OneAtATime
    return made


def _lock_of(socket: _OneAtATime) -> Lock:
    found: Lock = socket.__dict__.setdefault("lock", Lock())
    return found
