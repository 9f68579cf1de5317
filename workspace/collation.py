"""Names in the order that readers of a language expect, by ICU."""

import ctypes
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

import icu4py
from icu4py import breakers

Named = TypeVar("Named")


def collated(things: Iterable[Named], language: str, name: Callable[[Named], str]) -> list[Named]:
    return sorted(things, key=lambda thing: _sort_key(language, name(thing)))


def _sort_key(language: str, words: str) -> bytes:
    utf16 = words.encode("utf-16-le")
    given = (_collator(language), ctypes.c_char_p(utf16), len(utf16) // 2)
    length = _icu("ucol_getSortKey", ctypes.c_int32)(*given, None, 0)
    key = ctypes.create_string_buffer(length)
    _icu("ucol_getSortKey", ctypes.c_int32)(*given, key, length)
    return key.raw


@cache
def _collator(language: str) -> ctypes.c_void_p:
    failure = ctypes.c_int32(0)
    collator: int | None = _icu("ucol_open", ctypes.c_void_p)(language.encode(), ctypes.byref(failure))
    # ICU's warnings are negative: "this language has no order of its own, the common one is used".
    if failure.value > 0 or collator is None:
        raise ValueError(f"No collation for {language}")
    return ctypes.c_void_p(collator)


def _icu(name: str, returns: type) -> Callable[..., int]:
    """A function of the C library that icu4py brings along: the package itself offers no collator."""
    function = getattr(_library(), f"{name}_{icu4py.icu_version_info[0]}")
    function.restype = returns
    found: Callable[..., int] = function
    return found


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(breakers.__file__)
