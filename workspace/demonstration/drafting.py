"""Cues: the agreement is started from the draft, and delegations type in its working text."""

from collections.abc import Sequence

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import ReplaceStep

from workspace.demonstration.scene import Cues, Scene
from workspace.demonstration.scripts import draft, sentence
from workspace.demonstration.writing import runs
from workspace.drafting import actions, live
from workspace.drafting.access import may_type
from workspace.drafting.models import DraftingMode, Text
from workspace.errors import NotAllowed
from workspace.negotiations.models import Seat
from workspace.text import authority
from workspace.text.rewording import minimal_steps
from workspace.text.schema import clause, clauses_of, document, id_of, new_id
from workspace.text.steps import Step


def start_agreement(scene: Scene, by: Seat, lines: tuple[str, ...]) -> None:
    sentences = draft()
    ids = {sentence.key: new_id() for sentence in sentences}
    doc = document(clause(runs(s.words, ids), kind=s.kind, level=s.level, id=ids[s.key]) for s in sentences)
    agreement = actions.start_agreement(
        scene.db, by, scene.negotiation, title=sentences[0].words, symbol=lines[0], language="en", scheme="treaty"
    )
    text = actions.start_text(scene.db, by, agreement, doc)
    found = clauses_of(live.current_document(scene.db, text).doc)
    scene.clauses = {s.key: id_of(node) for s, node in zip(sentences, found, strict=True)}


def issue(scene: Scene, by: Seat, _lines: tuple[str, ...], name: str) -> None:
    actions.issue_edition(scene.db, by, scene.agreement, name, scene.now.hash)


def set_mode(scene: Scene, by: Seat, _lines: tuple[str, ...], mode: str) -> None:
    actions.set_mode(scene.db, by, scene.agreement, DraftingMode(mode))


def type_in(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    content = scene.reworded(scene.standing(key).node, lines)
    type_steps(scene, by, scene.text, minimal_steps(scene.now.doc, scene.clauses[key], content))


def add(scene: Scene, by: Seat, lines: tuple[str, ...], key: str, after: str) -> None:
    scene.clauses[key] = new_id()
    new = clause_written(scene, lines[0], id=scene.clauses[key])
    _, end = _place(scene, after)
    type_steps(scene, by, scene.text, [ReplaceStep(end, end, Slice(Fragment.from_(new), 0, 0))])


def strike(scene: Scene, by: Seat, _lines: tuple[str, ...], key: str) -> None:
    type_steps(scene, by, scene.text, [ReplaceStep(*_place(scene, key), Slice.empty)])


def move(scene: Scene, by: Seat, _lines: tuple[str, ...], key: str, after: str) -> None:
    _must_type(scene, by, scene.text)
    steps = authority.move(scene.now.doc, scene.clauses[key], scene.clauses[after])
    live.change(scene.db, by, scene.text.id, steps, cause="move")


def type_steps(scene: Scene, by: Seat, text: Text, steps: Sequence[Step]) -> None:
    """As the live server does with what somebody types."""
    _must_type(scene, by, text)
    live.change(scene.db, by, text.id, steps, cause="typed")


def clause_written(scene: Scene, line: str, *, id: str | None = None) -> Node:
    """A clause as the story writes it: `paragraph.1 | words`."""
    new = sentence(line)
    return clause(runs(new.words, scene.clauses), kind=new.kind, level=new.level, id=id)


def _must_type(scene: Scene, by: Seat, text: Text) -> None:
    if not may_type(scene.db, by, text):
        raise NotAllowed


def _place(scene: Scene, key: str) -> tuple[int, int]:
    """Where a clause begins and ends."""
    start = 0
    for node in clauses_of(scene.now.doc):
        if id_of(node) == scene.clauses[key]:
            return start, start + node.node_size
        start += node.node_size
    raise KeyError(key)


CUES: Cues = {
    r"starts the agreement": start_agreement,
    r"issues (.+)": issue,
    r"sets the text (open|floor|closed)": set_mode,
    r"types in (\w+)": type_in,
    r"types (\w+) after (\w+)": add,
    r"strikes (\w+)": strike,
    r"moves (\w+) after (\w+)": move,
}
