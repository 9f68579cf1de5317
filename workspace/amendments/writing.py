"""The wording text in which a delegation writes, and what must be so before its words are tabled."""

from collections.abc import Sequence

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace.amendments.comparison import Comparison, Why, compared_in_writing
from workspace.amendments.models import Amendment, AmendmentKind, stored_clause
from workspace.amendments.words import hash_of, is_empty, written_hash
from workspace.drafting import live
from workspace.drafting.wordings import Standing, TextNow, text_now, working_text
from workspace.errors import Invalid, NotAllowed, OutOfOrder, WordsMoved
from workspace.negotiations.models import Seat
from workspace.phrases import Phrase
from workspace.text.rewording import minimal_steps, recasting_steps
from workspace.text.schema import PARAGRAPH, clause, clauses_of, id_of, kind_of, level_of, text
from workspace.text.steps import Step


def first_words(kind: AmendmentKind, target: Standing, words: Sequence[str]) -> list[Node]:
    if kind is AmendmentKind.DELETE:
        return []
    if kind is AmendmentKind.ADD:
        return new_clauses(words, target.level if target.kind == PARAGRAPH else 0)
    content = list(target.node.content.content)
    if words:
        content.append(text(" " + " ".join(words)) if content else text(" ".join(words)))
    return [clause(content, kind=target.kind, level=target.level)]


def new_clauses(words: Sequence[str], level: int) -> list[Node]:
    return [clause(line, level=level) for line in words] or [clause(level=level)]


def must_be_own(seat: Seat, amendment: Amendment) -> None:
    if seat.delegation_id != amendment.delegation_id:
        raise NotAllowed(Phrase("Only the delegation that proposes can do this."))


def must_be_in_writing(seat: Seat, amendment: Amendment) -> None:
    must_be_own(seat, amendment)
    if not amendment.is_pending:
        raise OutOfOrder(Phrase("This amendment is settled already."))
    if not amendment.is_in_writing:
        raise OutOfOrder(Phrase("These words are tabled and stay as they are. To change them, reword the amendment."))


def words_seen_now(db: Session, amendment: Amendment, seen: bytes) -> bytes:
    """The hash of the words being written, which nobody changes until this transaction ends."""
    if amendment.text:
        live.lock_text(db, amendment.text.id)
    found = written_hash(db, amendment)
    if found != seen:
        raise WordsMoved(Phrase("The words have changed since you saw them. Nothing was done; read them again."))
    return found


def must_be_tabled_as_it_is(db: Session, amendment: Amendment, proposed: Sequence[Node], words_hash: bytes) -> None:
    if amendment.delegation.requires_clearance and not amendment.is_cleared_on(words_hash):
        raise OutOfOrder(Phrase("Your head of delegation asks that these words be cleared first."))
    if amendment.kind is AmendmentKind.MODIFY and len(proposed) != 1:
        raise Invalid(Phrase("Other words for a clause are one clause. Propose the rest as additions after it."))
    if any(is_empty(node) for node in proposed):
        raise Invalid(Phrase("A clause without words cannot be tabled."))
    comparison = compared_in_writing(amendment, proposed, now_of(db, amendment))
    must_have_its_place(comparison)
    if comparison.is_stale:
        raise OutOfOrder(
            Phrase("The clause has changed in the same words since you began. Compare, and bring yours over first.")
        )
    if amendment.kind is AmendmentKind.MODIFY and _is_base(amendment, proposed[0]):
        raise Invalid(Phrase("These are the words of the clause as it is; there is nothing to table."))


def _is_base(amendment: Amendment, proposed: Node) -> bool:
    base = stored_clause(amendment.base)
    return base is not None and hash_of([base], amendment.agreement.language) == hash_of(
        [proposed], amendment.agreement.language
    )


def must_have_its_place(comparison: Comparison) -> None:
    if comparison.why is Why.DELETED:
        raise OutOfOrder(
            Phrase("The clause was deleted. Withdraw this, or propose the words as an addition elsewhere.")
        )


def write_upon(db: Session, seat: Seat, amendment: Amendment, comparison: Comparison) -> None:
    """Take the clause's words now as base; where both changes fit, the wording text gets them both."""
    if amendment.text:
        live.bump_epoch(db, amendment.text)
        if comparison.is_rebased:
            _reword(db, seat, amendment.text.id, comparison.result[0])
    if comparison.now and amendment.kind is not AmendmentKind.ADD:
        amendment.base, amendment.base_hash = dict(comparison.now.node.to_json()), comparison.now.hash
    amendment.base_version = comparison.version
    db.flush()


def _reword(db: Session, seat: Seat, text_id: str, words: Node) -> None:
    def steps(doc: Node) -> list[Step]:
        own = id_of(clauses_of(doc)[0])
        recast = recasting_steps(doc, own, kind=kind_of(words), level=level_of(words))
        return [*minimal_steps(doc, own, words.content.content), *recast]

    live.change(db, seat, text_id, steps, cause="rebase")


def now_of(db: Session, amendment: Amendment) -> TextNow:
    return text_now(db, working_text(db, amendment.agreement))
