"""What the doors of accounts read from a form."""

import re
from dataclasses import dataclass

from flask import request

from workspace.errors import Invalid

_EMAIL = re.compile(r"[^@\s\x00-\x1f<>,;:\"()]+@[^@\s\x00-\x1f<>,;:\"()]+")
_EMAIL_CHARACTERS = 254
NAME_CHARACTERS = 200


def words(name: str, label: str, *, most: int = NAME_CHARACTERS, required: bool = True) -> str:
    """One line of words; `Invalid`, if it is missing, too long, or holds what cannot be seen."""
    value = " ".join(request.form.get(name, "").split())
    if required and not value:
        raise Invalid(f"{label} is missing.", field=name)
    if len(value) > most:
        raise Invalid(f"{label} has at most {most} characters.", field=name)
    if not value.isprintable():
        raise Invalid(f"{label} holds characters that cannot be seen.", field=name)
    return value


def email_of(value: str) -> str:
    """An e-mail address in lower case, or `Invalid`."""
    email = value.strip().lower()
    if len(email) > _EMAIL_CHARACTERS or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise Invalid("This is not an e-mail address.", field="email")
    return email


@dataclass(frozen=True)
class SignInForm:
    email: str
    password: str

    @classmethod
    def read(cls) -> "SignInForm":
        return cls(request.form.get("email", "").strip().lower()[:_EMAIL_CHARACTERS], request.form.get("password", ""))
