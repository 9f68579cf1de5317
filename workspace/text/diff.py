"""The word diff of two clauses' contents: what was inserted, deleted, or only formatted otherwise."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from prosemirror.model import Node

from workspace.text.edits import readable_edits
from workspace.text.tokens import Marks, Token, runs_of, tokens_of


class Op(StrEnum):
    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"
    REFORMATTED = "reformatted"


class Piece(NamedTuple):
    """Runs of the old and of the new content. All `before`s together are the old content, all `after`s the new."""

    op: Op
    before: list[Node]
    after: list[Node]


def diff(before: Sequence[Node], after: Sequence[Node]) -> list[Piece]:
    """The pieces in reading order; what was deleted stands before what was inserted in its place."""
    old, new = tokens_of(before), tokens_of(after)
    pieces: list[Piece] = []
    for edit in readable_edits([token.words for token in old], [token.words for token in new]):
        gone, come = old[edit.start : edit.end], new[edit.new_start : edit.new_end]
        pieces += _kept(gone, come) if edit.is_same else _replaced(gone, come)
    return pieces


def _kept(gone: Sequence[Token], come: Sequence[Token]) -> Iterator[Piece]:
    for change, group in groupby(zip(gone, come, strict=True), key=_change_of_form):
        old, new = zip(*group, strict=True)
        yield Piece(Op.REFORMATTED if change else Op.SAME, runs_of(old), runs_of(new))


def _change_of_form(pair: tuple[Token, Token]) -> tuple[list[Marks], list[Marks]] | None:
    """The marks before and after, so that each change of form is a piece of its own; none where nothing changed."""
    before, after = pair
    if before.form == after.form:
        return None
    return [marks for _, marks in before.form], [marks for _, marks in after.form]


def _replaced(gone: Sequence[Token], come: Sequence[Token]) -> Iterator[Piece]:
    if gone:
        yield Piece(Op.DELETED, runs_of(gone), [])
    if come:
        yield Piece(Op.INSERTED, [], runs_of(come))
