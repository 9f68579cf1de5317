"""Words as delegations write them, in the six languages and with emoji, with formatting, as hypothesis strategies."""

from hypothesis import strategies as st
from prosemirror.model import Fragment, Node

from workspace.text.schema import bracket, em, reference, strong, text

SENTENCES = [
    "Each State Party shall cooperate, within its means, in cyberspace.",
    "Les États parties s’efforcent de prévenir l’utilisation malveillante du cyberespace ; e\u0301te\u0301.",
    "Los Estados partes adoptarán medidas; ¿cuáles? ¡Ningún daño!",
    "Государства должны содействовать укреплению доверия, ещё й.",
    "تتعاون الدولُ الأطرافُ في مجال أمن الفضاء الإلكتروني، ٣٫٢.",
    "各缔约国应当保护其关键基础设施，加强能力建设。𠮷",
    "👩‍👩‍👧 🇫🇷🇩🇪 👍🏽 1️⃣ 🏳️‍🌈",
]
_MARKS = [em(), strong(), bracket("bracket1"), bracket("bracket2")]


def _pieces(sentence: str) -> list[str]:
    return [sentence[start:end] for start in range(0, len(sentence), 3) for end in (start + 2, start + 7, start + 12)]


fragments = st.sampled_from(
    [piece for sentence in SENTENCES for piece in _pieces(sentence) if piece] + [" ", ", ", "a"]
)
words = st.lists(fragments, max_size=12).map("".join)
_runs = st.builds(
    lambda words, marks: text(words, *[mark for i, mark in enumerate(_MARKS) if marks >> i & 1]),
    words.filter(bool),
    st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 8, 12]),
)
_references = st.sampled_from([reference("clause01"), reference("clause02"), reference("clause01", em())])
contents = st.lists(_runs | _runs | _runs | _references, max_size=6).map(lambda runs: Fragment.from_array(runs).content)


def same_content(one: list[Node], other: list[Node]) -> bool:
    return Fragment(one).eq(Fragment(other))


@st.composite
def edited(draw: st.DrawFn, content: list[Node]) -> list[Node]:
    """The content after one to three changes somewhere in it."""
    size = Fragment(content).size
    for _ in range(draw(st.integers(1, 3))):
        ends = draw(st.tuples(st.integers(0, size), st.integers(0, 8)))
        start, end = _between_characters(content, ends[0]), _between_characters(content, min(size, sum(ends)))
        whole, middle = Fragment(content), Fragment(draw(contents)) if draw(st.booleans()) else Fragment([])
        content = Fragment.from_array([*whole.cut(0, start).content, *middle.content, *whole.cut(end).content]).content
        size = Fragment(content).size
    return content


def _between_characters(content: list[Node], pos: int) -> int:
    """The position, or the one before it where it lies inside a pair of surrogates."""
    for node in content:
        if pos < node.node_size:
            ends = (
                {len(node.text[:n].encode("utf-16-le")) // 2 for n in range(len(node.text) + 1)} if node.text else {0}
            )
            return sum(n.node_size for n in content[: content.index(node)]) + max(end for end in ends if end <= pos)
        pos -= node.node_size
    return sum(node.node_size for node in content)
