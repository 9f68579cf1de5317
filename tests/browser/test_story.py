"""The whole story, from the first invitation to the PDF, by people who have nothing but the screens and the operator's
command line. Each has a browser of their own."""

from pathlib import Path

from tests.browser.story.agreeing import (
    a_reopened_clause_supersedes,
    an_edition_is_issued,
    heads_sign_off,
    words_are_agreed_and_locked,
)
from tests.browser.story.amending import (
    an_amendment_is_written_in_private,
    everybody_sees_what_is_tabled,
    the_chair_decides,
)
from tests.browser.story.arriving import (
    a_negotiation_is_convened,
    a_text_is_started,
    seats_are_taken,
    two_type_in_one_clause,
)
from tests.browser.story.ending import the_pdf_says_what_was_agreed, the_record_tells_it_in_order
from tests.browser.story.people import Story, story

__all__ = ["story"]


def test_the_whole_story(story: Story, tmp_path: Path) -> None:
    a_negotiation_is_convened(story)
    seats_are_taken(story)
    a_text_is_started(story)
    two_type_in_one_clause(story)
    an_amendment_is_written_in_private(story)
    everybody_sees_what_is_tabled(story)
    the_chair_decides(story)
    words_are_agreed_and_locked(story)
    an_edition_is_issued(story)
    heads_sign_off(story)
    a_reopened_clause_supersedes(story)
    the_pdf_says_what_was_agreed(story, tmp_path)
    the_record_tells_it_in_order(story)
