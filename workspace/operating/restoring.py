"""Bringing a backup back: into an empty database, or over another when that is said. What comes back is verified, and
that it came back stands in the record."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, inspect, select

from workspace.accounts import actions as accounts
from workspace.accounts.models import Person
from workspace.config import Config
from workspace.database import Database, now
from workspace.drafting.models import Commit
from workspace.errors import Invalid, OutOfOrder
from workspace.operating import backups
from workspace.operating.backups import Backup
from workspace.operating.copying import copy_in, name_of
from workspace.operating.use import alone
from workspace.operating.verifying import faults
from workspace.phrases import Phrase
from workspace.record.actions import enter
from workspace.record.acts import Act
from workspace.record.models import Entry
from workspace.record.verification import chains
from workspace.tables import migrate


@dataclass(frozen=True)
class Restored:
    """What has come back, and where a backup of what was there before stands, if there was anything."""

    backup: Backup
    chains: int
    commits: int
    kept: Path | None


def restore(settings: Config, database: Database, folder: Path) -> Restored:
    """Bring a backup back into an empty database."""
    backup = _examined(database, folder)
    with alone(database):
        if _holds_something(database):
            raise OutOfOrder(
                Phrase(
                    "This database is not empty. Restore into another one, or say --replace: a backup of what is there "
                    "is then made first, in the data folder."
                )
            )
        return _bring_back(settings, database, folder, backup)


def replace(settings: Config, database: Database, folder: Path) -> Restored:
    """Bring a backup back in the place of what is there, of which a backup is made first."""
    backup = _examined(database, folder)
    with alone(database):
        kept = settings.data / _aside() if _holds_something(database) else None
        if kept:
            backups.make(settings, database, kept)
        return _bring_back(settings, database, folder, backup, kept=kept)


def _bring_back(
    settings: Config, database: Database, folder: Path, backup: Backup, *, kept: Path | None = None
) -> Restored:
    copy_in(folder / backup.database, database)
    backups.bring_back_secrets(folder, settings.data, aside=_aside())
    migrate(database)
    _verify(database, kept)
    return Restored(backup, *_enter(database, backup), kept)


def _examined(database: Database, folder: Path) -> Backup:
    backup = backups.examine(folder)
    if backup.database != name_of(database):
        raise Invalid(
            Phrase(
                "This backup is of the other kind of database. WORKSPACE_DATABASE_URL must name one of its own kind."
            )
        )
    return backup


def _holds_something(database: Database) -> bool:
    with database.reading() as db:
        if not inspect(db.connection()).has_table(Person.__tablename__):
            return False
        return db.scalar(select(Person.id).limit(1)) is not None or db.scalar(select(Entry.id).limit(1)) is not None


def _verify(database: Database, kept: Path | None) -> None:
    with database.reading() as db:
        found = faults(db)
    if found:
        before = Phrase(" What was there before is in %(folder)s.", folder=str(kept)) if kept else ""
        listed = "\n".join(found)
        raise Invalid(
            Phrase(
                "The backup was brought back, but it is not whole:\n%(found)s%(before)s", found=listed, before=before
            )
        )


def _enter(database: Database, backup: Backup) -> tuple[int, int]:
    """In every chain, since each may have lost its latest entries. And nobody is signed in: some of the sessions that
    come back were ended since, and pages that are open hold words of a past that is no more."""
    with database.writing() as db:
        accounts.end_all_sessions(db)
        known = chains(db)
        for chain in known:
            enter(
                db,
                chain=chain,
                act=Act.WORKSPACE_RESTORED,
                subject_kind="workspace",
                subject=chain,
                seat=None,
                delegation=None,
                payload={"backup": backup.made_at.isoformat(timespec="seconds")},
            )
        return len(known), db.scalar(select(func.count()).select_from(Commit)) or 0


def _aside() -> str:
    return f"before-restore-{now():%Y%m%dT%H%M%S.%fZ}"
