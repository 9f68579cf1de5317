"""What changed from one wording to another, as templates draw it: words, emphasis, references, kind and level.

A change of form alone keeps its words once and says what became of them, so that nobody has to see it in an italic.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape
from prosemirror.model import Node

from workspace.drafting.showing import markup_of, plain_of
from workspace.text.diff import Op, Piece, diff
from workspace.text.numbering import Numbers
from workspace.text.schema import PARAGRAPH, kind_of, level_of

_KEPT_BESIDE_CHANGE = 6  # words of unchanged text that stay before and after a change


class Shown(NamedTuple):
    """A piece of a diff for `parts/diff.html`: same, inserted, deleted, elided; reformatted, with its `note`; or
    recast, the clause's kind and level. `was` is what the last two were before."""

    kind: str
    words: Markup
    was: Markup = Markup("")
    note: str = ""


def register(app: Flask) -> None:
    app.jinja_env.globals |= {"shown_diff": shown_diff, "sides_of": sides_of, "kind_word": kind_word}


def shown_diff(before: Node | None, after: Node | None, numbers: Numbers, *, elide: bool = False) -> list[Shown]:
    """What changed from one wording to another. With `elide`, long unchanged stretches become "(…)"."""
    pieces = list(_with_swaps(diff(_content(before), _content(after)), numbers))
    shown = list(_recast(before, after))
    for index, piece in enumerate(pieces):
        if piece.op is Op.REFORMATTED:
            was, words = markup_of(piece.before, numbers), markup_of(piece.after, numbers)
            shown.append(Shown("reformatted", words, was, _note(piece)))
        elif piece.op is Op.SAME and elide:
            shown += _elided(piece.after, numbers, first=index == 0, last=index == len(pieces) - 1)
        elif piece.op is Op.SAME:
            shown.append(Shown("same", markup_of(piece.after, numbers)))
        else:
            shown.append(Shown(piece.op.value, markup_of(piece.before or piece.after, numbers, said=True)))
    return shown


def sides_of(runs: Sequence[Shown]) -> tuple[list[Shown], list[Shown]]:
    """A diff for two columns: what stood, and what stands."""
    before, after = [], []
    for run in runs:
        match run.kind:
            case "recast":
                before += [run._replace(words=Markup(""))] if run.was else []
                after += [run._replace(was=Markup(""))] if run.was else []
            case "reformatted":
                before.append(Shown("same", run.was))
                after.append(run)
            case _:
                before += [run] if run.kind != "inserted" else []
                after += [run] if run.kind != "deleted" else []
    return before, after


def form_of(clause: Node) -> str:
    """Kind and level of a clause in words."""
    word, level = kind_word(kind_of(clause)), level_of(clause)
    said: str = _("%(kind)s, level %(level)s", kind=word, level=level) if level else word
    return said


def kind_word(kind: str) -> str:
    """A kind of clause on screen."""
    words: dict[str, str] = {
        "title": _("Title"),
        "chapter": _("Chapter"),
        "article": _("Article"),
        "preambular": _("Preambular paragraph"),
        "paragraph": _("Paragraph"),
    }
    return words[kind]


def _content(clause: Node | None) -> Sequence[Node]:
    return clause.content.content if clause else ()


def _recast(before: Node | None, after: Node | None) -> Iterator[Shown]:
    """Another kind or level; of a new clause, what it is, unless that is a plain paragraph."""
    if after is None:
        return
    form = (kind_of(after), level_of(after))
    if form == ((kind_of(before), level_of(before)) if before else (PARAGRAPH, 0)):
        return
    yield Shown("recast", escape(form_of(after)), escape(form_of(before)) if before else Markup(""))


def _with_swaps(pieces: Sequence[Piece], numbers: Numbers) -> Iterator[Piece]:
    """Words that became a reference which reads the same, or ceased to be one, as a change of form."""
    taken = False
    for piece, following in pairwise([*pieces, None]):
        if piece is None or taken:
            taken = False
            continue
        taken = _is_swap(piece, following, numbers)
        yield Piece(Op.REFORMATTED, piece.before, following.after) if taken and following else piece


def _is_swap(piece: Piece, following: Piece | None, numbers: Numbers) -> bool:
    if following is None or (piece.op, following.op) != (Op.DELETED, Op.INSERTED):
        return False
    return plain_of(piece.before, numbers) == plain_of(following.after, numbers)


def _note(piece: Piece) -> str:
    """What became of the form: "emphasis", "no longer strong"."""
    before, after = _forms(piece.before), _forms(piece.after)
    come = {
        "em": _("emphasis"),
        "strong": _("strong"),
        "bracket": _("brackets"),
        "reference": _("now a reference"),
    }
    gone = {
        "em": _("no emphasis"),
        "strong": _("not strong"),
        "bracket": _("no brackets"),
        "reference": _("no longer a reference"),
    }
    said = [gone[form] for form in gone if form in before - after] + [
        come[form] for form in come if form in after - before
    ]
    return ", ".join(said) or _("set otherwise")


def _forms(runs: Sequence[Node]) -> set[str]:
    marks = {mark.type.name for run in runs for mark in run.marks}
    return marks | {"reference" for run in runs if not run.is_text}


def _elided(content: Sequence[Node], numbers: Numbers, *, first: bool, last: bool) -> Iterator[Shown]:
    parts = plain_of(content, numbers).split(" ")
    before, after = (0 if first else _KEPT_BESIDE_CHANGE), (0 if last else _KEPT_BESIDE_CHANGE)
    if len(parts) <= before + after + 3 or (first and last):
        yield Shown("same", markup_of(content, numbers))
        return
    if before:
        yield Shown("same", escape(" ".join(parts[:before]) + " "))
    yield Shown("elided", Markup(""))
    if after:
        yield Shown("same", escape(" " + " ".join(parts[-after:])))
