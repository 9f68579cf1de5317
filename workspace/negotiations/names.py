"""Names of nations: ISO 3166-1, as its own tables have them and pycountry translates them; never colloquial ones."""

import gettext
import re
from functools import cache
from typing import NamedTuple

import pycountry

from workspace.collation import collated

# ISO leaves these codes to their users: no nation will ever have one.
_USER_ASSIGNED = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]")
_ORGANISATION = re.compile(r"[A-Z][A-Z0-9]{1,7}")
# Where the tables name a language otherwise than the interface does.
_TABLES = {"zh": "zh_CN"}


class Nation(NamedTuple):
    code: str
    name: str
    official_name: str


@cache
def nations(language: str = "en") -> dict[str, Nation]:
    """All nations by their alpha-3 code, in the order of their names in this language."""
    wanted = [_TABLES.get(language, language)]
    said = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=wanted, fallback=True).gettext
    known = [
        Nation(each.alpha_3, said(each.name), said(getattr(each, "official_name", each.name)))
        for each in pycountry.countries
    ]
    return {nation.code: nation for nation in collated(known, language, lambda nation: nation.name)}


def is_code(kind: str, code: str) -> bool:
    """Whether a delegation of this kind may have this code."""
    if kind == "organisation":
        return bool(_ORGANISATION.fullmatch(code)) and code not in nations()
    return kind == "nation" and (code in nations() or bool(_USER_ASSIGNED.fullmatch(code)))
