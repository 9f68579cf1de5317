"""Making the demonstration: every cue of the story is carried out as the real act, at its own time, in one transaction.

Only here is the clock set, and only in an empty database on a server that answers this machine alone.
"""

import re
from datetime import timedelta

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.accounts.models import Person
from workspace.accounts.passwords import Passwords
from workspace.config import Config
from workspace.database import Database, at_moment, now
from workspace.demonstration import agreeing, amending, drafting, seating, signing_in
from workspace.demonstration.scene import Scene
from workspace.demonstration.scripts import BadScript, Cue, story
from workspace.errors import OutOfOrder, Refusal
from workspace.negotiations.models import Negotiation
from workspace.phrases import Phrase
from workspace.record.actions import mark_as_demonstration
from workspace.signoffs import watching

_CUES = {**seating.CUES, **drafting.CUES, **agreeing.CUES, **amending.CUES}
_FIRST = seating.convene  # nobody has a seat before it
_NOTICED_AFTER = timedelta(seconds=watching.LOOK_EVERY_S)


def prepare(settings: Config, database: Database) -> str:
    """Load the demonstration if there is nothing else; what to tell whoever started the workspace."""
    with database.reading() as db:
        is_new = _is_empty(db)
    if is_new:
        load(settings, database)
    with database.reading() as db:
        return signing_in.notice(settings) if _is_there(db) else ""


def load(settings: Config, database: Database, *, hasher: PasswordHasher | None = None) -> None:
    """Play the whole story; `hasher` is for tests."""
    if not settings.is_on_loopback:
        raise OutOfOrder(Phrase("The demonstration is for a server that answers this machine alone."))
    with database.writing() as db:
        if not _is_empty(db):
            raise OutOfOrder(Phrase("The demonstration is loaded into an empty database only."))
        mark_as_demonstration(db)
        scene = Scene(db, signing_in.made(settings), Passwords(hasher))
        for cue in story(now()):
            _play(scene, cue)


def _play(scene: Scene, cue: Cue) -> None:
    version = scene.text.version if scene.clauses else 0
    with at_moment(cue.moment):
        try:
            _do(scene, cue)
        except (Refusal, LookupError) as why:
            raise BadScript(f"{cue}: {why!r}") from why
    if scene.clauses and scene.text.version != version:
        with at_moment(cue.moment + _NOTICED_AFTER):
            watching.tell(scene.db, scene.text)


def _do(scene: Scene, cue: Cue) -> None:
    for pattern, do in _CUES.items():
        if found := re.fullmatch(pattern, cue.act):
            by = cue.seat if do is _FIRST else scene.seats[cue.seat]
            do(scene, by, cue.lines, *found.groups())
            return
    raise BadScript(str(cue))


def _is_empty(db: Session) -> bool:
    return not db.scalar(select(Person.id).limit(1)) and not db.scalar(select(Negotiation.id).limit(1))


def _is_there(db: Session) -> bool:
    return db.scalar(select(Negotiation.id).where(Negotiation.is_demonstration).limit(1)) is not None
