"""Cues: the negotiation is convened, nations come to the table, and people take their seats."""

from workspace.accounts import actions as accounts
from workspace.accounts import queries as people
from workspace.accounts.models import Person
from workspace.demonstration.scene import Cues, Scene
from workspace.demonstration.scripts import Guest, guests, nations
from workspace.errors import NotFound
from workspace.negotiations import actions
from workspace.negotiations.models import Seat
from workspace.permissions import OF_A_DELEGATION, Role

_BENCH = ("chair", "observer")


def convene(scene: Scene, founder: str, lines: tuple[str, ...]) -> None:
    guest = next(guest for guest in guests() if guest.seat == founder)
    token = accounts.invite(scene.db, guest.email, convenes=True)
    person = _account(scene, guest, token)
    seat = actions.convene(scene.db, person, name=lines[0], occasion=lines[1])
    seat.negotiation.is_demonstration = True
    scene.seats[founder] = seat


def admit(scene: Scene, by: Seat, _lines: tuple[str, ...], codes: str) -> None:
    for code in codes.split(", "):
        name = nations()[code]
        scene.delegations[code] = actions.admit(scene.db, by, kind="nation", code=code, name=name)


def seat(scene: Scene, by: Seat, _lines: tuple[str, ...], whom: str) -> None:
    """Each is invited and takes the seat; heads first, since they confirm the others."""
    wanted = _BENCH if whom == "the bench" else whom.split(", ")
    for guest in guests():
        if guest.seat.partition(".")[0] in wanted:
            _seat(scene, by, guest)


def _seat(scene: Scene, by: Seat, guest: Guest) -> None:
    code, _, role = guest.seat.rpartition(".")
    invited, token = actions.invite(
        scene.db,
        by,
        role=Role(role),
        delegation=scene.delegations[code] if Role(role) in OF_A_DELEGATION else None,
        email=guest.email,
        name=guest.name,
        capacity=guest.capacity,
    )
    actions.take(scene.db, invited, _account(scene, guest, token))
    if invited.confirmed_at is None:
        actions.confirm(scene.db, scene.seats[f"{code}.head"], invited)
    scene.seats[guest.seat] = invited


def _account(scene: Scene, guest: Guest, token: str) -> Person:
    link = people.good_link(scene.db, accounts.INVITATION, token)
    if link is None:
        raise NotFound(accounts.LINK_IS_GONE)
    password_hash = scene.passwords.hashed(scene.secrets[guest.email])
    return accounts.take_invitation(scene.db, link, name=guest.name, password_hash=password_hash)


CUES: Cues = {
    r"convenes": convene,
    r"admits (.+)": admit,
    r"seats (.+)": seat,
}
