"""What the doors of negotiations read from a form."""

from dataclasses import dataclass

from flask import request

from workspace.accounts.forms import email_of, words
from workspace.errors import Invalid
from workspace.negotiations.names import nations
from workspace.permissions import Role

_LONG_CHARACTERS = 300


@dataclass(frozen=True)
class NegotiationForm:
    name: str
    occasion: str

    @classmethod
    def read(cls) -> "NegotiationForm":
        return cls(words("name", "The name", most=_LONG_CHARACTERS), words("occasion", "The occasion", required=False))


@dataclass(frozen=True)
class DelegationForm:
    """A nation by its code, under its ISO name unless another is given; or an organisation by code and name."""

    kind: str
    code: str
    name: str

    @classmethod
    def read(cls) -> "DelegationForm":
        nation = nations().get(words("nation", "The nation", required=False))
        if nation:
            return cls("nation", nation.code, words("name", "The name", required=False) or nation.name)
        code = words("code", "The code of the nation or organisation", most=8).upper()
        return cls("organisation", code, words("name", "The name"))


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
            words("delegation", "The delegation", required=False),
            email_of(request.form.get("email", "")),
            words("name", "The name"),
            words("capacity", "The capacity", required=False),
        )


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise Invalid("Please choose a role.", field="role") from None
