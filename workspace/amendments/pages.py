"""What the pages of amendments are made of: the list with the chair's desk, writing, and one amendment on the table."""

from collections.abc import Sequence
from dataclasses import dataclass

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace.amendments.access import is_own
from workspace.amendments.listing import Group, Listed, Wanted, by_clause, listed
from workspace.amendments.models import Amendment, AmendmentKind, proposed_clauses
from workspace.amendments.queries import (
    InWriting,
    Tabled,
    drafts_of,
    in_writing,
    on_clause,
    one_tabled,
    stale_after,
)
from workspace.database import Json
from workspace.drafting.access import may_type
from workspace.drafting.models import Agreement, Clause
from workspace.drafting.showing import first_words
from workspace.drafting.wordings import Standing, TextNow, text_now, working_text
from workspace.negotiations.models import Seat
from workspace.permissions import Permission
from workspace.text.schema import document

PER_PAGE = 50
_WORDS_TO_CHOOSE_BY = 12


@dataclass(frozen=True)
class Desk:
    """The list of amendments, and the one on the chair's desk."""

    text: TextNow
    wanted: Wanted
    listed: Listed
    groups: list[Group]
    page: int
    chosen: Tabled | None
    following: Tabled | None  # what comes to the desk when that is decided
    would_be_stale: list[Tabled]
    drafts: list[Amendment]

    @property
    def pages(self) -> int:
        return -(-len(self.listed.found) // PER_PAGE)


@dataclass(frozen=True)
class Writing:
    """What a delegation writes in private."""

    amendment: Amendment
    text: TextNow
    found: InWriting
    may_type: bool
    version: int  # of the wording text
    doc: Json  # of the wording text

    @property
    def rules(self) -> Json:
        return {"locked": [], "mode": "open", "may_commit": self.may_type}

    @property
    def surroundings(self) -> dict[str, Json]:
        return surroundings(self.text, self.amendment)

    @property
    def base(self) -> Json:
        """The clause upon which they write, to compare with while they do."""
        base = self.found.comparison.base
        return base.to_json() if base else None


@dataclass(frozen=True)
class Shown:
    """An amendment on the table, for everybody."""

    text: TextNow
    found: Tabled
    is_own: bool
    would_be_stale: list[Tabled]

    @property
    def amendment(self) -> Amendment:
        return self.found.amendment


def desk(
    db: Session, seat: Seat, agreement: Agreement, wanted: Wanted, *, chosen: str | None = None, page: int = 1
) -> Desk:
    text = text_now(db, working_text(db, agreement))
    every = listed(db, agreement, text, wanted)
    page = min(max(page, 1), max(-(-len(every.found) // PER_PAGE), 1))
    shown = every.found[(page - 1) * PER_PAGE : page * PER_PAGE]
    decides = seat.may(Permission.DECIDE_AMENDMENT)
    at_hand = next((each for each in shown if each.amendment.id == chosen), shown[0] if shown and decides else None)
    return Desk(
        text=text,
        wanted=wanted,
        listed=every,
        groups=by_clause(shown, text),
        page=page,
        chosen=at_hand if decides else None,
        following=_following(shown, at_hand),
        would_be_stale=stale_after(db, at_hand, text) if at_hand and decides and at_hand.is_pending else [],
        drafts=drafts_of(db, seat, agreement),
    )


def _following(shown: Sequence[Tabled], at_hand: Tabled | None) -> Tabled | None:
    later = shown[shown.index(at_hand) + 1 :] if at_hand else ()
    return next((each for each in later if each.is_pending), None)


def writing(db: Session, seat: Seat, amendment: Amendment) -> Writing:
    text = text_now(db, working_text(db, amendment.agreement))
    found = in_writing(db, amendment, text)
    own = amendment.text
    return Writing(
        amendment=amendment,
        text=text,
        found=found,
        may_type=bool(own and may_type(db, seat, own)),
        version=own.version if own else 0,
        doc=document(found.comparison.proposed).to_json(),
    )


def shown(db: Session, seat: Seat, amendment: Amendment) -> Shown:
    text = text_now(db, working_text(db, amendment.agreement))
    found = one_tabled(amendment, text)
    return Shown(text, found, is_own(seat, amendment), stale_after(db, found, text) if found.is_pending else [])


def editable(found: Tabled) -> Json:
    """The words that would enter the text, for the chair to edit first; none where there is nothing to edit."""
    if found.comparison.is_stale or found.amendment.kind is AmendmentKind.DELETE:
        return None
    return document(found.comparison.result).to_json()


def surroundings(text: TextNow, amendment: Amendment) -> dict[str, Json]:
    """What an editor of an amendment needs to know of the working text: how references to its clauses read, what one
    can refer to (not to a title), and what stands before the first clause, on which its level depends."""
    above = _above(text, amendment)
    referable = [clause for clause in text.clauses if clause.kind != "title"]
    return {
        "references": {clause: number.reference for clause, number in text.numbers.items()},
        "clauses": [
            {"id": each.id, "number": each.name, "words": first_words(each.node, text.numbers, _WORDS_TO_CHOOSE_BY)}
            for each in referable
        ],
        "above": {"kind": above.kind, "level": above.level} if above else None,
    }


def _above(text: TextNow, amendment: Amendment) -> Standing | None:
    places = {clause.id: place for place, clause in enumerate(text.clauses)}
    place = places.get(amendment.clause_id or "", -1) - (0 if amendment.kind is AmendmentKind.ADD else 1)
    return text.clauses[place] if place >= 0 else None


def decided(amendment: Amendment) -> list[tuple[Node | None, Node]]:
    """What entered the text, clause by clause, beside the proposal."""
    entered = proposed_clauses(amendment.decision.words) if amendment.decision else []
    proposed = amendment.decision.version.proposed if amendment.decision else []
    return [(proposed[at] if at < len(proposed) else None, node) for at, node in enumerate(entered)]


def panel(db: Session, seat: Seat, clause: Clause) -> dict[str, object]:
    """What the clause's panel shows of amendments, for `amendments/panel.html`."""
    agreement = clause.text.agreement
    text = text_now(db, clause.text)
    return {
        "tabled": on_clause(db, agreement, clause.id, text),
        "drafts": [draft for draft in drafts_of(db, seat, agreement) if draft.clause_id == clause.id],
        "text": text,
        "may_draft": seat.may(Permission.DRAFT_AMENDMENT) and seat.delegation_id is not None,
    }
