"""Names of nations: ISO 3166-1, as its own tables have them; never colloquial ones."""

import re
from functools import cache
from typing import NamedTuple

import pycountry

# ISO leaves these codes to their users: no nation will ever have one.
_USER_ASSIGNED = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]")
_ORGANISATION = re.compile(r"[A-Z][A-Z0-9]{1,7}")


class Nation(NamedTuple):
    code: str
    name: str
    official_name: str


@cache
def nations() -> dict[str, Nation]:
    """All nations by their alpha-3 code, in the order of their names."""
    known = sorted(pycountry.countries, key=lambda country: str(country.name))
    return {c.alpha_3: Nation(c.alpha_3, c.name, getattr(c, "official_name", c.name)) for c in known}


def is_code(kind: str, code: str) -> bool:
    """Whether a delegation of this kind may have this code."""
    if kind == "organisation":
        return bool(_ORGANISATION.fullmatch(code)) and code not in nations()
    return kind == "nation" and (code in nations() or bool(_USER_ASSIGNED.fullmatch(code)))
