"""Who may do what: the one table of rights. A role is compared nowhere else.

A right belongs to a role and may depend on the state of what it is about: the drafting mode of an agreement, the
state of an amendment, the status of a clause. That an object is one's own delegation's is settled before, by the
features' `access.py`: what is not yours looks absent.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    DELEGATE = "delegate"
    HEAD = "head"
    ADVISER = "adviser"
    CHAIR = "chair"
    SECRETARIAT = "secretariat"
    OBSERVER = "observer"


class SeatState(StrEnum):
    INVITED = "invited"
    WAITING = "waiting"  # taken, and not yet confirmed by the head of the delegation
    CONFIRMED = "confirmed"
    ENDED = "ended"


class Permission(StrEnum):
    """What can be done. The first three are for people, the rest for seats."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    CONVENE = "convene a negotiation"

    READ_NEGOTIATION = "read a negotiation"
    READ_RECORD = "read the record"
    KEEP_NEGOTIATION = "keep delegations and seats"
    READ_DELEGATION = "see every seat of one's delegation"
    CONFIRM_SEAT = "confirm a seat of one's delegation"
    END_SEAT = "end a seat"

    READ_TEXT = "read a text that one's delegation may read"
    START_TEXT = "start an agreement and its text"
    TYPE_WORKING_TEXT = "type in the working text"
    TYPE_WORDING_TEXT = "type in a wording text of one's delegation"
    SET_DRAFTING_MODE = "set the drafting mode"
    ISSUE_EDITION = "issue an edition"

    READ_AMENDMENTS = "read tabled amendments"
    DRAFT_AMENDMENT = "draft an amendment"
    READ_DRAFTS = "read one's delegation's drafts"
    CLEAR_AMENDMENT = "clear an amendment"
    REQUIRE_CLEARANCE = "require clearance before tabling"
    TABLE_AMENDMENT = "table an amendment"
    WITHDRAW_AMENDMENT = "withdraw an amendment"
    REWORD_AMENDMENT = "reword a tabled amendment"
    DECIDE_AMENDMENT = "decide on an amendment"

    SET_STATUS = "record agreement on a clause"
    REOPEN_CLAUSE = "reopen an agreed clause"
    SIGN_OFF = "sign off for one's nation"
    WITHDRAW_SIGN_OFF = "withdraw a sign-off of one's nation"
    READ_SIGN_OFFS = "read sign-offs"
    EXPORT = "export the agreed text"


# Who sits there is known to everybody at the table; advisers are known to their own delegation alone.
PUBLIC_ROLES = frozenset(Role) - {Role.ADVISER}
OF_A_DELEGATION = frozenset({Role.DELEGATE, Role.HEAD, Role.ADVISER})
FOUNDING_ROLE = Role.SECRETARIAT  # of whoever convenes a negotiation
NAMED_HEAD = Role.HEAD  # the first one of a delegation is named by the secretariat; nobody is there to confirm it

States = frozenset[str] | None  # None: in every state
ALWAYS: States = None


def _when(*states: str) -> States:
    return frozenset(states)


_EVERYONE = tuple(Role)
_DELEGATION = (Role.DELEGATE, Role.HEAD, Role.ADVISER)
_DRAFTERS = (Role.DELEGATE, Role.HEAD)
_BENCH = (Role.CHAIR, Role.SECRETARIAT)

# What a seat may do before its head of delegation has confirmed it: read what every observer reads.
_UNCONFIRMED = frozenset(
    {
        Permission.READ_NEGOTIATION,
        Permission.READ_TEXT,
        Permission.READ_AMENDMENTS,
        Permission.READ_SIGN_OFFS,
    }
)


def _all(roles: tuple[Role, ...], states: States = ALWAYS) -> dict[Role, States]:
    return dict.fromkeys(roles, states)


RIGHTS: Mapping[Permission, Mapping[Role, States]] = {
    Permission.READ_NEGOTIATION: _all(_EVERYONE),
    Permission.READ_RECORD: _all((*_DELEGATION, *_BENCH)),
    Permission.KEEP_NEGOTIATION: _all((Role.SECRETARIAT,)),
    Permission.READ_DELEGATION: _all(_DELEGATION),
    Permission.CONFIRM_SEAT: _all((Role.HEAD,), _when(SeatState.WAITING)),
    Permission.END_SEAT: _all(
        (Role.HEAD, Role.SECRETARIAT), _when(SeatState.INVITED, SeatState.WAITING, SeatState.CONFIRMED)
    ),
    Permission.READ_TEXT: _all(_EVERYONE),
    Permission.START_TEXT: _all(_BENCH),
    Permission.TYPE_WORKING_TEXT: _all(_DRAFTERS, _when("open")) | _all(_BENCH, _when("open", "floor")),
    Permission.TYPE_WORDING_TEXT: _all(_DELEGATION, _when("draft", "cleared", "stale")),
    Permission.SET_DRAFTING_MODE: _all(_BENCH),
    Permission.ISSUE_EDITION: _all(_BENCH),
    Permission.READ_AMENDMENTS: _all(_EVERYONE),
    Permission.DRAFT_AMENDMENT: _all(_DELEGATION),
    Permission.READ_DRAFTS: _all(_DELEGATION),
    Permission.CLEAR_AMENDMENT: _all((Role.HEAD, Role.ADVISER), _when("draft")),
    Permission.REQUIRE_CLEARANCE: _all((Role.HEAD,)),
    Permission.TABLE_AMENDMENT: _all(_DRAFTERS, _when("draft", "cleared")),
    Permission.WITHDRAW_AMENDMENT: _all(_DRAFTERS, _when("draft", "cleared", "tabled", "stale")),
    Permission.REWORD_AMENDMENT: _all(_DRAFTERS, _when("tabled", "stale")),
    Permission.DECIDE_AMENDMENT: _all((Role.CHAIR,), _when("tabled", "stale")),
    Permission.SET_STATUS: _all((Role.CHAIR,), _when("open", "informals", "adref", "reopened")),
    Permission.REOPEN_CLAUSE: _all((Role.CHAIR,), _when("informals", "adref", "agreed")),
    Permission.SIGN_OFF: _all((Role.HEAD,), _when("informals", "adref", "agreed", "issued")),
    Permission.WITHDRAW_SIGN_OFF: _all((Role.HEAD,), _when("stands", "superseded")),
    Permission.READ_SIGN_OFFS: _all(_EVERYONE),
    Permission.EXPORT: _all((*_DELEGATION, *_BENCH)),
}


def allows(role: Role, seat_state: SeatState, permission: Permission, state: str | None = None) -> bool:
    """Whether a seat with this role and state has the right; with `state`, on a subject in that state."""
    if seat_state is SeatState.WAITING and permission not in _UNCONFIRMED:
        return False
    if seat_state not in (SeatState.WAITING, SeatState.CONFIRMED):
        return False
    if permission not in RIGHTS or role not in RIGHTS[permission]:
        return False
    states = RIGHTS[permission][role]
    return state is None or states is None or state in states
