"""Running the load generator against a server, and measuring that server meanwhile."""

import json
import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from tests.bench.machine import Family, busy_s

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WARM_S = 2
# A server has started before it is measured: what it still makes ready then is not what clients cost it.
REST_S = 3
# Beyond these the load generator itself was the bottleneck.
_MOST_LAG_MS, _MOST_CPU = 10.0, 0.85


class Faulty(Exception):
    """The run shows nothing: somebody did not get every keystroke."""


@dataclass(frozen=True)
class Load:
    """One run: what clients saw, and what the server used for it."""

    server_cpu_s: float
    join_cpu_s: float
    peak_rss_mb: float
    peak_pss_mb: float
    others_cpu_s: float
    seconds: float
    told: dict[str, Any]

    @property
    def keystrokes(self) -> int:
        return int(sum(self.told["typed"]))

    @property
    def delivered(self) -> int:
        """Keystrokes times those who saw them."""
        return int(self.told["delays"]["n"])

    @property
    def generator(self) -> str:
        """Whether the load generator was the bottleneck."""
        lag, share = self.told["generatorLag"], self.told["generatorCpu"] / self.seconds
        is_limit = lag > _MOST_LAG_MS or share > _MOST_CPU
        return f"{share:.0%}, {lag:.0f} ms" + (" (the limit)" if is_limit else "")

    def ms(self, percentile: str) -> float:
        return float(self.told["delays"][percentile])


@cache
def generator(name: str = "main") -> Path:
    """The load generator as one file for Node."""
    out = Path(mkdtemp(prefix="bench-load-")) / "load.mjs"
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    command: list[str | Path] = [
        esbuild,
        HERE / "load" / f"{name}.ts",
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--log-level=warning",
    ]
    subprocess.run([*command, f"--outfile={out}"], check=True)
    return out


def run(job: dict[str, Any], *pids: int, characters: int) -> Load:
    """Let the clients of this job join and type. `characters`: those that each text begins with."""
    with TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "job.json"
        path.write_text(json.dumps({"warmSeconds": WARM_S, "perSecond": 5, "cursorsPerSecond": 2, **job}))
        family = Family(*pids)
        time.sleep(REST_S)
        try:
            with subprocess.Popen(
                ["node", generator(), path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            ) as process:
                load = _measured(process, family, float(job["seconds"]))
        finally:
            family.stop()
    _check(load, characters)
    return load


def _measured(process: subprocess.Popen[str], family: Family, seconds: float) -> Load:
    assert process.stdin is not None
    before = family.cpu_s()
    told = _next(process, "joined")
    join_cpu = family.cpu_s() - before
    process.stdin.write("go\n")
    process.stdin.flush()
    used, others = 0.0, 0.0
    if seconds:
        _next(process, "begin")
        used, others, own = -family.cpu_s(), -busy_s(), -_cpu_of(process)
        _next(process, "end")
        # Whoever falls behind has not done its work yet.
        _next(process, "heard")
        used, others, own = used + family.cpu_s(), others + busy_s(), own + _cpu_of(process)
        others -= used + own
    told |= _next(process, "result")
    return Load(used, join_cpu, family.peak_rss_mb, family.peak_pss_mb, max(0.0, others), seconds, told)


def _cpu_of(process: subprocess.Popen[str]) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _next(process: subprocess.Popen[str], event: str) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    told: dict[str, Any] = json.loads(line) if line else {"event": "nothing"}
    if told["event"] != event:
        raise Faulty(f"The load generator said {told} instead of {event}.")
    return told


def _check(load: Load, characters: int) -> None:
    told = load.told
    if not told["isComplete"]:
        raise Faulty(f"Not every client got every keystroke: {told}")
    if told["faults"]:
        raise Faulty(f"Faults: {told['faults']}")
    expected = [characters + typed for typed in told["typed"]]
    if told["lengths"] != expected:
        raise Faulty(f"The texts have {told['lengths']} characters instead of {expected}.")
