"""A backup is made while people type; what comes back is whole, and that it came back stands in the record."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url, select, text

from tests.conftest import CHEAP_HASHER, POSTGRESQL
from tests.drafting.conftest import begin
from tests.operating.machines import program
from tests.operating.test_stopping import Typist
from tests.server import Server
from tests.world import Sitting, Table
from workspace.app import create_app
from workspace.config import Config
from workspace.database import Database
from workspace.drafting.documents import document
from workspace.drafting.models import Text
from workspace.errors import Invalid, OutOfOrder
from workspace.operating import backups, restoring
from workspace.operating.copying import needs_program
from workspace.operating.verifying import faults
from workspace.record.acts import Act
from workspace.record.models import Entry


@dataclass
class House:
    """A workspace with something in it, and another place to bring it back to."""

    settings: Config
    database: Database
    elsewhere: Config
    table: Table
    text: str
    kenya: Sitting

    def environment(self, settings: Config) -> dict[str, str]:
        return {"WORKSPACE_DATA": str(settings.data), "WORKSPACE_DATABASE_URL": settings.database_url}


def _house(settings: Config, database: Database, elsewhere: Config) -> House:
    table = Table(create_app(settings, database, hasher=CHEAP_HASHER))
    return House(settings, database, elsewhere, table, begin(table), table.delegate("XKE"))


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.services)])
def house(request: pytest.FixtureRequest, settings: Config, tmp_path: Path) -> Iterator[House]:
    elsewhere = replace(settings, data=tmp_path / "elsewhere")
    elsewhere.data.mkdir()
    if request.param == "SQLite":
        database = request.getfixturevalue("database")
        yield _house(settings, database, replace(elsewhere, database_url=f"sqlite:///{elsewhere.data}/workspace.db"))
        return
    program("pg_dump"), program("pg_restore")
    url = request.getfixturevalue("postgresql_url")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    opened = Database(url)
    try:
        settings.data.mkdir()
        there = make_url(url).set(database=name).render_as_string(hide_password=False)
        yield _house(replace(settings, database_url=url), opened, replace(elsewhere, database_url=there))
    finally:
        opened.close()
        with psycopg.connect(POSTGRESQL, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def workspace(environment: dict[str, str], *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workspace", *map(str, command)],
        check=False, capture_output=True, text=True, timeout=120, env=os.environ | environment,
    )  # fmt: skip


def entries(database: Database, act: Act) -> list[str]:
    with database.reading() as db:
        return sorted(db.scalars(select(Entry.chain).where(Entry.act == act)))


def words_at(database: Database, text_id: str) -> tuple[int, str]:
    with database.reading() as db:
        version, doc = document(db, db.get_one(Text, text_id))
        return version, doc.text_content


def test_a_backup_made_while_people_type_comes_back_whole(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with Server(house.settings.data, **house.environment(house.settings)) as server:
        typist = Typist(server.client(house.kenya.email), house.text, "k")
        typist.begin()
        _until(lambda: len(typist.acknowledged) > 10)
        before = list(typist.acknowledged)

        made = workspace(house.environment(house.settings), "backup", folder)
        _until(lambda: len(typist.acknowledged) > len(before) + 5)
        running = workspace(house.environment(house.settings), "restore", folder, "--replace")
        server.stop()
        typist.end()

    assert made.returncode == 0, made.stderr
    assert "secrets included" in made.stdout
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (running.returncode, "Stop every process" in running.stderr) == (1, True)
    back = workspace(house.environment(house.elsewhere), "restore", folder)
    assert back.returncode == 0, back.stderr
    restored = Database(house.elsewhere.database_url)
    version, words = words_at(restored, house.text)
    assert [word for word in before if words.count(word) != 1] == []
    assert version < len(typist.acknowledged), "it is as of its moment"
    with house.database.reading() as db:
        known = set(db.scalars(select(Entry.chain).distinct()))
    assert entries(restored, Act.WORKSPACE_RESTORED) == sorted(known)
    with restored.reading() as db:
        assert faults(db) == []
    assert house.elsewhere.secret_key == house.settings.secret_key
    assert (house.elsewhere.data / "secret.key").stat().st_mode & 0o777 == 0o600
    restored.close()
    with Server(house.elsewhere.data, **house.environment(house.elsewhere)) as server:
        assert server.client(house.kenya.email).open(house.text)["version"] == version


def test_what_is_there_is_replaced_only_when_that_is_said_and_kept_all_the_same(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    client = house.kenya.client
    backups.make(house.settings, house.database, folder)
    later = house.table.delegate("XPE")
    house.database.close()

    with pytest.raises(OutOfOrder, match="not empty"):
        restoring.restore(house.settings, house.database, folder)
    restored = restoring.replace(house.settings, house.database, folder)

    with house.database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM person WHERE email = :email"), {"email": later.email}) == 0
    assert client.get("/texts", headers={"Accept": "application/json"}).status_code == 401
    assert restored.kept is not None
    house.database.close()
    again = restoring.replace(house.settings, house.database, restored.kept)
    with house.database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM person WHERE email = :email"), {"email": later.email}) == 1
        assert faults(db) == []
    assert again.kept != restored.kept


def test_a_damaged_backup_is_not_brought_back(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    made = backups.make(house.settings, house.database, folder)
    elsewhere = Database(house.elsewhere.database_url)
    with pytest.raises(OutOfOrder, match="exists already"):
        backups.make(house.settings, house.database, folder)

    with (folder / made.database).open("ab") as file:
        file.write(b"x")
    with pytest.raises(Invalid, match=f"damaged: {made.database}"):
        restoring.restore(house.elsewhere, elsewhere, folder)
    (folder / "backup.json").unlink()
    with pytest.raises(Invalid, match="not a backup"):
        restoring.restore(house.elsewhere, elsewhere, folder)

    elsewhere.close()


@pytest.mark.parametrize("spoil", [
    "UPDATE record_entry SET act = 'seat:ended' WHERE number = 1",
    'UPDATE "commit" SET ref = \'another\'',
], ids=["the record", "a text"])  # fmt: skip
def test_a_backup_whose_record_was_changed_says_so(house: House, tmp_path: Path, spoil: str) -> None:
    with Server(house.settings.data, **house.environment(house.settings)) as server:
        client = server.client(house.kenya.email)
        client.open(house.text)
        assert client.commit(house.text, 0, [[1, 1, "x"]])["ok"]
    with house.database.writing() as db:
        assert db.execute(text(spoil.replace('"commit"', _commits()))).rowcount
    backups.make(house.settings, house.database, tmp_path / "backup")
    elsewhere = Database(house.elsewhere.database_url)

    with pytest.raises(Invalid, match="does not fit"):
        restoring.restore(house.elsewhere, elsewhere, tmp_path / "backup")

    elsewhere.close()


def test_a_backup_of_the_other_kind_is_named_as_such(settings: Config, database: Database, tmp_path: Path) -> None:
    backups.make(settings, database, tmp_path / "backup")

    with pytest.raises(Invalid, match="other kind of database"):
        restoring.restore(settings, Database("postgresql+psycopg://nobody@127.0.0.1:1/x"), tmp_path / "backup")


def test_without_postgresqls_programs_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(OutOfOrder, match="postgresql-client"):
        needs_program("pg_dump")


def test_what_stands_in_the_list_of_a_backup_names_nobody(settings: Config, database: Database, tmp_path: Path) -> None:
    settings.secret("secret.key")

    backups.make(settings, database, tmp_path / "backup")

    said = json.loads((tmp_path / "backup" / "backup.json").read_text())
    assert sorted(said) == ["database", "files", "form", "made_at"]
    assert sorted(said["files"]) == ["secrets/secret.key", "workspace.db"]


def _commits() -> str:
    from workspace.drafting.models import Commit

    return f'"{Commit.__tablename__}"'


def _until(such: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(600):
        if such():
            return
        waiting.wait(0.05)
    raise AssertionError("It did not come to that.")
