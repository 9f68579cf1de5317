"""The languages of the interface: English, in which its words are written, and each that has a catalogue.

A catalogue is `translations/<language>/LC_MESSAGES/messages.mo`, made from `make catalogue`. What stands in a text is
in the text's own language, whatever the interface speaks.
"""

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, get_locale, gettext
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from workspace.phrases import Phrase, Translate

WRITTEN_IN = "en"
TRANSLATIONS = Path(__file__).parent.parent / "translations"


def register(app: Flask) -> None:
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=_of_request)
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.filters["told"] = told


def told(phrase: Phrase) -> str:
    """A phrase in the language of whoever asks by HTTP."""
    return phrase.said(gettext)


def preferred(accept_language: str) -> str:
    """The language that a browser likes best of those there are."""
    return _best(parse_accept_header(accept_language, LanguageAccept))


def translation(language: str) -> Translate:
    """Gettext for a language, where there is no request: on a live line."""
    return _catalogue(TRANSLATIONS, language).gettext


def _of_request() -> str:
    return _best(request.accept_languages)


def _best(accepted: LanguageAccept) -> str:
    return accepted.best_match(_known(TRANSLATIONS)) or WRITTEN_IN


@cache
def _known(folder: Path) -> list[str]:
    found = folder.glob("*/LC_MESSAGES/messages.mo")
    return [WRITTEN_IN, *sorted(path.parts[-3] for path in found)]


@cache
def _catalogue(folder: Path, language: str) -> NullTranslations:
    return Translations.load(folder, [language])
