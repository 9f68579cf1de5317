"""Every kind of page of the demonstration, as those who see it: nothing stands in anybody's way on any of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.sweep import faults_in, faults_of
from tests.conftest import CHEAP_HASHER
from tests.server import Server
from workspace.amendments.comparison import compared, state_of
from workspace.amendments.models import Amendment, AmendmentState
from workspace.config import read_config
from workspace.database import Database
from workspace.demonstration import loading, signing_in
from workspace.drafting.models import Agreement, ClauseStatus
from workspace.drafting.wordings import text_now, working_text
from workspace.signoffs.models import SignOff
from workspace.tables import migrate

SECRETARIAT, CHAIR, OBSERVER = "secretariat@talks.example", "chair@talks.example", "observer@operators.example"
HEAD, DELEGATE, ADVISER = "head@keshara.example", "delegate@keshara.example", "adviser@keshara.example"
ARABIC = "المادة 1\nالخدمات الأساسية\n\n1. تتعهد كل دولة طرف بالامتناع عن أي عملية (انظر المادة 1).\n(أ) تعطل خدمة؛"
COMPLAINTS = ("status of 4",)  # of refusals, which are among the pages


class Demonstration(Server):
    command = "run"


@dataclass
class Show:
    """The demonstration being answered for, and whoever has signed in to it."""

    url: str
    passwords: dict[str, str]
    browser: Browser
    places: dict[str, str]  # what pages are about, by name
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, who: str) -> Page:
        """The page of somebody who has signed in; "" is nobody."""
        if who not in self.pages:
            looks = {"width": 1440, "height": 900}
            context = self.browser.new_context(viewport=looks, reduced_motion="reduce", base_url=self.url)  # type: ignore[arg-type]
            self.pages[who] = context.new_page()
            if who:
                self._sign_in(self.pages[who], who)
        return self.pages[who]

    def _sign_in(self, page: Page, who: str) -> None:
        page.goto("/sign-in")
        page.fill("[name=email]", who)
        page.fill("[name=password]", self.passwords[who])
        page.click("main button[type=submit]")
        page.wait_for_url("**/negotiations")


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Show]:
    data = tmp_path_factory.mktemp("every-page") / "data"
    data.mkdir()
    settings = read_config({"WORKSPACE_DATA": str(data)})
    database = Database(settings.database_url)
    migrate(database)
    loading.load(settings, database, hasher=CHEAP_HASHER)
    with database.reading() as db:
        places = _places(db)
    database.close()
    with Demonstration(data) as server:
        yield Show(server.url, signing_in.kept(settings), browser, places)


def _places(db: Session) -> dict[str, str]:
    agreement = db.scalars(select(Agreement)).one()
    text = text_now(db, working_text(db, agreement))
    every = db.scalars(select(Amendment).order_by(Amendment.number)).all()
    states = {state_of(one, compared(one, one.tabled, text)): one.id for one in every if one.is_public}
    own = next(one for one in every if not one.is_public and one.delegation.code == "XKE")
    signed = db.scalars(select(SignOff).where(SignOff.clause_id.is_not(None))).all()
    superseded = next(one for one in signed if text.by_id[one.clause_id or ""].hash != one.wording_hash)
    status = {clause.status: clause.id for clause in text.clauses if clause.number.margin}
    changed = next(one for one in every if states[AmendmentState.TAKEN_UP_IN_PART] == one.id)
    return {
        "negotiation": agreement.negotiation_id,
        "agreement": agreement.id,
        "edition": agreement.editions[-1].id,
        "writing": own.id,
        "superseded": superseded.id,
        "changed": changed.clause_id or "",
        "informals": status[ClauseStatus.INFORMALS],
        "agreed": status[ClauseStatus.AGREED],
        "open": status[ClauseStatus.OPEN],
    } | {state.value: id for state, id in states.items()}


AGREEMENT = "/agreements/{agreement}"
PAGES: list[tuple[str, str]] = [
    ("", "/sign-in"),
    ("", "/password-links"),
    ("", "/password-links/no-such-link"),
    ("", "/invitations/no-such-link"),
    ("", "/no/such/page"),
    (SECRETARIAT, "/negotiations"),
    (SECRETARIAT, "/negotiations/{negotiation}"),
    (SECRETARIAT, "/negotiations/{negotiation}/members"),
    (SECRETARIAT, "/negotiations/{negotiation}/agreements/new"),
    (SECRETARIAT, AGREEMENT + "/editions"),
    (CHAIR, "/negotiations/{negotiation}/record?kind=amendment"),
    (CHAIR, "/negotiations/{negotiation}/record?clause=nowhere0"),
    (CHAIR, AGREEMENT + "#{open}"),
    (CHAIR, AGREEMENT + "/amendments"),
    (CHAIR, AGREEMENT + "/amendments?state=stale"),
    (CHAIR, AGREEMENT + "/amendments?words=no-such-words"),
    (CHAIR, AGREEMENT + "/compare"),
    (CHAIR, AGREEMENT + "/compare?view=inline"),
    (CHAIR, AGREEMENT + "/compare?from=now&to=now"),
    (CHAIR, AGREEMENT + "/sign-offs?show=all"),
    (CHAIR, "/clauses/{changed}/wordings?from=0"),
    (HEAD, "/negotiations/{negotiation}/members"),
    (HEAD, "/negotiations/{negotiation}/own-log"),
    (HEAD, AGREEMENT + "/amendments?state="),
    (HEAD, "/clauses/{open}/amendments/new"),
    (HEAD, "/amendments/{writing}"),
    (HEAD, "/amendments/{stale}"),
    (HEAD, "/clauses/{informals}/sign-offs/new"),
    (HEAD, "/clauses/{open}/sign-offs/new"),
    (HEAD, "/editions/{edition}/sign-offs/new"),
    (HEAD, "/sign-offs/{superseded}"),
    (ADVISER, "/amendments/{writing}"),
    (ADVISER, AGREEMENT + "/amendments"),
    (DELEGATE, "/amendments/{tabled}?against=base"),
    (DELEGATE, "/amendments/{taken_up_in_part}"),
    (DELEGATE, "/amendments/{withdrawn}"),
    (DELEGATE, "/editions/{edition}"),
    (DELEGATE, AGREEMENT + "/versions/30"),
    (OBSERVER, "/negotiations/{negotiation}/record"),
    (OBSERVER, AGREEMENT),
    (OBSERVER, AGREEMENT + "/amendments"),
]


@pytest.mark.parametrize("who", sorted({who for who, _ in PAGES}), ids=lambda who: who.split("@")[0] or "nobody")
def test_every_page_holds_for_every_reader_and_every_width(show: Show, who: str) -> None:
    page, complaints = show.page(who), []
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if _is_complaint(said) else None)

    found = []
    for path in (path.format(**show.places) for one, path in PAGES if one == who):
        page.goto("about:blank")
        page.goto(path)
        found += [f"{path}: {fault}" for fault in faults_of(page)]

    assert not found, "\n".join(found)
    assert complaints == []


def _is_complaint(said) -> bool:  # type: ignore[no-untyped-def]
    return said.type in ("error", "warning") and not any(known in said.text for known in COMPLAINTS)


def test_every_tab_of_the_panel_holds(show: Show) -> None:
    found = []
    for who, tabs in ((CHAIR, ["clause", "amendments"]), (HEAD, ["clause", "amendments", "history", "sign-offs"])):
        page = show.page(who)
        page.goto("about:blank")
        page.goto((AGREEMENT + "#{changed}").format(**show.places))
        page.wait_for_selector("html[data-ready]")
        for tab in tabs:
            page.locator(f"#side .tabs a[href*='tab={tab}']").click()
            expect(page.locator(f"#side .tabs a[href*='tab={tab}']")).to_have_attribute("aria-current", "page")
            found += [f"{tab}: {fault}" for fault in faults_in(page, "#side")]

    assert not found, "\n".join(found)


def test_an_arabic_text_holds_from_its_preview_to_its_empty_lists(show: Show) -> None:
    page, found = show.page(SECRETARIAT), []

    def look(name: str) -> None:
        found.extend(f"{name}: {fault}" for fault in faults_of(page))

    page.goto("/negotiations/{negotiation}/agreements/new".format(**show.places))
    page.fill("[name=title]", "اتفاق بشأن ضبط النفس")
    page.select_option("[name=language]", "ar")
    page.get_by_label("Pasted words").check()
    page.fill("[name=words]", ARABIC)
    page.click("main form button.btn-main")
    page.wait_for_url("**/readings/**")
    expect(page.locator("main article.sheet")).to_be_visible()
    look("preview")
    page.click("main button.btn-main")
    page.wait_for_selector("html[data-ready]")
    look("table")
    agreement = re.sub(r"[#?].*", "", page.url)
    for rest in ("/amendments", "/editions", "/sign-offs", "/compare", "/versions/0"):
        page.goto(agreement + rest)
        look(rest)

    assert not found, "\n".join(found)


def test_refusals_and_what_has_moved_hold(show: Show) -> None:
    head, chair, found = show.page(HEAD), show.page(CHAIR), []
    visits: list[tuple[str, Callable[[], Page]]] = [
        ("stale hash", lambda: _signs_other_words(head, show)),
        ("wrong ending", lambda: _signs_wrongly(head, show)),
        ("not allowed", lambda: _goes(show.page(OBSERVER), "/negotiations/{negotiation}/own-log", show)),
        ("file being made", lambda: _exports(chair, show)),
    ]

    for name, visit in visits:
        found += [f"{name}: {fault}" for fault in faults_of(visit())]

    assert not found, "\n".join(found)


def test_back_and_reload_after_a_refusal_lead_to_the_page_and_never_act_again(show: Show) -> None:
    page = show.page(HEAD)
    ceremony = show.url + "/clauses/{informals}/sign-offs/new".format(**show.places)

    _signs_wrongly(page, show)
    assert page.url == ceremony
    page.get_by_role("link", name="Sign-offs").click()
    page.wait_for_url("**/sign-offs")
    page.go_back()
    assert page.url == ceremony
    expect(page.locator("[name=ending]")).to_be_visible()
    page.reload()
    expect(page.locator("[name=ending]")).not_to_have_attribute("aria-invalid", "true")


def _signs_other_words(page: Page, show: Show) -> Page:
    """The words moved while the page stood open: it holds a hash that nothing in the text has."""
    page.goto("/clauses/{informals}/sign-offs/new".format(**show.places))
    page.evaluate("document.querySelector('main [name=hash]').value = '0'.repeat(64)")
    _signs(page, "0000", show.passwords[HEAD])
    expect(page.locator("h1")).to_have_text("The words have changed")
    return page


def _signs_wrongly(page: Page, show: Show) -> Page:
    page.goto("/clauses/{informals}/sign-offs/new".format(**show.places))
    page.fill("[name=statement]", "As we said in the plenary.")
    _signs(page, "zzzz", show.passwords[HEAD])
    expect(page.locator("[name=statement]")).to_have_value("As we said in the plenary.")
    expect(page.locator("[name=ending]")).to_have_attribute("aria-invalid", "true")
    return page


def _signs(page: Page, ending: str, password: str) -> None:
    page.fill("[name=ending]", ending)
    page.fill("[name=password]", password)
    page.click("main .btn-tall")
    page.wait_for_load_state()


def _goes(page: Page, path: str, show: Show) -> Page:
    page.goto(path.format(**show.places))
    return page


def _exports(page: Page, show: Show) -> Page:
    page.goto((AGREEMENT + "/editions").format(**show.places))
    page.get_by_role("button", name="PDF of the clauses agreed so far").click()
    page.wait_for_url("**/exports/**")
    return page
