"""What others have written to a text, taken in by a room of this process: one question, unless rules have changed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from workspace.database import Database
from workspace.drafting import loading, log
from workspace.drafting.log import Recorded
from workspace.drafting.room import Room
from workspace.drafting.submissions import Submission, TextRules
from workspace.drafting.telling import tell_rules
from workspace.prepared import Glances


class Follower:
    """Asks for the clock."""

    def __init__(self, database: Database, glances: Glances) -> None:
        self._database, self._glances = database, glances

    def catch_up(self, room: Room) -> Sequence[Recorded]:
        epoch, commits = log.since(self._glances, room.facts.id, room.current.version)
        known, rules, repeated = room.rules, room.rules, list[Recorded]()
        if epoch != known.epoch or room.has_repeated or any(submission.made for submission in room.pending):
            rules, repeated = self._looked_up(room)
        room.follow(commits, rules, repeated)
        if rules != known:
            tell_rules(room)
        return commits

    def _looked_up(self, room: Room) -> tuple[TextRules, list[Recorded]]:
        """The rules as they are, and what was once recorded under refs that wait."""
        with self._database.reading() as db:
            for submission in room.pending:
                find_taken(db, room, submission)
            repeated = log.find(db, room.facts.id, room.waiting_refs) if room.has_repeated else []
            return loading.rules(db, room.facts), repeated


def find_taken(db: Session, room: Room, submission: Submission) -> None:
    """Note which of the ids that a commit proposes it cannot give."""
    text_id, made, seat = room.facts.id, submission.made, submission.member.seat
    if made:
        found = log.are_taken(db, text_id, made) | log.were_deleted_by_others(db, text_id, made, seat)
        submission.taken = frozenset(found)
