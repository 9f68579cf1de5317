"""Steps that turn a clause into other words and touch nothing else, so that cursors elsewhere stay undisturbed."""

from collections.abc import Sequence

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import AttrStep, ReplaceStep
from prosemirror.utils import text_length

from workspace.phrases import Phrase
from workspace.text.edits import edits
from workspace.text.refusals import Invalid
from workspace.text.schema import PARAGRAPH, clauses_of, id_of, kind_of, level_of
from workspace.text.steps import Step
from workspace.text.tokens import Token, runs_of, tokens_of


def minimal_steps(doc: Node, clause_id: str, content: Sequence[Node]) -> list[Step]:
    """Replace only the words that differ. From the end backwards, so that each step leaves the next one's place."""
    start, node = _clause(doc, clause_id)
    old, new = tokens_of(node.content.content), tokens_of(content)
    changes = [edit for edit in edits([t.key for t in old], [t.key for t in new]) if not edit.is_same]
    places = _places(start + 1, old)
    return [
        ReplaceStep(places[e.start], places[e.end], _slice(new[e.new_start : e.new_end])) for e in reversed(changes)
    ]


def recasting_steps(doc: Node, clause_id: str, *, kind: str, level: int) -> list[Step]:
    """Give a clause another kind or level, in an order in which no heading ever has a level."""
    start, node = _clause(doc, clause_id)
    steps: list[Step] = []
    if kind != kind_of(node):
        steps.append(AttrStep(start, "kind", kind))
    if level != level_of(node):
        steps.append(AttrStep(start, "level", level))
    return steps if kind == PARAGRAPH else steps[::-1]


def _clause(doc: Node, clause_id: str) -> tuple[int, Node]:
    pos = 0
    for node in clauses_of(doc):
        if id_of(node) == clause_id:
            return pos, node
        pos += node.node_size
    raise Invalid(Phrase("There is no such clause."))


def _places(pos: int, tokens: Sequence[Token]) -> list[int]:
    """Where each token begins, and where the last one ends."""
    places = [pos]
    for token in tokens:
        pos += text_length(token.words) if token.sources[0].is_text else 1
        places.append(pos)
    return places


def _slice(tokens: Sequence[Token]) -> Slice:
    return Slice(Fragment.from_array(runs_of(tokens)), 0, 0)
