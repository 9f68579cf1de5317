"""Cues: the chair records agreement on clauses or reopens them, and heads of delegation sign off."""

from sqlalchemy import select

from workspace.demonstration.scene import Cues, Scene
from workspace.drafting import actions
from workspace.drafting.models import ClauseStatus
from workspace.negotiations.models import Seat
from workspace.signoffs import actions as signing
from workspace.signoffs.models import Level, SignOff

_RECORDED = {
    "in informals": ClauseStatus.INFORMALS,
    "ad referendum": ClauseStatus.AD_REF,
    "agreed": ClauseStatus.AGREED,
}
_LEVELS = {"ad referendum": Level.AD_REFERENDUM, "initialled": Level.INITIALLED}


def record(scene: Scene, by: Seat, lines: tuple[str, ...], status: str) -> None:
    """Upon the words as they stand; each line names clauses."""
    for key in " ".join(lines).split():
        actions.set_status(scene.db, by, scene.clause(key), _RECORDED[status], scene.standing(key).hash)


def reopen(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    actions.reopen(scene.db, by, scene.clause(key), " ".join(lines), scene.standing(key).hash)


def sign(scene: Scene, by: Seat, lines: tuple[str, ...], keys: str, level: str) -> None:
    for key in keys.split(", "):
        signature = _signature(scene.standing(key).hash, level, lines)
        signing.sign_clause(scene.db, by, scene.clause(key), signature)


def withdraw(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    own = select(SignOff).where(SignOff.clause_id == scene.clauses[key], SignOff.delegation_id == by.delegation_id)
    sign_off = scene.db.scalars(own.order_by(SignOff.at.desc())).first()
    if sign_off is None:
        raise KeyError(key)
    signing.withdraw(scene.db, by, sign_off, " ".join(lines))


def _signature(hash_seen: bytes, level: str, statement: tuple[str, ...]) -> signing.Signature:
    typed = hash_seen.hex()[-signing.LAST_OF_HASH :]
    return signing.Signature(level=_LEVELS[level], hash_seen=hash_seen, typed=typed, statement=" ".join(statement))


CUES: Cues = {
    r"records as (in informals|ad referendum|agreed)": record,
    r"reopens (\w+)": reopen,
    r"signs (.+) (ad referendum|initialled)": sign,
    r"withdraws the sign-off of (\w+)": withdraw,
}
