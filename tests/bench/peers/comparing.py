"""All servers in turn on the same keystrokes: medians, and ratios to Hocuspocus."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.live import CHARACTERS, Scenario, measured
from tests.bench.load import Load, run
from tests.bench.peers.servers import HOCUSPOCUS, Y_WEBSOCKET, installed, peer
from tests.bench.tables import Results
from tests.bench.words import clause_words

WORKSPACE = "workspace"
SERVERS = (WORKSPACE, HOCUSPOCUS, Y_WEBSOCKET)
CLAUSES = 300


SCENARIOS = {
    "50": Scenario(50),
    "200": Scenario(200),
    "600": Scenario(600),
    "1500": Scenario(1_500),
    "100x6": Scenario(600, texts=100),
    "clause": Scenario(40, in_one_clause=20),
    "storm": Scenario(600, join_seconds=10),
}
# With 1,500 clients it had not told everybody of everything a minute and a half after the last key.
_MOST_FOR_Y_WEBSOCKET = 600
COLUMNS = (
    "clients", "server", "server CPU s", "to Hocuspocus", "p50 ms", "p95 ms", "p99 ms", "PSS MB",
    "bytes/s to a watcher", "to Hocuspocus", "load generator: CPU, lag", "others' CPU s",
)  # fmt: skip
STORM_COLUMNS = ("clients", "server", "server CPU s", "to Hocuspocus", "p50 ms", "p95 ms", "slowest ms", "KB each")


def comparing(
    names: Sequence[str], servers: Sequence[str], *, seconds: int, runs: int, folder: Path | None
) -> list[Results]:
    """One table for typing and one for the join storm, as far as they are asked for."""
    with installed(folder) as packages:
        found = {name: _loads(SCENARIOS[name], servers, seconds, runs, packages) for name in names}
    command = f"python -m tests.bench peers --scenarios {','.join(names)} --seconds {seconds} --runs {runs}"
    command += "" if list(servers) == list(SERVERS) else f" --servers {','.join(servers)}"
    typing = [row for name, loads in found.items() if name != "storm" for row in _rows(name, loads)]
    storm = [row for name, loads in found.items() if name == "storm" for row in _storm_rows(loads)]
    notes = _notes(seconds, runs)
    tables = [
        Results("peers", command, COLUMNS, typing, notes),
        Results("storm", command, STORM_COLUMNS, storm, _STORM),
    ]
    return [table for table in tables if table.rows]


def _loads(
    scenario: Scenario, servers: Sequence[str], seconds: int, runs: int, packages: Path
) -> dict[str, list[Load]]:
    able = [name for name in servers if name != Y_WEBSOCKET or scenario.clients <= _MOST_FOR_Y_WEBSOCKET]
    loads: dict[str, list[Load]] = {name: [] for name in able}
    for _ in range(runs):
        for name in able:
            loads[name].append(_load(name, scenario, 0 if scenario.join_seconds else seconds, packages))
    return loads


def _load(name: str, scenario: Scenario, seconds: int, packages: Path) -> Load:
    texts = [f"text{index}" for index in range(scenario.texts)]
    if name == WORKSPACE:
        return measured(scenario, seconds)
    with peer(name, packages) as running:
        job = {
            "server": name,
            "packages": str(packages),
            "clauses": clause_words(CLAUSES, CHARACTERS),
            "texts": texts,
            "clients": _clients(scenario, texts, running.url),
            "seconds": seconds,
            "joinSeconds": scenario.join_seconds,
            "inOneClause": scenario.in_one_clause,
        }
        return run(job, running.pid, characters=CHARACTERS)


def _clients(scenario: Scenario, texts: Sequence[str], url: str) -> list[dict[str, object]]:
    per_text = scenario.clients // scenario.texts
    every = scenario.clients // scenario.typing
    return [
        {"index": n, "url": url, "text": texts[n // per_text], "types": n % every == 0, "cookie": "", "token": ""}
        for n in range(scenario.clients)
    ]


def _rows(name: str, loads: dict[str, list[Load]]) -> list[list[object]]:
    cpu = {server: median(load.server_cpu_s for load in each) for server, each in loads.items()}
    heard = {
        server: median(load.told["watcherBytes"] / load.seconds for load in each) for server, each in loads.items()
    }
    return [
        [
            name, server, cpu[server], _ratio(cpu, server),
            *(median(load.ms(which) for load in each) for which in ("p50", "p95", "p99")),
            median(load.peak_pss_mb for load in each), heard[server], _ratio(heard, server),
            each[-1].generator, median(load.others_cpu_s for load in each),
        ]
        for server, each in loads.items()
    ]  # fmt: skip


def _storm_rows(loads: dict[str, list[Load]]) -> list[list[object]]:
    cpu = {server: median(load.join_cpu_s for load in each) for server, each in loads.items()}
    return [
        [
            SCENARIOS["storm"].clients, server, cpu[server], _ratio(cpu, server),
            *(median(load.told["joining"][which] for load in each) for which in ("p50", "p95", "max")),
            median(load.told["joinBytes"] / 1024 for load in each),
        ]
        for server, each in loads.items()
    ]  # fmt: skip


def _ratio(of: dict[str, float], server: str) -> str:
    return f"{of[server] / of[HOCUSPOCUS]:.2f}" if HOCUSPOCUS in of else ""


def _notes(seconds: int, runs: int) -> tuple[str, ...]:
    return (
        f"Medians of {runs} run{'s' if runs > 1 else ''} of {seconds} s after 2 s of warming up, the servers in turn. "
        "One text of 300 clauses and 120,000 characters, 10 % typing 5 characters a second, each typist's cursor "
        "twice a second; 100x6: 100 such texts with 6 clients each, of whom one types; "
        "clause: 20 of 40 type in one clause. y-websocket does not keep up with 1500. Every client got every "
        "keystroke.",
        "@hocuspocus/server 4.7 with its SQLite extension stores a text at most every 2 to 10 s, and y-websocket 0.1.1 "
        "not at all; both acknowledge before anything is stored, and check nothing. Here each step is parsed, mapped, "
        "checked, attributed, and on disk (SQLite, synchronous=FULL) before it is acknowledged.",
    )


_STORM = (
    "600 clients open a text of 120,000 characters within 10 s: here the document, which brings a ticket, "
    "the socket and the opening, there the socket, its greeting and the document. Signing in is not counted, nor the "
    "servers' start, three seconds before.",
)
