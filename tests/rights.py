"""What a test of rights is made of: those who try, what they try it on, and one row for each door and state.

A feature adds `tests/<feature>/rights.py` with the rows of its doors, and `LIVE_ROWS` for live events ("SOCKET
text:open"), which it tries through sockets itself; `test_rights.py` asks only that none is missing.

    ROWS = [Row("POST /amendments/<amendment_id>/withdrawal", "tabled", "s - y y n n n n n - - -", {"reason": "..."})]

    def prepare(scene: Scene) -> None:
        scene.subjects["amendment_id"]["tabled"] = ...    # made by real acts; `scene.table`, `scene.sittings["head"]`

The answers are written by hand, never computed from `permissions.py`. A row names the state of what its door is
about; "any" is used for arguments that have no subject in that state. Each try finds the world as it was prepared.
"""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import CHEAP_HASHER
from tests.world import Client, Sitting, Table
from workspace.app import create_app
from workspace.config import read_config
from workspace.database import Database
from workspace.negotiations import actions as negotiations
from workspace.negotiations.models import Seat
from workspace.permissions import Role

# Who tries, in the order of the columns. All seats but the last two belong to, or serve, one negotiation; `rival` is
# the head of another delegation of it, `elsewhere` a head of delegation in another negotiation.
ACTORS = (
    "visitor", "guest", "delegate", "head", "adviser", "chair", "secretariat", "observer", "waiting", "ended", "rival",
    "elsewhere",
)  # fmt: skip

# y: done or shown. s: asked to sign in. n: not for this seat. -: nothing there. o: not in this state. i: not meant so.
ANSWERS = {401: "s", 403: "n", 404: "-", 409: "o", 422: "i", 429: "f"}


@dataclass(frozen=True)
class Row:
    """One door, on a subject in one state: what each of `ACTORS` is answered."""

    door: str  # "POST /seats/<seat_id>/confirmation"; a query may follow
    state: str
    answers: str
    data: Mapping[str, str] = field(default_factory=dict)
    json: bool = False
    attempt: "Callable[[Scene, str], str] | None" = None

    @property
    def expected(self) -> dict[str, str]:
        given = self.answers.split()
        assert len(given) == len(ACTORS), f"{self.door}: {len(given)} answers for {len(ACTORS)} actors"
        return dict(zip(ACTORS, given, strict=True))


class Scene:
    """A negotiation with everybody in it, kept as a file, so that each try starts from the same."""

    def __init__(self, app: Flask, path: Path) -> None:
        self.app, self._path = app, path
        self.table = Table(app)
        self.subjects: dict[str, dict[str, str]] = defaultdict(dict)
        self.sittings: dict[str, Sitting] = {}
        self.clients: dict[str, Client] = {}
        self._seat_everybody()
        self.subjects["negotiation_id"]["any"] = self.table.negotiation_id

    def keep(self) -> None:
        """The world is ready: every try begins here."""
        self._checkpoint()
        shutil.copy(self._path, self._kept)

    def restore(self) -> None:
        self.table.database.close()
        for leftover in ("-wal", "-shm"):
            Path(f"{self._path}{leftover}").unlink(missing_ok=True)
        shutil.copy(self._kept, self._path)

    def answer(self, row: Row, actor: str) -> str:
        """What this actor is answered at this door, as a letter."""
        self.restore()
        if row.attempt:
            return row.attempt(self, actor)
        method, rule = row.door.split(" ", 1)
        headers = {"Accept": "application/json"} if row.json else {}
        client = self.clients[actor]
        if method == "GET":
            return letter(client.get(self.address(rule, row.state), headers=headers))
        return letter(client.post(self.address(rule, row.state), data=dict(row.data), headers=headers))

    def address(self, rule: str, state: str) -> str:
        """The rule with the ids of subjects in this state."""
        parts = []
        for part in rule.split("/"):
            if not part.startswith("<"):
                parts.append(part)
                continue
            known = self.subjects[part.strip("<>").split(":")[-1]]
            parts.append(known.get(state) or known["any"])
        return "/".join(parts)

    def _seat_everybody(self) -> None:
        table, sit = self.table, self.sittings
        sit["head"], sit["delegate"], sit["adviser"] = table.head("XAA"), table.delegate("XAA"), table.adviser("XAA")
        sit["chair"], sit["observer"], sit["rival"] = table.chair(), table.observer(), table.head("XAB")
        sit["secretariat"] = table.secretariat()
        sit["waiting"] = table.sit(Role.DELEGATE, "XAA", confirmed=False)
        sit["ended"] = table.delegate("XAA")
        sit["elsewhere"] = Table(self.app, name="Another negotiation").head("XAC")
        self.clients = {actor: sitting.client for actor, sitting in sit.items()}
        with table.acting(table.secretariat()) as (db, secretariat):
            negotiations.end(db, secretariat, db.get_one(Seat, sit["ended"].id))
        table.person("guest@talks.example", "A guest")
        self.clients["guest"], self.clients["visitor"] = table.visitor(), table.visitor()
        self.clients["guest"].sign_in("guest@talks.example")
        self.clients["visitor"].get("/sign-in")

    @property
    def _kept(self) -> Path:
        return self._path.with_suffix(".kept")

    def _checkpoint(self) -> None:
        with self.table.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.table.database.close()


def letter(answer: TestResponse) -> str:
    """An answer of HTTP in one letter of `ANSWERS`."""
    if answer.status_code in ANSWERS:
        return ANSWERS[answer.status_code]
    if answer.status_code in (302, 303):
        return "s" if answer.location.startswith("/sign-in?next=") else "y"
    assert answer.status_code in (200, 201, 202, 204, 206, 304), (
        f"{answer.status_code}: {answer.get_data(as_text=True)}"
    )
    return "y"


@contextmanager
def scene_in(data: Path, template_database: Path, *prepare: Callable[[Scene], None]) -> Iterator[Scene]:
    """A scene in a data folder of its own, upon which a server may answer."""
    shutil.copy(template_database, data / "workspace.db")
    settings = read_config({"WORKSPACE_DATA": str(data)})
    database = Database(settings.database_url)
    made = Scene(create_app(settings, database, hasher=CHEAP_HASHER), data / "workspace.db")
    for each in prepare:
        each(made)
    yield made
    database.close()
