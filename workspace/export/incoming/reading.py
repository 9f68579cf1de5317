"""What was read: the clauses proposed for a text, and a list of what did not come along."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from workspace.errors import Invalid
from workspace.export.incoming import limits
from workspace.phrases import Phrase

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Kind = Literal["title", "chapter", "article", "preambular", "paragraph"]
Mark = Literal["em", "strong"]

EXCERPTS_PER_KIND = 5
EXCERPT_CHARACTERS = 80


class Unreadable(Invalid):
    """A file that is not taken; the message tells the delegate why and what to do next."""


class What(StrEnum):
    TABLE = "table"
    FOOTNOTE = "footnote"
    IMAGE = "image"
    TEXT_BOX = "text box"
    COMMENT = "comment"
    DELETION = "tracked deletion"
    HIDDEN = "hidden words"
    STRUCK = "strikethrough"
    LINK = "link address"
    MARGIN = "header or footer"
    CONTENTS = "table of contents"
    EQUATION = "equation"
    OBJECT = "embedded object"
    SYMBOL = "symbol"
    HTML = "HTML"
    RULE = "separator line"
    CONTROL = "control character"
    DIRECTION = "direction override"
    INVISIBLE = "invisible character"
    OTHER = "other content"


@dataclass(frozen=True, slots=True)
class Run:
    words: str
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A clause to be. `number` is the number as it was typed or as Word showed it, for the preview only."""

    kind: Kind
    level: int
    runs: tuple[Run, ...]
    number: str = ""

    @property
    def words(self) -> str:
        return "".join(run.words for run in self.runs)


@dataclass(frozen=True, slots=True)
class Dropped:
    """What did not come along: how often, and the first words of the first few."""

    what: What
    count: int
    excerpts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    clauses: tuple[Proposed, ...]
    dropped: tuple[Dropped, ...] = ()

    def document(self, new_id: Callable[[], str]) -> dict[str, Json]:
        """The ProseMirror document; `new_id` makes the permanent id of each clause."""
        return {"type": "doc", "content": [_clause_node(clause, new_id()) for clause in self.clauses]}

    def to_json(self) -> dict[str, Json]:
        return {
            "clauses": [_clause_row(clause) for clause in self.clauses],
            "dropped": [[str(d.what), d.count, list(d.excerpts)] for d in self.dropped],
        }

    @classmethod
    def from_json(cls, data: dict[str, list[list[object]]]) -> "Reading":
        """Read what the other process answered; anything but the exact form is an error."""
        return cls(
            tuple(_clause_of(row) for row in data["clauses"]),
            tuple(_dropped_of(row) for row in data["dropped"]),
        )


@dataclass(slots=True)
class Leavings:
    """Collects what is dropped while a file is read."""

    counts: Counter[What] = field(default_factory=Counter)
    excerpts: dict[What, list[str]] = field(default_factory=dict)

    def add(self, what: What, words: str = "", *, count: int = 1) -> None:
        self.counts[what] += count
        seen = " ".join(words[: 4 * EXCERPT_CHARACTERS].split())
        first = "".join(filter(str.isprintable, seen))[:EXCERPT_CHARACTERS]
        kept = self.excerpts.setdefault(what, [])
        if first and len(kept) < EXCERPTS_PER_KIND:
            kept.append(first)

    def listed(self) -> tuple[Dropped, ...]:
        return tuple(Dropped(what, self.counts[what], tuple(self.excerpts[what])) for what in What if self.counts[what])


def within_limits(clauses: Iterable[Proposed]) -> tuple[Proposed, ...]:
    """Refuse what the live text could not hold afterwards."""
    kept = tuple(clauses)
    if not kept:
        raise Unreadable(Phrase("There are no words in it that could become clauses."))
    if len(kept) > limits.MAX_CLAUSES:
        raise Unreadable(
            Phrase(
                "It has %(clauses)s clauses; a text holds at most %(most)s. Split it.",
                clauses=f"{len(kept):,}",
                most=f"{limits.MAX_CLAUSES:,}",
            )
        )
    sizes = [len(clause.words.encode()) for clause in kept]
    if max(sizes) > limits.MAX_CLAUSE_BYTES:
        first = kept[sizes.index(max(sizes))].words[:60]
        raise Unreadable(
            Phrase("The clause that begins “%(first)s” is longer than 64 KB. Divide it into paragraphs.", first=first)
        )
    if sum(sizes) > limits.MAX_TEXT_BYTES:
        raise Unreadable(Phrase("The text is longer than 2 MB. Split it."))
    return kept


def _clause_node(clause: Proposed, clause_id: str) -> dict[str, Json]:
    attrs: dict[str, Json] = {"id": clause_id, "kind": clause.kind, "level": clause.level}
    node: dict[str, Json] = {"type": "clause", "attrs": attrs}
    if clause.runs:
        node["content"] = [_text_node(run) for run in clause.runs]
    return node


def _text_node(run: Run) -> dict[str, Json]:
    if not run.marks:
        return {"type": "text", "text": run.words}
    return {"type": "text", "marks": [{"type": mark} for mark in sorted(run.marks)], "text": run.words}


def _clause_row(clause: Proposed) -> list[Json]:
    runs: list[Json] = [[run.words, [*sorted(run.marks)]] for run in clause.runs]
    return [clause.kind, clause.level, clause.number, runs]


def _clause_of(row: list[object]) -> Proposed:
    match row:
        case [
            "title" | "chapter" | "article" | "preambular" | "paragraph" as kind,
            int(level),
            str(number),
            list(runs),
        ]:
            return Proposed(kind, level, tuple(_run_of(run) for run in runs), number)
    raise ValueError("not a clause")


def _run_of(row: object) -> Run:
    match row:
        case [str(words), list(marks)]:
            return Run(words, frozenset(_mark_of(mark) for mark in marks))
    raise ValueError("not a run")


def _mark_of(mark: object) -> Mark:
    match mark:
        case "em" | "strong":
            return mark
    raise ValueError("not a mark")


def _dropped_of(row: list[object]) -> Dropped:
    match row:
        case [str(what), int(count), list(excerpts)]:
            return Dropped(What(what), count, tuple(str(words) for words in excerpts))
    raise ValueError("not a list of what was dropped")
