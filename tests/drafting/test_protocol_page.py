"""docs/protocol.md says what the code does."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from workspace import errors
from workspace.config import Limits
from workspace.realtime import transport
from workspace.realtime.hearing import HEARD
from workspace.text.steps import MAX_STEPS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
CODE = "\n".join(
    path.read_text() for folder in ("drafting", "realtime") for path in (ROOT / "workspace" / folder).glob("*.py")
)
_TO_PROCESSES = {"text", "answer", "seats", "cursors"}  # over Redis
TOLD = set(re.findall(r'(?:tell|Telling|_tell)\((?:places, )?"([a-z_:]+)"', CODE)) - _TO_PROCESSES


def rows(after: str) -> set[str]:
    """The names in the first column of the table with this heading."""
    table = PAGE.split(after)[1].split("\n\n")[0]
    return {name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`([a-z_:]+)`", row)}


def test_the_page_names_exactly_the_events_that_are_heard() -> None:
    assert rows("| client sends |") == set(HEARD)


def test_the_page_names_exactly_the_events_that_are_told() -> None:
    assert rows("| server sends |") == TOLD


def test_the_page_names_every_reason() -> None:
    listed = re.search(r"The reasons are a closed list: (.*?)\(it could", PAGE, re.S)
    assert listed
    reasons = {kind.reason for kind in errors.Refusal.__subclasses__()} | {errors.WordsMoved.reason}
    assert set(re.findall(r"`([a-z_]+)`", listed[1])) == reasons


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ("message 96 KB", ("message_bytes", 96 * 1024)),
        ("200 steps a commit", ("steps_per_commit", 200)),
        ("depth 16", ("json_depth", 16)),
        ("clause 64 KB", ("clause_bytes", 64 * 1024)),
        ("text 2 MB", ("text_bytes", 2 * 1024 * 1024)),
        ("2,500 clauses", ("clauses", 2_500)),
        ("30 commits/s", ("commits_per_second", 30)),
        ("bursts of 60", ("commits_burst", 60)),
        ("cursor 10/s", ("cursors_per_second", 10)),
        ("6 connections per session", ("connections_per_session", 6)),
        ("4 KB before the ticket", ("early_bytes", 4 * 1024)),
        ("under 20,000", ("mapping_work", 20_000)),
    ],
)
def test_the_page_states_the_limits(said: str, limit: tuple[str, int]) -> None:
    name, value = limit

    assert said in " ".join(PAGE.split())
    assert getattr(Limits(), name) == value


def test_the_core_keeps_the_limits_of_the_configuration() -> None:
    from workspace.text import authority

    limits = Limits()
    core = (MAX_STEPS, authority.MAX_CLAUSE_BYTES, authority.MAX_TEXT_BYTES, authority.MAX_CLAUSES)

    assert core == (limits.steps_per_commit, limits.clause_bytes, limits.text_bytes, limits.clauses)
    assert limits.mapping_work == authority.MAX_STEPS_TIMES_LAG
    assert "json_depth" in {field.name for field in fields(Limits)}


def test_the_page_says_how_a_dead_line_is_noticed() -> None:
    said = f"pings every {transport.PING_INTERVAL_S} s and ends a connection that has not answered "

    assert said + f"{transport.PING_TIMEOUT_S} s later" in " ".join(PAGE.split())
    # The library looks at each connection once in a round as long as its patience.
    assert transport.PING_INTERVAL_S + 2 * transport.PING_TIMEOUT_S < 30
