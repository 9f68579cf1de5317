"""A clause's words as a page shows them: emphasis as marks, references by the number that their clause has now."""

from collections.abc import Mapping

from markupsafe import Markup
from prosemirror.model import Node

from workspace.text.numbering import Number, reference_text

_TAGS = {"em": "em", "strong": "strong"}


def words_html(clause: Node, numbers: Mapping[str, Number]) -> Markup:
    """The words of one clause, as the editor draws them too."""
    return Markup().join(_inline(node, numbers) for node in clause.content.content)


def _inline(node: Node, numbers: Mapping[str, Number]) -> Markup:
    shown = _reference(node, numbers) if node.type.name == "reference" else Markup.escape(node.text or "")
    for mark in reversed(node.marks):
        if tag := _TAGS.get(mark.type.name):
            shown = Markup("<{0}>{1}</{0}>").format(tag, shown)
    return shown


def _reference(node: Node, numbers: Mapping[str, Number]) -> Markup:
    clause = str(node.attrs["clause"])
    gone = "" if clause in numbers else " ref-gone"
    return Markup('<a class="ref{}" href="#{}">{}</a>').format(gone, clause, reference_text(clause, numbers))
