"""The authority: mapping, ids, splits and joins, locks, moves and limits."""

import pytest

from tests.text.world import assert_sound, clause_id, commit, ids_of, replayed, rules, text_of, words_of
from workspace.text import authority
from workspace.text.authority import Head, act, move, place
from workspace.text.mapping import Commit
from workspace.text.refusals import Invalid, Locked, Stale, TooLarge
from workspace.text.schema import clause, document
from workspace.text.steps import parse_steps

ONE, TWO, THREE = clause_id(1), clause_id(2), clause_id(3)


def paragraph(id: str, words: str = "", **attrs: object) -> dict[str, object]:
    made: dict[str, object] = {
        "type": "clause",
        "attrs": {"id": id, "kind": "paragraph", "level": 0, **attrs},
    }
    return {**made, "content": [{"type": "text", "text": words}]} if words else made


def split(at: int, *ids: str) -> dict[str, object]:
    slice = {"content": [paragraph(id) for id in ids], "openStart": 1, "openEnd": 1}
    return {"stepType": "replace", "from": at, "to": at, "slice": slice, "structure": True}


def insert(at: int, *clauses: dict[str, object], to: int | None = None) -> dict[str, object]:
    return {
        "stepType": "replace",
        "from": at,
        "to": at if to is None else to,
        "slice": {"content": list(clauses)},
    }


def test_two_who_type_at_once_both_keep_their_words() -> None:
    head = text_of("States shall act.")

    first = commit(head, [8, 8, "parties "])
    second = commit(first.head, [18, 18, " Soon."], since=[first.commit])

    assert words_of(second.head.doc) == ["States parties shall act. Soon."]
    assert second.head.version == 2


def test_what_was_typed_into_deleted_words_is_dropped_and_named() -> None:
    head = text_of("States shall act.", "Soon.")
    deleted = commit(head, [1, 18, ""])

    placed = commit(deleted.head, [8, 8, "must "], [29, 29, "!"], since=[deleted.commit])

    assert placed.dropped == (0,)
    assert words_of(placed.head.doc) == ["", "Soon!."]


def test_a_commit_of_which_nothing_stands_changes_nothing() -> None:
    head = text_of("States shall act.")
    deleted = commit(head, [1, 18, ""])

    placed = commit(deleted.head, [8, 8, "must "], since=[deleted.commit])

    assert placed.commit.steps == ()
    assert placed.head == deleted.head
    assert not placed.changes


def test_later_steps_of_a_commit_do_without_a_dropped_one() -> None:
    head = text_of("States shall act.", "Soon.")
    deleted = commit(head, [1, 18, ""])

    placed = commit(deleted.head, [8, 8, "must "], [10, 10, "now"], [32, 32, "!"], since=[deleted.commit])

    assert placed.dropped == (0, 1)
    assert words_of(placed.head.doc) == ["", "Soon!."]


@pytest.mark.parametrize(
    "step",
    [[500, 501, ""], [2, 3, "half an emoji"], {"stepType": "attr", "pos": 1, "attr": "level", "value": 1}],
)
def test_a_step_that_does_not_fit_is_dropped(step: object) -> None:
    head = text_of("🙂🙂")

    assert commit(head, step).dropped == (0,)


def test_the_first_half_of_a_split_keeps_the_id() -> None:
    placed = commit(text_of("States shall act."), split(7, ONE, "mynewid1"))

    assert ids_of(placed.head.doc) == [ONE, "mynewid1"]
    assert placed.changes.changed == (ONE,)
    assert placed.changes.added == ("mynewid1",)
    assert placed.changes.split_from == (("mynewid1", ONE),)


@pytest.mark.parametrize("proposed", [ONE, TWO, ""])
def test_an_id_that_a_clause_has_is_replaced_in_the_recorded_step(proposed: str) -> None:
    head = text_of("States shall act.", "Soon.")

    placed = commit(head, split(7, ONE, proposed))

    assert ids_of(placed.head.doc) == [ONE, "s0000001", TWO]
    assert replayed(head.doc, [placed.commit]).eq(placed.head.doc)


def test_clauses_of_one_step_cannot_share_an_id() -> None:
    placed = commit(text_of("One."), insert(0, paragraph("mynewid1"), paragraph("mynewid1"), paragraph(ONE)))

    assert ids_of(placed.head.doc) == ["mynewid1", "s0000001", "s0000002", ONE]


def test_two_who_split_one_clause_make_three_with_ids_of_their_own() -> None:
    head = text_of("States shall act.")

    first = commit(head, split(7, ONE, "samename"))
    second = commit(first.head, split(13, ONE, "samename"), since=[first.commit])

    assert words_of(second.head.doc) == ["States", " shall", " act."]
    assert ids_of(second.head.doc) == [ONE, "samename", "s0000001"]
    assert second.changes.split_from == (("s0000001", "samename"),)


def test_a_join_is_noted_and_undo_gives_the_clause_its_id_again() -> None:
    head = text_of("States ", "shall act.")

    joined = commit(head, {"stepType": "replace", "from": 8, "to": 10, "structure": True})
    undone = commit(joined.head, split(8, ONE, TWO))

    assert words_of(joined.head.doc) == ["States shall act."]
    assert joined.changes.joined_into == ((TWO, ONE),)
    assert joined.changes.removed == (TWO,)
    assert undone.head.doc.eq(head.doc)


def test_a_clause_replaced_whole_under_its_id_counts_as_changed() -> None:
    placed = commit(text_of("One.", "Two."), insert(0, paragraph(ONE, "Uno."), to=6))

    assert placed.changes.changed == (ONE,)
    assert ids_of(placed.head.doc) == [ONE, TWO]


def test_a_join_into_pasted_clauses_is_noted() -> None:
    slice = {"content": [paragraph(ONE, "x"), paragraph("mynewid1", "y")], "openStart": 1, "openEnd": 1}

    placed = commit(text_of("One.", "Two."), {"stepType": "replace", "from": 3, "to": 9, "slice": slice})

    assert words_of(placed.head.doc) == ["Onx", "yo."]
    assert placed.changes.joined_into == ((TWO, "mynewid1"),)


def test_locked_clauses_keep_words_kind_level_place_and_order() -> None:
    head = text_of("One.", "Two.", "Three.")

    def attr(name: str, value: object) -> dict[str, object]:
        return {"stepType": "attr", "pos": 6, "attr": name, "value": value}

    mark = {"stepType": "addMark", "mark": {"type": "em"}, "from": 7, "to": 9}
    join = {"stepType": "replace", "from": 5, "to": 7}
    swap = insert(0, paragraph(TWO, "Two."), paragraph(ONE, "One."), to=12)
    for step in (
        [8, 8, "x"],
        [6, 12, ""],
        attr("kind", "article"),
        attr("level", 1),
        mark,
        join,
        split(9, TWO, ""),
        swap,
    ):
        with pytest.raises(Locked) as refusal:
            commit(head, step, locked=[ONE, TWO])
        assert TWO in refusal.value.clauses

    neighbours = commit(head, [2, 2, "x"], [15, 15, "y"], split(3, ONE, ""), insert(0, paragraph("")), locked=[TWO])
    assert TWO in ids_of(neighbours.head.doc)
    assert TWO not in neighbours.changes.changed


def test_a_locked_clause_may_see_others_move_around_it() -> None:
    head = text_of("One.", "Two.", "Three.")

    placed = act(head, move(head.doc, ONE, THREE), rules(TWO, THREE))

    assert ids_of(placed.head.doc) == [TWO, THREE, ONE]
    with pytest.raises(Locked):
        act(head, move(head.doc, TWO, THREE), rules(TWO, THREE))


def test_typing_in_a_moved_clause_follows_it() -> None:
    head = text_of("One.", "Two.", "Three.")
    moved = act(head, move(head.doc, ONE, THREE), rules())

    placed = commit(moved.head, [4, 4, "a"], [5, 5, "b"], [1, 2, ""], [10, 10, "d"], since=[moved.commit])

    assert placed.dropped == ()
    assert words_of(placed.head.doc) == ["Twdo.", "Three.", "neab."]
    assert moved.changes.moved == (ONE,)
    assert not moved.changes.changed


def test_a_move_may_be_followed_by_another() -> None:
    head = text_of("One.", "Two.", "Three.")
    first = act(head, move(head.doc, ONE, THREE), rules())
    second = act(first.head, move(first.head.doc, ONE, None), rules())

    placed = commit(second.head, [4, 4, "!"], since=[first.commit, second.commit])

    assert words_of(placed.head.doc) == ["One!.", "Two.", "Three."]


def test_a_range_torn_apart_by_a_move_does_not_swallow_what_lies_between() -> None:
    head = text_of("One.", "Two.", "Three.")
    moved = act(head, move(head.doc, THREE, None), rules())

    deleted = commit(moved.head, [8, 14, ""], since=[moved.commit])
    inserted = commit(moved.head, insert(12, paragraph("mynewid1")), since=[moved.commit])

    assert deleted.dropped == (0,)
    assert ids_of(inserted.head.doc) == [THREE, ONE, TWO, "mynewid1"]


def test_a_range_around_a_clause_that_moved_away_leaves_it_alone() -> None:
    head = text_of("One.", "Two.", "Three.")
    moved = act(head, move(head.doc, TWO, None), rules())

    placed = commit(moved.head, [3, 15, ""], since=[moved.commit])

    assert words_of(placed.head.doc) == ["Two.", "Onree."]


@pytest.mark.parametrize(
    ("clause_id_", "after"), [("nosuchid", None), (ONE, "nosuchid"), (ONE, ONE), (ONE, None), (TWO, ONE)]
)
def test_a_move_to_nowhere_is_refused(clause_id_: str, after: str | None) -> None:
    with pytest.raises(Invalid):
        move(text_of("One.", "Two.").doc, clause_id_, after)


def test_a_heading_never_gets_a_level() -> None:
    head = text_of("One.")
    level = {"stepType": "attr", "pos": 0, "attr": "level", "value": 2}
    kind = {"stepType": "attr", "pos": 0, "attr": "kind", "value": "article"}

    levelled, titled = commit(head, level), commit(head, kind)

    assert commit(levelled.head, kind, since=[levelled.commit]).dropped == (0,)
    assert commit(titled.head, level, since=[titled.commit]).dropped == (0,)
    assert levelled.changes.changed == (ONE,)


def test_the_last_clause_cannot_be_deleted() -> None:
    assert commit(text_of("One.", "Two."), [0, 12, ""]).dropped == (0,)
    assert words_of(commit(text_of("One.", "Two."), [0, 6, ""]).head.doc) == ["Two."]


def test_steps_times_lag_is_limited() -> None:
    head = text_of("x" * 300)
    steps = parse_steps([[1, 1, "a"]] * 100)
    since = [Commit(tuple(parse_steps([[1, 1, "b"]] * 100)))] * 2

    with pytest.raises(Stale):
        place(head, since, steps, rules())
    assert place(head, since, steps[:99], rules()).dropped == ()


def test_a_clause_has_at_most_so_many_bytes() -> None:
    room = authority.MAX_CLAUSE_BYTES - 64
    head = text_of("é" * (room // 2 - 1))

    full = commit(head, [1, 1, "é"])

    assert full.head.size == authority.MAX_CLAUSE_BYTES
    with pytest.raises(TooLarge):
        commit(full.head, [1, 1, "x"])
    assert commit(full.head, [1, 2, ""]).head.size < full.head.size


def test_formatting_counts_towards_the_size_of_a_clause() -> None:
    head = text_of("x" * 200)
    marks = [{"stepType": "addMark", "mark": {"type": "em"}, "from": n, "to": n + 1} for n in range(1, 200, 2)]

    placed = commit(head, *marks)

    assert placed.head.size == 32 + 200 * 32 + 100 * 32 + 200


def test_a_text_has_at_most_so_many_clauses_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    head = Head.of(document(clause("", id=clause_id(n)) for n in range(authority.MAX_CLAUSES - 1)))
    full = commit(head, insert(0, paragraph("")))

    with pytest.raises(TooLarge):
        commit(full.head, insert(0, paragraph("")))

    monkeypatch.setattr(authority, "MAX_TEXT_BYTES", full.head.size + 33)
    assert commit(full.head, [1, 1, "x"]).head.size == full.head.size + 33
    with pytest.raises(TooLarge):
        commit(full.head, [1, 1, "xy"])


def test_only_what_changed_is_judged_and_everything_else_is_shared() -> None:
    head = text_of("One.", "Two.", "Three.")

    placed = commit(head, [8, 8, "x"])

    assert placed.head.doc.child(0) is head.doc.child(0)
    assert placed.head.doc.child(2) is head.doc.child(2)
    assert_sound(placed.head)
