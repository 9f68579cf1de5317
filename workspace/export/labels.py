"""The words around the agreement's own: headings, columns, and sentences for what is empty."""

from collections.abc import Callable
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


def labels(language: str, _: Callable[[str], str]) -> Labels:
    """The labels in `language`, through that language's gettext. What stands in braces is kept as it is."""
    return Labels(
        language=language,
        original=_("Original: {language}"),
        words_hash=_("Hash of the words"),
        sign_offs=_("Sign-offs"),
        signed_of=_("{signed} of {all} delegations have given one that stands; see the annex"),
        check_at=_("Check at"),
        page_of=_("Page {page} of {pages}"),
        no_clauses=_("No clause has been agreed yet."),
        annex=_("Annex. Sign-offs"),
        annex_rule=_(
            "Each sign-off below was given to exactly the words whose hash it names, and stands as long as"
            " those words do. Where the words have changed since, it is superseded."
        ),
        no_sign_offs=_("No delegation has signed off yet."),
        nation=_("Delegation"),
        signed_by=_("Signed by"),
        level=_("Level and date"),
        subject=_("Signed off"),
        standing=_("Standing"),
        stands=_("stands"),
        superseded=_("superseded"),
        withdrawn=_("withdrawn"),
        unsigned=_("Delegations without a sign-off that stands"),
        no_unsigned=_("Every delegation has signed off."),
        not_agreed=_("Clauses not agreed"),
        no_not_agreed=_("Every clause is agreed."),
        clause=_("Clause"),
        first_words=_("First words"),
        status=_("Status"),
        statements=_("Statements"),
    )
