"""The doors of negotiations."""

from flask import Blueprint, Flask

negotiations = Blueprint("negotiations", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(negotiations)
