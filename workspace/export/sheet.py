"""From the agreed text to what the template reads: the same words, in the order and form of the page."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from workspace.collation import collated

from .content import Agreed, Clause, Kind, Run, SignOff

GROUP = 4


def sheet(agreed: Agreed) -> str:
    """JSON for `agreement.typ`."""
    signed_of = agreed.labels.signed_of.format(signed=len(agreed.signed), all=len(agreed.nations))
    return json.dumps(
        asdict(agreed)
        | {
            "hash_groups": _groups(agreed.document_hash),
            "short_hash": short(agreed.document_hash),
            "signed_of": signed_of,
            "original": agreed.labels.original.format(language=agreed.original) if agreed.original else "",
            "keywords": [word for word in (agreed.edition, agreed.document_hash, agreed.symbol) if word],
            "clauses": list(_clauses(agreed.clauses)),
            "unsigned": [asdict(each) for each in collated(agreed.unsigned, agreed.language, lambda n: n.name)],
            "sign_offs": _sign_offs(agreed),
            "words": attachment(agreed),
        },
        default=str,
    )


def attachment(agreed: Agreed) -> str:
    """What the PDF carries for machines: the words and their hash, as they were given."""
    said = {
        "title": agreed.title,
        "edition": agreed.edition,
        "language": agreed.language,
        "document_hash": agreed.document_hash,
        "clauses": [asdict(clause) for clause in agreed.clauses],
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def short(digest: str) -> str:
    """Enough of a hash to tell texts apart on paper; its last four characters are those typed at signing."""
    groups = _groups(digest)
    return " ".join([*groups[:2], "…", groups[-1]])


def _groups(digest: str) -> list[str]:
    return [digest[at : at + GROUP] for at in range(0, len(digest), GROUP)]


def _sign_offs(agreed: Agreed) -> list[dict[str, object]]:
    in_time = sorted(agreed.sign_offs, key=lambda each: each.given)
    by_name = collated(in_time, agreed.language, lambda each: each.nation.name)
    return [_sign_off(each, agreed) for each in by_name]


def _sign_off(each: SignOff, agreed: Agreed) -> dict[str, object]:
    # Only what stands is set in full ink, so the template needs the word and the fact.
    word = getattr(agreed.labels, each.standing)
    return asdict(each) | {"short_hash": short(each.wording_hash), "said": word}


def _clauses(clauses: tuple[Clause, ...]) -> Iterator[dict[str, object]]:
    below_chapter = False
    for clause in clauses:
        below_chapter = below_chapter or clause.kind is Kind.CHAPTER
        # Tagged PDF allows no heading to skip a level.
        depth = 2 if clause.kind is Kind.ARTICLE and below_chapter else 1
        yield asdict(clause) | {"depth": depth, "runs": [asdict(run) for run in drawn(clause.runs)]}


def drawn(runs: tuple[Run, ...]) -> Iterator[Run]:
    """The runs with their brackets drawn: an opening one where it begins, a closing one where it ends."""
    open_now: tuple[str, ...] = ()
    for run in runs:
        yield from _turned(open_now, run.brackets)
        yield run
        open_now = run.brackets
    yield from _turned(open_now, ())


def _turned(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Run]:
    if marks := "]" * len(set(before) - set(after)) + "[" * len(set(after) - set(before)):
        yield Run(marks)
