"""What the doors of accounts read from a form."""

import re
from dataclasses import dataclass

from flask import request

from workspace.errors import Invalid
from workspace.phrases import Phrase

_EMAIL = re.compile(r"[^@\s\x00-\x1f<>,;:\"()]+@[^@\s\x00-\x1f<>,;:\"()]+")
_EMAIL_CHARACTERS = 254
NAME_CHARACTERS = 200


def words(name: str, label: Phrase, *, most: int = NAME_CHARACTERS, required: bool = True) -> str:
    """One line of words; `Invalid`, if it is missing, too long, or holds what cannot be seen."""
    value = " ".join(request.form.get(name, "").split())
    if required and not value:
        raise Invalid(Phrase("%(label)s is missing.", label=label), field=name)
    if len(value) > most:
        raise Invalid(Phrase("%(label)s has at most %(most)s characters.", label=label, most=most), field=name)
    if not value.isprintable():
        raise Invalid(Phrase("%(label)s holds characters that cannot be seen.", label=label), field=name)
    return value


def email_of(value: str) -> str:
    """An e-mail address in lower case, or `Invalid`."""
    email = value.strip().lower()
    if len(email) > _EMAIL_CHARACTERS or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise Invalid(Phrase("This is not an e-mail address."), field="email")
    return email


@dataclass(frozen=True)
class SignInForm:
    email: str
    password: str

    @classmethod
    def read(cls) -> "SignInForm":
        return cls(request.form.get("email", "").strip().lower()[:_EMAIL_CHARACTERS], request.form.get("password", ""))
