"""From a private draft to words on the table, and back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.amendments.world import Floor, seen
from tests.world import Sitting, Table
from workspace.amendments import actions, deciding
from workspace.amendments.access import amendment_at
from workspace.amendments.models import Amendment, AmendmentKind, AmendmentState
from workspace.amendments.words import written, written_hash
from workspace.announcements import Announcement, _listeners
from workspace.drafting.access import may_type
from workspace.drafting.models import Clause, Text
from workspace.errors import Invalid, NotAllowed, NotFound, OutOfOrder, WordsMoved
from workspace.record.models import Entry

OTHER = "Each State Party shall cooperate fully and in good faith."


def test_a_draft_exists_for_its_own_delegation_alone(floor: Floor, table: Table, kenya: Sitting, peru: Sitting) -> None:
    draft = floor.draft(kenya, 0, OTHER)

    with table.reading() as db:
        for own in (kenya, table.delegate("XKE"), table.adviser("XKE")):
            assert amendment_at(db, own.seat, draft).id == draft
        for foreign in (peru, floor.chair, table.secretariat(), table.observer(), table.adviser("XPE")):
            with pytest.raises(NotFound):
                amendment_at(db, foreign.seat, draft)
    floor.table(kenya, draft)
    with table.reading() as db:
        assert amendment_at(db, table.observer().seat, draft).name == "A-1"


def test_numbers_are_counted_at_tabling_and_never_used_again(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    first, second, third = (floor.draft(kenya, place, "Other words.") for place in range(3))

    assert floor.table(kenya, second) == 1
    assert floor.table(kenya, first) == 2
    with table.acting(kenya) as (db, seat):
        actions.withdraw(db, seat, db.get_one(Amendment, first))
    assert floor.table(kenya, third) == 3


def test_any_change_of_words_after_clearing_returns_it_to_a_draft(floor: Floor, table: Table, kenya: Sitting) -> None:
    delegate, adviser = table.delegate("XKE"), table.adviser("XKE")
    with table.acting(kenya) as (db, seat):
        actions.require_clearance(db, seat, seat.delegation)
    with table.acting(delegate) as (db, seat), pytest.raises(NotAllowed):
        actions.require_clearance(db, seat, seat.delegation)
    draft = floor.draft(delegate, 0, OTHER)

    with pytest.raises(OutOfOrder, match="cleared first"):
        floor.table(delegate, draft)
    with pytest.raises(NotAllowed):
        floor.clear(delegate, draft)
    floor.clear(adviser, draft, "As instructed.")
    assert _writing_state(table, draft) is AmendmentState.CLEARED
    floor.write(delegate, draft, OTHER + " Always.")
    assert _writing_state(table, draft) is AmendmentState.DRAFT
    with pytest.raises(OutOfOrder, match="cleared first"):
        floor.table(delegate, draft)
    floor.write(delegate, draft, OTHER)
    assert _writing_state(table, draft) is AmendmentState.CLEARED, "exactly the cleared words are cleared"
    with pytest.raises(NotAllowed):
        floor.table(adviser, draft)
    assert floor.table(delegate, draft) == 1


def test_an_act_upon_words_that_moved_does_nothing(floor: Floor, table: Table, kenya: Sitting) -> None:
    draft = floor.draft(kenya, 0, OTHER)
    with table.reading() as db:
        seen_hash = written_hash(db, db.get_one(Amendment, draft))
    floor.write(kenya, draft, OTHER + " Always.")

    with table.acting(kenya) as (db, seat), pytest.raises(WordsMoved):
        actions.clear(db, seat, db.get_one(Amendment, draft), seen_hash)
    with table.acting(kenya) as (db, seat), pytest.raises(WordsMoved):
        actions.table(db, seat, db.get_one(Amendment, draft), seen_hash)


def test_what_says_nothing_new_or_nothing_at_all_is_not_tabled(floor: Floor, kenya: Sitting) -> None:
    with pytest.raises(Invalid, match="as it is"):
        floor.table(kenya, floor.draft(kenya, 0))
    with pytest.raises(Invalid, match="without words"):
        floor.table(kenya, floor.draft(kenya, 0, kind="add"))
    assert floor.table(kenya, floor.draft(kenya, 0, kind="delete")) == 1


def test_tabled_words_stay_and_a_rewording_is_a_new_version(floor: Floor, table: Table, kenya: Sitting) -> None:
    amendment = floor.tabled(kenya, 0, OTHER)
    assert not _may_write(table, kenya, amendment)
    with pytest.raises(OutOfOrder, match="reword"):
        floor.table(kenya, amendment)

    with table.acting(kenya) as (db, seat):
        actions.begin_rewording(db, seat, db.get_one(Amendment, amendment))
    assert _may_write(table, kenya, amendment)
    floor.write(kenya, amendment, OTHER + " Always.")
    assert floor.standing(amendment).comparison.proposed[0].text_content == OTHER, "what is on the table stays"
    assert floor.table(kenya, amendment) == 1

    with table.reading() as db:
        versions = db.get_one(Amendment, amendment).versions
        assert [version.proposed[0].text_content for version in versions] == [OTHER, OTHER + " Always."]
    assert not _may_write(table, kenya, amendment)


def test_another_delegation_does_nothing_with_it(floor: Floor, table: Table, kenya: Sitting, peru: Sitting) -> None:
    amendment = floor.tabled(kenya, 0, OTHER)

    for act in (actions.begin_rewording, actions.withdraw):
        with table.acting(peru) as (db, seat), pytest.raises(NotAllowed):
            act(db, seat, db.get_one(Amendment, amendment))
    with table.acting(kenya) as (db, seat):
        found = db.get_one(Amendment, amendment)
        with pytest.raises(NotAllowed):
            deciding.take_up(db, seat, found, seen(db, found))


def test_before_tabling_acts_enter_the_delegations_own_log_and_are_told_to_its_members(
    floor: Floor, table: Table, kenya: Sitting
) -> None:
    heard: list[Announcement] = []
    _listeners.append(heard.append)
    public_before = _acts(table, table.negotiation_id)

    try:
        draft = floor.draft(kenya, 0, OTHER)
        floor.clear(kenya, draft)
        assert _acts(table, table.negotiation_id) == public_before
        assert _acts(table, kenya.delegation.id) == ["amendment:drafted", "amendment:cleared"]
        assert {(each.audience.delegation, each.kind) for each in heard} == {
            (kenya.delegation.id, "amendment:drafted"),
            (kenya.delegation.id, "amendment:cleared"),
        }
        floor.table(kenya, draft)
    finally:
        _listeners.remove(heard.append)
    assert _acts(table, table.negotiation_id) == [*public_before, "amendment:tabled"]
    assert (heard[-1].audience.delegation, heard[-1].kind) == (None, "amendment:tabled")


def test_a_wording_text_has_no_clause_to_amend(floor: Floor, table: Table, kenya: Sitting) -> None:
    draft = floor.draft(kenya, 0)

    with table.acting(kenya) as (db, seat):
        text_id = db.get_one(Amendment, draft).text_id
        own = db.scalars(select(Clause).where(Clause.text_id == text_id)).one()
        with pytest.raises(NotFound):
            actions.draft(db, seat, own, AmendmentKind.MODIFY)


def test_words_that_one_has_already_are_in_the_draft(floor: Floor, table: Table, kenya: Sitting) -> None:
    with table.acting(kenya) as (db, seat):
        target = db.get_one(Clause, floor.clauses[0])
        modified = actions.draft(db, seat, target, AmendmentKind.MODIFY, words=["At any time."])
        added = actions.draft(db, seat, target, AmendmentKind.ADD, words=["One.", "Two."])

    with table.reading() as db:
        assert _written(db, modified) == ["Each State Party shall cooperate in good faith. At any time."]
        assert _written(db, added) == ["One.", "Two."]


def _written(db: Session, amendment: Amendment) -> list[str]:
    return [node.text_content for node in written(db, db.get_one(Amendment, amendment.id))]


def _writing_state(table: Table, amendment_id: str) -> AmendmentState:
    with table.reading() as db:
        amendment = db.get_one(Amendment, amendment_id)
        return amendment.writing_state(written_hash(db, amendment))


def _may_write(table: Table, who: Sitting, amendment_id: str) -> bool:
    with table.reading() as db:
        text = db.get_one(Text, db.get_one(Amendment, amendment_id).text_id)
        return may_type(db, who.seat, text)


def _acts(table: Table, chain: str) -> list[str]:
    with table.reading() as db:
        return list(db.scalars(select(Entry.act).where(Entry.chain == chain).order_by(Entry.number)))
