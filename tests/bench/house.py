"""A real server with a text and people signed in, for the load generator."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher

from tests.bench.words import clause_words
from tests.server import Server
from tests.world import Sitting, Table
from workspace.app import create_app
from workspace.config import read_config
from workspace.database import Database
from workspace.drafting import actions
from workspace.negotiations.models import Negotiation
from workspace.tables import migrate
from workspace.text.schema import clause, document

PER_SESSION = 6
_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_CODES = [f"X{second}{third}" for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for third in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


@dataclass(frozen=True)
class Signed:
    """What a browser holds after signing in."""

    cookie: str
    token: str


@dataclass
class House:
    servers: list[Server]
    texts: list[str]
    agreements: list[str]
    people: list[Signed]
    emails: list[str]

    @property
    def server(self) -> Server:
        return self.servers[0]


@contextmanager
def house(
    people: int, *, texts: int = 1, clauses: int = 300, characters: int = 120_000, servers: int = 1, **environment: str
) -> Iterator[House]:
    """A server with texts of so many clauses, and delegates signed in (signing in is not measured)."""
    with TemporaryDirectory(prefix="bench-") as folder:
        settings = read_config({"WORKSPACE_DATA": f"{folder}/data", **environment})
        settings.data.mkdir()
        database = Database(settings.database_url)
        migrate(database)
        table = Table(create_app(settings, database, hasher=_HASHER))
        begun = [_begin(table, clause_words(clauses, characters)) for _ in range(texts)]
        delegates = [table.delegate(_CODES[index]) for index in range(people)]
        signed = [_signed(delegate) for delegate in delegates]
        database.close()
        with ExitStack() as stack:
            serving = [stack.enter_context(Server(Path(settings.data), **environment)) for _ in range(servers)]
            emails = [delegate.email for delegate in delegates]
            yield House(serving, [text for _, text in begun], [agreement for agreement, _ in begun], signed, emails)


def _begin(table: Table, lines: Sequence[str]) -> tuple[str, str]:
    with table.acting(table.secretariat()) as (db, seat):
        negotiation = db.get_one(Negotiation, table.negotiation_id)
        agreement = actions.start_agreement(
            db, seat, negotiation, title="On restraint", symbol="A/1", language="en", scheme="treaty"
        )
        doc = document([clause(line, kind=_kind(index)) for index, line in enumerate(lines)])
        return agreement.id, actions.start_text(db, seat, agreement, doc).id


def _kind(index: int) -> str:
    if index % 30 == 0:
        return "chapter"
    return "article" if index % 6 == 0 else "paragraph"


def _signed(sitting: Sitting) -> Signed:
    client = sitting.client
    cookie = client.get_cookie("workspace")
    assert cookie is not None
    return Signed(f"workspace={cookie.value}", client.csrf_token)


def participants(house: House, count: int, *, typing: int) -> list[dict[str, object]]:
    """So many clients, spread over people and texts; `typing` of them type, spread over the texts too."""
    given = []
    per_text = count // len(house.texts)
    every = max(1, count // typing)
    for index in range(count):
        text = house.texts[min(index // per_text, len(house.texts) - 1)]
        person = house.people[index % len(house.people)]
        url = house.servers[index // every % len(house.servers)].url
        given.append({"index": index, "url": url, "text": text, "types": index % every == 0, **asdict(person)})
    return given
