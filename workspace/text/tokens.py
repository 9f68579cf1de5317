"""Words as diffs and merges see them: never less than a character, whatever marks or code units it is made of."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias
from unicodedata import category as category_of

from prosemirror.model import Node

Marks: TypeAlias = tuple[tuple[str, str], ...]


class Token(NamedTuple):
    """A word, a space, a sign, a Han character or a reference. `form` is the words with their formatting."""

    words: str
    form: tuple[tuple[str, Marks], ...]
    # The runs that it is part of, one for each part of the form.
    sources: tuple[Node, ...]

    @property
    def key(self) -> str:
        """Equal where words and formatting are. Begins as the words do."""
        return f"{self.words}\0{self.form}" if any(marks for _, marks in self.form) else self.words


def tokens_of(content: Sequence[Node]) -> list[Token]:
    """The tokens of a clause's content. A word may span several runs."""
    found: list[Token] = []
    for is_text, group in groupby(content, key=lambda node: node.is_text):
        nodes = list(group)
        found += _text_tokens(nodes) if is_text else map(_reference_token, nodes)
    return found


def runs_of(tokens: Iterable[Token]) -> list[Node]:
    """Tokens put together again as content."""
    runs: list[tuple[Node, list[str]]] = []
    last: Node | None = None
    for token in tokens:
        if token.sources[0] is last and len(token.sources) == 1 and last.is_text:
            runs[-1][1].append(token.words)
            continue
        for (words, _), source in zip(token.form, token.sources, strict=True):
            # Marks compare in their order here: that is how the library joins runs.
            if last is not None and source.is_text and (source is last or source.same_markup(last)):
                runs[-1][1].append(words)
            else:
                runs.append((source, [words]))
            last = source
    return [node.type.schema.text("".join(words), node.marks) if node.is_text else node for node, words in runs]


def split_words(words: str) -> list[str]:
    """Words cut into tokens, so that no cut falls inside a character as a reader sees it."""
    return _PATTERN.findall(words)


def beginning(words: str, most: int) -> str:
    """The first words, by which people know a clause. Chinese has no spaces: two characters go for one."""
    every = " ".join(words.split())
    first = " ".join(every.split(" ")[:most])
    if len(_HAN.findall(first)) * 2 > len(first):
        first = "".join(split_words(first)[: most * 2])
    return first + ("…" if len(first) < len(every) else "")


def _reference_token(node: Node) -> Token:
    target = f"\0{node.attrs['clause']}"
    return Token(target, ((target, _marks(node)),), (node,))


def _text_tokens(runs: Sequence[Node]) -> Iterator[Token]:
    """Tokens of adjacent text nodes, cut across them."""
    if len(runs) == 1:
        marks, sources = _marks(runs[0]), (runs[0],)
        yield from (Token(words, ((words, marks),), sources) for words in split_words(runs[0].text or ""))
        return
    yield from _tokens_across(runs)


def _tokens_across(runs: Sequence[Node]) -> Iterator[Token]:
    rest = iter([(node, node.text or "", _marks(node)) for node in runs])
    node, run, marks = next(rest)
    used = 0
    for words in split_words("".join(node.text or "" for node in runs)):
        if used + len(words) <= len(run):
            yield Token(words, ((words, marks),), (node,))
            used += len(words)
            continue
        form, sources, missing = [], [], len(words)
        while missing:
            if used == len(run):
                (node, run, marks), used = next(rest), 0
            part = run[used : used + missing]
            form.append((part, marks))
            sources.append(node)
            used, missing = used + len(part), missing - len(part)
        yield Token(words, tuple(form), tuple(sources))


def _marks(node: Node) -> Marks:
    # Sorted: the order in which brackets were put on means nothing.
    return tuple(sorted((mark.type.name, str(mark.attrs.get("id", ""))) for mark in node.marks))


_HAN_AND_KANA = (("\u2e80", "\u312f"), ("\u31a0", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufaff"))
_JOINERS = "\u200c\u200d"
_HAN = re.compile(f"[{''.join(f'{first}-{last}' for first, last in _HAN_AND_KANA)}]")


def _pattern() -> re.Pattern[str]:
    """Words, spaces, Han characters and signs, each with what extends it; a joiner reaches for the next sign."""
    classes = _classes()
    tail = f"(?:[{classes['extending']}]|[{_JOINERS}][^{_JOINERS}]?)"
    word = f"[{classes['word']}]"
    space = f"[{classes['space']}]"
    flag = "[\U0001f1e6-\U0001f1ff]{2}"
    han = f"[{''.join(f'{first}-{last}' for first, last in _HAN_AND_KANA)}](?![{classes['extending']}{_JOINERS}])"
    # Words may begin with a joiner, which reaches for the next sign all the same.
    joined = f"[{_JOINERS}][^{_JOINERS}]?{tail}*"
    return re.compile(f"{han}|{word}(?:{word}|{tail})*|{space}+{tail}*|{flag}{tail}*|{joined}|.{tail}*", re.DOTALL)


def _classes() -> dict[str, str]:
    """The characters of each class, as ranges for a regular expression."""
    ranges: dict[str, list[str]] = defaultdict(list)
    # Above these planes there is only Han, tags and private use.
    for name, group in groupby(range(0x20000), key=lambda code: _class_of(chr(code))):
        codes = list(group)
        ranges[name].append(f"\\U{codes[0]:08x}-\\U{codes[-1]:08x}")
    return {name: "".join(each) for name, each in ranges.items()}


def _class_of(char: str) -> str:
    category = category_of(char)
    # Skin tones extend an emoji. Format characters stick to what they stand behind, but for joiners and for signs
    # such as U+0600, which stand before the figures they embrace.
    if category[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff":
        return "extending"
    if category == "Cf" and char not in _JOINERS:
        return "word" if "\u0600" <= char <= "\u08ff" else "extending"
    if category[0] in "LN" or char in "'’_":
        return "sign" if any(first <= char <= last for first, last in _HAN_AND_KANA) else "word"
    return "space" if category[0] == "Z" else "sign"


# Made with the module, not with the first diff: it takes a tenth of a second.
_PATTERN = _pattern()
