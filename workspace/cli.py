"""The command `workspace`: one subcommand for each thing an operator does."""

# ruff: noqa: E402  # gevent must patch the standard library before anything else is imported
from gevent import monkey

monkey.patch_all()

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from workspace.accounts import actions as accounts
from workspace.accounts.forms import email_of
from workspace.accounts.queries import person_with
from workspace.config import BadSetting, Config, described, read_config
from workspace.database import Database
from workspace.errors import NotFound, OutOfOrder, Refusal
from workspace.operating import backups, restoring
from workspace.operating.verifying import faults
from workspace.phrases import Phrase
from workspace.record.verification import chains
from workspace.tables import is_migrated, migrate

Command = Callable[[Config, Namespace], None]


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out one subcommand; a wrong setting ends with its explanation."""
    given = _parser().parse_args(arguments)
    try:
        settings = read_config()
    except BadSetting as wrong:
        sys.exit(str(wrong))
    command: Command = given.command
    command(settings, given)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="workspace", description="A workspace for negotiating the text of an agreement.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, does: Command, help: str) -> ArgumentParser:
        command: ArgumentParser = commands.add_parser(name, help=help, description=help)
        command.set_defaults(command=does)
        return command

    add("config", _config, "list all settings, their defaults and what they mean")
    add("serve", _serve, "answer, for real negotiations")
    add("run", _run, "answer on this machine alone, with a demonstration if there is nothing else")
    add("migrate", _migrate, "bring the database to the present tables")
    backup = add("backup", _backup, "keep a copy of the database and the secrets, while the workspace runs")
    backup.add_argument("folder", type=Path, help="a folder that does not exist yet")
    restore = add("restore", _restore, "bring a backup back, while the workspace does not run")
    restore.add_argument("folder", type=Path, help="a backup")
    restore.add_argument(
        "--replace", action="store_true", help="in the place of what is there; a backup of that is made first"
    )
    record = add("record", _verify_record, "examine the record")
    record.add_argument("act", choices=["verify"], help="verify: name the first entry of a chain that does not fit")
    account = add("account", _account, "add an account (prints an invitation), or disable one")
    account.add_argument("act", choices=sorted(_ACCOUNT_ACTS))
    account.add_argument("email")
    account.add_argument("--convenes", action="store_true", help="this person may open negotiations")
    return parser


def _config(settings: Config, _given: Namespace) -> None:
    for name, default, meaning in described():
        print(f"{name}={default or '(empty)'}\n    {meaning}")
    print(f"In force: http://{settings.host}:{settings.port}, data in {settings.data}")


def _serve(settings: Config, _given: Namespace) -> None:
    # The pages and live texts take half of what there is to import; what does not answer anybody starts without them.
    from workspace.serving import serve

    serve(settings, _migrated(settings))


def _run(settings: Config, _given: Namespace) -> None:
    from workspace.serving import run

    run(settings, opened(settings))


def _migrate(settings: Config, _given: Namespace) -> None:
    migrate(opened(settings))


def _backup(settings: Config, given: Namespace) -> None:
    try:
        backup = backups.make(settings, _migrated(settings), given.folder)
    except Refusal as refusal:
        sys.exit(str(refusal))
    print(f"{given.folder} holds the workspace as of {backup.made_at:%Y-%m-%d %H:%M:%S} UTC, its secrets included.")
    print("Keep it as you keep the data folder: whoever has it has everything.")


def _restore(settings: Config, given: Namespace) -> None:
    act = restoring.replace if given.replace else restoring.restore
    try:
        restored = act(settings, opened(settings), given.folder)
    except Refusal as refusal:
        sys.exit(str(refusal))
    print(f"Restored as of {restored.backup.made_at:%Y-%m-%d %H:%M:%S} UTC, and entered in the record.")
    print(f"The record is whole: {restored.chains} chains; so are the texts: {restored.commits} commits.")
    if restored.kept:
        print(f"What was there before is in {restored.kept}.")


def _verify_record(settings: Config, _given: Namespace) -> None:
    with _migrated(settings).reading() as db:
        found, known = faults(db), chains(db)
    if found:
        sys.exit("\n".join(found))
    print(f"The record is whole: {len(known)} chains; so are the commits of every text.")


def _account(settings: Config, given: Namespace) -> None:
    act = _ACCOUNT_ACTS[given.act]
    try:
        with _migrated(settings).writing() as db:
            said = act(db, settings, email_of(given.email), given.convenes)
    except Refusal as refusal:
        sys.exit(str(refusal))
    print(said)


def _add_account(db: Session, settings: Config, email: str, convenes: bool) -> str:
    if person_with(db, email):
        raise OutOfOrder(Phrase("There is an account with this address already."))
    token = accounts.invite(db, email, convenes=convenes)
    return f"This link makes the account. It works once, within seven days:\n{settings.public_url}/invitations/{token}"


def _disable_account(db: Session, _settings: Config, email: str, _convenes: bool) -> str:
    person = person_with(db, email)
    if person is None:
        raise NotFound(Phrase("There is no account with this address."))
    accounts.disable(db, person)
    return f"{person.email} can no longer sign in, and every open session has ended."


_ACCOUNT_ACTS = {"add": _add_account, "disable": _disable_account}


def _migrated(settings: Config) -> Database:
    """The database, if it has the present tables: only `migrate` and `run` bring it to them."""
    database = opened(settings)
    if not is_migrated(database):
        sys.exit("This database is new, or older than this program. Bring it to the present with `workspace migrate`.")
    return database


def opened(settings: Config) -> Database:
    """The database of these settings; its folder is made if it is not there."""
    settings.data.mkdir(parents=True, exist_ok=True)
    return Database(settings.database_url)
