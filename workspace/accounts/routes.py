"""The doors of accounts."""

from flask import Blueprint, Flask

accounts = Blueprint("accounts", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(accounts)
