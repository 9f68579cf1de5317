"""The keys of an installation: made on first use, whole, the same for all, and for their owner alone."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from workspace import config as configuration
from workspace.config import Config

PROCESSES = 16


def test_processes_that_begin_at_once_have_one_key(settings: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    made: Callable[[int], str] = secrets.token_urlsafe

    def made_slowly(size: int) -> str:
        time.sleep(0.05)
        return made(size)

    def key_after(milliseconds: int) -> str:
        time.sleep(milliseconds / 1000)
        return settings.secret("secret.key")

    monkeypatch.setattr(configuration.secrets, "token_urlsafe", made_slowly)

    with ThreadPoolExecutor(PROCESSES) as pool:
        keys = set(pool.map(key_after, range(0, 6 * PROCESSES, 6)))

    (key,) = keys
    assert len(key) == 64
    assert [path.name for path in settings.data.iterdir()] == ["secret.key"]
    assert (settings.data / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_key_stays(settings: Config) -> None:
    assert settings.secret("browser.key") == settings.secret("browser.key")
    assert settings.secret("browser.key") != settings.secret("secret.key")
