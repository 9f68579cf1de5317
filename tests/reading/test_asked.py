"""The first page says what waits for a seat, and says it to nobody else."""

import html
import re

from sqlalchemy import select

from tests.amendments.world import Floor
from tests.signoffs.world import FIRST, Paper
from tests.world import Sitting, Table
from workspace.amendments.actions import require_clearance
from workspace.drafting.models import ClauseStatus, Text
from workspace.signoffs import watching
from workspace.signoffs.models import SignOff


def asked(who: Sitting) -> str:
    page = who.client.get("/negotiations").get_data(as_text=True)
    section = re.search(r'<section class="asked".*?</section>', page, re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", section[0]).split())) if section else ""


def test_the_chair_is_asked_to_decide_and_a_proposer_whose_base_has_moved_to_confirm(table: Table) -> None:
    floor, kenya, peru = Floor(table), table.head("XKE"), table.head("XPE")
    assert asked(floor.chair) == asked(kenya) == ""
    taken = floor.tabled(peru, 0, "Each State Party shall always cooperate in good faith.")
    stale = floor.tabled(kenya, 0, "Each State Party shall never cooperate in good faith.")

    assert "Decide on 2 amendments" in asked(floor.chair)
    assert asked(kenya) == ""
    floor.take_up(taken)
    assert "Decide on 1 amendment" in asked(floor.chair)
    assert "A-2 is stale: confirm new words, or withdraw it" in asked(kenya)
    assert asked(peru) == ""
    assert kenya.client.post(f"/amendments/{stale}/rewordings").status_code == 302
    assert asked(kenya) == ""


def test_a_draft_that_is_not_cleared_is_shown_to_those_who_clear_it(table: Table) -> None:
    floor, kenya, peru = Floor(table), table.head("XKE"), table.head("XPE")
    delegate = table.delegate("XKE")
    draft = floor.draft(delegate, 0, "Each State Party shall cooperate at once.")
    assert asked(kenya) == ""
    with table.acting(kenya) as (db, seat):
        assert seat.delegation
        require_clearance(db, seat, seat.delegation)

    assert "A draft of your delegation is not cleared" in asked(kenya)
    assert asked(delegate) == asked(peru) == asked(floor.chair) == ""
    floor.clear(kenya, draft)
    assert asked(kenya) == ""


def test_a_nation_is_told_that_its_sign_off_stands_no_longer_and_that_it_stands_again(table: Table) -> None:
    paper = Paper.at(table)
    kenya, peru = table.head("XKE"), table.head("XPE")
    paper.agree(FIRST, ClauseStatus.INFORMALS)
    assert paper.sign(kenya, FIRST).status_code == 302
    assert asked(kenya) == ""

    reword_and_tell(paper, "States shall help.")
    superseded = asked(kenya)
    reword_and_tell(paper, "States shall cooperate in good faith.")

    assert "Your sign-off no longer stands: Paragraph 2 has other words" in superseded
    assert "Your sign-off stands again: Paragraph 2 has exactly its words" in asked(kenya)
    assert asked(peru) == ""
    with table.reading() as db:
        sign_off = db.scalars(select(SignOff.id)).one()
    page = peru.client.get(f"/sign-offs/{sign_off}").get_data(as_text=True)
    assert page.index("Its words were changed: superseded") < page.index("Exactly its words returned")


def reword_and_tell(paper: Paper, words: str) -> None:
    paper.reword(FIRST, words)
    with paper.table.database.writing() as db:
        watching.tell(db, db.get_one(Text, paper.text_id))
