"""The words of the benchmarks: of a real paper, cut into clauses."""

import gzip
import json
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from workspace.text.schema import FORBIDDEN

TRACE = Path(__file__).parent / "data" / "automerge-paper.json.gz"


@cache
def trace() -> tuple[list[tuple[int, int, str]], str]:
    """The edits of a real paper (position, deleted, inserted) and the text that they make."""
    recorded = json.loads(gzip.decompress(TRACE.read_bytes()))
    edits = [(at, deleted, words) for each in recorded["txns"] for at, deleted, words in each["patches"]]
    return edits, recorded["endContent"]


def clause_words(clauses: int, characters: int) -> list[str]:
    """So many clauses with so many characters together."""
    size = characters // clauses
    prose = FORBIDDEN.sub(" ", trace()[1].replace("\n", " "))
    letters = cycle(prose)
    return ["".join(islice(letters, size)) for _ in range(clauses)]
