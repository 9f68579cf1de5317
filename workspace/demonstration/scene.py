"""The scene on which the story is played: who sits where, and which clause and amendment is meant by a key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace.accounts.passwords import Passwords
from workspace.demonstration.scripts import BadScript
from workspace.demonstration.writing import runs, written
from workspace.drafting.models import Agreement, Clause, Text
from workspace.drafting.wordings import Standing, TextNow, text_now
from workspace.negotiations.models import Delegation, Negotiation, Seat


@dataclass
class Scene:
    """What the cues before this one have brought about."""

    db: Session
    secrets: dict[str, str]  # passwords by address
    passwords: Passwords
    seats: dict[str, Seat] = field(default_factory=dict)
    delegations: dict[str, Delegation] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)  # ids by key
    amendments: dict[str, str] = field(default_factory=dict)  # ids by key

    @property
    def negotiation(self) -> Negotiation:
        return self.seats["secretariat"].negotiation

    @property
    def text(self) -> Text:
        return self.db.get_one(Clause, next(iter(self.clauses.values()))).text

    @property
    def agreement(self) -> Agreement:
        return self.text.agreement

    @property
    def now(self) -> TextNow:
        return text_now(self.db, self.text)

    def clause(self, key: str) -> Clause:
        return self.db.get_one(Clause, self.clauses[key])

    def standing(self, key: str) -> Standing:
        return self.now.by_id[self.clauses[key]]

    def reworded(self, node: Node, changes: Iterable[str]) -> list[Node]:
        """A clause's content after changes written as `these words => other words`."""
        words = written(node, self.clauses)
        for change in changes:
            old, arrow, new = change.partition("=>")
            if not arrow or words.count(old.strip()) != 1:
                raise BadScript(f"{change!r} does not fit: {words}")
            words = words.replace(old.strip(), new.strip())
        return runs(words.replace("  ", " ").strip(), self.clauses)


# What a cue has done: by whose seat, with the words under it, and with what its pattern found in it.
Doing: TypeAlias = Callable[..., None]
Cues: TypeAlias = Mapping[str, Doing]
