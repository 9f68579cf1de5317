"""Passwords: hashed with argon2id, never on the event loop; what a new one must be."""

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import monkey
from gevent.threadpool import ThreadPool

from workspace.errors import Invalid
from workspace.phrases import Phrase

P = ParamSpec("P")
T = TypeVar("T")

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 256
_COMMON = Path(__file__).parent / "common_passwords.txt"
# Each hash takes 64 MiB: this many at once, the others wait.
_AT_ONCE = 2


class Passwords:
    """Makes and checks hashes. Tests give a hasher that is cheap."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody has this password")

    def hashed(self, password: str) -> str:
        return _off_the_loop(self._hasher.hash, _normal(password))

    def match(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one; without a hash as long, so that the time betrays no account."""
        return (
            _off_the_loop(self._verify, password_hash or self._nobody, _normal(password)) and password_hash is not None
        )

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def check_new(password: str, *, email: str) -> None:
    """`Invalid`, with the reason, unless this may become somebody's password."""
    normal = _normal(password)
    if len(normal) < LEAST_CHARACTERS:
        least = Phrase(
            "A password needs at least %(least)s characters. A few words in a row do well.", least=LEAST_CHARACTERS
        )
        raise Invalid(least)
    if len(normal) > MOST_CHARACTERS:
        raise Invalid(Phrase("A password has at most %(most)s characters.", most=MOST_CHARACTERS))
    if _is_common(normal.casefold(), email):
        raise Invalid(Phrase("This password is among the first that anybody would try. Please choose another."))


def _is_common(password: str, email: str) -> bool:
    own = email.partition("@")[0]
    without_own = password.replace(email, "").replace(own, "") if len(own) > 3 else password
    return password in _common() or len(set(password)) < 5 or len(without_own) < LEAST_CHARACTERS // 2


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text().split())


def _normal(password: str) -> str:
    # The same words typed on two keyboards may come as different code points.
    return unicodedata.normalize("NFC", password)


def _off_the_loop(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    if not monkey.is_module_patched("threading"):
        return act(*args, **kwargs)
    result: T = _pool().apply(act, args, kwargs)
    return result


@cache
def _pool() -> ThreadPool:
    return ThreadPool(_AT_ONCE)
