"""An agreement of three clauses at the table, and the acts upon it that sign-offs need."""

import re
from dataclasses import dataclass

from prosemirror.model import Node
from werkzeug.test import TestResponse

from tests.drafting.conftest import CLAUSES
from tests.world import PASSWORD, Sitting, Table
from workspace.drafting import actions, live
from workspace.drafting.models import Agreement, Clause, ClauseStatus, Edition, Text
from workspace.drafting.wordings import clause_now, text_now
from workspace.text.rewording import minimal_steps
from workspace.text.schema import clause, document
from workspace.text.schema import text as words_of

FIRST, SECOND, THIRD = "clause01", "clause02", "clause00"
TEXT = document([clause(words, id=f"clause0{index}") for index, words in enumerate(CLAUSES)])


@dataclass
class Paper:
    """The working text, with the chair who gavels and the secretariat that types."""

    table: Table
    text_id: str
    chair: Sitting

    @classmethod
    def at(cls, table: Table) -> "Paper":
        return cls.of(table, TEXT)

    @classmethod
    def of(
        cls,
        table: Table,
        doc: Node,
        *,
        scheme: str = "treaty",
        language: str = "en",
        title: str = "On restraint",
        chair: str = "",
    ) -> "Paper":
        """A paper of these words."""
        with table.acting(table.secretariat()) as (db, seat):
            agreement = actions.start_agreement(
                db, seat, seat.negotiation, title=title, symbol="A/1", language=language, scheme=scheme
            )
            text_id = actions.start_text(db, seat, agreement, doc).id
        return cls(table, text_id, table.chair(chair))

    @property
    def agreement_id(self) -> str:
        with self.table.reading() as db:
            return db.get_one(Text, self.text_id).agreement_id

    def hash(self, clause_id: str) -> str:
        with self.table.reading() as db:
            return clause_now(db, db.get_one(Clause, clause_id)).hash.hex()

    def agree(self, clause_id: str, status: ClauseStatus = ClauseStatus.INFORMALS) -> None:
        with self.table.acting(self.chair) as (db, chair):
            clause = db.get_one(Clause, clause_id)
            actions.set_status(db, chair, clause, status, clause_now(db, clause).hash)

    def reword(self, clause_id: str, words: str) -> None:
        with self.table.acting(self.chair) as (db, chair):
            live.change(
                db, chair, self.text_id, lambda doc: minimal_steps(doc, clause_id, [words_of(words)]), cause="typed"
            )

    def issue(self, name: str = "Rev.1") -> str:
        with self.table.acting(self.chair) as (db, chair):
            agreement = db.get_one(Agreement, self.agreement_id)
            found = text_now(db, db.get_one(Text, self.text_id))
            edition: Edition = actions.issue_edition(db, chair, agreement, name, found.hash)
            return edition.id

    def sign(self, who: Sitting, clause_id: str, **changed: str) -> TestResponse:
        digits = self.hash(clause_id)
        return who.client.post(f"/clauses/{clause_id}/sign-offs", data=signature(digits) | changed)


def signature(digits: str) -> dict[str, str]:
    return {"hash": digits, "ending": digits[-4:], "level": "initialled", "password": PASSWORD, "statement": ""}


def id_in(answer: TestResponse) -> str:
    """The id of the sign-off to which an act led."""
    assert answer.status_code == 302, answer.get_data(as_text=True)
    found = re.fullmatch(r"/sign-offs/(\w+)", answer.location)
    assert found, answer.location
    return found[1]
