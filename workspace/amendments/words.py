"""The words of a proposal: those that a delegation is writing, and the hash by which acts name them."""

from collections.abc import Sequence

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace.amendments.models import Amendment
from workspace.drafting.documents import document
from workspace.text.canonical import document_hash
from workspace.text.schema import clauses_of
from workspace.text.schema import document as document_of


def written(db: Session, amendment: Amendment) -> list[Node]:
    """The clauses that its delegation proposes as it writes; a deletion proposes none."""
    return clauses_of(document(db, amendment.text).doc) if amendment.text else []


def written_hash(db: Session, amendment: Amendment) -> bytes:
    return hash_of(written(db, amendment), amendment.agreement.language)


def hash_of(clauses: Sequence[Node], language: str) -> bytes:
    """The hash of proposed words; that of a deletion is the hash of no clauses."""
    return document_hash(document_of(clauses), language)


def is_empty(clause: Node) -> bool:
    """Whether a clause says nothing."""
    return all(node.is_text and not (node.text or "").strip() for node in clause.content.content)
