"""What the doors of amendments read from a form."""

import orjson
from flask import request
from prosemirror.model import Node

from workspace.amendments.deciding import Seen
from workspace.amendments.listing import STATES, Wanted
from workspace.amendments.models import AmendmentKind
from workspace.database import Json
from workspace.drafting.wire import as_refusal
from workspace.errors import Invalid
from workspace.phrases import Phrase
from workspace.text.refusals import Refused
from workspace.text.schema import clauses_of, document
from workspace.text.steps import MAX_DEPTH, is_within_depth, parse_content, parse_document

WORDS_CHARACTERS = 60_000
FILTER_CHARACTERS = 200


def kind() -> AmendmentKind:
    wanted = request.form.get("kind", "")
    if wanted not in {each.value for each in AmendmentKind}:
        raise Invalid(Phrase("Choose what to propose: other words, a deletion or an addition."), field="kind")
    return AmendmentKind(wanted)


def given_words() -> list[str]:
    """Plain words that one has already, a paragraph to a line."""
    given = request.form.get("words", "")
    if len(given) > WORDS_CHARACTERS:
        raise Invalid(Phrase("These are more words than a clause takes."), field="words")
    lines = [" ".join(line.split()) for line in given.splitlines()]
    words = [line for line in lines if line]
    for line in words:
        _parsed([{"type": "text", "text": line}])
    return words


def hash_of(name: str) -> bytes:
    """A hash of words, as the page showed them."""
    try:
        return bytes.fromhex(request.form.get(name, ""))
    except ValueError:
        raise Invalid(Phrase("The page does not say which words you saw. Reload it and try again.")) from None


def seen() -> Seen:
    return Seen(hash_of("clause") or None, hash_of("words_hash"))


def edited_clauses() -> list[Node]:
    """The clauses as the chair has edited them: a document in JSON."""
    try:
        raw: Json = orjson.loads(request.form.get("edited", ""))
    except orjson.JSONDecodeError:
        raise Invalid(Phrase("The edited words did not arrive. Nothing was decided.")) from None
    if not is_within_depth(raw, MAX_DEPTH):
        raise Invalid(Phrase("The edited words cannot be read. Nothing was decided."))
    try:
        return clauses_of(parse_document(raw))
    except Refused as refused:
        raise as_refusal(refused) from None


def edited_document() -> Json:
    """The words as the chair had edited them, to go on from; none if there are none that can be read."""
    try:
        return document(edited_clauses()).to_json() if request.form.get("edited") else None
    except Invalid:
        return None


def wanted() -> Wanted:
    args = request.args
    state = args.get("state", "pending")
    return Wanted(
        state=state if state in STATES else "pending",
        delegation=args.get("delegation", "")[:FILTER_CHARACTERS],
        clause=args.get("clause", "")[:FILTER_CHARACTERS],
        kind=args.get("kind", "")[:FILTER_CHARACTERS],
        words=args.get("words", "")[:FILTER_CHARACTERS],
    )


def _parsed(content: list[dict[str, str]]) -> None:
    try:
        parse_content(content)
    except Refused as refused:
        raise as_refusal(refused) from None
