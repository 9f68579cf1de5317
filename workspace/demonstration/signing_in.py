"""How to sign in to the demonstration: addresses and passwords, made at random for this installation."""

import os

from workspace.config import Config
from workspace.database import new_id
from workspace.demonstration.scripts import Guest, guests, nations

_FILE = "demonstration.txt"
_PARTS, _LENGTH = 4, 4


def made(settings: Config) -> dict[str, str]:
    """New passwords by address, kept in a file that only its owner can read."""
    secrets = {guest.email: _password() for guest in guests()}
    path = settings.data / _FILE
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{email} {password}\n" for email, password in secrets.items())
    return secrets


def kept(settings: Config) -> dict[str, str]:
    """The passwords of this installation's demonstration; none if the file is gone."""
    path = settings.data / _FILE
    return dict(line.split() for line in path.read_text().splitlines()) if path.exists() else {}


def notice(settings: Config) -> str:
    """What the terminal says of it."""
    secrets = kept(settings)
    if not secrets:
        return f"The passwords of the demonstration stood in {settings.data / _FILE}, which is gone."
    lines = [f"  {_who(guest):<26} {guest.email:<28} {secrets[guest.email]}" for guest in guests()]
    return "\n".join(["The demonstration: sign in as", *lines, f"This stands also in {settings.data / _FILE}."])


def _who(guest: Guest) -> str:
    """XAL Aldovar, head."""
    code, _, role = guest.seat.rpartition(".")
    return f"{code} {nations()[code]}, {role}" if code else role


def _password() -> str:
    return "-".join(new_id(_LENGTH) for _ in range(_PARTS))
