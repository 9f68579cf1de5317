"""The command `workspace`: one subcommand for each thing an operator does."""

# ruff: noqa: E402  # gevent must patch the standard library before anything else is imported
from gevent import monkey

monkey.patch_all()

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence

from workspace.config import BadSetting, Config, described, read_config
from workspace.database import Database
from workspace.record.verification import chains, verify
from workspace.tables import migrate

Command = Callable[[Config, Namespace], None]


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out one subcommand; a wrong setting ends with its explanation."""
    given = _parser().parse_args(arguments)
    try:
        settings = read_config()
    except BadSetting as wrong:
        sys.exit(str(wrong))
    run: Command = given.run
    run(settings, given)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="workspace", description="A workspace for negotiating the text of an agreement.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, help: str) -> ArgumentParser:
        command: ArgumentParser = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        return command

    add("config", _config, "list all settings, their defaults and what they mean")
    add("migrate", _migrate, "bring the database to the present tables")
    record = add("record", _verify_record, "examine the record")
    record.add_argument("act", choices=["verify"], help="verify: name the first entry of a chain that does not fit")
    return parser


def _config(settings: Config, _given: Namespace) -> None:
    for name, default, meaning in described():
        print(f"{name}={default or '(empty)'}\n    {meaning}")
    print(f"In force: http://{settings.host}:{settings.port}, data in {settings.data}")


def _migrate(settings: Config, _given: Namespace) -> None:
    migrate(opened(settings))


def _verify_record(settings: Config, _given: Namespace) -> None:
    with opened(settings).reading() as db:
        found = {chain: verify(db, chain) for chain in chains(db)}
    faults = [str(fault) for fault in found.values() if fault]
    if faults:
        sys.exit("\n".join(faults))
    print(f"The record is whole: {len(found)} chains.")


def opened(settings: Config) -> Database:
    """The database of these settings; its folder is made if it is not there."""
    settings.data.mkdir(parents=True, exist_ok=True)
    return Database(settings.database_url)
