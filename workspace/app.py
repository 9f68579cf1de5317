"""Puts the application together; the only importer of routes and sockets."""

from flask import Flask, request
from flask_babel import Babel, get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from workspace import web
from workspace.accounts import routes as accounts
from workspace.config import Config
from workspace.database import Database
from workspace.negotiations import access
from workspace.negotiations import routes as negotiations

LANGUAGES = ("en",)


def create_app(settings: Config, database: Database | None = None) -> Flask:
    """The application, ready to answer; `UndeclaredDoor` if a door does not say who may use it."""
    app = Flask("workspace", static_folder=None, template_folder=str(web.TEMPLATES))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.limits.upload_bytes,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_NAME="__Host-workspace" if settings.is_secure else "workspace",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a delegate's open page must still work at its end
    )
    web.prepare(app, settings, database or Database(settings.database_url), access.guard)
    Babel(app, locale_selector=lambda: request.accept_languages.best_match(LANGUAGES) or "en")
    app.jinja_env.globals["get_locale"] = get_locale
    for feature in (accounts, negotiations):
        feature.register(app)
    _behind_proxies(app, settings)
    web.check_doors(app)
    return app


def _behind_proxies(app: Flask, settings: Config) -> None:
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
