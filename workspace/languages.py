"""The languages of the interface: English, in which its words are written, and each that has a catalogue.

A catalogue is `<language>/LC_MESSAGES/messages.mo`, made from `make catalogue` (docs/languages.md). What stands in a
text is in the text's own language, whatever the interface speaks.
"""

from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, get_locale, gettext
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from workspace.config import Config
from workspace.phrases import Phrase, Translate

WRITTEN_IN = "en"
TRANSLATIONS = Path(__file__).parent.parent / "translations"


class Languages:
    """What the interface can speak, in this process."""

    def __init__(self, settings: Config) -> None:
        self.folders = (TRANSLATIONS, *settings.catalogues)
        found = {path.parts[-3] for folder in self.folders for path in folder.glob("*/LC_MESSAGES/messages.mo")}
        self._known = [WRITTEN_IN, *sorted(found - {WRITTEN_IN})]
        self._catalogues: dict[str, NullTranslations] = {}
        # Browsers say the same few things.
        self._preferred = lru_cache(256)(self._best)

    def preferred(self, accept_language: str) -> str:
        """The language that a browser likes best of those there are."""
        return self._preferred(accept_language)

    def _best(self, accept_language: str) -> str:
        return parse_accept_header(accept_language, LanguageAccept).best_match(self._known) or WRITTEN_IN

    def translation(self, language: str) -> Translate:
        """Gettext for a language, where there is no request: on a live line."""
        if language not in self._catalogues:
            self._catalogues[language] = self._read(language)
        return self._catalogues[language].gettext

    def _read(self, language: str) -> NullTranslations:
        merged = Translations()
        for folder in self.folders:
            found = Translations.load(folder, [language])
            if isinstance(found, Translations):
                merged.merge(found)
        return merged


def register(app: Flask, settings: Config) -> None:
    known = Languages(settings)
    Babel(
        app,
        default_translation_directories=";".join(map(str, known.folders)),
        locale_selector=lambda: known.preferred(request.headers.get("Accept-Language", "")),
    )
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.filters["told"] = told


def told(phrase: Phrase) -> str:
    """A phrase in the language of whoever asks by HTTP."""
    return phrase.said(gettext)
