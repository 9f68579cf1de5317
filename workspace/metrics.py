"""What is counted and timed of this process, for whoever watches it: numbers alone, no names of people, no ids, no
words. Shown by `GET /metrics` (docs/operations.md)."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

REGISTRY = CollectorRegistry()
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

ProcessCollector(registry=REGISTRY)


def _gauge(name: str, meaning: str) -> Gauge:
    return Gauge(f"workspace_{name}", meaning, registry=REGISTRY)


class Times(Collector):
    """How long things took. The event loop alone counts here, several times a key: without the library's locks."""

    def __init__(self, name: str, meaning: str, *labels: str) -> None:
        self._name, self._meaning, self._labels = f"workspace_{name}", meaning, labels
        self._counts: dict[tuple[str, ...], list[int]] = {} if labels else {(): _none()}
        self._sums: dict[tuple[str, ...], float] = dict.fromkeys(self._counts, 0.0)
        REGISTRY.register(self)

    def observe(self, seconds: float, *labels: str) -> None:
        counts = self._counts.get(labels)
        if counts is None:
            counts = self._counts[labels] = _none()
            self._sums[labels] = 0.0
        counts[bisect_left(_SECONDS, seconds)] += 1
        self._sums[labels] += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        family = HistogramMetricFamily(self._name, self._meaning, labels=self._labels)
        for labels, counts in self._counts.items():
            buckets = zip((*map(str, _SECONDS), "+Inf"), accumulate(counts), strict=True)
            family.add_metric(labels, list(buckets), self._sums[labels])
        yield family


class Counts(Collector):
    """How often things happened; counted like `Times`."""

    def __init__(self, name: str, meaning: str, *labels: str) -> None:
        self._name, self._meaning, self._labels = f"workspace_{name}", meaning, labels
        self._counts: dict[tuple[str, ...], int] = {} if labels else {(): 0}
        REGISTRY.register(self)

    def add(self, *labels: str, by: int = 1) -> None:
        self._counts[labels] = self._counts.get(labels, 0) + by

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._meaning, labels=self._labels)
        for labels, count in self._counts.items():
            family.add_metric(labels, count)
        yield family


def _none() -> list[int]:
    return [0] * (len(_SECONDS) + 1)


# Read when they are asked for.
TEXTS_OPEN = _gauge("texts_open", "Texts that this process has open")
CONNECTIONS = _gauge("connections", "Live connections of this process")
CONNECTIONS_BEHIND = _gauge("connections_behind", "Connections that take less than they are sent")
UNSENT_BYTES = _gauge("unsent_bytes", "Bytes that wait for connections to take them")
COMMITS_WAITING = _gauge("commits_waiting", "Commits that were judged and wait for their transaction")
WAKES_WAITING = _gauge("wakes_waiting", "Messages that wait for Redis")
JOBS_WAITING = _gauge("jobs_waiting", "Jobs that are due and that no process has taken, in all processes")
DISK_FREE_BYTES = _gauge("disk_free_bytes", "Free space on the disk of the data folder")
REFUSES_WRITES = _gauge("refuses_writes", "1 while commits and acts are refused because the disk is full")

# Counted as it happens.
COMMITS = Counts("commits", "Commits that this process has stored")
TICK_SECONDS = Times("tick_seconds", "A tick's own work, without the database")
WRITE_SECONDS = Times("write_seconds", "A tick's transaction, over all texts")
EVENT_SECONDS = Times("event_seconds", "Live events until answered; commits until on disk", "event")
EVENTS = Counts("events", "Live events, by what they were answered", "event", "answer")
REQUEST_SECONDS = Times("request_seconds", "Requests over HTTP, by door", "door")
REQUESTS = Counts("requests", "Requests, by method and status", "method", "status")
