"""What rooms are made of: a text's facts and rules, what is sent to it and waits there, and who has it open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workspace.drafting.appending import Draft
from workspace.drafting.members import Member
from workspace.drafting.models import TextKind
from workspace.errors import Refusal
from workspace.realtime.connections import Connection
from workspace.realtime.hearing import Answer, Message
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


@dataclass(eq=False)
class Submission:
    """What was sent, kept until it is on disk: another process may have been first, and then it is judged anew."""

    member: Member
    connection: Connection
    sent: Sent
    # Ids that its steps propose, and those of them that it cannot give, as far as is on disk.
    made: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    draft: Draft | None = None
    answer: Message | Refusal | None = None
    _who_waits: list[Answer] = field(default_factory=list)

    def then(self, answer: Answer) -> None:
        """Answer so, once it is on disk or refused."""
        if self.answer is None:
            self._who_waits.append(answer)
        else:
            answer(self.answer)

    def refuse(self, refusal: Refusal) -> None:
        self._end(refusal)

    def accept(self, version: int, dropped: Sequence[int]) -> None:
        self._end({"version": version, "dropped": list(dropped)})

    def _end(self, answer: Message | Refusal) -> None:
        self.answer, waited = answer, self._who_waits
        self._who_waits = []
        for tell in waited:
            tell(answer)


@dataclass
class Place:
    """A connection that has this text open, and the seat that it speaks for."""

    member: Member
