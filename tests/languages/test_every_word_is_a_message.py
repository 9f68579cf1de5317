"""What people read is a message that extraction finds: in the domain, at the doors, in templates and in scripts."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.languages.catalogue import ROOT, extracted
from workspace import errors
from workspace.export.incoming import Unreadable
from workspace.phrases import Phrase
from workspace.text import refusals

SOURCES = sorted((ROOT / "workspace").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "src").rglob("*.ts"))
GETTEXT = {"_", "gettext", "Phrase", "ngettext"}
# What may be told to a person in place of a message: words that were translated already.
TRANSLATING = {*GETTEXT, "told"}
WORDS = re.compile(r"[A-Za-z]{2,}")
# Names and signs that are the same in every language.
NO_LANGUAGE = {"UTC", "PDF", "Markdown", "Word", "docx", "md", "txt"}
# Macros that make attributes and keys, which nobody reads.
MACHINE_MACROS = "classes|attributes|of_text|status_order"


def named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def refusing() -> set[str]:
    """The names of all exceptions that carry words to a person."""

    def below(kind: type) -> Iterator[type]:
        yield kind
        yield from chain.from_iterable(map(below, kind.__subclasses__()))

    assert issubclass(Unreadable, errors.Refusal)
    return {kind.__name__ for root in (errors.Refusal, refusals.Refused) for kind in below(root)}


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and node.args)


def unmarked(path: Path) -> Iterator[str]:
    known = refusing() | {"ConnectRefused"}
    for call in calls(path):
        first, name = call.args[0], named(call)
        is_literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
        is_built = isinstance(first, ast.JoinedStr | ast.BinOp)
        if (name in known and (is_literal or is_built)) or (name in GETTEXT and not is_literal):
            yield f"{path.name}:{call.lineno}"
        if name == "flash" and not (isinstance(first, ast.Call) and named(first) in TRANSLATING):
            yield f"{path.name}:{call.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_refusal_and_whatever_else_is_told_is_a_message(path: Path) -> None:
    # Extraction reads messages, it does not run them: `Phrase(words)` would be found by nobody.
    assert list(unmarked(path)) == []


def test_an_unmarked_refusal_would_be_found(tmp_path: Path) -> None:
    source = tmp_path / "unmarked.py"
    source.write_text(
        'raise Invalid("No.")\nraise errors.Locked(f"{x} no.")\nPhrase(words)\nflash("Yes.")\nInvalid(Phrase("."))'
    )

    assert list(unmarked(source)) == [f"unmarked.py:{line}" for line in (1, 2, 3, 4)]


def drawn(template: str) -> str:
    """What a template writes by itself: its source without expressions, comments, scripts and tags."""
    text = re.sub(r"{#.*?#}", "", template, flags=re.S)
    text = re.sub(rf"{{% macro (?:{MACHINE_MACROS})\(.*?endmacro", "", text, flags=re.S)
    text = re.sub(r"{% block \w*(?:class|attributes) %}.*?{% endblock %}", "", text)
    text = re.sub(r"{{.*?}}|{%.*?%}", " ", text, flags=re.S)
    text = re.sub(r"<script.*?</script>", "", text, flags=re.S)
    said = " ".join(re.findall(r'(?:title|alt|placeholder|aria-label|data-confirm|data-said)="([^"]*)"', text))
    return re.sub(r"<[^>]*>|&\w+;", " ", text) + said


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_writes_no_words_by_itself(path: Path) -> None:
    assert set(WORDS.findall(drawn(path.read_text()))) - NO_LANGUAGE == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_hands_on_only_messages(path: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.do"], autoescape=True).parse(path.read_text())
    messages = {id(argument) for call in tree.find_all(nodes.Call) if _is_gettext(call) for argument in call.args}

    bare = [
        each.value for each in tree.find_all(nodes.Const) if isinstance(each.value, str) and id(each) not in messages
    ]

    # A capital and a space: neither a name of a class nor a key nor an address looks like this.
    assert [words for words in bare if isinstance(words, str) and re.match(r"[A-Z][a-z’]*( [\w’]+)+", words)] == []


def _is_gettext(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_script_says_only_what_a_template_handed_to_it(path: Path) -> None:
    lines = [re.sub(r"//.*|^\s*/?\*.*", "", line) for line in path.read_text().splitlines()]
    told = [line for line in lines if "Error(" not in line]

    assert [line for line in told if re.search(r"""(['"`])[A-Z][a-z]+( [a-z]+)+[.!?]?\1""", line)] == []


def test_extraction_finds_templates_the_domain_and_what_scripts_are_handed() -> None:
    found = {message.id for message in extracted() if message.id}

    assert "Write an amendment" in found, "in a template"
    assert "Refused: the clause was locked by agreement." in found, "handed to a script"
    assert "This seat has ended already." in found, "raised by an act"
    assert "A clause is too long; divide it." in found, "raised by the pure core"
    assert (
        "One try is left before a pause of ten minutes.",
        "%(num)s tries are left before a pause of ten minutes.",
    ) in found
    assert "A password has at most %(most)s characters." in found


def test_a_phrase_is_said_in_the_language_of_its_reader_with_what_goes_into_it() -> None:
    picture = Phrase("It is %(what)s.", what=Phrase("a picture"))

    assert str(picture) == "It is a picture."
    assert picture.said({"It is %(what)s.": "C’est %(what)s.", "a picture": "une image"}.get) == "C’est une image."
    assert str(Phrase.read(picture.written())) == "It is a picture."


@pytest.mark.parametrize("hostile", ["words", ["a"], ["a", []], [1, {}], ["a", {"b": [1]}], ["a", {"b": None}]])
def test_what_is_no_phrase_is_not_read_as_one(hostile: object) -> None:
    with pytest.raises(ValueError, match="not a phrase"):
        Phrase.read(hostile)


def test_a_phrase_runs_no_program_of_its_message() -> None:
    assert str(Phrase("%(a)999999999s %(b)s {a.__class__} %n", a="x")) == "%(a)999999999s %(b)s {a.__class__} %n"
