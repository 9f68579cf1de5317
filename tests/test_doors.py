"""What holds at every door: headers, no inline scripts or styles, CSRF, the names we answer to, and refusals."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import CHEAP_HASHER
from tests.world import PASSWORD, Client, Table
from workspace.app import create_app
from workspace.config import Config, read_config
from workspace.database import Database
from workspace.permissions import Permission
from workspace.web import TEMPLATES, needs

# As OWASP's secure headers project proposes; what it proposes for older browsers alone is left out.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cache-Control": "no-store",
}
EVENT_HANDLER = re.compile(r"""\son[a-z]+\s*=""", re.IGNORECASE)


def test_every_answer_carries_the_headers(table: Table) -> None:
    client = table.delegate("XAA").client
    answers = [
        client.get("/negotiations"),
        client.get(f"/negotiations/{table.negotiation_id}/members"),
        client.get("/nowhere"),
        table.visitor().get("/negotiations"),
        table.visitor().get("/sign-in"),
        client.post("/sessions/current/visits"),
    ]

    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "camera=()" in answer.headers["Permissions-Policy"]
        policy = _policy(answer.headers["Content-Security-Policy"])
        assert policy["default-src"] == ["'none'"]
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
        assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "Server" not in answer.headers


def test_what_never_changes_may_be_kept(app: Flask) -> None:
    client = app.test_client()

    named = client.get("/static/build/mark.svg?v=1")

    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/build/../../pyproject.toml").status_code == 404
    assert client.get("/static/build/%2e%2e/build.mjs").status_code == 404


def test_over_tls_cookies_and_addresses_are_held_to_it(settings: Config, database: Database) -> None:
    app = create_app(replace(settings, public_url="https://talks.example"), database, hasher=CHEAP_HASHER)
    app.test_client_class = Client
    client = app.test_client()

    answer = client.get("/sign-in", base_url="https://talks.example")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert "upgrade-insecure-requests" in answer.headers["Content-Security-Policy"]
    assert "wss://talks.example" in answer.headers["Content-Security-Policy"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-workspace=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.name))
def test_no_template_has_inline_scripts_or_styles(template: Path) -> None:
    source = re.sub(r"{#.*?#}", "", template.read_text(), flags=re.DOTALL)

    assert not re.search(r"<style|\sstyle\s*=|javascript:", source, re.IGNORECASE)
    assert not EVENT_HANDLER.search(source)
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or 'type="application/json"' in script, "data may stand in the page, scripts may not"
    assert not re.search(r"\|\s*safe", source), "words must be escaped"
    # What goes through gettext in a template is taken for markup: only words of ours, never a variable.
    assert not re.search(r"\b_\(\s*[^'\"\s]", source)


def test_words_from_people_are_escaped(table: Table) -> None:
    head = table.head("XAA", name="<script>alert(1)</script>")

    page = head.client.get(f"/negotiations/{table.negotiation_id}/members").get_data(as_text=True)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_nothing_is_posted_without_the_token_of_the_page(table: Table) -> None:
    sitting = table.secretariat()
    client = sitting.client
    path = f"/negotiations/{table.negotiation_id}/name"
    given = {"name": "Another name", "occasion": ""}

    assert client.post(path, data=given, headers={"X-CSRFToken": "forged"}).status_code == 401
    assert client.post(path, json=given, headers={"X-CSRFToken": ""}).status_code == 401
    assert table.negotiation.name != "Another name"

    assert client.post(path, data=given).status_code == 302
    assert table.negotiation.name == "Another name"


def test_every_door_for_posting_asks_for_the_token(table: Table) -> None:
    client = table.secretariat().client
    doors = [rule for rule in table.app.url_map.iter_rules() if "POST" in (rule.methods or set())]

    for door in doors:
        arguments = dict.fromkeys(door.arguments, "x")
        path = table.app.url_map.bind("localhost").build(door.endpoint, arguments, method="POST")
        answer = client.post(path, headers={"X-CSRFToken": "forged", "Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["reason"]) == (401, "signed_out"), door.rule
    assert client.post("/sessions/current/visits").status_code == 200, "and nobody was signed out"


def test_the_token_of_one_session_is_worth_nothing_in_another(table: Table) -> None:
    mine, theirs = table.delegate("XAA").client, table.delegate("XAB").client
    mine.get("/negotiations")

    answer = theirs.post("/sign-out", headers={"X-CSRFToken": mine.csrf_token})

    assert answer.status_code == 401


def test_we_answer_to_our_own_names_only(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/sign-in").status_code == 200
    assert client.get("/sign-in", headers={"Host": "127.0.0.1:5000"}).status_code == 200
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_letters_lead_to_our_own_name_whatever_the_request_says(settings: Config, database: Database) -> None:
    public = replace(settings, public_url="https://talks.example", trusted_proxies=("192.0.2.0/24",))
    table = Table(create_app(public, database, hasher=CHEAP_HASHER))
    table.person("ada@talks.example")

    with table.app.test_client() as client:
        client.get("/sign-in", base_url="https://talks.example")
        token = _token(client)
        client.post(
            "/password-links",
            data={"email": "ada@talks.example", "csrf_token": token},
            base_url="https://talks.example",
            headers={"X-Forwarded-Host": "evil.example", "Referer": "https://talks.example/"},
        )

    (letter,) = public.mail_folder.glob("*.eml")
    assert "https://talks.example/password-links/" in letter.read_text()
    assert "evil" not in letter.read_text()


def test_forwarded_addresses_count_from_trusted_proxies_only(settings: Config, database: Database) -> None:
    behind = replace(settings, trusted_proxies=("192.0.2.0/24",))
    table = Table(create_app(behind, database, hasher=CHEAP_HASHER))
    email = table.delegate("XAA").email

    def fails(peer: str, said: str) -> int:
        client = table.visitor()
        client.environ_base = {**client.environ_base, "REMOTE_ADDR": peer}
        return client.post(
            "/sign-in", data={"email": email, "password": "wrong"}, headers={"X-Forwarded-For": said}
        ).status_code

    assert [fails("198.51.100.1", f"203.0.113.{n}") for n in range(6)] == [401] * 5 + [429]
    assert [fails("192.0.2.1", f"203.0.113.{n}") for n in range(6)] == [401] * 6


def test_a_door_for_reading_cannot_write(table: Table) -> None:
    from sqlalchemy import update

    from workspace.negotiations.models import Negotiation
    from workspace.web import transaction

    def writes() -> str:
        transaction().execute(update(Negotiation).values(name="Changed"))
        return "shown"

    with table.app.test_request_context("/"):
        needs(Permission.ANYONE)(writes)()

    assert table.negotiation.name != "Changed"


def test_absent_and_not_yours_look_the_same(table: Table, app: Flask) -> None:
    stranger = Table(app, name="Another negotiation").head("XAC").client

    not_yours = stranger.get(f"/negotiations/{table.negotiation_id}")
    absent = stranger.get("/negotiations/aaaaaaaaaaaa")

    assert not_yours.status_code == absent.status_code == 404
    assert _without_tokens(not_yours.get_data(as_text=True)) == _without_tokens(absent.get_data(as_text=True))


def test_scripts_are_refused_in_json_and_people_on_a_page(table: Table) -> None:
    client = table.visitor()
    client.get("/sign-in")

    page = client.post("/sessions/current/visits", headers={"Accept": "text/html"})
    told = client.post("/sessions/current/visits", headers={"Accept": "application/json"})

    assert page.mimetype == "text/html"
    assert told.get_json() == {"ok": False, "reason": "signed_out", "message": "Please sign in to go on."}


def test_a_client_written_from_the_protocol_page_can_sign_in(table: Table) -> None:
    sitting = table.delegate("XAA")
    with table.app.test_client() as client:
        page = client.get("/sign-in").get_data(as_text=True)
        found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
        assert found is not None
        form = {"email": sitting.email, "password": PASSWORD, "csrf_token": found[1]}

        assert client.post("/sign-in", data=form).status_code == 302
        assert client.get("/negotiations").status_code == 200


def test_settings_that_cannot_be_meant_stop_the_start() -> None:
    with pytest.raises(ValueError, match="WORKSPACE_PUBLIC_URL"):
        read_config({"WORKSPACE_HOST": "0.0.0.0"})


def _policy(header: str) -> dict[str, list[str]]:
    directives = [part.split() for part in header.split(";") if part.strip()]
    return {name: values for name, *values in directives}


def _token(client: object) -> str:
    assert isinstance(client, Client)
    return client.csrf_token


def _without_tokens(page: str) -> str:
    return re.sub(r'(content|value)="[^"]*"', "", page)


def test_scripts_and_styles_travel_compressed_to_whoever_takes_that(app: Flask) -> None:
    client = app.test_client()

    packed = client.get("/static/build/shell.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/static/build/shell.js")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert packed.mimetype == plain.mimetype == "text/javascript"
    assert "Accept-Encoding" in packed.vary
    assert "Accept-Encoding" in plain.vary
