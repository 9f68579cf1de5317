"""What rooms are made of: a text's facts and rules, what is sent to it and waits there, and who has it open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gevent.event import Event

from workspace import errors
from workspace.database import Json
from workspace.drafting.appending import Draft
from workspace.drafting.members import Member
from workspace.drafting.models import TextKind
from workspace.text.steps import Step


@dataclass(frozen=True)
class TextFacts:
    """What never changes of a text."""

    id: str
    kind: TextKind
    negotiation_id: str
    delegation_id: str | None
    language: str


@dataclass(frozen=True)
class TextRules:
    """What commits are allowed, as of an epoch."""

    epoch: int
    locked: frozenset[str]
    mode: str  # as clients are told: open, floor or closed
    state: str  # what the right to type depends on


@dataclass(frozen=True)
class Move:
    clause: str
    after: str | None
    hash: bytes


class Sent(NamedTuple):
    """A commit as a client sent it."""

    version: int
    ref: str
    digest: bytes
    content: Sequence[Step] | Move


@dataclass
class Submission:
    """What was sent, kept until it is on disk: another process may have been first, and then it is judged anew."""

    member: Member
    session: str
    sent: Sent
    # Ids that its steps propose, and those of them that it cannot give, as far as is on disk.
    made: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    draft: Draft | None = None
    answer: dict[str, Json] | None = None
    refusal: errors.Refusal | None = None
    done: Event = field(default_factory=Event)

    def answered(self) -> dict[str, Json]:
        """The answer, once it is on disk; or the refusal."""
        self.done.wait()
        if self.refusal is not None:
            raise self.refusal
        return dict(self.answer or {})

    def refuse(self, refusal: errors.Refusal) -> None:
        self.refusal = refusal
        self.done.set()

    def accept(self, version: int, dropped: Sequence[int]) -> None:
        self.answer = {"version": version, "dropped": list(dropped)}
        self.done.set()


@dataclass
class Place:
    """A connection that has this text open, and the seat that it speaks for."""

    member: Member
