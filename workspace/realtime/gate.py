"""What is refused before a connection begins: foreign origins, JSONP, more than may come before the ticket."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from workspace.config import Config
from workspace.realtime.heads import Environ, query_of

PATH = "/socket.io/"
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")

Application: TypeAlias = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Gate:
    """Says of a request to the live path why it is refused, if it is."""

    def __init__(self, settings: Config, limit_of: Callable[[str], int]) -> None:
        self._origins = _origins(settings)
        self._limit_of = limit_of

    def objection(self, environ: Environ) -> str | None:
        query = query_of(environ)
        if "j" in query:
            return "There is no JSONP here."
        if not self._is_from_here(environ):
            return "This is not an accepted origin."
        if environ["REQUEST_METHOD"] == "POST" and not self._is_small(environ, query.get("sid", [""])[0]):
            return "This is larger than is taken here."
        return None

    def before(self, application: Application) -> Application:
        """The application behind this gate."""

        def guarded(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
            if not environ.get("PATH_INFO", "").startswith(PATH.rstrip("/")):
                return application(environ, start_response)
            if objection := self.objection(environ):
                start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Connection", "close")])
                return [objection.encode()]
            return application(environ, start_response)

        return guarded

    def _is_from_here(self, environ: Environ) -> bool:
        if origin := environ.get("HTTP_ORIGIN"):
            return origin in self._origins
        # Chromium sends no Origin on a same-origin GET.
        is_upgrade = "HTTP_UPGRADE" in environ
        same_site = environ.get("HTTP_SEC_FETCH_SITE") == "same-origin"
        return environ["REQUEST_METHOD"] == "GET" and not is_upgrade and same_site

    def _is_small(self, environ: Environ, sid: str) -> bool:
        size = environ.get("CONTENT_LENGTH", "")
        return size.isascii() and size.isdigit() and int(size) <= self._limit_of(sid)


def _origins(settings: Config) -> frozenset[str]:
    public = urlsplit(settings.public_url)
    own = {f"{public.scheme}://{public.netloc}"}
    if settings.is_on_loopback:
        own |= {f"http://{name}:{settings.port}" for name in _LOOPBACK_NAMES}
    return frozenset(own)
