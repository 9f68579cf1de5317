"""Two processes on PostgreSQL with Redis against one: what a delivered keystroke costs. Both services are started from
what the machine has, in folders of their own."""

from dataclasses import dataclass
from statistics import median

from tests.bench.live import Scenario, measured
from tests.bench.load import Load
from tests.bench.tables import Results
from tests.operating.machines import OwnPostgreSQL, OwnRedis

CLIENTS = (200,)
COLUMNS = (
    "clients", "processes", "CPU s of all", "us a delivered keystroke", "to one process", "p50 ms", "p99 ms", "PSS MB",
    "load generator: CPU, lag", "others' CPU s",
)  # fmt: skip


@dataclass(frozen=True)
class _Cost:
    """What runs of one kind took."""

    loads: list[Load]

    @property
    def microseconds(self) -> float:
        return median(load.server_cpu_s / load.delivered * 1e6 for load in self.loads)


def scaling(*, seconds: int, runs: int) -> Results:
    rows = [row for clients in CLIENTS for row in _rows(clients, seconds, runs)]
    notes = (
        f"Medians of {runs} run{'s' if runs > 1 else ''} of {seconds} s after 2 s of warming up, in turn; clients and "
        "typists spread evenly over the processes, text and typing as above. PostgreSQL and Redis are not counted: "
        "they are the same for both (their work is among the others' CPU).",
    )
    return Results("scaling", f"python -m tests.bench scaling --seconds {seconds} --runs {runs}", COLUMNS, rows, notes)


def _rows(clients: int, seconds: int, runs: int) -> list[list[object]]:
    costs = {processes: _Cost([]) for processes in (1, 2)}
    for _ in range(runs):
        for processes, cost in costs.items():
            cost.loads.append(_load(clients, seconds, processes))
    return [_row(clients, processes, cost, costs[1]) for processes, cost in costs.items()]


def _load(clients: int, seconds: int, processes: int) -> Load:
    with OwnPostgreSQL() as postgresql, OwnRedis() as redis:
        services = {"WORKSPACE_DATABASE_URL": postgresql.url, "WORKSPACE_REDIS_URL": redis.url}
        return measured(Scenario(clients), seconds, servers=processes, **services)


def _row(clients: int, processes: int, cost: _Cost, one: _Cost) -> list[object]:
    loads = cost.loads
    return [
        clients, processes, median(load.server_cpu_s for load in loads), cost.microseconds,
        f"{cost.microseconds / one.microseconds:.2f}",
        *(median(load.ms(which) for load in loads) for which in ("p50", "p99")),
        median(load.peak_pss_mb for load in loads), loads[-1].generator, median(load.others_cpu_s for load in loads),
    ]  # fmt: skip
