"""Hashes of wordings and documents, on the published vectors and against the page that describes them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from prosemirror.model import Node

from workspace.text.canonical import canonical_wording, document_hash, wording_hash
from workspace.text.schema import SCHEMA, document_from_json

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "hashes.json").read_text("utf-8"))
HASHES = {each["name"]: each["hash"] for each in VECTORS["wordings"] + VECTORS["documents"]}


@pytest.mark.parametrize("vector", VECTORS["wordings"], ids=lambda v: v["name"])
def test_a_wording_hashes_as_published(vector: dict[str, Any]) -> None:
    clause = Node.from_json(SCHEMA, vector["clause"])

    assert canonical_wording(clause, vector["language"]).hex() == vector["canonical"]
    assert wording_hash(clause, vector["language"]).hex() == vector["hash"]


@pytest.mark.parametrize("vector", VECTORS["documents"], ids=lambda v: v["name"])
def test_a_document_hashes_as_published(vector: dict[str, Any]) -> None:
    assert document_hash(document_from_json(vector["doc"]), vector["language"]).hex() == vector["hash"]


def test_the_layout_is_the_one_described() -> None:
    def field(content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + content

    runs = [b"3", b"text", b"", b"States ", b"text", b"", b"shall", b"text", b"", b" act."]
    wording = b"".join(map(field, [b"1", b"en", b"paragraph", b"0", *runs, b"1", b"7", b"12"]))
    english = bytes.fromhex(HASHES["English"])

    assert hashlib.sha256(wording).hexdigest() == HASHES["a bracket"]
    assert hashlib.sha256(b"".join(map(field, [b"document", b"1", english]))).hexdigest() == HASHES["one clause"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("English", "the same under another id"),
        ("French", "French, decomposed"),
        ("Russian", "Russian, decomposed"),
        ("Arabic", "Arabic, decomposed"),
        ("a bracket", "the same bracket under another id"),
        ("overlapping brackets", "the same overlap, marks in another order"),
        ("two brackets on the same words", "the same, put on in changing order"),
    ],
)
def test_what_means_the_same_hashes_the_same(one: str, other: str) -> None:
    assert HASHES[one] == HASHES[other]


def test_everything_else_hashes_differently() -> None:
    same_twice = 7

    assert len(set(HASHES.values())) == len(HASHES) - same_twice
