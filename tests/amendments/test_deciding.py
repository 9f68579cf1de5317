"""The chair decides, and what that does to the text and to other amendments."""

import pytest
from sqlalchemy import select

from tests.amendments.world import Floor, all_words, seen
from tests.world import Sitting, Table
from workspace.amendments import actions, deciding
from workspace.amendments.comparison import Outcome, Why
from workspace.amendments.deciding import Seen
from workspace.amendments.models import Amendment, AmendmentState
from workspace.drafting.models import Agreement, ClauseStatus, Commit
from workspace.errors import Invalid, Locked, NotAllowed, OutOfOrder, WordsMoved


def test_taking_up_changes_the_text_by_the_smallest_steps_and_names_the_amendment(
    floor: Floor, table: Table, kenya: Sitting
) -> None:
    amendment = floor.tabled(kenya, 0, "Each State Party shall always cooperate in good faith.")

    with table.acting(table.secretariat()) as (db, seat):
        found = db.get_one(Amendment, amendment)
        with pytest.raises(NotAllowed):
            deciding.take_up(db, seat, found, seen(db, found))
    floor.take_up(amendment)

    assert floor.words[0] == "Each State Party shall always cooperate in good faith."
    with table.reading() as db:
        commit = db.scalars(select(Commit).where(Commit.text_id == floor.text_id)).one()
        assert (commit.cause, commit.subject, commit.seat_id) == ("amendment", amendment, floor.chair.id)
        assert commit.steps == [[24, 24, "always "]], "cursors elsewhere stay where they are"
    assert floor.standing(amendment).state is AmendmentState.TAKEN_UP
    with pytest.raises(OutOfOrder, match="settled"):
        floor.take_up(amendment)


def test_what_the_chair_changes_in_the_words_is_the_chairs(floor: Floor, table: Table, kenya: Sitting) -> None:
    amendment = floor.tabled(kenya, 0, "Each State Party shall always cooperate fully in good faith.")

    with pytest.raises(Invalid, match="as it is"):
        floor.take_up_in_part(amendment, "Each State Party shall always cooperate fully in good faith.")
    floor.take_up_in_part(amendment, "Each State Party shall always cooperate in good faith.")

    assert floor.words[0] == "Each State Party shall always cooperate in good faith."
    with table.reading() as db:
        commits = db.scalars(select(Commit).where(Commit.text_id == floor.text_id).order_by(Commit.version)).all()
        assert [(commit.cause, commit.subject) for commit in commits] == [("amendment", amendment), ("typed", None)]
        decision = db.get_one(Amendment, amendment).decision
        assert decision is not None
        assert decision.words["content"][0]["attrs"]["id"] == floor.clauses[0]
    assert floor.standing(amendment).state is AmendmentState.TAKEN_UP_IN_PART


def test_clauses_are_added_after_another_and_deleted(floor: Floor, table: Table, kenya: Sitting) -> None:
    before = floor.words
    addition = floor.tabled(kenya, 0, "States shall train their staff.", kind="add")
    deletion = floor.tabled(kenya, 2, kind="delete")

    floor.take_up(addition)
    floor.take_up(deletion)

    assert floor.words == [before[0], "States shall train their staff.", before[1]]


def test_a_clause_can_be_added_before_all_others(floor: Floor, table: Table, kenya: Sitting) -> None:
    with table.acting(kenya) as (db, seat):
        agreement = db.get_one(Agreement, floor.agreement_id)
        amendment = actions.draft_at_start(db, seat, agreement, words=["Bearing in mind what was agreed,"])
    floor.table(kenya, amendment.id)

    floor.take_up(amendment.id)

    assert floor.words[0] == "Bearing in mind what was agreed,"


def test_what_is_not_taken_up_leaves_the_text_alone(floor: Floor, kenya: Sitting) -> None:
    before = floor.words
    amendment = floor.tabled(kenya, 0, "Each State Party may cooperate.")

    floor.do_not_take_up(amendment, "No support from the floor.")

    assert floor.words == before
    assert floor.standing(amendment).state is AmendmentState.NOT_TAKEN_UP


def test_a_decision_upon_words_that_moved_does_nothing(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    amendment = floor.tabled(kenya, 0, "Each State Party shall cooperate fully in good faith.")
    with table.reading() as db:
        looked = seen(db, db.get_one(Amendment, amendment))

    floor.type(peru, 0, "Every State Party shall cooperate in good faith.")
    with pytest.raises(WordsMoved, match="clause has changed"), table.acting(floor.chair) as (db, seat):
        deciding.take_up(db, seat, db.get_one(Amendment, amendment), looked)
    with table.reading() as db:
        looked = seen(db, db.get_one(Amendment, amendment))
    with table.acting(kenya) as (db, seat):
        actions.begin_rewording(db, seat, db.get_one(Amendment, amendment))
    floor.write(kenya, amendment, "Every State Party shall cooperate closely in good faith.")
    floor.table(kenya, amendment)
    with pytest.raises(WordsMoved, match="reworded"), table.acting(floor.chair) as (db, seat):
        deciding.take_up(db, seat, db.get_one(Amendment, amendment), looked)
    with pytest.raises(WordsMoved), table.acting(floor.chair) as (db, seat):
        deciding.do_not_take_up(db, seat, db.get_one(Amendment, amendment), Seen(None, looked.words))

    assert floor.words[0] == "Every State Party shall cooperate in good faith."


def test_locked_words_can_be_amended_but_nothing_is_taken_up_until_they_are_reopened(
    floor: Floor, kenya: Sitting
) -> None:
    floor.agree(0)
    amendment = floor.tabled(kenya, 0, "Each State Party shall cooperate fully in good faith.")
    deletion = floor.tabled(kenya, 0, kind="delete")

    for each in (amendment, deletion):
        with pytest.raises(Locked, match="Reopen the clause"):
            floor.take_up(each)
    floor.reopen(0)
    floor.take_up(amendment)

    assert floor.words[0] == "Each State Party shall cooperate fully in good faith."


def test_clauses_are_added_after_a_locked_one(floor: Floor, kenya: Sitting) -> None:
    floor.agree(0, ClauseStatus.AD_REF)
    addition = floor.tabled(kenya, 0, "States shall train their staff.", kind="add")

    floor.take_up(addition)

    assert floor.words[1] == "States shall train their staff."


def test_taking_one_up_leaves_no_other_comparing_with_a_dead_base(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    taken = floor.tabled(kenya, 0, "Each State Party shall always cooperate in good faith.")
    fits = floor.tabled(peru, 0, "Each State Party shall cooperate in good faith and at its own cost.")
    overlaps = floor.tabled(peru, 0, "Each State Party shall never cooperate in good faith.")
    deletes = floor.tabled(peru, 0, kind="delete")
    elsewhere = floor.tabled(peru, 1, "States should share all that they learn without delay.")
    addition = floor.tabled(peru, 0, "States shall train their staff.", kind="add")

    floor.take_up(taken)

    now = "Each State Party shall always cooperate in good faith."
    for each in (fits, overlaps, deletes, addition):
        comparison = floor.standing(each).comparison
        assert comparison.now is not None
        assert comparison.now.node.text_content == now
    rebased = floor.standing(fits).comparison
    assert (rebased.outcome, rebased.why) == (Outcome.REBASED, None)
    assert all_words([*filter(None, rebased.against_now[0])]) == [
        now,
        "Each State Party shall always cooperate in good faith and at its own cost.",
    ]
    assert floor.standing(overlaps).state is AmendmentState.STALE
    assert floor.standing(overlaps).comparison.why is Why.OVERLAP
    assert floor.standing(deletes).comparison.why is Why.MOVED
    assert floor.standing(elsewhere).comparison.outcome is Outcome.CURRENT
    assert floor.standing(addition).state is AmendmentState.TABLED
    floor.take_up(fits)
    assert floor.words[0] == "Each State Party shall always cooperate in good faith and at its own cost."
    with pytest.raises(OutOfOrder, match="stale"):
        floor.take_up(overlaps)


def test_the_proposer_of_a_stale_amendment_confirms_new_words_or_withdraws(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    confirmed = floor.tabled(peru, 0, "Each State Party shall never cooperate in good faith.")
    withdrawn = floor.tabled(peru, 0, "Each State Party shall hardly cooperate in good faith.")
    floor.take_up(floor.tabled(kenya, 0, "Each State Party shall always cooperate in good faith."))
    assert floor.standing(confirmed).state is AmendmentState.STALE

    with table.acting(peru) as (db, seat):
        actions.begin_rewording(db, seat, db.get_one(Amendment, confirmed))
        actions.withdraw(db, seat, db.get_one(Amendment, withdrawn), "Overtaken.")
    floor.write(peru, confirmed, "Each State Party shall nearly always cooperate in good faith.")
    floor.table(peru, confirmed)

    assert floor.standing(confirmed).state is AmendmentState.TABLED
    assert floor.standing(withdrawn).state is AmendmentState.WITHDRAWN
    floor.take_up(confirmed)
    assert floor.words[0] == "Each State Party shall nearly always cooperate in good faith."


def test_a_deleted_clause_leaves_its_amendments_stale(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    modifies = floor.tabled(peru, 2, "No State shall ever attack hospitals.")
    adds = floor.tabled(peru, 2, "Nor schools.", kind="add")
    private = floor.draft(peru, 2, "No State shall attack a hospital.")

    floor.take_up(floor.tabled(kenya, 2, kind="delete"))

    for each in (modifies, adds):
        assert floor.standing(each).state is AmendmentState.STALE
        assert floor.standing(each).comparison.why is Why.DELETED
    with pytest.raises(OutOfOrder, match="was deleted"):
        floor.table(peru, private)
    with pytest.raises(OutOfOrder, match="was deleted"), table.acting(peru) as (db, seat):
        actions.begin_rewording(db, seat, db.get_one(Amendment, modifies))
    floor.do_not_take_up(modifies)


def test_a_draft_is_brought_over_to_words_that_moved(floor: Floor, table: Table, kenya: Sitting, peru: Sitting) -> None:
    draft = floor.draft(kenya, 0, "Each State Party shall cooperate in good faith and at once.")
    clashing = floor.draft(kenya, 0, "Each State Party shall often cooperate in good faith.")
    floor.type(peru, 0, "Each State Party shall always cooperate in good faith.")

    with pytest.raises(OutOfOrder, match="bring yours over"):
        floor.table(kenya, clashing)
    for each in (draft, clashing):
        with table.acting(kenya) as (db, seat):
            now = floor._now(db).by_id[floor.clauses[0]].hash
            actions.rebase(db, seat, db.get_one(Amendment, each), now)
        floor.table(kenya, each)

    over = floor.standing(draft).comparison
    assert over.outcome is Outcome.CURRENT
    assert all_words(over.result) == ["Each State Party shall always cooperate in good faith and at once."]
    kept = floor.standing(clashing).comparison
    assert kept.outcome is Outcome.CURRENT
    assert all_words(kept.result) == ["Each State Party shall often cooperate in good faith."]
