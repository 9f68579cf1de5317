"""Words of clauses for templates, with their emphasis and references."""

from collections.abc import Sequence

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape
from prosemirror.model import Mark, Node

from workspace.text.numbering import Numbers
from workspace.text.tokens import beginning


def register(app: Flask) -> None:
    app.jinja_env.filters |= {"words": words, "plain": plain, "first_words": first_words}


def words(clause: Node, numbers: Numbers) -> Markup:
    """A clause's words with marks and references, as HTML. The table's scripts read the clause back from it."""
    return markup_of(clause.content.content, numbers)


def plain(clause: Node, numbers: Numbers) -> str:
    """A clause's words alone, references resolved."""
    return plain_of(clause.content.content, numbers)


def first_words(clause: Node, numbers: Numbers, most: int = 6) -> str:
    """The beginning of a clause, by which people know it."""
    return beginning(plain(clause, numbers), most)


def markup_of(content: Sequence[Node], numbers: Numbers, *, said: bool = False) -> Markup:
    """Words as HTML. With `said`, a screen reader hears their form as well."""
    return Markup("").join(_run(node, numbers, said) for node in content)


def plain_of(content: Sequence[Node], numbers: Numbers) -> str:
    return "".join(_plain(node, numbers) for node in content)


def _run(node: Node, numbers: Numbers, said: bool) -> Markup:
    shown = escape(_plain(node, numbers))
    if not node.is_text:
        shown = Markup('<a class="ref" href="#{0}" data-reference="{0}">{1}</a>').format(node.attrs["clause"], shown)
    for mark in node.marks:
        shown = _marked(mark, shown)
    form = _form(node) if said else ""
    return shown + Markup('<span class="vh"> ({})</span>').format(form) if form else shown


def _form(node: Node) -> str:
    forms = {"em": _("emphasis"), "strong": _("strong")}
    said = [forms[mark.type.name] for mark in node.marks if mark.type.name in forms]
    return ", ".join([*said, *([] if node.is_text else [_("reference")])])


def _marked(mark: Mark, shown: Markup) -> Markup:
    if mark.type.name == "bracket":
        return Markup('<span data-bracket="{}">{}</span>').format(mark.attrs["id"], shown)
    return Markup("<{0}>{1}</{0}>").format(mark.type.name, shown)


def _plain(node: Node, numbers: Numbers) -> str:
    return (node.text or "") if node.is_text else numbers.reference(str(node.attrs["clause"]))
