"""The doors of accounts: signing in and out, showing that one is there, and a new password by link."""

from argon2 import PasswordHasher
from flask import Blueprint, Flask, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from workspace.accounts import actions, queries, sessions
from workspace.accounts.attempts import Attempts
from workspace.accounts.forms import SignInForm
from workspace.accounts.mail import Letter, post
from workspace.accounts.models import Person
from workspace.accounts.passwords import Passwords, check_new
from workspace.config import Config
from workspace.errors import Invalid, NotFound, Refusal, TooFast
from workspace.languages import told
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.web import config, database, needs, needs_in_parts, safe_path, transaction, wants_json

accounts = Blueprint("accounts", __name__)


def register(app: Flask, hasher: PasswordHasher | None = None) -> None:
    app.register_blueprint(accounts)
    settings: Config = app.extensions["workspace.config"]
    sessions.prepare(app, Passwords(hasher), Attempts(settings.redis_url))


@accounts.get("/sign-in")
@needs(Permission.ANYONE)
def sign_in_page() -> ResponseReturnValue:
    wanted = safe_path(request.args.get("next"))
    if sessions.present_session(transaction()):
        return redirect(wanted)
    return render_template("accounts/sign_in.html", email=request.args.get("email", ""), next=wanted, error="")


@accounts.post("/sign-in")
@needs_in_parts(Permission.ANYONE)
def sign_in() -> ResponseReturnValue:
    form = SignInForm.read()
    try:
        person = _person_of(form)
    except Refusal as refusal:
        return _not_signed_in(form, refusal)
    with database().writing() as db:
        sessions.begin(db, person)
    if wants_json():
        return jsonify(ok=True)
    return redirect(safe_path(request.form.get("next")))


@accounts.post("/sign-out")
@needs(Permission.ANYONE)
def sign_out() -> ResponseReturnValue:
    db = transaction()
    session = sessions.present_session(db)
    if session:
        actions.sign_out(db, session)
    sessions.leave()
    return jsonify(ok=True) if wants_json() else redirect(url_for(".sign_in_page"))


@accounts.post("/sessions/current/visits")
@needs(Permission.SIGNED_IN)
def visit() -> ResponseReturnValue:
    """An open and visible page says that somebody is there."""
    db = transaction()
    session = sessions.present_session(db)
    if session:
        actions.visit(db, session.id, sessions.lifetime())
    return jsonify(ok=True)


@accounts.get("/password-links")
@needs(Permission.ANYONE)
def password_forgotten() -> ResponseReturnValue:
    return render_template("accounts/password_forgotten.html", sent=False)


@accounts.post("/password-links")
@needs_in_parts(Permission.ANYONE)
def ask_for_password() -> ResponseReturnValue:
    """The answer is the same whether or not there is such an account."""
    form = SignInForm.read()
    # Counted apart from signing in, so that whoever asks for letters keeps nobody out.
    sessions.attempts().begin(f"password of {form.email}", request.remote_addr or "")
    with database().writing() as db:
        person = queries.person_with(db, form.email)
        if person and not person.is_disabled:
            token = actions.ask_for_password(db, person)
            post(db, config(), _password_letter(person, token))
    return render_template("accounts/password_forgotten.html", sent=True)


@accounts.get("/password-links/<token>")
@needs(Permission.ANYONE)
def new_password_page(token: str) -> ResponseReturnValue:
    link = queries.good_link(transaction(), actions.PASSWORD, token)
    if link is None:
        raise NotFound(actions.LINK_IS_GONE)
    return render_template("accounts/new_password.html", link=link, error="")


@accounts.post("/password-links/<token>")
@needs_in_parts(Permission.ANYONE)
def set_password(token: str) -> ResponseReturnValue:
    with database().reading() as db:
        link = queries.good_link(db, actions.PASSWORD, token)
    if link is None:
        raise NotFound(actions.LINK_IS_GONE)
    try:
        password_hash = hashed_new(link.email)
    except Invalid as wrong:
        return render_template("accounts/new_password.html", link=link, error=told(wrong.message)), 422
    with database().writing() as db:
        actions.set_password(db, link, password_hash)
    sessions.leave()
    flash(_("Your new password is set. Please sign in with it."), "good")
    return redirect(url_for(".sign_in_page", email=link.email))


def hashed_new(email: str) -> str:
    """The hash of the new password in the form, or `Invalid`."""
    password = request.form.get("password", "")
    check_new(password, email=email)
    return sessions.passwords().hashed(password)


def _person_of(form: SignInForm) -> Person:
    """Whose address and password these are. Unknown, disabled and wrong look the same and take as long."""
    address = request.remote_addr or ""
    sessions.attempts().begin(form.email, address)
    with database().reading() as db:
        person = queries.person_with(db, form.email)
    known = person if person and not person.is_disabled else None
    if not sessions.passwords().match(known.password_hash if known else None, form.password) or known is None:
        left = sessions.attempts().fail(form.email, address)
        raise Invalid(Phrase("That address and password do not match."), left=left)
    sessions.attempts().succeed(form.email, address)
    return known


def _not_signed_in(form: SignInForm, refusal: Refusal) -> ResponseReturnValue:
    status = 429 if isinstance(refusal, TooFast) else 401
    if wants_json():
        return jsonify(ok=False, reason=refusal.reason, message=told(refusal.message)), status
    left = refusal.details.get("left")
    page = render_template(
        "accounts/sign_in.html",
        email=form.email,
        next=safe_path(request.form.get("next")),
        error=told(refusal.message),
        wait=_tries_left(left) if isinstance(left, int) else "",
    )
    return page, status


def _tries_left(left: int) -> str:
    if not left:
        return str(_("Please wait ten minutes, then try again."))
    return str(
        ngettext(
            "One try is left before a pause of ten minutes.",
            "%(num)s tries are left before a pause of ten minutes.",
            left,
        )
    )


def _password_letter(person: Person, token: str) -> Letter:
    address = config().public_url + url_for(".new_password_page", token=token)
    body = _(
        "Somebody asked for a new password for this address in the negotiation workspace.\n\n"
        "To set it, open this page within one hour:\n\n%(address)s\n\n"
        "If it was not you, nothing needs to be done: your password is as it was.\n",
        address=address,
    )
    return Letter(person.email, _("A new password for the negotiation workspace"), body)
