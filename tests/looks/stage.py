"""A bare application that renders the templates with an invented negotiation: looks alone, no database."""

from datetime import UTC, datetime
from types import SimpleNamespace as Thing

from flask import Flask, Response, render_template_string, request, send_from_directory
from flask_babel import Babel, get_locale

from workspace.web import STATIC, TEMPLATES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
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
        "refusal": Thing(message="The words have moved since you read them. Nothing was done."),
        "status": 409,
    }


def stage(templates: dict[str, str]) -> Flask:
    """An application that answers each name with its template, under the product's content security policy."""
    app = Flask("looks", static_folder=None, template_folder=str(TEMPLATES))
    app.secret_key = "looks"
    Babel(app, locale_selector=lambda: request.args.get("lang", "en"))
    app.jinja_env.globals |= {
        "asset": lambda name: f"/static/build/{name}",
        "csrf_token": lambda: "token",
        "get_locale": get_locale,
    }
    app.add_url_rule("/static/build/<path:name>", "static", lambda name: send_from_directory(STATIC, name))
    app.add_url_rule("/<name>", "page", lambda name: render_template_string(templates[name], **world()))
    app.after_request(_under_policy)
    return app


def _under_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response
