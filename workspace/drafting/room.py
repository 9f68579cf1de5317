"""A text that is open in this process: its head, which is checked, its current state, which is on disk, and between
them the commits that are on their way. Nothing here waits, so nothing comes between judging and queueing."""

import math
from bisect import bisect_right
from collections.abc import Collection, Sequence
from time import monotonic

from workspace import errors
from workspace.drafting.access import TYPING, may_read
from workspace.drafting.appending import Draft
from workspace.drafting.log import FIRST_HASH, TYPED, Recorded, replayed
from workspace.drafting.members import Member
from workspace.drafting.submissions import Move, Place, Sent, Submission, TextFacts, TextRules
from workspace.drafting.wire import as_refusal, ids_made
from workspace.phrases import Phrase
from workspace.realtime.connections import Connection
from workspace.text import authority, mapping
from workspace.text.canonical import wording_hash
from workspace.text.refusals import Refused
from workspace.text.schema import clauses_of, id_of

# What is kept at hand for mapping and for those who open again; older commits are read from disk.
STEPS_AT_HAND = 2_000
# So long after others wrote a text, they are taken to write on.
SHARED_S = 0.25
# Most who type have seen the same version; what was done since is gathered anew for whoever has seen another one.
_VERSIONS_AT_HAND = 4


class Room:
    def __init__(self, facts: TextFacts, rules: TextRules, current: authority.Head, log: Sequence[Recorded]) -> None:
        self.facts, self.rules = facts, rules
        self.current = self.head = current
        self.log = list(log)
        self.pending: list[Submission] = []
        self.places: dict[Connection, Place] = {}
        # Those who take less than they are sent, and the version up to which they have been told.
        self.behind: dict[Connection, int] = {}
        self.is_woken = False
        self.called_at = -math.inf  # when others were last heard to write first
        # Whether refs that wait were perhaps used before, longer ago than what is at hand.
        self.has_repeated = False
        self._others_wrote_at = -math.inf
        self._by_ref = {(commit.seat, commit.ref): commit for commit in self.log}
        # What was done from a version on up to the head, drafts included.
        self._since: dict[int, mapping.Since] = {}

    @property
    def log_begins(self) -> int:
        return self.log[0].before if self.log else self.current.version

    @property
    def last_hash(self) -> bytes | None:
        """The hash of the newest commit on disk, if it is at hand."""
        if not self.current.version:
            return FIRST_HASH
        return self.log[-1].hash if self.log and self.log[-1].version == self.current.version else None

    @property
    def is_shared(self) -> bool:
        """Whether others are writing this text too. Then what is sent is judged when its turn has come: judged as it
        comes, it would have to be judged anew upon what they write meanwhile."""
        return monotonic() - self._others_wrote_at < SHARED_S

    def has_at_hand(self, sent: Sent) -> bool:
        """Whether nothing needs to be read from disk to judge this."""
        if isinstance(sent.content, Move):
            return True
        return self.log_begins <= sent.version <= self.current.version and not ids_made(sent.content)

    def must_reach(self, version: int) -> None:
        """Refuses to open the text from a version that it does not have, or that is too long ago."""
        if version > self.current.version:
            raise errors.Invalid(Phrase("The text has no such version."))
        if self.current.version - version > STEPS_AT_HAND:
            raise errors.Stale(Phrase("Read the log over HTTP first."), version=self.current.version)

    @property
    def waiting_refs(self) -> list[tuple[str, str]]:
        return [(submission.member.seat, submission.sent.ref) for submission in self.pending]

    def leave(self, connection: Connection) -> bool:
        """Whether somebody was here, who now is not."""
        self.behind.pop(connection, None)
        return self.places.pop(connection, None) is not None

    def may_commit(self, member: Member) -> bool:
        return may_read(member, self.facts) and member.may(TYPING[self.facts.kind], self.rules.state)

    def since(self, version: int) -> list[Recorded]:
        """The commits on disk after a version that is at hand."""
        return self.log[bisect_right(self.log, version, key=lambda commit: commit.version) :]

    def take(self, submission: Submission) -> Submission:
        """Queue a commit, judged at once if nobody else has written or changed the rules; the one under way with the
        same ref, if it is repeated."""
        ref, seat = submission.sent.ref, submission.member.seat
        for waiting in self.pending:
            if waiting.sent.ref == ref and waiting.member.seat == seat:
                _must_match(waiting.sent.digest, submission.sent.digest)
                return waiting
        if not self.is_shared and not self.is_woken:
            self._judge(submission)
        if submission.answer is None:
            self.pending.append(submission)
        return submission

    def judge_waiting(self) -> None:
        """Judge what waits, in its order, if any of it has not been judged upon what is current."""
        if any(submission.draft is None for submission in self.pending):
            self._judge_anew()

    def settle(self, written: Sequence[Submission], recorded: Sequence[Recorded], head: authority.Head) -> None:
        """These commits are on disk: they are current now."""
        self.pending = self.pending[len(written) :]
        self.current = head
        self._since.clear()
        self._add(recorded)

    def follow(self, recorded: Sequence[Recorded], rules: TextRules, repeated: Sequence[Recorded] = ()) -> None:
        """Take in what others wrote, the rules of today and refs that were used before; what waits is to be judged."""
        self._by_ref |= {(commit.seat, commit.ref): commit for commit in repeated}
        self.has_repeated = False
        self.current = replayed(self.current, recorded)
        self.rules = rules
        self._add(recorded)
        self.head = self.current
        self._since.clear()
        for submission in self.pending:
            submission.draft = None
        if recorded:
            self._others_wrote_at = monotonic()

    def refuse(self, refusal: errors.Refusal, those: Collection[Submission] | None = None) -> None:
        """Refuse these commits, or all that are on their way; the rest is judged anew."""
        for submission in self.pending:
            if those is None or submission in those:
                submission.refuse(refusal)
        self._judge_anew()

    def add_older(self, recorded: Sequence[Recorded]) -> None:
        """Have older commits at hand for a while."""
        older = [commit for commit in recorded if commit.version <= self.log_begins]
        self.log[:0] = older
        self._by_ref |= {(commit.seat, commit.ref): commit for commit in older}

    def forget_old(self) -> None:
        """Keep at hand what is worth it."""
        oldest = self.current.version - STEPS_AT_HAND
        if self.log_begins >= oldest - STEPS_AT_HAND:
            return
        gone = bisect_right(self.log, oldest, key=lambda commit: commit.version)
        for commit in self.log[:gone]:
            self._by_ref.pop((commit.seat, commit.ref), None)
        del self.log[:gone]

    def _judge_anew(self) -> None:
        waiting = [submission for submission in self.pending if submission.answer is None]
        self.head, self.pending = self.current, []
        self._since.clear()
        for submission in waiting:
            try:
                self._judge(submission)
            except errors.Refusal as refusal:
                submission.refuse(refusal)
            if submission.answer is None:
                self.pending.append(submission)

    def _judge(self, submission: Submission) -> None:
        if known := self._by_ref.get((submission.member.seat, submission.sent.ref)):
            _must_match(known.digest, submission.sent.digest)
            return submission.accept(known.version, known.dropped)
        if not self.may_commit(submission.member):
            raise errors.NotAllowed(Phrase("Your seat cannot type in this text now."))
        try:
            placed = self._placed(submission)
        except Refused as refused:
            raise as_refusal(refused) from None
        member, sent = submission.member, submission.sent
        cause = "move" if isinstance(sent.content, Move) else TYPED
        submission.draft = Draft(sent.ref, sent.digest, member.seat, member.delegation_id, placed, cause)
        self.head = placed.head
        for since in self._since.values():
            since.add(placed.commit)
        return None

    def _placed(self, submission: Submission) -> authority.Placed:
        rules = authority.Rules(locked=self.rules.locked, elsewhere=self._taken(submission))
        sent = submission.sent
        if isinstance(sent.content, Move):
            return authority.act(self.head, self._moving(sent.content), rules)
        return authority.place(self.head, [self._since_seen(sent.version)], sent.content, rules)

    def _taken(self, submission: Submission) -> frozenset[str]:
        if not submission.made:
            return frozenset()
        others = (waiting for waiting in self.pending if waiting.member.seat != submission.member.seat)
        on_their_way = (waiting.draft.placed.changes.removed for waiting in others if waiting.draft)
        return submission.taken.union(*on_their_way)

    def _moving(self, move: Move) -> mapping.Commit:
        node = next((node for node in clauses_of(self.head.doc) if id_of(node) == move.clause), None)
        if node is None:
            raise errors.NotFound(Phrase("This clause is not in the text any more."))
        hash = wording_hash(node, self.facts.language)
        if hash != move.hash:
            raise errors.WordsMoved(Phrase("This clause has changed since you saw it."), hash=hash.hex())
        return authority.move(self.head.doc, move.clause, move.after)

    def _since_seen(self, version: int) -> mapping.Since:
        if since := self._since.get(version):
            return since
        commits = self._commits_since(version)
        commits += [draft.placed.commit for waiting in self.pending if (draft := waiting.draft)]
        if len(self._since) == _VERSIONS_AT_HAND:
            self._since.clear()
        since = self._since[version] = mapping.Since(commits)
        return since

    def _commits_since(self, version: int) -> list[mapping.Commit]:
        if not self.log_begins <= version <= self.current.version:
            raise errors.Invalid(Phrase("The text has no such version."))
        since = self.since(version) if version < self.current.version else []
        if since and since[0].before != version:
            raise errors.Invalid(Phrase("A version is the end of a commit."))
        return [commit.moved for commit in since]

    def _add(self, recorded: Sequence[Recorded]) -> None:
        self.log += recorded
        self._by_ref |= {(commit.seat, commit.ref): commit for commit in recorded}
        self.forget_old()


def _must_match(known: bytes, sent: bytes) -> None:
    if known != sent:
        raise errors.Invalid(Phrase("This ref was used before for something else."))
