"""The migrations bring a database to exactly the tables that the code knows."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from workspace.database import Base, Database
from workspace.tables import table_names


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    assert {"clause", "amendment", "sign_off", "record_entry"} <= set(table_names())
    assert differences(database) == []


@pytest.mark.services
def test_the_migrations_make_the_tables_of_the_code_on_postgresql(postgresql_url: str) -> None:
    database = Database(postgresql_url)

    found = differences(database)
    database.close()

    assert found == []
