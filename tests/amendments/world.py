"""An agreement whose clauses are being amended, by the real acts.

floor = Floor(table, "Each State Party shall act.")
amendment = floor.draft(kenya, 0, "Each State Party shall act at once.")
floor.table(kenya, amendment)
floor.take_up(amendment)
"""

from collections.abc import Sequence
from typing import NamedTuple

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import ReplaceStep
from sqlalchemy.orm import Session

from tests.world import Sitting, Table
from workspace.amendments import actions, deciding
from workspace.amendments.comparison import Comparison, compared
from workspace.amendments.deciding import Seen
from workspace.amendments.models import Amendment, AmendmentKind, AmendmentState
from workspace.amendments.words import written, written_hash
from workspace.drafting import actions as drafting
from workspace.drafting import live
from workspace.drafting.models import Clause, ClauseStatus, Text
from workspace.drafting.wordings import text_now
from workspace.negotiations.models import Negotiation
from workspace.text.rewording import minimal_steps
from workspace.text.schema import clause, document, id_of, kind_of, level_of
from workspace.text.schema import text as run

WORDS = (
    "Each State Party shall cooperate in good faith.",
    "States should share what they learn without delay.",
    "No State shall attack hospitals.",
)


class Standing(NamedTuple):
    """What became of an amendment."""

    state: AmendmentState
    comparison: Comparison


class Floor:
    """A working text, and what delegations and the chair do with amendments to it. Clauses are named by place."""

    def __init__(self, table: Table, *words: str) -> None:
        self._sit(table, _begin(table, *(words or WORDS)), table.chair())

    @classmethod
    def over(cls, table: Table, text_id: str, chair: Sitting) -> "Floor":
        """The floor over a text that is there."""
        floor = cls.__new__(cls)
        floor._sit(table, text_id, chair)
        return floor

    def _sit(self, table: Table, text_id: str, chair: Sitting) -> None:
        self.at, self.text_id, self.chair = table, text_id, chair
        with table.reading() as db:
            text = db.get_one(Text, text_id)
            self.agreement_id = text.agreement_id
            self.clauses = [clause.id for clause in text_now(db, text).clauses]

    def draft(self, who: Sitting, place: int, words: str | None = None, kind: str = "modify") -> str:
        """The id of a private draft with these words."""
        with self.at.acting(who) as (db, seat):
            target = db.get_one(Clause, self.clauses[place])
            amendment = actions.draft(db, seat, target, AmendmentKind(kind))
        if words is not None:
            self.write(who, amendment.id, words)
        return amendment.id

    def write(self, who: Sitting, amendment_id: str, words: str) -> None:
        """Put these words in place of those in the wording text, as its delegation's typing does."""
        with self.at.acting(who) as (db, seat):
            amendment = db.get_one(Amendment, amendment_id)
            first = written(db, amendment)[0]
            assert amendment.text_id
            steps = minimal_steps_of(words, id_of(first))
            live.change(db, seat, amendment.text_id, steps, cause="typed")

    def write_after(self, who: Sitting, amendment_id: str, words: str) -> None:
        """One more clause at the end of the wording text."""
        with self.at.acting(who) as (db, seat):
            text_id = db.get_one(Amendment, amendment_id).text_id
            assert text_id
            live.change(db, seat, text_id, lambda doc: [_at_end(doc, clause(words))], cause="typed")

    def table(self, who: Sitting, amendment_id: str, **more: str) -> int:
        """Table what is written; the answer is the amendment's number."""
        with self.at.acting(who) as (db, seat):
            amendment = db.get_one(Amendment, amendment_id)
            actions.table(db, seat, amendment, written_hash(db, amendment), **more)
            assert amendment.number
            return amendment.number

    def tabled(self, who: Sitting, place: int, words: str | None = None, kind: str = "modify") -> str:
        """The id of an amendment on the table."""
        amendment_id = self.draft(who, place, words, kind)
        self.table(who, amendment_id)
        return amendment_id

    def clear(self, who: Sitting, amendment_id: str, note: str = "") -> None:
        with self.at.acting(who) as (db, seat):
            amendment = db.get_one(Amendment, amendment_id)
            actions.clear(db, seat, amendment, written_hash(db, amendment), note)

    def take_up(self, amendment_id: str, note: str = "") -> None:
        with self.at.acting(self.chair) as (db, seat):
            amendment = db.get_one(Amendment, amendment_id)
            deciding.take_up(db, seat, amendment, seen(db, amendment), note=note)

    def take_up_in_part(self, amendment_id: str, *words: str) -> None:
        with self.at.acting(self.chair) as (db, seat):
            amendment = db.get_one(Amendment, amendment_id)
            result = compared(amendment, amendment.tabled, self._now(db)).result
            edited = [
                clause(line, kind=kind_of(node), level=level_of(node)) for node, line in zip(result, words, strict=True)
            ]
            deciding.take_up_in_part(db, seat, amendment, seen(db, amendment), words=edited)

    def do_not_take_up(self, amendment_id: str, note: str = "") -> None:
        with self.at.acting(self.chair) as (db, seat):
            amendment = db.get_one(Amendment, amendment_id)
            deciding.do_not_take_up(db, seat, amendment, seen(db, amendment), note=note)

    def agree(self, place: int, status: ClauseStatus = ClauseStatus.AGREED) -> None:
        with self.at.acting(self.chair) as (db, seat):
            target = db.get_one(Clause, self.clauses[place])
            hash_now = text_now(db, target.text).by_id[target.id].hash
            drafting.set_status(db, seat, target, status, hash_now)

    def reopen(self, place: int) -> None:
        with self.at.acting(self.chair) as (db, seat):
            drafting.reopen(db, seat, db.get_one(Clause, self.clauses[place]), "A new proposal.")

    def type(self, who: Sitting, place: int, words: str) -> None:
        """Have a clause of the working text say these words, as typing in it does."""
        with self.at.acting(who) as (db, seat):
            live.change(db, seat, self.text_id, minimal_steps_of(words, self.clauses[place]), cause="typed")

    def standing(self, amendment_id: str) -> Standing:
        with self.at.reading() as db:
            amendment = db.get_one(Amendment, amendment_id)
            comparison = compared(amendment, amendment.tabled, self._now(db))
            state = amendment.settled_state() or ("stale" if comparison.is_stale else "tabled")
            return Standing(AmendmentState(state), comparison)

    def only_clause_of(self, text_id: str | None) -> str:
        with self.at.reading() as db:
            return text_now(db, db.get_one(Text, text_id)).clauses[0].id

    @property
    def words(self) -> list[str]:
        with self.at.reading() as db:
            return [plain(clause.node) for clause in self._now(db).clauses]

    def _now(self, db: Session):  # type: ignore[no-untyped-def]
        return text_now(db, db.get_one(Text, self.text_id))


def _begin(table: Table, *words: str) -> str:
    """The id of a new working text with these clauses."""
    with table.acting(table.secretariat()) as (db, seat):
        negotiation = db.get_one(Negotiation, table.negotiation_id)
        agreement = drafting.start_agreement(
            db, seat, negotiation, title="On restraint", symbol="A/1", language="en", scheme="treaty"
        )
        return drafting.start_text(db, seat, agreement, document([clause(line) for line in words])).id


def _at_end(doc: Node, added: Node) -> ReplaceStep:
    return ReplaceStep(doc.content.size, doc.content.size, Slice(Fragment.from_(added), 0, 0))


def plain(node: Node) -> str:
    return node.text_content


def minimal_steps_of(words: str, clause_id: str):  # type: ignore[no-untyped-def]
    return lambda doc: minimal_steps(doc, clause_id, [run(words)])


def seen(db: Session, amendment: Amendment) -> Seen:
    """What a chair who looks now has before them."""
    text = db.query(Text).filter_by(agreement_id=amendment.agreement_id, kind="working").one()
    now = text_now(db, text).by_id.get(amendment.clause_id or "")
    return Seen(now.hash if now else None, amendment.tabled.words_hash)


def all_words(nodes: Sequence[Node]) -> list[str]:
    return [plain(node) for node in nodes]
