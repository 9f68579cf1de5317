"""What a PDF says, gathered from the database: an edition, or the clauses of the working text agreed so far.

References keep the numbers that they have in the whole text; the hash is of exactly the clauses that are set.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace.drafting.models import Agreement, ClauseStatus, Edition
from workspace.drafting.models import Text as WorkingText
from workspace.drafting.wordings import Standing as ClauseStanding
from workspace.drafting.wordings import TextNow, text_now
from workspace.export.content import Agreed, Clause, Kind, Nation, NotAgreed, Run, SignOff, Standing, Statement
from workspace.export.words import Words, words
from workspace.negotiations.models import Delegation
from workspace.signoffs import models as signoffs
from workspace.signoffs.queries import covered_by, edition_text, sign_offs_of
from workspace.text.canonical import document_hash
from workspace.text.schema import document
from workspace.text.tokens import beginning

AGREED = frozenset({ClauseStatus.AD_REF, ClauseStatus.AGREED})
_DEPTH = {"title": 0, "chapter": 1, "article": 2}


@dataclass(frozen=True)
class Source:
    """The clauses that are set, the text from which they come, and what it is called."""

    agreement: Agreement
    text: TextNow
    clauses: tuple[ClauseStanding, ...]
    name: str
    hash: bytes
    issued: datetime
    address: str
    edition: Edition | None = None


def edition_source(db: Session, edition: Edition, *, at: str) -> Source:
    """A whole edition, as it was frozen; `at` is the address of the workspace."""
    text = edition_text(db, edition)
    address = f"{at}/editions/{edition.id}"
    hash, issued = edition.document_hash, edition.issued_at
    return Source(edition.agreement, text, text.clauses, edition.name, hash, issued, address, edition)


def agreed_source(db: Session, working: WorkingText, moment: datetime, *, at: str) -> Source:
    """The clauses agreed so far, with the headings that they stand under."""
    text, agreement = text_now(db, working), working.agreement
    clauses = tuple(agreed_with_headings(text.clauses))
    hash = document_hash(document([clause.node for clause in clauses]), text.language)
    name = words(text.language).agreed_so_far.format(version=text.version)
    return Source(agreement, text, clauses, name, hash, moment, f"{at}/agreements/{agreement.id}")


def gathered(db: Session, source: Source) -> Agreed:
    """The source as the press takes it."""
    agreement, given = source.agreement, sign_offs_of(db, source.agreement)
    said = words(agreement.language)
    return Agreed(
        language=agreement.language,
        direction=_direction(agreement.language),
        masthead=agreement.negotiation.name,
        symbol=agreement.symbol,
        title=agreement.title,
        edition=source.name,
        document_hash=source.hash.hex(),
        issued=source.issued,
        issued_on=said.day(source.issued),
        address=source.address,
        clauses=tuple(_clause(clause, source.text, said) for clause in source.clauses),
        nations=tuple(_nation(each) for each in agreement.negotiation.delegations if each.is_nation),
        sign_offs=tuple(_sign_off(each, source, said) for each in given),
        not_agreed=tuple(_not_agreed(each, source.text, said) for each in source.text.clauses if not is_agreed(each)),
        labels=said.labels,
        session=agreement.negotiation.occasion,
        original=said.own_name,
        statements=tuple(
            Statement(_nation(each.delegation), each.statement)
            for each in given
            if each.statement and not each.withdrawn_at
        ),
    )


def is_agreed(clause: ClauseStanding) -> bool:
    return clause.status in AGREED


def agreed_with_headings(clauses: tuple[ClauseStanding, ...]) -> Iterator[ClauseStanding]:
    """The agreed clauses in order, and before each the headings above it, agreed or not: their status is said."""
    above: list[ClauseStanding] = []
    for clause in clauses:
        depth = _DEPTH.get(clause.kind)
        if depth is not None:
            above = [each for each in above if _DEPTH[each.kind] < depth]
        if is_agreed(clause):
            yield from above
            above = []
            yield clause
        elif depth is not None:
            above.append(clause)


def label(clause: ClauseStanding) -> str:
    """What names a clause by itself: "3.2", and "Article 3, paragraph 2 (b)" where the margin says "(b)" only."""
    if clause.number.margin and not clause.level:
        return clause.number.margin
    return clause.number.reference[:1].upper() + clause.number.reference[1:]


def plain(node: Node, text: TextNow) -> str:
    return "".join(run.words for run in _runs(node, text))


def _clause(clause: ClauseStanding, text: TextNow, said: Words) -> Clause:
    status = "" if clause.status is ClauseStatus.AGREED else said.statuses[clause.status.value]
    return Clause(Kind(clause.kind), clause.number.margin, tuple(_runs(clause.node, text)), clause.level, status)


def _runs(node: Node, text: TextNow) -> Iterator[Run]:
    for child in node.content.content:
        names = {mark.type.name for mark in child.marks}
        brackets = tuple(str(mark.attrs["id"]) for mark in child.marks if mark.type.name == "bracket")
        said = child.text if child.is_text else text.numbers.reference(str(child.attrs["clause"]))
        yield Run(said or "", em="em" in names, strong="strong" in names, brackets=brackets)


def _not_agreed(clause: ClauseStanding, text: TextNow, said: Words) -> NotAgreed:
    return NotAgreed(label(clause), beginning(plain(clause.node, text), 8), said.statuses[clause.status.value])


def _sign_off(given: signoffs.SignOff, source: Source, said: Words) -> SignOff:
    return SignOff(
        nation=_nation(given.delegation),
        signer=given.signer,
        level=said.levels[given.level.value],
        subject=_subject(given, source.text, said),
        wording_hash=given.wording_hash.hex(),
        given=given.at,
        given_on=said.moment(given.at),
        standing=Standing(_state(given, source).value),
        capacity=given.capacity,
    )


def _subject(given: signoffs.SignOff, text: TextNow, said: Words) -> str:
    if given.edition:
        return given.edition.name
    standing = text.by_id.get(given.clause_id or "")
    return label(standing) if standing else said.deleted_clause


def _state(given: signoffs.SignOff, source: Source) -> signoffs.SignOffState:
    """What a sign-off is worth on the words of this source."""
    if given.edition is None:
        standing = source.text.by_id.get(given.clause_id or "")
        return given.state_on(standing.hash if standing else None)
    if source.edition:
        return given.state_on(source.hash)
    states = {cell.state for cell in covered_by(given, source.text)}
    lost = signoffs.SignOffState.SUPERSEDED in states
    return given.state_on(None if lost else given.wording_hash)


def _nation(delegation: Delegation) -> Nation:
    return Nation(delegation.code, delegation.name)


def _direction(language: str) -> Literal["ltr", "rtl"]:
    return "rtl" if language == "ar" else "ltr"
