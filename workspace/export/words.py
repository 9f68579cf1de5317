"""The words of a PDF that are not the agreement's own, in the language of the text: title page, annex, statuses, dates.

They are no messages of the interface: a PDF reads the same whoever asks for it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from babel import Locale
from babel.dates import format_date, format_skeleton

from workspace.export.labels import Labels

_ALL = json.loads(resources.files(__package__).joinpath("words.json").read_text("utf-8"))
# Conference papers in English write 21 Nov, not Nov 21.
_LOCALES = {"en": "en_GB"}


@dataclass(frozen=True)
class Words:
    language: str
    labels: Labels
    statuses: Mapping[str, str]
    levels: Mapping[str, str]
    moment_form: str
    agreed_so_far: str  # the name of what is no edition; {version} is the working text's
    deleted_clause: str

    def moment(self, at: datetime) -> str:
        return self.moment_form.format(day=format_skeleton("yMMMd", at, locale=self._locale), time=f"{at:%H:%M}")

    def day(self, at: datetime) -> str:
        return str(format_date(at, "long", locale=self._locale))

    @property
    def own_name(self) -> str:
        """The name of the language, by itself: what a reader of it looks for."""
        own = Locale.parse(self.language)
        return str(own.get_language_name(own.language) or self.language)

    @property
    def _locale(self) -> str:
        return _LOCALES.get(self.language, self.language)


def words(language: str) -> Words:
    """The words of this language, one of the six of the United Nations."""
    known = _ALL[language]
    return Words(**known | {"language": language, "labels": Labels(language=language, **known["labels"])})
