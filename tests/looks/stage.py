"""A bare application that renders the templates with an invented negotiation: looks alone, no database."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace as Thing

from flask import Flask, Response, redirect, render_template, render_template_string, request, send_from_directory
from flask_babel import Babel, get_locale

from workspace.assets import STATIC, symbols
from workspace.languages import told
from workspace.phrases import Phrase
from workspace.times import drawn
from workspace.web import TEMPLATES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 21, 14, 2, 51, tzinfo=UTC)

XAA = Thing(code="XAA", name="Aurelia")
XBB = Thing(code="XBB", name="Borvania")
XCC = Thing(code="XCC", name="Cassia and the Outer Isles")

WORDS = [
    ("same", "Each State Party shall take "),
    ("deleted", "the measures necessary"),
    ("inserted", "every reasonable measure"),
    ("same", " to find and stop such an operation "),
    ("elided", ""),
    ("same", "."),
]
HASH = "b71d04ee9c521f607a3e88d140bbc2f9" * 2


def samples() -> dict[str, str]:
    """The page of every macro, and each sample of docs/looks.md under its heading."""
    sections = (section.split("\n", 1) for section in _guide().split("\n### ")[1:])
    pages = {_address(heading): _sample(rest) for heading, rest in sections}
    return pages | {"gallery": (Path(__file__).parent / "gallery.jinja").read_text()}


def _sample(section: str) -> str:
    return section.split("```jinja\n", 1)[1].split("```", 1)[0]


def _guide() -> str:
    return (ROOT / "docs" / "looks.md").read_text()


def _address(heading: str) -> str:
    return re.sub(r"\W+", "-", heading.lower()).strip("-")


def _seat(role: str, delegation: Thing | None) -> Thing:
    person = Thing(name="Ada Wanjiru")
    return Thing(role=role, delegation=delegation, person=person, may=lambda *_: True)


def world() -> dict[str, object]:
    """What a template may be given: one agreement, three delegations, some amendments."""
    negotiation = Thing(id="n1", name="Restraint and Assistance", occasion="Third session")
    agreement = Thing(id="a1", title="Agreement on Restraint and Assistance in Cyberspace", negotiation=negotiation)
    agreement.negotiation_id = negotiation.id
    agreement.language = "en"
    return {
        "negotiation": negotiation,
        "agreement": agreement,
        "person": Thing(name="Ada Wanjiru"),
        "seat": _seat("delegate", XAA),
        "chair": _seat("chair", None),
        "delegations": [XAA, XBB, XCC],
        "ours": XAA,
        "runs": WORDS,
        "at": AT,
        "digits": HASH,
        "counts": {"amendments": 41, "editions": 3},
        "statuses": {"agreed": 19, "adref": 5, "informals": 4, "open": 4, "bracketed": 11, "reopened": 1},
        "refusal": Thing(message=Phrase("The words have moved since you read them. Nothing was done.")),
        "status": 409,
    }


def stage() -> Flask:
    """An application that answers each sample at its name, under the product's content security policy."""
    app = Flask("looks", static_folder=None, template_folder=str(TEMPLATES))
    app.secret_key = "looks"
    Babel(app, locale_selector=lambda: request.args.get("lang", "en"))
    app.jinja_env.globals |= {
        "asset": lambda name: f"/static/build/{name}",
        "imported": lambda script: [],
        "symbols": symbols,
        "csrf_token": lambda: "token",
        "get_locale": get_locale,
    }
    app.jinja_env.filters |= {"told": told, "drawn": drawn}
    pages = samples()
    app.add_url_rule("/static/build/<path:name>", "static", lambda name: send_from_directory(STATIC, name))
    app.add_url_rule("/<name>", "page", lambda name: render_template_string(pages[name], **world()))
    app.add_url_rule("/refusal/<int:status>", "refusal", _refusal)
    app.extensions["sent"] = []
    app.add_url_rule("/<name>", "act", lambda name: _take(app, name), methods=["POST"])
    app.after_request(_under_policy)
    return app


def _refusal(status: int) -> str:
    return render_template("layout/refusal.html", **world() | {"status": status})


def _take(app: Flask, name: str) -> Response:
    app.extensions["sent"].append(name)
    return redirect("/gallery", 303)


def _under_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response
