"""What the doors of negotiations read from a form."""

from dataclasses import dataclass

from flask import request
from flask_babel import get_locale

from workspace.accounts.forms import email_of, words
from workspace.errors import Invalid
from workspace.negotiations.names import nations
from workspace.permissions import Role
from workspace.phrases import Phrase

_LONG_CHARACTERS = 300


@dataclass(frozen=True)
class NegotiationForm:
    name: str
    occasion: str

    @classmethod
    def read(cls) -> "NegotiationForm":
        occasion = words("occasion", Phrase("The occasion"), required=False)
        return cls(words("name", Phrase("The name"), most=_LONG_CHARACTERS), occasion)


@dataclass(frozen=True)
class DelegationForm:
    """A nation by its code, under its ISO name unless another is given; or an organisation by code and name."""

    kind: str
    code: str
    name: str

    @classmethod
    def read(cls) -> "DelegationForm":
        nation = nations(str(get_locale())).get(words("nation", Phrase("The nation"), required=False))
        if nation:
            return cls("nation", nation.code, words("name", Phrase("The name"), required=False) or nation.name)
        code = words("code", Phrase("The code of the nation or organisation"), most=8).upper()
        return cls("organisation", code, words("name", Phrase("The name")))


@dataclass(frozen=True)
class InvitationForm:
    role: Role
    delegation_id: str
    email: str
    name: str
    capacity: str

    @classmethod
    def read(cls) -> "InvitationForm":
        return cls(
            _role(request.form.get("role", "")),
            words("delegation", Phrase("The delegation"), required=False),
            email_of(request.form.get("email", "")),
            words("name", Phrase("The name")),
            words("capacity", Phrase("The capacity"), required=False),
        )


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise Invalid(Phrase("Please choose a role."), field="role") from None
