"""The words around the agreement's own: headings, columns, and sentences for what is empty. {braces} are filled in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    language: str
    original: str
    words_hash: str
    sign_offs: str
    signed_of: str
    check_at: str
    page_of: str
    no_clauses: str
    annex: str
    annex_rule: str
    no_sign_offs: str
    nation: str
    signed_by: str
    level: str
    subject: str
    standing: str
    stands: str
    superseded: str
    withdrawn: str
    unsigned: str
    no_unsigned: str
    not_agreed: str
    no_not_agreed: str
    clause: str
    first_words: str
    status: str
    statements: str
