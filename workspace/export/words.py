"""The words of a PDF that are not the agreement's own, in the language of whoever asked for it.

They are made at the door, where that language is known, and go with the job.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from babel import Locale
from babel.dates import format_date, format_datetime

from workspace.database import Json
from workspace.drafting.models import ClauseStatus
from workspace.export.labels import Labels, labels
from workspace.signoffs.models import Level


@dataclass(frozen=True)
class Words:
    locale: str
    labels: Labels
    statuses: Mapping[str, str]
    levels: Mapping[str, str]
    agreed_so_far: str  # the name of what is no edition; {version} is the working text's
    deleted_clause: str

    def to_json(self) -> dict[str, Json]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Json]) -> "Words":
        return cls(**kept | {"labels": Labels(**kept["labels"])})

    def moment(self, at: datetime) -> str:
        return f"{format_datetime(at, 'd MMM y, HH:mm', locale=self.locale)} UTC"

    def day(self, at: datetime) -> str:
        return str(format_date(at, "d MMMM y", locale=self.locale))

    def language(self, code: str) -> str:
        """The name of a language, by itself: what a reader of it looks for."""
        own = Locale.parse(code)
        return str(own.get_language_name(own.language) or code)


def words(locale: str, _: Callable[[str], str]) -> Words:
    return Words(
        locale=locale,
        labels=labels(locale.replace("_", "-"), _),
        statuses={
            ClauseStatus.OPEN.value: _("Open"),
            ClauseStatus.BRACKETED.value: _("Bracketed"),
            ClauseStatus.INFORMALS.value: _("Agreed in informals"),
            ClauseStatus.AD_REF.value: _("Agreed ad referendum"),
            ClauseStatus.AGREED.value: _("Agreed"),
            ClauseStatus.REOPENED.value: _("Reopened"),
        },
        levels={Level.AD_REFERENDUM.value: _("Ad referendum"), Level.INITIALLED.value: _("Initialled")},
        agreed_so_far=_("Clauses agreed so far (version {version})"),
        deleted_clause=_("a clause since deleted"),
    )
