"""The word diff of one clause of 2,000 characters."""

import gc
from collections.abc import Iterable
from time import process_time

from tests.bench.tables import Results
from workspace.text.diff import diff
from workspace.text.schema import text
from workspace.text.tokens import split_words

SENTENCES = {
    "English": "Each State Party shall cooperate, within its means, in cyberspace.",
    "French": "Les États parties s’efforcent de prévenir l’utilisation malveillante du cyberespace ; été.",
    "Spanish": "Los Estados partes adoptarán medidas; ¿cuáles? ¡Ningún daño!",
    "Russian": "Государства должны содействовать укреплению доверия, ещё й.",
    "Arabic": "تتعاون الدولُ الأطرافُ في مجال أمن الفضاء الإلكتروني، ٣٫٢.",
    "Chinese": "各缔约国应当保护其关键基础设施，加强能力建设。",
}
CHARACTERS = 2_000
TIMES = 30


def diffing() -> Results:
    # As a server does once it has started: what was loaded is not gone through again and again.
    gc.collect()
    gc.freeze()
    rows = [[language, *_measured(split_words(sentence))] for language, sentence in SENTENCES.items()]
    columns = ("language", "usual: median ms", "most ms", "rewritten: median ms", "most ms")
    notes = (
        f"CPU time of {TIMES} diffs of a clause of {CHARACTERS:,} characters. Usual: one word in fifty replaced. "
        "Rewritten: the same words in another order.",
    )
    return Results("diff", "python -m tests.bench diff", columns, rows, notes)


def _measured(words: list[str]) -> list[float]:
    before = _cut(words[n * 7 % len(words)] for n in range(CHARACTERS))
    parts = split_words(before)
    usual = "".join("other" if n % 50 == 25 else part for n, part in enumerate(parts))
    rewritten = _cut(words[n * n % len(words)] for n in range(CHARACTERS))
    return [figure for after in (usual, rewritten) for figure in _times(before, after)]


def _cut(words: Iterable[str]) -> str:
    return "".join(words)[:CHARACTERS]


def _times(before: str, after: str) -> tuple[float, float]:
    sides = [text(before)], [text(after)]
    taken = []
    for _ in range(TIMES):
        began = process_time()
        diff(*sides)
        taken.append((process_time() - began) * 1000)
    return sorted(taken)[TIMES // 2], max(taken)
