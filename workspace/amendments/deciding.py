"""The chair's decisions on amendments. Words enter the text by the smallest steps, as the proposer's; what the chair
changes in them is the chair's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import ReplaceStep
from sqlalchemy.orm import Session

from workspace.amendments.comparison import Comparison, compared
from workspace.amendments.models import Amendment, AmendmentKind, Decision, DecisionKind
from workspace.amendments.telling import enter_in_public, tell_everybody
from workspace.amendments.words import hash_of, is_empty
from workspace.amendments.writing import now_of
from workspace.drafting import live
from workspace.drafting.models import Text
from workspace.drafting.wordings import working_text
from workspace.errors import Invalid, Locked, NotFound, OutOfOrder, WordsMoved
from workspace.negotiations.models import Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.record.acts import Act
from workspace.text.rewording import minimal_steps, recasting_steps
from workspace.text.schema import clause, clauses_of, document, id_of, kind_of, level_of
from workspace.text.steps import Step

_CAUSE = "amendment"
_BY_THE_CHAIR = "typed"
_ACTS = {
    DecisionKind.TAKEN_UP: Act.AMENDMENT_TAKEN_UP,
    DecisionKind.TAKEN_UP_IN_PART: Act.AMENDMENT_TAKEN_UP_IN_PART,
    DecisionKind.NOT_TAKEN_UP: Act.AMENDMENT_NOT_TAKEN_UP,
}


@dataclass(frozen=True)
class Seen:
    """What the chair had before them: the hash of the clause (of an addition: of the one before it; none where there is
    none), and of the tabled words."""

    clause: bytes | None
    words: bytes


def take_up(db: Session, seat: Seat, amendment: Amendment, seen: Seen, *, note: str = "") -> None:
    """Let the proposed words enter the text."""
    text, comparison = _judged(db, seat, amendment, seen)
    _must_fit(comparison)
    entered = _enter_words(db, seat, amendment, comparison, text)
    _decide(db, seat, amendment, DecisionKind.TAKEN_UP, note=note, entered=entered)


def take_up_in_part(
    db: Session, seat: Seat, amendment: Amendment, seen: Seen, *, words: Sequence[Node], note: str = ""
) -> None:
    """Let the proposal enter the text as the chair has edited it: `words` are the clauses as they are to stand."""
    text, comparison = _judged(db, seat, amendment, seen)
    _must_fit(comparison)
    _must_be_in_part(amendment, comparison, words)
    entered = _enter_words(db, seat, amendment, comparison, text)
    for id, edited in zip(entered, words, strict=True):
        _reword(db, seat, text, id, edited, cause=_BY_THE_CHAIR)
    _decide(db, seat, amendment, DecisionKind.TAKEN_UP_IN_PART, note=note, entered=entered)


def do_not_take_up(db: Session, seat: Seat, amendment: Amendment, seen: Seen, *, note: str = "") -> None:
    """Leave it: neither accepted nor rejected, and kept for everybody to read."""
    _judged(db, seat, amendment, seen)
    _decide(db, seat, amendment, DecisionKind.NOT_TAKEN_UP, note=note, entered=[])


def _judged(db: Session, seat: Seat, amendment: Amendment, seen: Seen) -> tuple[Text, Comparison]:
    """The amendment upon the text as it stays until this transaction ends, if it is what the chair saw."""
    seat.must(Permission.DECIDE_AMENDMENT)
    if not amendment.is_public:
        raise NotFound
    if not amendment.is_pending:
        raise OutOfOrder(Phrase("This amendment is settled already."))
    text = live.lock_text(db, working_text(db, amendment.agreement).id)
    comparison = compared(amendment, amendment.tabled, now_of(db, amendment))
    if amendment.tabled.words_hash != seen.words:
        raise WordsMoved(Phrase("Its proposer has reworded this amendment. Nothing was decided; read it again."))
    hash_now = comparison.now.hash if comparison.now else None
    if hash_now != seen.clause:
        raise WordsMoved(
            Phrase("The clause has changed since you saw it. Nothing was decided; compare again."),
            hash=hash_now.hex() if hash_now else None,
            amendment=amendment.id,
        )
    return text, comparison


def _must_fit(comparison: Comparison) -> None:
    if comparison.is_stale:
        raise OutOfOrder(
            Phrase("This amendment is stale: its proposer is asked for words that fit the clause as it is now.")
        )
    if comparison.is_locked:
        raise Locked(Phrase("The words of this clause are agreed. Reopen the clause, then take the amendment up."))


def _must_be_in_part(amendment: Amendment, comparison: Comparison, words: Sequence[Node]) -> None:
    if amendment.kind is AmendmentKind.DELETE:
        raise Invalid(Phrase("A deletion is taken up or not."))
    if len(words) != len(comparison.result):
        raise Invalid(Phrase("Keep the clauses as many as were proposed; edit their words."))
    if any(is_empty(node) for node in words):
        raise Invalid(Phrase("A clause cannot be left without words."))
    language = amendment.agreement.language
    if hash_of(words, language) == hash_of(comparison.result, language):
        raise Invalid(Phrase("Nothing was edited: take the amendment up as it is."))


def _enter_words(db: Session, seat: Seat, amendment: Amendment, comparison: Comparison, text: Text) -> list[str]:
    """Change the text; the answer is the ids of the clauses that now hold the proposed words."""
    if amendment.kind is AmendmentKind.ADD:
        added = [clause(node.content.content, kind=kind_of(node), level=level_of(node)) for node in comparison.result]
        _change(db, seat, amendment, text, lambda doc: [_insertion(doc, amendment.clause_id, added)])
        return [id_of(node) for node in added]
    if amendment.clause_id is None or comparison.now is None:  # a stale one, refused before
        raise OutOfOrder(Phrase("The clause was deleted."))
    clause_id = amendment.clause_id
    if amendment.kind is AmendmentKind.DELETE:
        _change(db, seat, amendment, text, lambda doc: [_deletion(doc, clause_id)])
        return []
    _reword(db, seat, text, clause_id, comparison.result[0], cause=_CAUSE, subject=amendment.id)
    return [clause_id]


def _reword(
    db: Session, seat: Seat, text: Text, clause_id: str, words: Node, *, cause: str, subject: str | None = None
) -> None:
    def steps(doc: Node) -> list[Step]:
        recast = recasting_steps(doc, clause_id, kind=kind_of(words), level=level_of(words))
        return [*minimal_steps(doc, clause_id, words.content.content), *recast]

    live.change(db, seat, text.id, steps, cause=cause, subject=subject)


def _change(db: Session, seat: Seat, amendment: Amendment, text: Text, steps: Callable[[Node], list[Step]]) -> None:
    live.change(db, seat, text.id, steps, cause=_CAUSE, subject=amendment.id)


def _insertion(doc: Node, after: str | None, clauses: Sequence[Node]) -> Step:
    end = 0
    if after is not None:
        start, node = _place(doc, after)
        end = start + node.node_size
    return ReplaceStep(end, end, Slice(Fragment.from_array(list(clauses)), 0, 0))


def _deletion(doc: Node, clause_id: str) -> Step:
    if doc.child_count == 1:
        raise OutOfOrder(Phrase("This is the only clause of the text; it cannot be deleted."))
    start, node = _place(doc, clause_id)
    return ReplaceStep(start, start + node.node_size, Slice.empty)


def _place(doc: Node, clause_id: str) -> tuple[int, Node]:
    pos = 0
    for node in clauses_of(doc):
        if id_of(node) == clause_id:
            return pos, node
        pos += node.node_size
    raise OutOfOrder(Phrase("The clause was deleted."))


def _decide(
    db: Session, seat: Seat, amendment: Amendment, kind: DecisionKind, *, note: str, entered: Sequence[str]
) -> None:
    found = now_of(db, amendment)
    words = [found.by_id[id].node for id in entered]
    decision = Decision(
        version=amendment.tabled,
        kind=kind,
        seat=seat,
        note=note.strip(),
        words=document(words).to_json() if words else None,
        text_version=found.version,
    )
    amendment.decision, amendment.rewording_since = decision, None
    db.flush()
    if amendment.text:
        live.bump_epoch(db, amendment.text)
    enter_in_public(
        db, seat, _ACTS[kind], amendment, amendment.tabled, note=note.strip(), entered=amendment.decision.words
    )
    tell_everybody(db, amendment, _ACTS[kind].value)
