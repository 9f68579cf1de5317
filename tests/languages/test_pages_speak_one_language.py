"""The whole interface, in a language in which every message stands in brackets: what stands in none was forgotten.

Whoever sits at this table has a Greek name and writes in Russian, so that what is left in Latin letters is English."""

import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from tests.amendments.doors import addresses, ids_of
from tests.amendments.world import Floor
from tests.conftest import CHEAP_HASHER
from tests.languages.catalogue import CLOSING, LANGUAGE, OPENING, write_bracketed
from tests.languages.reading import english_of
from tests.server import Server
from tests.signoffs.world import Paper, signature
from tests.world import PASSWORD, Sitting, Table
from workspace import jobs
from workspace.app import create_app
from workspace.config import Config, read_config
from workspace.database import Database
from workspace.drafting.models import ClauseStatus
from workspace.negotiations import actions as negotiations
from workspace.permissions import Role
from workspace.text.schema import clause, document, reference, text

QUERIES = ("", "?show=all&tab=history&state=&from=0&to=now")
DOC = document(
    [
        clause("Соглашение о сдержанности", kind="title", id="title001"),
        clause("Сознавая, что сети пересекают любые границы,", kind="preambular", id="preamb01"),
        clause("Общие положения", kind="chapter", id="chapter1"),
        clause("Цель", kind="article", id="article1"),
        clause("Каждое государство сотрудничает.", id="parag001"),
        clause([text("Как сказано: "), reference("parag001"), text(".")], id="parag002"),
        clause("в меру своих сил;", level=1, id="parag003"),
        clause("без промедления.", level=1, id="parag004"),
    ]
)


class House:
    """One table in the middle of its work: a clause in each status, an amendment in each state, sign-offs, editions."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.table = Table(app, name="Διαπραγμάτευση", occasion="Τρίτη σύνοδος", keeper="Γραμματεία")
        for code, name in (("XKE", "Αυρηλία"), ("XPE", "Βορέας")):
            with self.table.acting(self.table.secretariat()) as (db, seat):
                negotiations.admit(db, seat, kind="nation", code=code, name=name)
        self.paper = Paper.of(self.table, DOC, language="ru", title="Соглашение", chair="Πρόεδρος")
        sit = self.table.sit
        self.kenya, self.peru = sit(Role.HEAD, "XKE", name="Αλέξης"), sit(Role.HEAD, "XPE", name="Βέρα")
        self.seats = {
            "head": self.kenya,
            "other head": self.peru,
            "delegate": sit(Role.DELEGATE, "XKE", name="Δάφνη"),
            "adviser": sit(Role.ADVISER, "XKE", name="Ερμής"),
            "waiting": sit(Role.DELEGATE, "XKE", name="Ζωή", confirmed=False),
            "chair": self.paper.chair,
            "secretariat": self.table.secretariat(),
            "observer": sit(Role.OBSERVER, name="Θάλεια"),
        }
        for sitting in self.seats.values():
            sitting.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGE
        self.table.invited(Role.DELEGATE, "XPE", name="Ιώ")
        self._amend()
        self._agree()

    def _amend(self) -> None:
        floor = Floor.over(self.table, self.paper.text_id, self.paper.chair)
        place = {id: at for at, id in enumerate(floor.clauses)}
        first, second, third = place["parag001"], place["parag002"], place["parag003"]
        floor.draft(self.kenya, first, "Каждое государство сотрудничает добросовестно.")
        floor.draft(self.kenya, second, kind="delete")
        taken, stale, kept, withdrawn, refused = (
            floor.tabled(self.kenya, third, f"в меру своих сил и {more};")
            for more in ("средств", "возможностей", "знаний", "опыта", "умения")
        )
        floor.tabled(self.peru, second, kind="delete")
        floor.take_up(taken)
        floor.do_not_take_up(refused, "Οὐδέν.")
        assert {stale, kept, withdrawn}
        self.peru.client.post(f"/amendments/{withdrawn}/withdrawals")
        self.kenya.client.post(f"/amendments/{withdrawn}/withdrawals", data={"note": "Οὐδέν."})

    def _agree(self) -> None:
        paper = self.paper
        for clause_id, status in (
            ("preamb01", ClauseStatus.INFORMALS),
            ("parag001", ClauseStatus.INFORMALS),
            ("parag002", ClauseStatus.AD_REF),
            ("article1", ClauseStatus.AGREED),
            ("parag004", ClauseStatus.AGREED),
        ):
            paper.agree(clause_id, status)
        for clause_id in ("preamb01", "parag001", "parag004"):
            assert paper.sign(self.kenya, clause_id).status_code == 302
        paper.reword("parag001", "Каждое государство сотрудничает во всём.")
        edition = paper.issue("Редакция 1")
        paper.chair.client.post("/clauses/parag004/reopenings", data={"reason": "Οὐδέν."})
        for data in ({"edition": edition}, {}):
            self.kenya.client.post(f"/agreements/{paper.agreement_id}/exports", data=data)
        self.table.secretariat().client.post(
            f"/negotiations/{self.table.negotiation_id}/agreements/new",
            data={
                "title": "Т",
                "language": "ru",
                "scheme": "treaty",
                "source": "paste",
                "words": "Статья 1\nЦель\n\n1. Да.",
            },
        )
        while jobs.do_next(self.table.database):
            pass


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogues")
    write_bracketed(folder)
    return folder


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, catalogues: Path) -> Config:
    data = tmp_path_factory.mktemp("data")
    return read_config({"WORKSPACE_DATA": str(data), "WORKSPACE_CATALOGUES": str(catalogues)})


@pytest.fixture(scope="module")
def house(settings: Config, template_database: Path) -> Iterator[House]:
    shutil.copy(template_database, settings.data / "workspace.db")
    database = Database(settings.database_url)
    yield House(create_app(settings, database, hasher=CHEAP_HASHER))
    database.close()


def pages(house: House, who: Sitting) -> Iterator[tuple[str, str]]:
    with house.table.reading() as db:
        ids = ids_of(db)
    for address in addresses(house.app, "GET", ids):
        for query in QUERIES if "/clauses/" in address.path or "/agreements/" in address.path else QUERIES[:1]:
            answer = who.client.get(address.path + query)
            assert answer.status_code < 500, address.path
            if answer.mimetype == "text/html" and answer.status_code not in (301, 302):
                yield address.path + query, answer.get_data(as_text=True)


@pytest.mark.parametrize("seat", ["head", "delegate", "chair", "secretariat"])
def test_no_page_of_a_seat_holds_words_that_are_no_message(house: House, seat: str) -> None:
    seen = dict(pages(house, house.seats[seat]))

    found = [f"{path}: {words}" for path, page in seen.items() if (words := english_of(page))]
    assert not found, "\n".join(found)
    assert sum(OPENING in page for page in seen.values()) > 40, "or the walk would have missed the house"


def test_words_that_are_no_message_would_be_seen(house: House) -> None:
    page = house.kenya.client.get("/negotiations").get_data(as_text=True)

    assert english_of(page) == []
    assert english_of(page.replace("</main>", '<p title="Hint">Some words</p></main>')) == ["Hint", "Some", "words"]
    assert OPENING in page, "or nothing would be in brackets"


def test_refusals_are_in_the_language_of_whoever_is_refused(house: House) -> None:
    kenya, chair = house.kenya.client, house.paper.chair.client
    agreement, text_id = house.paper.agreement_id, house.paper.text_id
    ask = {
        "a form": partial(kenya.post, "/clauses/parag001/amendments", data={"kind": "nonsense"}),
        "not yours": partial(kenya.post, f"/agreements/{agreement}/mode", data={"mode": "closed"}),
        "no such mode": partial(chair.post, f"/agreements/{agreement}/mode", data={"mode": "quiet"}),
        "absent": partial(kenya.get, "/clauses/nowhere0"),
        "a wrong end": partial(kenya.post, "/clauses/parag002/sign-offs", data=signature("0" * 64) | {"ending": "x"}),
        "a version": partial(kenya.get, f"/texts/{text_id}/document?version=none"),
        "nobody": partial(house.table.visitor().post, "/sign-in", data={"email": "α@β.γ", "password": PASSWORD}),
    }

    for name, act in ask.items():
        for accepted in ("application/json", "text/html"):
            answer = act(headers={"Accept": accepted, "Accept-Language": LANGUAGE})
            assert answer.status_code >= 400, name
            said = answer.get_json()["message"] if answer.is_json else answer.get_data(as_text=True)
            assert OPENING in said, (name, said)
            assert english_of(f"<p>{said}</p>" if answer.is_json else said) == [], name


def test_the_live_line_refuses_in_that_language_too(house: House, settings: Config, catalogues: Path) -> None:
    with Server(settings.data, WORKSPACE_CATALOGUES=str(catalogues)) as server:
        heard = server.client(house.kenya.email, language=LANGUAGE).open("nowhere0")
        in_english = server.client(house.kenya.email).open("nowhere0")

    assert in_english["message"] == "There is nothing here that your seat can see."
    assert heard["message"] == f"{OPENING}{in_english['message']}{CLOSING}"


def test_letters_are_written_in_it(house: House, settings: Config) -> None:
    house.table.secretariat().client.post(
        f"/negotiations/{house.table.negotiation_id}/invitations",
        data={"role": "observer", "email": "i@talks.example", "name": "Κλειώ"},
        headers={"Accept-Language": LANGUAGE},
    )

    letter = max(settings.mail_folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns).read_bytes()
    assert re.search(rb"=E2=9F=A6|4p+am", letter), "an opening bracket, in either of the codings of mail"
