"""Words of clauses for templates: with their emphasis and references, and as diffs that a reader can follow."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flask import Flask
from markupsafe import Markup, escape
from prosemirror.model import Node

from workspace.text.diff import Op, diff
from workspace.text.numbering import Number, reference_text

_KEPT_BESIDE_CHANGE = 6  # words of unchanged text that stay before and after a change

Numbers = Mapping[str, Number]


class Shown(NamedTuple):
    """A piece of a diff as `parts/diff.html` draws it: same, inserted, deleted or elided."""

    kind: str
    words: Markup


def register(app: Flask) -> None:
    app.jinja_env.filters |= {"words": words, "plain": plain, "first_words": first_words}
    app.jinja_env.globals["shown_diff"] = shown_diff


def words(clause: Node, numbers: Numbers) -> Markup:
    """A clause's words with emphasis and references, as HTML."""
    return _markup(clause.content.content, numbers)


def plain(clause: Node, numbers: Numbers) -> str:
    """A clause's words alone, references resolved."""
    return "".join(_plain(node, numbers) for node in clause.content.content)


def first_words(clause: Node, numbers: Numbers, most: int = 6) -> str:
    """The beginning of a clause, by which people know it."""
    every = plain(clause, numbers).split()
    return " ".join(every[:most]) + ("…" if len(every) > most else "")


def shown_diff(before: Node | None, after: Node | None, numbers: Numbers, *, elide: bool = False) -> list[Shown]:
    """What changed from one wording to another. With `elide`, long unchanged stretches become "(…)"."""
    pieces = diff(_content(before), _content(after))
    shown = []
    for index, piece in enumerate(pieces):
        if piece.op is Op.REFORMATTED:
            shown += [
                Shown("deleted", _markup(piece.before, numbers)),
                Shown("inserted", _markup(piece.after, numbers)),
            ]
        elif piece.op is Op.SAME and elide:
            shown += _elided(piece.after, numbers, first=index == 0, last=index == len(pieces) - 1)
        else:
            shown.append(Shown(piece.op.value, _markup(piece.before or piece.after, numbers)))
    return shown


def _content(clause: Node | None) -> Sequence[Node]:
    return clause.content.content if clause else ()


def _elided(content: Sequence[Node], numbers: Numbers, *, first: bool, last: bool) -> Iterator[Shown]:
    whole = "".join(_plain(node, numbers) for node in content)
    parts = whole.split(" ")
    before, after = (0 if first else _KEPT_BESIDE_CHANGE), (0 if last else _KEPT_BESIDE_CHANGE)
    if len(parts) <= before + after + 3 or (first and last):
        yield Shown("same", _markup(content, numbers))
        return
    if before:
        yield Shown("same", escape(" ".join(parts[:before]) + " "))
    yield Shown("elided", Markup(""))
    if after:
        yield Shown("same", escape(" " + " ".join(parts[-after:])))


def _markup(content: Sequence[Node], numbers: Numbers) -> Markup:
    return Markup("").join(_run(node, numbers) for node in content)


def _run(node: Node, numbers: Numbers) -> Markup:
    shown = escape(_plain(node, numbers))
    if not node.is_text:
        shown = Markup('<a class="ref" href="#{}">{}</a>').format(node.attrs["clause"], shown)
    for mark in node.marks:
        if mark.type.name in ("em", "strong"):
            shown = Markup("<{0}>{1}</{0}>").format(mark.type.name, shown)
    return shown


def _plain(node: Node, numbers: Numbers) -> str:
    return (node.text or "") if node.is_text else reference_text(str(node.attrs["clause"]), dict(numbers))
