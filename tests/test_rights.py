"""Every role on every door in every state. The expected answers are written by hand, in `tests/<feature>/rights.py`
(how: `tests/rights.py`), and independently of `permissions.py`. A new door without a row fails here."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from tests.rights import ACTORS, Row, Scene, scene_in
from workspace.permissions import Permission
from workspace.realtime.hearing import HEARD, UndeclaredEvent, check_events, hears
from workspace.web import UndeclaredDoor, check_doors, needs

_HERE = Path(__file__).parent
FEATURES: list[ModuleType] = [
    importlib.import_module(f"tests.{path.parent.name}.rights") for path in sorted(_HERE.glob("*/rights.py"))
]
ROWS: list[Row] = [row for feature in FEATURES for row in feature.ROWS]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Iterator[Scene]:
    prepares = [prepare for feature in FEATURES if (prepare := getattr(feature, "prepare", None))]
    with scene_in(tmp_path_factory.mktemp("rights"), template_database, *prepares) as made:
        made.keep()
        yield made


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.door} [{row.state}]")
def test_each_role_is_answered_as_the_table_says(scene: Scene, row: Row) -> None:
    answered = {actor: scene.answer(row, actor) for actor in ACTORS}

    assert answered == row.expected


def test_every_door_has_its_row(app: Flask) -> None:
    doors = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    events = {f"SOCKET {name}" for name in HEARD}
    live = [row for feature in FEATURES for row in getattr(feature, "LIVE_ROWS", [])]

    assert {row.door.partition("?")[0] for row in [*ROWS, *live]} == doors | events


def test_an_undeclared_door_stops_the_start(app: Flask) -> None:
    check_doors(app)
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/declared", "declared", needs(Permission.ANYONE)(lambda: "shown"))
    check_doors(bare)

    bare.add_url_rule("/undeclared", "undeclared", lambda: "shown")

    with pytest.raises(UndeclaredDoor, match="undeclared"):
        check_doors(bare)


def test_an_undeclared_event_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    check_events()
    monkeypatch.setattr("workspace.realtime.hearing.HEARD", dict(HEARD))
    hears("text:whatever")(lambda *_: None)

    with pytest.raises(UndeclaredEvent, match="text:whatever"):
        check_events()
