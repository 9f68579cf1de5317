"""Moments are aware and in UTC, and a page writes them as its language does."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from flask_babel import force_locale

from workspace.times import drawn

MOMENT = datetime(2026, 11, 21, 23, 2, 51, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "short", "day"),
    [
        ("en", "21 Nov, 23:02 UTC", "21 November 2026"),
        ("fr", "21 nov., 23:02 UTC", "21 novembre 2026"),
        ("zh", "11月21日, 23:02 UTC", "2026年11月21日"),
        ("ar", "21 نوفمبر, 23:02 UTC", "21 نوفمبر 2026"),
    ],
)
def test_a_moment_is_written_in_the_language_of_the_page(app: Flask, language: str, short: str, day: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert (drawn(MOMENT, "short"), drawn(MOMENT, "day")) == (short, day)


def test_a_moment_of_another_zone_is_told_in_utc(app: Flask) -> None:
    nairobi = MOMENT.astimezone(timezone(timedelta(hours=3)))

    with app.test_request_context():
        assert drawn(nairobi, "short") == "21 Nov, 23:02 UTC"
        assert drawn(nairobi, "clock") == "23:02:51 UTC"
        assert drawn(nairobi, "full") == "Saturday, 21 November 2026, 23:02:51 UTC"
        assert drawn(nairobi, "machine") == "2026-11-21T23:02:51Z"
