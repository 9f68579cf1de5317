"""Every table of every feature, and the migrations that bring a database to them."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from workspace import jobs
from workspace.accounts import models as accounts
from workspace.amendments import models as amendments
from workspace.database import Base, Database
from workspace.drafting import models as drafting
from workspace.negotiations import models as negotiations
from workspace.record import models as record
from workspace.signoffs import models as signoffs

FEATURES = (jobs, accounts, negotiations, record, drafting, amendments, signoffs)
_MIGRATIONS = Path(__file__).parent.parent / "migrations"


def migrate(database: Database) -> None:
    """Bring the database to the present tables; what is there is kept."""
    with database.one_writer():
        _with_connection(database, lambda config: command.upgrade(config, "head"))


def is_migrated(database: Database) -> bool:
    """Whether the database has the present tables: a new or older one has to be migrated first."""
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def write_migration(database: Database, message: str, number: str) -> None:
    """For developers: a migration from the database as it is to the tables as they are in the code."""
    _with_connection(
        database, lambda config: command.revision(config, message=message, autogenerate=True, rev_id=number)
    )


def table_names() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables]


def _with_connection(database: Database, run) -> None:  # type: ignore[no-untyped-def]  # one of Alembic's commands
    config = AlembicConfig()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        run(config)
