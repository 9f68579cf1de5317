"""What each page costs the server in a negotiation of a plenary's size, made by the real acts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from tempfile import TemporaryDirectory
from time import process_time

from argon2 import PasswordHasher

from tests.amendments.world import minimal_steps_of
from tests.bench.house import _CODES as CODES
from tests.bench.house import _kind as kind_at
from tests.bench.tables import Results
from tests.bench.words import clause_words
from tests.world import Client, Table
from workspace.amendments import actions as amending
from workspace.amendments.models import AmendmentKind
from workspace.amendments.words import written, written_hash
from workspace.app import create_app
from workspace.config import read_config
from workspace.database import Database
from workspace.drafting import actions as drafting
from workspace.drafting import live
from workspace.drafting.models import Agreement, Clause, ClauseStatus, Edition, Text
from workspace.drafting.wordings import text_now
from workspace.negotiations.models import Negotiation
from workspace.signoffs import actions as signing
from workspace.signoffs.actions import LAST_OF_HASH, Signature
from workspace.signoffs.models import Level
from workspace.tables import migrate
from workspace.text.schema import clause, document, id_of

NATIONS, CLAUSES, CHARACTERS = 195, 1_200, 396_000
COMMITS, AMENDMENTS, EDITIONS, AGREED, SIGN_OFFS = 5_000, 1_000, 40, 200, 5_000
TIMES = 5
_BATCH = 50


class Plenary:
    """The negotiation, and those who act in it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.heads = [table.head(code) for code in CODES[:NATIONS]]
        self.chair = table.chair()
        with table.acting(table.secretariat()) as (db, seat):
            negotiation = db.get_one(Negotiation, table.negotiation_id)
            agreement = drafting.start_agreement(
                db, seat, negotiation, title="On restraint", symbol="A/1", language="en", scheme="treaty"
            )
            lines = clause_words(CLAUSES, CHARACTERS)
            doc = document([clause(line, kind=kind_at(index)) for index, line in enumerate(lines)])
            self.text_id = drafting.start_text(db, seat, agreement, doc).id
            self.agreement_id = agreement.id
        with table.reading() as db:
            self.clauses = [each.id for each in text_now(db, db.get_one(Text, self.text_id)).clauses]

    def type(self) -> None:
        for batch in _batches(range(COMMITS)):
            with self.table.acting(self.heads[batch[0] // _BATCH % NATIONS]) as (db, seat):
                for number in batch:
                    steps = minimal_steps_of(f"As typed in commit {number}.", self.clauses[number * 7 % CLAUSES])
                    live.change(db, seat, self.text_id, steps, cause="typed")

    def amend(self) -> None:
        for batch in _batches(range(AMENDMENTS)):
            with self.table.acting(self.heads[batch[0] // _BATCH % NATIONS]) as (db, seat):
                for number in batch:
                    target = db.get_one(Clause, self.clauses[AGREED + number % (CLAUSES - AGREED)])
                    amendment = amending.draft(db, seat, target, AmendmentKind.MODIFY)
                    first = written(db, amendment)[0]
                    words = f"{first.text_content} As amended by proposal {number}."
                    live.change(db, seat, str(amendment.text_id), minimal_steps_of(words, id_of(first)), cause="typed")
                    amending.table(db, seat, amendment, written_hash(db, amendment))

    def agree(self) -> None:
        with self.table.acting(self.chair) as (db, seat):
            for id in self.clauses[:AGREED]:
                target = db.get_one(Clause, id)
                standing = text_now(db, target.text).by_id[id]
                drafting.set_status(db, seat, target, ClauseStatus.INFORMALS, standing.hash)

    def sign(self) -> None:
        each = SIGN_OFFS // NATIONS
        for head in self.heads:
            with self.table.acting(head) as (db, seat):
                text = text_now(db, db.get_one(Text, self.text_id))
                for id in self.clauses[:each]:
                    digits = text.by_id[id].hash
                    ending = digits.hex()[-LAST_OF_HASH:]
                    signature = Signature(level=Level.INITIALLED, hash_seen=digits, typed=ending)
                    signing.sign_clause(db, seat, db.get_one(Clause, id), signature)

    def issue(self) -> None:
        with self.table.acting(self.chair) as (db, seat):
            agreement = db.get_one(Agreement, self.agreement_id)
            found = text_now(db, db.get_one(Text, self.text_id))
            for number in range(EDITIONS):
                edition: Edition = drafting.issue_edition(db, seat, agreement, f"Rev.{number + 1}", found.hash)
            self.edition_id = edition.id


def plenary() -> Results:
    with _convened() as sitting:
        client = sitting.heads[1].client
        rows = [[name, *_cost(client, path)] for name, path in _pages(sitting).items()]
    notes = (
        f"{NATIONS} nations, {CLAUSES:,} clauses of {CHARACTERS:,} characters, {COMMITS + AMENDMENTS:,} commits, "
        f"{AMENDMENTS:,} amendments, {EDITIONS} editions, {SIGN_OFFS:,} sign-offs, and an entry in the record for each "
        f"act. CPU time of the whole answer to a head of delegation: the first, and the median of {TIMES} more.",
    )
    return Results("plenary", "python -m tests.bench plenary", ("page", "first ms", "then ms", "KB"), rows, notes)


def _pages(sitting: Plenary) -> dict[str, str]:
    agreement, clause_id = f"/agreements/{sitting.agreement_id}", sitting.clauses[AGREED + 1]
    signed = sitting.clauses[1]
    return {
        "negotiations": "/negotiations",
        "negotiation": f"/negotiations/{sitting.table.negotiation_id}",
        "members": f"/negotiations/{sitting.table.negotiation_id}/members",
        "table": agreement,
        "margins of the table": f"{agreement}/margins",
        "panel: clause": f"/clauses/{clause_id}/panel?tab=clause",
        "panel: amendments": f"/clauses/{clause_id}/panel?tab=amendments",
        "panel: history": f"/clauses/{clause_id}/panel?tab=history",
        "panel: sign-offs": f"/clauses/{signed}/panel?tab=sign-offs",
        "wordings of a clause": f"/clauses/{clause_id}/wordings",
        "amendments": f"{agreement}/amendments",
        "amendments with a word": f"{agreement}/amendments?words=proposal",
        "editions": f"{agreement}/editions",
        "an edition": f"/editions/{sitting.edition_id}",
        "two versions compared": f"{agreement}/compare?from=0&to=now",
        "nation by clause": f"{agreement}/sign-offs",
        "all nations by all clauses": f"{agreement}/sign-offs?show=all",
        "signing a clause": f"/clauses/{signed}/sign-offs/new",
        "record": f"/negotiations/{sitting.table.negotiation_id}/record",
        "record of a clause": f"/negotiations/{sitting.table.negotiation_id}/record?clause={clause_id}",
    }


def _cost(client: Client, path: str) -> list[float]:
    times = []
    for _ in range(1 + TIMES):
        began = process_time()
        answer = client.get(path)
        times.append((process_time() - began) * 1000)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return [times[0], sorted(times[1:])[TIMES // 2], len(answer.data) / 1024]


@contextmanager
def _convened() -> Iterator[Plenary]:
    with TemporaryDirectory(prefix="bench-") as folder:
        settings = read_config({"WORKSPACE_DATA": f"{folder}/data"})
        settings.data.mkdir()
        database = Database(settings.database_url)
        migrate(database)
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        sitting = Plenary(Table(create_app(settings, database, hasher=hasher)))
        for act in (sitting.type, sitting.amend, sitting.agree, sitting.sign, sitting.issue):
            _told(act)
        yield sitting
        database.close()


def _told(act: Callable[[], None]) -> None:
    """It takes minutes: say what is being made."""
    began = process_time()
    act()
    print(f"{act.__name__}: {process_time() - began:.0f} s", flush=True)


def _batches(numbers: range) -> Iterator[Sequence[int]]:
    left = iter(numbers)
    while batch := list(islice(left, _BATCH)):
        yield batch
