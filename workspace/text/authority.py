"""The authority: one text, one order of steps. A head and a commit go in, a new head or a refusal out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import ReplaceStep

from workspace.phrases import Phrase
from workspace.text.applying import DoesNotFit, Lineage, apply_step, note_lineage, with_ids
from workspace.text.clauses import Changes, Differing, clause_size, compare, differing
from workspace.text.mapping import Commit, Moves, Since, Trail, mapped
from workspace.text.refusals import Invalid, Locked, Stale, TooLarge
from workspace.text.schema import clauses_of, id_of, new_id
from workspace.text.steps import Step

MAX_CLAUSE_BYTES = 64 * 1024
MAX_TEXT_BYTES = 2 * 1024 * 1024
MAX_CLAUSES = 2_500
MAX_STEPS_TIMES_LAG = 20_000


class Head(NamedTuple):
    """A text at a version. `size` is the sum of its clauses' sizes, kept so that limits are cheap."""

    version: int
    doc: Node
    size: int

    @classmethod
    def of(cls, doc: Node, version: int = 0) -> "Head":
        return cls(version, doc, sum(map(clause_size, clauses_of(doc))))


class Rules(NamedTuple):
    """What commits are allowed now. `new_id` makes ids for clauses that come without a usable one; `elsewhere` are
    ids that clauses of other texts have, or clauses that others deleted."""

    locked: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    new_id: Callable[[], str] = new_id


class Placed(NamedTuple):
    """A commit as it is to be recorded: the steps that stand, as they took place, and their effect."""

    head: Head
    commit: Commit
    dropped: tuple[int, ...]
    changes: Changes


def place(head: Head, since: Sequence[Commit | Since], steps: Sequence[Step], rules: Rules) -> Placed:
    """Map a client's steps over the commits since its version, apply what still fits, judge the result."""
    trail = Trail.over(since, steps)
    lag = len(trail.ranges) - len(steps)
    if len(steps) * lag >= MAX_STEPS_TIMES_LAG:
        raise Stale(Phrase("Too much has happened since; read the log and send again."))
    work = _Work(head.doc, rules)
    dropped = work.run(steps, trail)
    return work.judged(head, dropped)


def act(head: Head, commit: Commit, rules: Rules) -> Placed:
    """Apply steps made here upon the head itself, whole."""
    placed = place(head, (), commit.steps, rules)
    if placed.dropped:
        raise Invalid(Phrase("The steps do not fit this text."))
    return placed._replace(commit=replace(placed.commit, mirrors=commit.mirrors))


def move(doc: Node, clause_id: str, after_id: str | None) -> Commit:
    """Delete a clause and insert it as it is after another, or first. Who typed in it is taken along."""
    starts = _starts(doc)
    if clause_id not in starts or (after_id is not None and after_id not in starts) or clause_id == after_id:
        raise Invalid(Phrase("There is no such clause to move."))
    start, node = starts[clause_id]
    target = 0 if after_id is None else starts[after_id][0] + starts[after_id][1].node_size
    if target in (start, start + node.node_size):
        raise Invalid(Phrase("The clause stands there already."))
    if target > start:
        target -= node.node_size
    deletion = ReplaceStep(start, start + node.node_size, Slice.empty)
    insertion = ReplaceStep(target, target, Slice(Fragment.from_(node), 0, 0))
    return Commit((deletion, insertion), mirrors=((0, 1),))


class _Work:
    """One commit under way."""

    def __init__(self, doc: Node, rules: Rules) -> None:
        self.doc, self.rules = doc, rules
        self.stood: list[Step] = []
        # Where the last step changed the text, and whether it only typed there.
        self._stretch, self._is_typing = Differing([], []), False
        self.lineage = Lineage()

    def run(self, steps: Sequence[Step], trail: Trail) -> tuple[int, ...]:
        dropped = []
        for index, step in enumerate(steps):
            # The maps before this undo the steps that were submitted after it, and this step itself.
            undone = len(steps) - 1 - index
            if (found := mapped(step, trail, undone + 1)) is None or not self._stands(*found, trail, undone):
                dropped.append(index)
        return tuple(dropped)

    def _stands(self, step: Step, moves: Moves, trail: Trail, undone: int) -> bool:
        step = with_ids(self.doc, step, self.rules.new_id, self.rules.elsewhere)
        try:
            applied = apply_step(self.doc, step)
        except DoesNotFit:
            return False
        if not applied.is_typing:
            note_lineage(self.doc, step, self.lineage)
        self.doc, self._stretch, self._is_typing = applied
        self.stood.append(step)
        trail.add(step, undone=undone, moves=moves)
        return True

    def judged(self, head: Head, dropped: tuple[int, ...]) -> Placed:
        is_one = len(self.stood) == 1
        stretch = self._stretch if is_one else differing(head.doc, self.doc)
        changes = self._with_lineage(compare(stretch))
        _check_locks(stretch, changes, self.rules.locked)
        gone, new = stretch.replaced()
        if not is_one or not self._is_typing:  # what typing leaves is as sound as what it found
            for node in new:
                node.check()
        size = _checked_size(head, self.doc, gone, new)
        after = Head(head.version + len(self.stood), self.doc, size)
        return Placed(after, Commit(tuple(self.stood)), dropped, changes)

    def _with_lineage(self, changes: Changes) -> Changes:
        split, joined = self.lineage.split_from, self.lineage.joined_into
        if not split and not joined:
            return changes
        return changes._replace(
            split_from=tuple((id, split[id]) for id in changes.added if id in split),
            joined_into=tuple((id, joined[id]) for id in changes.removed if id in joined),
        )


def _check_locks(stretch: Differing, changes: Changes, locked: frozenset[str]) -> None:
    touched = [id for id in (*changes.changed, *changes.removed) if id in locked]
    if not touched and changes.moved:
        before, after = ([id_of(n) for n in side if id_of(n) in locked] for side in (stretch.before, stretch.after))
        touched = [id for id, other in zip(after, before, strict=False) if id != other]
    if touched:
        raise Locked(touched)


def _checked_size(head: Head, doc: Node, gone: Sequence[Node], new: Sequence[Node]) -> int:
    """The text's size after the commit. What is over a limit already may still shrink."""
    before = {id_of(node): clause_size(node) for node in gone}
    size = head.size - sum(before.values())
    for node in new:
        own = clause_size(node)
        if own > MAX_CLAUSE_BYTES and own > before.get(id_of(node), 0):
            raise TooLarge(Phrase("A clause is too long; divide it."))
        size += own
    if size > MAX_TEXT_BYTES and size > head.size:
        raise TooLarge(Phrase("The text is too long."))
    if doc.child_count > MAX_CLAUSES and doc.child_count > head.doc.child_count:
        raise TooLarge(Phrase("The text has too many clauses."))
    return size


def _starts(doc: Node) -> dict[str, tuple[int, Node]]:
    starts, pos = {}, 0
    for node in clauses_of(doc):
        starts[id_of(node)] = (pos, node)
        pos += node.node_size
    return starts
