"""Each live event: counted, timed, and most with a line in the log: which event and what was answered, no more."""

from workspace import logs, metrics
from workspace.realtime.hearing import Message
from workspace.realtime.rates import Bucket

UNKNOWN = "unknown"
_TAKEN = "ok"
# Typing alone is hundreds of events a second: what went well of it stands in the metrics.
_TYPING = frozenset({"text:commit", "text:cursor"})
# Whoever sends nonsense without end must not fill the disk with lines about it.
_lines = Bucket(per_second=20, burst=200)


def note(event: str, answer: Message | None, seconds: float) -> None:
    """An event was heard, and answered so."""
    said = _TAKEN if answer is None or answer["ok"] else str(answer["reason"])
    metrics.EVENT_SECONDS.observe(seconds, event)
    metrics.EVENTS.add(event, said)
    if (said != _TAKEN or event not in _TYPING) and _lines.take():
        logs.line("event", event=event, answer=said, milliseconds=round(seconds * 1000, 1))
