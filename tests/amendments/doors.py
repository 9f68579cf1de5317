"""Every door of the registry with every id that there is, for tests that look behind all of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.amendments.looking import looking
from tests.world import Client
from workspace.database import Base, new_id

Ids = Mapping[str, frozenset[str]]

# Arguments that name no row: files of the build, secrets that only a letter holds, versions of a text.
_NO_ROWS = {"name": ["shell.js"], "token": ["no-such-token"], "version": ["0", "1"]}
# What may follow an address. What a door does not know, it leaves alone.
_QUERIES = ("?since=0", "?version=0", "?state=&show=all&tab=amendments", "?state=stale&tab=history&against=base")
# Nobody at the table sits at the server: what only its operator reads (/metrics) is refused them.
FROM_A_HOTEL = {"REMOTE_ADDR": "198.51.100.7"}
# What differs from one answer to the next without telling anything.
_CHANGING = re.compile(r'(csrf-token" content=|name="csrf_token"(?: type="hidden")? value=)"[^"]*"')


def ids_of(db: Session) -> Ids:
    """The ids of all rows, by table."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            found[table.name] = frozenset(str(id) for id in db.scalars(select(table.c.id)))
    return found


@dataclass(frozen=True)
class Address:
    """A door's address, with the ids in it."""

    path: str
    ids: frozenset[str] = field(default_factory=frozenset)
    rule: str = ""

    def made_absent(self) -> "Address":
        """The same door, asked about what there never was."""
        path, absent = self.path, []
        for id in sorted(self.ids):
            absent.append(new_id(len(id)))
            path = path.replace(id, absent[-1])
        return Address(path, frozenset(absent))


def addresses(app: Flask, method: str, ids: Ids) -> Iterator[Address]:
    """Every door for this method, with every id that could stand in its address."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            yield from _of_rule(rule, ids)


def fetched(app: Flask, clients: Mapping[str, Client], ids: Ids) -> dict[str, dict[str, str]]:
    """All that each of these can fetch, by address. A query is tried at every door that looked for one of its arguments
    for anybody: what a door never looks for changes nothing in its answer."""
    doors = looking(app)
    plain = list(addresses(app, "GET", ids))
    found = {name: {each.path: _said(client, each.path) for each in plain} for name, client in clients.items()}
    asked = [each.path + query for each in plain for query in _QUERIES if doors.looks_for(each.rule, query)]
    return {name: found[name] | {path: _said(client, path) for path in asked} for name, client in clients.items()}


def _said(client: Client, path: str) -> str:
    return readable(fetch(client, path))


def readable(answer: TestResponse, *private: str) -> str:
    """All that an answer says: headers and words, also those of a PDF; ids that were asked for left out."""
    said = "\n".join(f"{name}: {value}" for name, value in answer.headers if name in ("Location", "ETag"))
    body = _pdf(answer) if answer.mimetype == "application/pdf" else answer.get_data(as_text=True)
    for id in private:
        body, said = body.replace(id, "…"), said.replace(id, "…")
    return "\n".join((str(answer.status_code), said, _CHANGING.sub(r"\1", body)))


def fetch(client: Client, path: str) -> TestResponse:
    answer = client.get(path, environ_base=FROM_A_HOTEL)
    assert answer.status_code < 500, path
    return answer


def _of_rule(rule: Rule, ids: Ids) -> Iterator[Address]:
    names = sorted(rule.arguments)
    values = [_values(name, ids) for name in names]
    for chosen in product(*values):
        path, rows = rule.rule, frozenset(id for name, id in zip(names, chosen, strict=True) if name not in _NO_ROWS)
        for name, value in zip(names, chosen, strict=True):
            path = re.sub(rf"<(?:[a-z]+:)?{name}>", value, path)
        yield Address(path, rows, rule.rule)


def _values(name: str, ids: Ids) -> list[str]:
    if name in _NO_ROWS:
        return _NO_ROWS[name]
    table = name.removesuffix("_id")
    # A new kind of argument must be known here, so that its door is looked behind as well.
    assert table in ids, f"No table is known for <{name}>."
    return sorted(ids[table])


def _pdf(answer: TestResponse) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.get_data())).pages)
