"""Who is answered what at the doors of accounts, and at those that belong to no feature."""

from tests.rights import Row, Scene, letter
from tests.world import PASSWORD
from workspace.accounts import actions, queries

ROWS = [
    #                                          vis gue del hea adv cha sec obs wai end riv els
    Row("GET /static/build/<path:name>", "any", "y  y  y  y  y  y  y  y  y  y  y  y"),
    Row("GET /sign-in", "any", "y  y  y  y  y  y  y  y  y  y  y  y"),
    Row("GET /password-links", "any", "y  y  y  y  y  y  y  y  y  y  y  y"),
    Row("GET /password-links/<token>", "good", "y  y  y  y  y  y  y  y  y  y  y  y"),
    Row("GET /password-links/<token>", "used", "-  -  -  -  -  -  -  -  -  -  -  -"),
    Row("POST /sessions/current/visits", "any", "s  y  y  y  y  y  y  y  y  y  y  y"),
]

# These change who is signed in, so they are tried in browsers of their own (tests/accounts/test_signing_in.py).
_EVERYBODY = "y  y  y  y  y  y  y  y  y  y  y  y"


def _own_browser(door: str, data: dict[str, str]) -> Row:
    def attempt(scene: Scene, actor: str) -> str:
        browser = scene.table.visitor()
        if actor in scene.sittings:
            browser.sign_in(scene.sittings[actor].email)
        return letter(
            browser.post(scene.address(door.split(" ")[1], "good"), data={"email": f"{actor}@talks.example"} | data)
        )

    return Row(door, "good", _EVERYBODY, attempt=attempt)


ROWS += [
    _own_browser("POST /sign-in", {"email": "guest@talks.example", "password": PASSWORD}),
    _own_browser("POST /sign-out", {}),
    _own_browser("POST /password-links", {}),
    _own_browser("POST /password-links/<token>", {"password": "nine patient ferries at dawn"}),
]


def prepare(scene: Scene) -> None:
    scene.subjects["name"]["any"] = "mark.svg"
    with scene.table.writing() as db:
        person = queries.person_with(db, "guest@talks.example")
        assert person is not None
        scene.subjects["token"]["used"] = actions.ask_for_password(db, person)
        scene.subjects["token"]["good"] = actions.ask_for_password(db, person)
