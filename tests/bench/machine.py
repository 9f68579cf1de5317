"""What ran, on what, and what it used: CPU and memory of a process with all its children."""

import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import psutil

_SAMPLE_S = 0.5


def machine_line() -> str:
    """One line on the machine and what runs on it."""
    cores, memory_gb = os.cpu_count(), round(psutil.virtual_memory().total / 2**30)
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    system = f"Linux {platform.release().split('-')[0]}"
    return f"{_model()}, {cores} cores, {memory_gb} GB, {system}, Python {platform.python_version()}, Node {node}"


def _model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def busy_s() -> float:
    """The CPU time that everything on this machine has used."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait)


class Family:
    """Processes and their children. Their peak memory is sampled from the beginning to `stop`."""

    def __init__(self, *pids: int) -> None:
        self._heads = [psutil.Process(pid) for pid in pids]
        self.peak_rss_mb = self.peak_pss_mb = 0.0
        self._stopped = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def cpu_s(self) -> float:
        total = 0.0
        for process in self._all():
            with suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _all(self) -> Iterator[psutil.Process]:
        for head in self._heads:
            yield head
            with suppress(psutil.Error):
                yield from head.children(recursive=True)

    def _watch(self) -> None:
        while not self._stopped.wait(_SAMPLE_S):
            with suppress(psutil.Error):
                memory = [process.memory_full_info() for process in self._all()]
                self.peak_rss_mb = max(self.peak_rss_mb, sum(each.rss for each in memory) / 2**20)
                self.peak_pss_mb = max(self.peak_pss_mb, sum(each.pss for each in memory) / 2**20)
