"""Moments as a page writes them: aware and in UTC, which is named; the browser turns them into the reader's own time.

{{ moment|drawn('short') }}    21 Nov, 14:02 UTC
"""

from collections.abc import Callable
from datetime import UTC, datetime

from babel import Locale
from babel.dates import format_date, format_skeleton
from flask import Flask
from flask_babel import get_locale

_FORMS: dict[str, Callable[[datetime, Locale], str]] = {
    "short": lambda at, locale: f"{format_skeleton('MMMd', at, locale=locale)}, {at:%H:%M} UTC",
    "full": lambda at, locale: f"{format_date(at, 'full', locale=locale)}, {at:%H:%M:%S} UTC",
    "clock": lambda at, _locale: f"{at:%H:%M:%S} UTC",
    "day": lambda at, locale: format_date(at, "long", locale=locale),
    "day_of_year": lambda at, locale: format_skeleton("MMMd", at, locale=locale),
    "machine": lambda at, _locale: f"{at:%Y-%m-%dT%H:%M:%SZ}",
}


def register(app: Flask) -> None:
    app.jinja_env.filters["drawn"] = drawn


def drawn(moment: datetime, form: str) -> str:
    """A moment in the language of whoever reads the page."""
    return _FORMS[form](moment.astimezone(UTC), _day_month_order(get_locale() or Locale("en")))


def _day_month_order(locale: Locale) -> Locale:
    # Conference papers in English write 21 Nov, not Nov 21.
    return Locale("en", "GB") if str(locale) == "en" else locale
