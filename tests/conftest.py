"""What every test starts from: an application over a database of its own, and a table to sit at."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import CodeType
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.engine import make_url

from tests.world import Table
from workspace.app import create_app
from workspace.config import Config, read_config
from workspace.database import Database
from workspace.tables import migrate

pytest_plugins = ["tests.workers"]
POSTGRESQL = os.environ.get("WORKSPACE_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
# How long an example takes says how busy the machine is. What is found can be repeated from what is printed.
hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")
# The real hash, made cheap: it is not what these tests are about.
CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Compiled(BytecodeCache):
    """Templates, compiled once for all the applications that tests make."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._kept[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": Compiled()}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the long runs")
    parser.addoption("--part", type=float, default=1.0, help="of a soak, such as 0.1")
    parser.addoption("--seed", type=int, help="of the fuzz; by chance when left out")


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all tables, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "workspace.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    """Settings over a folder of this test's own."""
    return read_config({"WORKSPACE_DATA": str(tmp_path / "data")})


@pytest.fixture
def database(settings: Config, template_database: Path) -> Iterator[Database]:
    settings.data.mkdir()
    shutil.copy(template_database, settings.data / "workspace.db")
    opened = Database(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def app(settings: Config, database: Database) -> Flask:
    return create_app(settings, database, hasher=CHEAP_HASHER)


@pytest.fixture
def table(app: Flask) -> Table:
    return Table(app)


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """The address of a PostgreSQL database of this test's own, with all tables; dropped afterwards."""
    with postgresql_database() as url:
        yield url


@contextmanager
def postgresql_database() -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}"')
    url = make_url(POSTGRESQL).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    made = Database(url)
    migrate(made)
    made.close()
    yield url
    with _server() as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def app_on_postgresql(settings: Config, postgresql_url: str) -> Iterator[Flask]:
    """As `app`, on PostgreSQL. For tests marked `services`."""
    settings.data.mkdir()
    opened = Database(postgresql_url)
    yield create_app(replace(settings, database_url=postgresql_url), opened, hasher=CHEAP_HASHER)
    opened.close()


def _server() -> psycopg.Connection:
    try:
        return psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as missing:
        if os.environ.get("WORKSPACE_TEST_REQUIRE_SERVICES") == "1":
            pytest.fail(f"PostgreSQL is required and cannot be reached: {missing}")
        pytest.skip(f"PostgreSQL cannot be reached: {missing}")
