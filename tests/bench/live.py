"""Keystroke to other screen, and what the server uses, for 2, 50 and 200 clients in one text."""

from dataclasses import dataclass

from tests.bench.house import PER_SESSION, house, participants
from tests.bench.load import Load, run
from tests.bench.tables import Results

CHARACTERS = 120_000


@dataclass(frozen=True)
class Scenario:
    """Who is there: 10 % type, or one in each of several texts; `in_one_clause`: so many type in the same clause."""

    clients: int
    texts: int = 1
    join_seconds: int = 0
    in_one_clause: int = 0

    @property
    def typing(self) -> int:
        if self.in_one_clause:
            return self.in_one_clause
        return self.texts if self.texts > 1 else max(1, self.clients // 10)


COLUMNS = (
    "clients", "typing", "p50 ms", "p95 ms", "p99 ms", "server CPU s", "of a core", "RSS MB", "PSS MB",
    "bytes/s to a watcher", "keystrokes", "load generator: CPU, lag", "others' CPU s",
)  # fmt: skip


def live(clients: list[int], seconds: int) -> Results:
    rows = [_row(count, measured(Scenario(count), seconds)) for count in clients]
    command = f"python -m tests.bench live --clients {','.join(map(str, clients))} --seconds {seconds}"
    notes = (
        "One text of 300 clauses and 120,000 characters; 10 % of the clients type 5 characters a second and move "
        f"their cursor twice a second, {seconds} s after 2 s of warming up. Every client got every keystroke.",
        "Each keystroke is parsed, mapped, checked, and on disk (SQLite, synchronous=FULL) before anybody hears of it.",
    )
    return Results("live", command, COLUMNS, rows, notes)


def measured(scenario: Scenario, seconds: int, *, servers: int = 1, **environment: str) -> Load:
    """One run against a server of our own, or several that share the clients."""
    clients, texts = scenario.clients, scenario.texts
    with house(-(-clients // PER_SESSION), texts=texts, characters=CHARACTERS, servers=servers, **environment) as stage:
        job = {
            "server": "workspace",
            "packages": "",
            "clauses": [],
            "texts": stage.texts,
            "clients": participants(stage, clients, typing=scenario.typing),
            "seconds": seconds,
            "joinSeconds": scenario.join_seconds,
            "inOneClause": scenario.in_one_clause,
        }
        return run(job, *(server.pid for server in stage.servers), characters=CHARACTERS)


def _row(clients: int, load: Load) -> list[object]:
    return [
        clients, Scenario(clients).typing, load.ms("p50"), load.ms("p95"), load.ms("p99"), load.server_cpu_s,
        f"{load.server_cpu_s / load.seconds:.0%}", load.peak_rss_mb, load.peak_pss_mb,
        load.told.get("watcherBytes", 0) / load.seconds, load.keystrokes, load.generator, load.others_cpu_s,
    ]  # fmt: skip
