"""What is counted and timed of this process, for whoever watches it: numbers alone, no names of people, no ids, no
words. Shown by `GET /metrics` (docs/operations.md)."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

ProcessCollector(registry=REGISTRY)


def _gauge(name: str, meaning: str) -> Gauge:
    return Gauge(f"workspace_{name}", meaning, registry=REGISTRY)


def _histogram(name: str, meaning: str, *labels: str) -> Histogram:
    return Histogram(f"workspace_{name}", meaning, labels, registry=REGISTRY, buckets=_SECONDS)


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
COMMITS = Counter("workspace_commits", "Commits that this process has stored", registry=REGISTRY)
TICK_SECONDS = _histogram("tick_seconds", "A tick's own work, without the database")
WRITE_SECONDS = _histogram("write_seconds", "A tick's transaction, over all texts")
EVENT_SECONDS = _histogram("event_seconds", "Live events until answered; commits until on disk", "event")
EVENTS = Counter("workspace_events", "Live events, by what they were answered", ("event", "answer"), registry=REGISTRY)
REQUEST_SECONDS = _histogram("request_seconds", "Requests over HTTP, by door", "door")
REQUESTS = Counter("workspace_requests", "Requests, by method and status", ("method", "status"), registry=REGISTRY)
