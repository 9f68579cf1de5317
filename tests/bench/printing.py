"""The PDF of an agreement of 300 clauses, from its content to its bytes."""

from time import monotonic

from tests.bench.tables import Results
from tests.bench.words import clause_words
from tests.export.world import WORDS, agreed, paragraph
from workspace.export.pdf import make_pdf

CLAUSES = 300
TIMES = 3
_LANGUAGES = {"en": "English", "ar": "Arabic", "zh": "Chinese"}


def printing() -> Results:
    rows = [[name, *_measured(language)] for language, name in _LANGUAGES.items()]
    columns = ("language", "characters", "median s", "most s", "KB")
    notes = (f"{CLAUSES} clauses, PDF/A-3a with PDF/UA-1, {TIMES} runs; the press is a process of its own each time.",)
    return Results("pdf", "python -m tests.bench pdf", columns, rows, notes)


def _measured(language: str) -> list[object]:
    lines = clause_words(CLAUSES, 120_000) if language == "en" else [WORDS[language][4]] * CLAUSES
    content = agreed(language, clauses=tuple(paragraph(f"{n + 1}.", line) for n, line in enumerate(lines)))
    taken, size = [], 0
    for _ in range(TIMES):
        began = monotonic()
        size = len(make_pdf(content))
        taken.append(monotonic() - began)
    return [sum(map(len, lines)), sorted(taken)[TIMES // 2], max(taken), size / 1024]
