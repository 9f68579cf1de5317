"""Markdown: headings, paragraphs, lists, emphasis. What a text here cannot hold is listed."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workspace.export.incoming.lines import Line
from workspace.export.incoming.plain import breaks_off
from workspace.export.incoming.reading import Leavings, Mark, Run, Unreadable, What
from workspace.phrases import Phrase

_MARKS: dict[str, Mark] = {"em_open": "em", "strong_open": "strong"}
_LISTS = ("ordered_list_open", "bullet_list_open")
_MAX_TOKENS = 100_000


def lines(words: str, leavings: Leavings) -> list[Line]:
    environment: dict[str, dict[str, object]] = {}
    tokens = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).parse(words, environment)
    if len(tokens) > _MAX_TOKENS:
        raise Unreadable(Phrase("It has far more paragraphs than a text can hold. Split it."))
    for name in environment.get("references", {}):
        leavings.add(What.LINK, name)
    return list(_Reader(leavings).read(tokens))


class _Reader:
    def __init__(self, leavings: Leavings) -> None:
        self._leavings = leavings
        self._lists: list[str] = []
        self._label = ""
        self._heading: int | None = None
        self._table: list[str] | None = None

    def read(self, tokens: Sequence[Token]) -> Iterator[Line]:
        for token in tokens:
            self._follow(token)
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type in ("fence", "code_block"):
                yield from (Line((Run(line),)) for line in token.content.splitlines())
            elif token.type in ("html_block", "hr"):
                self._leavings.add(What.HTML if token.type == "html_block" else What.RULE, token.content)

    def _follow(self, token: Token) -> None:
        match token.type:
            case "heading_open" | "heading_close":
                self._heading = int(token.tag[1:]) if token.nesting > 0 else None
            case "ordered_list_open" | "bullet_list_open":
                self._lists.append(token.type)
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
            case "list_item_open":
                self._label = token.info + token.markup if self._lists[-1] == _LISTS[0] else "•"
            case "table_open":
                self._table = []
            case "table_close":
                self._leavings.add(What.TABLE, " ".join(self._table or ()))
                self._table = None

    def _inline(self, token: Token) -> Iterator[Line]:
        if self._table is not None:
            self._table.append(token.content)
            return
        for runs in _pieces(list(_runs(token.children or [], self._leavings))):
            label, self._label = self._label, ""
            series = (*self._lists, str(len(self._lists))) if label else None
            if label == "•" and breaks_off("".join(run.words for run in runs)):
                label, series = "", None
            yield Line(tuple(runs), self._heading, label, series)


def _runs(tokens: Sequence[Token], leavings: Leavings) -> Iterator[Run]:
    marks: list[Mark] = []
    for token in tokens:
        if token.type in _MARKS:
            marks.append(_MARKS[token.type])
        elif token.type in ("em_close", "strong_close"):
            marks.pop()
        elif words := _words(token, leavings):
            yield Run(words, frozenset(marks))


def _words(token: Token, leavings: Leavings) -> str:
    match token.type:
        case "text" | "code_inline" | "text_special":
            return token.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "link_open":
            leavings.add(What.LINK, str(token.attrs.get("href", "")))
        case "s_open":
            leavings.add(What.STRUCK)
        case "image":
            leavings.add(What.IMAGE, token.content)
        case "html_inline":
            leavings.add(What.HTML, token.content)
            return " "
    return ""


def _pieces(runs: list[Run]) -> Iterator[list[Run]]:
    """A paragraph, divided where one of its lines begins with a number of its own."""
    piece: list[Run] = []
    for at, run in enumerate(runs):
        following = "".join(one.words for one in runs[at + 1 : at + 6]).split("\n")[0]
        if run.words == "\n" and piece and breaks_off(following):
            yield piece
            piece = []
        else:
            piece.append(run)
    if piece:
        yield piece
