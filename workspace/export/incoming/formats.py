"""Bytes of a known kind into a reading: lines first, then clauses."""

from workspace.export.incoming.characters import admitted, decoded
from workspace.export.incoming.lines import Line
from workspace.export.incoming.reading import Leavings, Reading, within_limits
from workspace.export.incoming.shape import clauses_of


def read(kind: str, data: bytes) -> Reading:
    leavings = Leavings()
    clauses = within_limits(clauses_of(_lines(kind, data, leavings)))
    return Reading(clauses, leavings.listed())


def _lines(kind: str, data: bytes, leavings: Leavings) -> list[Line]:
    # Imported here, since each file has a process of its own and the parsers take longer to load than to run.
    if kind == "docx":
        from workspace.export.incoming import word

        return word.lines(data, leavings)
    words = admitted(decoded(data), leavings)
    if kind == "markdown":
        from workspace.export.incoming import markdown

        return markdown.lines(words, leavings)
    from workspace.export.incoming import plain

    return plain.lines(words, leavings)
