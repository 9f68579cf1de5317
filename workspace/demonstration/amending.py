"""Cues: delegations draft amendments in private, clear and table them, and the chair decides.

An amendment has a key in the story. Lines under a draft are its words, and after "because" its reason.
"""

from prosemirror.model import Fragment, Slice
from prosemirror.transform import ReplaceStep

from workspace.amendments import actions, deciding
from workspace.amendments.access import amendment_at
from workspace.amendments.comparison import Comparison, compared
from workspace.amendments.models import Amendment, AmendmentKind
from workspace.amendments.words import written, written_hash
from workspace.demonstration.drafting import clause_written, type_steps
from workspace.demonstration.scene import Cues, Scene
from workspace.negotiations.models import Seat
from workspace.text.rewording import minimal_steps
from workspace.text.schema import clause, document, id_of, kind_of, level_of
from workspace.text.steps import Step

_BECAUSE = "because "


def require_clearance(scene: Scene, by: Seat, _lines: tuple[str, ...]) -> None:
    actions.require_clearance(scene.db, by, scene.delegations[by.code])


def draft_other_words(scene: Scene, by: Seat, lines: tuple[str, ...], key: str, target: str) -> None:
    amendment = _begun(scene, by, key, target, AmendmentKind.MODIFY)
    words = written(scene.db, amendment)
    content = scene.reworded(words[0], [line for line in lines if not line.startswith(_BECAUSE)])
    _write(scene, by, amendment, minimal_steps(document(words), id_of(words[0]), content))
    _give_reason(scene, by, amendment, lines)


def draft_addition(scene: Scene, by: Seat, lines: tuple[str, ...], key: str, target: str) -> None:
    amendment = _begun(scene, by, key, target, AmendmentKind.ADD)
    new = [clause_written(scene, line) for line in lines if not line.startswith(_BECAUSE)]
    whole = document(written(scene.db, amendment)).content.size
    _write(scene, by, amendment, [ReplaceStep(0, whole, Slice(Fragment.from_array(new), 0, 0))])
    _give_reason(scene, by, amendment, lines)


def draft_deletion(scene: Scene, by: Seat, lines: tuple[str, ...], key: str, target: str) -> None:
    _give_reason(scene, by, _begun(scene, by, key, target, AmendmentKind.DELETE), lines)


def clear(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    amendment = _amendment(scene, by, key)
    actions.clear(scene.db, by, amendment, written_hash(scene.db, amendment), " ".join(lines))


def table(scene: Scene, by: Seat, _lines: tuple[str, ...], key: str) -> None:
    amendment = _amendment(scene, by, key)
    actions.table(scene.db, by, amendment, written_hash(scene.db, amendment))


def reword(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    """The next version, written upon the words of the clause as they are now."""
    amendment = _amendment(scene, by, key)
    actions.begin_rewording(scene.db, by, amendment)
    words = written(scene.db, amendment)
    _write(scene, by, amendment, minimal_steps(document(words), id_of(words[0]), scene.reworded(words[0], lines)))


def withdraw(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    actions.withdraw(scene.db, by, _amendment(scene, by, key), " ".join(lines))


def take_up(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    amendment = _amendment(scene, by, key)
    deciding.take_up(scene.db, by, amendment, _seen(scene, amendment), note=" ".join(lines))


def take_up_in_part(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    """The first line is what the chair changes in it, the others are the chair's note."""
    amendment = _amendment(scene, by, key)
    (result,) = _comparison(scene, amendment).result
    edited = clause(scene.reworded(result, lines[:1]), kind=kind_of(result), level=level_of(result), id=id_of(result))
    seen = _seen(scene, amendment)
    deciding.take_up_in_part(scene.db, by, amendment, seen, words=[edited], note=" ".join(lines[1:]))


def do_not_take_up(scene: Scene, by: Seat, lines: tuple[str, ...], key: str) -> None:
    amendment = _amendment(scene, by, key)
    deciding.do_not_take_up(scene.db, by, amendment, _seen(scene, amendment), note=" ".join(lines))


def _begun(scene: Scene, by: Seat, key: str, target: str, kind: AmendmentKind) -> Amendment:
    amendment = actions.draft(scene.db, by, scene.clause(target), kind)
    scene.amendments[key] = amendment.id
    return amendment


def _write(scene: Scene, by: Seat, amendment: Amendment, steps: list[Step]) -> None:
    assert amendment.text is not None
    type_steps(scene, by, amendment.text, steps)


def _give_reason(scene: Scene, by: Seat, amendment: Amendment, lines: tuple[str, ...]) -> None:
    for line in lines:
        if line.startswith(_BECAUSE):
            actions.give_reason(scene.db, by, amendment, line.removeprefix(_BECAUSE))


def _amendment(scene: Scene, by: Seat, key: str) -> Amendment:
    return amendment_at(scene.db, by, scene.amendments[key])


def _comparison(scene: Scene, amendment: Amendment) -> Comparison:
    return compared(amendment, amendment.tabled, scene.now)


def _seen(scene: Scene, amendment: Amendment) -> deciding.Seen:
    standing = _comparison(scene, amendment).now
    return deciding.Seen(clause=standing.hash if standing else None, words=amendment.tabled.words_hash)


CUES: Cues = {
    r"requires clearance": require_clearance,
    r"drafts (\w+) upon (\w+)": draft_other_words,
    r"drafts (\w+) after (\w+)": draft_addition,
    r"drafts (\w+) to delete (\w+)": draft_deletion,
    r"clears (\w+)": clear,
    r"tables (\w+)": table,
    r"rewords (\w+)": reword,
    r"withdraws (\w+)": withdraw,
    r"takes up (\w+)": take_up,
    r"takes up (\w+) in part": take_up_in_part,
    r"does not take up (\w+)": do_not_take_up,
}
