"""A backup: a folder with the database as of one moment, the secrets, and a list of what is in it."""

import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import orjson

from workspace.config import Config
from workspace.database import Database, now
from workspace.errors import Invalid, OutOfOrder
from workspace.operating.copying import copy_out, name_of
from workspace.phrases import Phrase

_LIST = "backup.json"
_SECRETS = "secrets"
_KEY_FILES = "*.key"
_FORM = 1


@dataclass(frozen=True)
class Backup:
    """What a backup's list says. `files` are SHA-256 by name."""

    form: int
    made_at: datetime
    database: str
    files: dict[str, str]


def make(settings: Config, database: Database, folder: Path) -> Backup:
    """Make a backup while the workspace runs. The folder appears when it is complete, and only its owner reads it."""
    if folder.exists():
        raise OutOfOrder(
            Phrase(
                "%(folder)s exists already. Name a folder that does not: every backup has its own.", folder=str(folder)
            )
        )
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    made_at = now()
    copy_out(database, unfinished / name_of(database))
    _copy_secrets(settings.data, unfinished / _SECRETS)
    backup = Backup(_FORM, made_at, name_of(database), _digests(unfinished))
    (unfinished / _LIST).write_bytes(orjson.dumps(asdict(backup), option=orjson.OPT_INDENT_2))
    unfinished.rename(folder)
    return backup


def examine(folder: Path) -> Backup:
    """What a backup says of itself; `Invalid` if anything of it is missing or was changed."""
    try:
        said = orjson.loads((folder / _LIST).read_bytes())
        backup = Backup(said["form"], datetime.fromisoformat(said["made_at"]), said["database"], said["files"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Invalid(
            Phrase("%(folder)s is not a backup: it has no readable %(list)s.", folder=str(folder), list=_LIST)
        ) from None
    if backup.form != _FORM:
        raise Invalid(Phrase("This backup was made by a later version of the workspace. Restore it with that one."))
    if wrong := sorted(set(backup.files.items()) ^ set(_digests(folder).items())):
        raise Invalid(
            Phrase("This backup is damaged: %(files)s.", files=", ".join(sorted({name for name, _ in wrong})))
        )
    return backup


def bring_back_secrets(folder: Path, data: Path, *, aside: str) -> None:
    """Put the secrets of a backup in place; others that stand there are kept under another name."""
    for secret in (folder / _SECRETS).iterdir():
        present = data / secret.name
        if present.exists() and present.read_bytes() != secret.read_bytes():
            present.rename(data / f"{secret.name}.{aside}")
        shutil.copyfile(secret, present)
        present.chmod(0o600)


def _copy_secrets(data: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    for secret in data.glob(_KEY_FILES):
        shutil.copyfile(secret, folder / secret.name)
        (folder / secret.name).chmod(0o600)


def _digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != _LIST]
    return {str(path.relative_to(folder)): _digest(path) for path in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
