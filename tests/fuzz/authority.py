"""The authority behind a pipe, for the fuzz: JSON lines in and out, one answer for each question. It keeps a log and
refs as the server does, without rights or a database."""

import json
import sys
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from prosemirror.model import Node

from workspace.phrases import Phrase
from workspace.text import authority
from workspace.text.authority import Head, Placed, Rules
from workspace.text.canonical import wording_hash
from workspace.text.mapping import Commit
from workspace.text.refusals import Invalid, Locked, Refused
from workspace.text.schema import clauses_of, document_from_json, id_of
from workspace.text.steps import parse_steps, step_to_wire

LANGUAGE = "en"


class Text:
    """One text with its log, as a process of the server holds it."""

    def __init__(self, doc: Node) -> None:
        self.head = Head.of(doc)
        self.docs = {0: doc}
        self.log: list[tuple[Commit, dict[str, Any]]] = []
        self.answered: dict[str, tuple[str, dict[str, Any]]] = {}
        self.locked: frozenset[str] = frozenset()

    def commit(self, message: dict[str, Any]) -> dict[str, Any]:
        steps = parse_steps(message["steps"])
        return self.once(message, lambda: authority.place(self.head, self.since(message["version"]), steps, self.rules))

    def move(self, message: dict[str, Any]) -> dict[str, Any]:
        node = next((node for node in clauses_of(self.head.doc) if id_of(node) == message["clause"]), None)
        if node is None or wording_hash(node, LANGUAGE).hex() != message["hash"]:
            raise Invalid(Phrase("The words have moved."))
        commit = authority.move(self.head.doc, message["clause"], message["after"])
        return self.once(message, lambda: authority.act(self.head, commit, self.rules))

    def once(self, message: dict[str, Any], place: Callable[[], Placed]) -> dict[str, Any]:
        sent = json.dumps(message, sort_keys=True)
        if known := self.answered.get(message["ref"]):
            if known[0] != sent:
                raise Invalid(Phrase("This ref was used for something else."))
            return known[1]
        return self.record(message, sent, place())

    def record(self, message: dict[str, Any], sent: str, placed: Placed) -> dict[str, Any]:
        answer = {"ok": True, "version": placed.head.version, "dropped": list(placed.dropped)}
        if not placed.commit.steps:
            return answer
        self.head = placed.head
        self.docs[placed.head.version] = placed.head.doc
        wire = [step_to_wire(step) for step in placed.commit.steps]
        entry = {"ref": message["ref"], "seat": message["seat"], "steps": wire, "mirrors": placed.commit.mirrors}
        self.log.append((placed.commit, entry))
        self.answered[message["ref"]] = (sent, answer)
        return answer

    def since(self, version: int) -> list[Commit]:
        return [commit for commit, _ in self.log[self.index(version) :]]

    def entries(self, version: int) -> list[dict[str, Any]]:
        return [entry for _, entry in self.log[self.index(version) :]]

    def index(self, version: int) -> int:
        ends = [0, *accumulate(len(commit.steps) for commit, _ in self.log)]
        if version not in ends:
            raise Invalid(Phrase("No such version."))
        return ends.index(version)

    @property
    def rules(self) -> Rules:
        return Rules(locked=self.locked)


def answer(text: Text, message: dict[str, Any]) -> dict[str, Any]:
    match message.pop("op"):
        case "commit":
            return text.commit(message)
        case "move":
            return text.move(message)
        case "lock":
            text.locked = frozenset(message["clauses"])
            return {"ok": True}
        case "since":
            return {"ok": True, "version": text.head.version, "commits": text.entries(message["version"])}
        case "document":
            version = message.get("version", text.head.version)
            return {"version": version, "doc": text.docs[version].to_json()}
    raise ValueError(message)


def main() -> None:
    text = None
    for line in sys.stdin:
        message = json.loads(line)
        if message["op"] == "begin":
            text = Text(document_from_json(message["doc"]))
            said: dict[str, Any] = {}
        else:
            said = judged(text, message)
        print(json.dumps(said), flush=True)


def judged(text: Text, message: dict[str, Any]) -> dict[str, Any]:
    try:
        return answer(text, message)
    except Locked as refusal:
        return {"ok": False, "reason": refusal.reason, "clauses": list(refusal.clauses)}
    except Refused as refusal:
        return {"ok": False, "reason": refusal.reason, "message": str(refusal)}


if __name__ == "__main__":
    main()
