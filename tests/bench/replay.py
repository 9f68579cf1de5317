"""The real typing of a paper, cut into clauses at its line ends, replayed as commits of one step, in a process of its
own: `python -m tests.bench.replay FOLDER` types it or opens it, and says what that took."""

import gc
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from typing import Any

import psutil
from argon2 import PasswordHasher

from tests.bench.tables import Results
from tests.bench.words import trace
from tests.world import Table
from workspace.app import create_app
from workspace.config import Config, read_config
from workspace.database import Database, now
from workspace.drafting import actions, loading
from workspace.drafting.appending import Draft, Stretch, append
from workspace.drafting.models import Text
from workspace.negotiations.models import Negotiation
from workspace.tables import migrate
from workspace.text.authority import Head, Rules, place
from workspace.text.schema import FORBIDDEN, clause, clauses_of, document
from workspace.text.steps import Step, parse_step

# As many as sixty people type between two ticks.
PER_TRANSACTION = 12
OPENINGS = 5


def replay() -> Results:
    with TemporaryDirectory(prefix="bench-") as folder:
        typed = _told(folder, "type")
        opened = sorted(_told(folder, "open")["open_ms"] for _ in range(OPENINGS))[OPENINGS // 2]
        quarter = _told(folder, "type", "65000")
        early = sorted(_told(folder, "open")["open_ms"] for _ in range(OPENINGS))[OPENINGS // 2]
    rows = [
        ["commits of one step", typed["commits"]],
        ["judged, a second of CPU", typed["commits"] / typed["judging_s"]],
        ["judged and written, a second", typed["commits"] / typed["all_s"]],
        ["bytes on disk a commit", typed["bytes"] / typed["commits"]],
        ["memory at the end, MB", typed["rss_mb"]],
        ["opened after a restart, ms", opened],
        [f"opened after {quarter['commits']:,} commits, ms", early],
    ]
    notes = (
        "Each of the recorded edits is parsed, placed, checked and attributed as a commit by itself; "
        f"{PER_TRANSACTION} at a time go to disk (SQLite, synchronous=FULL). The final text is equal to the "
        "recorded one.",
    )
    return Results("replay", "python -m tests.bench replay", ("a paper of 104,852 characters", ""), rows, notes)


def _told(folder: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.replay", folder, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def main(folder: str, act: str, most: str = "") -> None:
    settings = read_config({"WORKSPACE_DATA": f"{folder}/data{most}"})
    place_of = Path(folder) / "text"
    if act == "open":
        settings = read_config({"WORKSPACE_DATA": place_of.read_text().split()[0]})
        print(json.dumps(_open(settings, place_of.read_text().split()[1])))
        return
    settings.data.mkdir()
    database = Database(settings.database_url)
    migrate(database)
    text_id, seat_id = _begun(settings, database)
    place_of.write_text(f"{settings.data} {text_id}")
    print(json.dumps(_type(database, text_id, seat_id, int(most) if most else None)))


def _begun(settings: Config, database: Database) -> tuple[str, str]:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    table = Table(create_app(settings, database, hasher=hasher))
    seat_id = table.delegate("XAA").id
    with table.acting(table.secretariat()) as (db, seat):
        negotiation = db.get_one(Negotiation, table.negotiation_id)
        agreement = actions.start_agreement(
            db, seat, negotiation, title="A paper", symbol="A/1", language="en", scheme="treaty"
        )
        return actions.start_text(db, seat, agreement, document([clause("")])).id, seat_id


def _open(settings: Config, text_id: str) -> dict[str, float]:
    database = Database(settings.database_url)
    with database.reading() as db:
        db.get(Text, text_id)
    _as_started()
    began = monotonic()
    with database.reading() as db:
        loading.room(db, text_id)
    return {"open_ms": (monotonic() - began) * 1000}


def _as_started() -> None:
    """As a server does when it begins: what is there for good is not looked through again."""
    gc.collect()
    gc.freeze()


def _type(database: Database, text_id: str, seat_id: str, most: int | None) -> dict[str, float]:
    with database.reading() as db:
        head = loading.room(db, text_id).current
    steps = iter(list(islice(_steps(), most)))
    _as_started()
    judging, commits, began = 0.0, 0, monotonic()
    while raw := list(islice(steps, PER_TRANSACTION)):
        before, at = head.version, process_time()
        drafts: list[Draft] = []
        for step in raw:
            draft = _judged(head, parse_step(step), f"r-{commits + len(drafts)}", seat_id)
            head = draft.placed.head
            drafts.append(draft)
        judging += process_time() - at
        _write(database, text_id, before, drafts)
        commits += len(drafts)
    taken = monotonic() - began
    if most is None:
        _check(head)
    path = Path(database.url.removeprefix("sqlite:///"))
    size = sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
    memory = psutil.Process().memory_info().rss / 2**20
    return {"commits": commits, "judging_s": judging, "all_s": taken, "bytes": size, "rss_mb": memory}


def _judged(head: Head, step: Step, ref: str, seat_id: str) -> Draft:
    return Draft(ref, ref.encode(), seat_id, None, place(head, (), [step], Rules()))


def _write(database: Database, text_id: str, base: int, drafts: Sequence[Draft]) -> None:
    engine = database.engine.execution_options(writing=True)
    with database.one_writer(), engine.begin() as db:
        append(db, [Stretch(text_id, base, 0, drafts)], now())


def _steps() -> Iterator[Any]:
    """The recorded edits as steps on the wire. A line end counts two positions: out of a clause and into the next."""
    lines = [0]
    for at, deleted, words in trace()[0]:
        line, before = 0, at
        while before > lines[line]:
            before -= lines[line] + 1
            line += 1
        pos = at + 1 + line
        if deleted:
            yield _deletion(lines, line, before, pos)
        if words == "\n":
            lines[line : line + 1] = [before, lines[line] - before]
            yield _split(pos)
        elif words:
            lines[line] += 1
            yield [pos, pos, _shown(words)]


def _deletion(lines: list[int], line: int, before: int, pos: int) -> list[Any] | dict[str, Any]:
    if before < lines[line]:
        lines[line] -= 1
        return [pos, pos + 1, ""]
    lines[line : line + 2] = [lines[line] + lines[line + 1]]
    return {"stepType": "replace", "from": pos, "to": pos + 2, "structure": True}


def _split(pos: int) -> dict[str, Any]:
    half = {"type": "clause", "attrs": {"id": "", "kind": "paragraph", "level": 0}}
    slice = {"content": [half, half], "openStart": 1, "openEnd": 1}
    return {"stepType": "replace", "from": pos, "to": pos, "slice": slice, "structure": True}


def _shown(words: str) -> str:
    return FORBIDDEN.sub(" ", words)


def _check(head: Head) -> None:
    made = "\n".join("".join(run.text or "" for run in node.content.content) for node in clauses_of(head.doc))
    assert made == "\n".join(map(_shown, trace()[1].split("\n"))), "The text is not what was typed."


if __name__ == "__main__":
    main(*sys.argv[1:])
