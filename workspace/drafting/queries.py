"""Reads about texts for doors."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from workspace.accounts.models import Person
from workspace.database import Json
from workspace.drafting import log
from workspace.drafting.access import may_read, may_type
from workspace.drafting.models import Agreement, Text
from workspace.negotiations.models import Seat

COMMITS_PER_PAGE = 500


def readable_texts(db: Session, person: Person) -> list[dict[str, Json]]:
    """The texts that this person may open, in all negotiations."""
    mine = select(Seat).where(Seat.person_id == person.id, Seat.ended_at.is_(None))
    return [
        _listed(db, seat, text) for seat in db.scalars(mine) for text in _texts_of(db, seat) if may_read(seat, text)
    ]


def page_of_commits(db: Session, text: Text, since: int) -> dict[str, Json]:
    """The log after a version: one page, and whether there is more."""
    commits = log.read(db, text.id, after=since, most=COMMITS_PER_PAGE)
    reached = commits[-1].version if commits else since
    told = [{**commit.told(), "at": int(commit.at.timestamp() * 1000)} for commit in commits]
    return {"from": since, "version": reached, "commits": told, "more": len(commits) == COMMITS_PER_PAGE}


def _texts_of(db: Session, seat: Seat) -> list[Text]:
    theirs = or_(Text.delegation_id.is_(None), Text.delegation_id == seat.delegation_id)
    wanted = select(Text).join(Agreement).where(Agreement.negotiation_id == seat.negotiation_id, theirs)
    return list(db.scalars(wanted.options(joinedload(Text.agreement)).order_by(Agreement.created_at, Text.id)))


def _listed(db: Session, seat: Seat, text: Text) -> dict[str, Json]:
    return {
        "text": text.id,
        "kind": text.kind,
        "agreement": text.agreement_id,
        "title": text.agreement.title,
        "version": text.version,
        "may_commit": may_type(db, seat, text),
    }
