"""Everybody in the story, their server, and the letters that it sends them."""

import email
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.person import Person
from tests.server import Server

_LINK = re.compile(r"https?://\S+/(?:invitations|password-links)/\S+")


@dataclass
class Story:
    server: Server
    data: Path
    browser: Browser
    people: list[Person] = field(default_factory=list)
    agreement: str = ""
    edition: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def person(self, name: str, **how: Any) -> Person:
        self.people.append(Person(self.browser, self.server.url, name, **how))
        return self.people[-1]

    def of(self, name: str) -> Person:
        return next(person for person in self.people if person.name == name)

    def all_four(self) -> list[Person]:
        """Kenya's head, Peru's head, Kenya's delegate, and the chair."""
        return [self.of(name) for name in ("Achieng Odhiambo", "Diego Quispe", "Otieno Mwangi", "Hana Sato")]

    def operator(self, *command: str) -> str:
        """What the operator's command line says."""
        settings = {"WORKSPACE_DATA": str(self.data), "WORKSPACE_PORT": str(self.server.port)}
        done = subprocess.run(
            [sys.executable, "-m", "workspace", *command],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | settings,
        )
        return done.stdout

    def letter_to(self, person: Person) -> str:
        """The link in the newest letter to somebody, from the mail folder."""
        for path in sorted((self.data / "mail").glob("*.eml"), reverse=True):
            letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if letter["To"] == person.email:
                return link_in(letter.get_content())
        raise AssertionError(f"There is no letter to {person.email}.")


@pytest.fixture
def story(tmp_path: Path, template_database: Path, browser: Browser) -> Iterator[Story]:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(template_database, data / "workspace.db")
    with Server(data) as server:
        told = Story(server, data, browser)
        yield told
        for person in told.people:
            person.leave()


def link_in(words: str) -> str:
    found = _LINK.search(words)
    assert found, words
    return found[0]
