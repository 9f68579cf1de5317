"""What the parser lets in, and each nonsense it keeps out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from workspace.text.refusals import Invalid, TooLarge
from workspace.text.steps import (
    MAX_STEPS,
    is_within_depth,
    parse_document,
    parse_step,
    parse_steps,
    step_to_wire,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "steps.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda v: v["name"])
def test_a_step_the_protocol_knows_is_parsed_and_passed_on_in_one_form(vector: dict[str, Any]) -> None:
    wire = step_to_wire(parse_step(vector["step"]))

    assert wire == vector.get("wire", vector["step"])
    assert step_to_wire(parse_step(wire)) == wire


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda v: v["name"])
def test_nonsense_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        parse_step(json.loads(vector["json"]) if "json" in vector else vector["step"])


@pytest.mark.parametrize("steps", [None, {}, "steps", 1, True, [], [[1, 2]]])
def test_a_commit_is_a_list_of_steps(steps: object) -> None:
    with pytest.raises(Invalid):
        parse_steps(steps)


def test_a_commit_has_at_most_so_many_steps() -> None:
    assert len(parse_steps([[1, 1, "a"]] * MAX_STEPS)) == MAX_STEPS

    with pytest.raises(TooLarge):
        parse_steps([[1, 1, "a"]] * (MAX_STEPS + 1))


def test_nesting_is_limited_without_recursion() -> None:
    nested: object = []
    for _ in range(15):
        nested = {"a": nested}

    assert is_within_depth(nested)
    assert not is_within_depth([nested])
    for _ in range(100_000):
        nested = [nested]
    assert not is_within_depth(nested)


def test_a_document_from_outside_has_an_id_for_every_clause() -> None:
    def paragraph(id: str) -> dict[str, object]:
        return {"type": "clause", "attrs": {"id": id, "kind": "paragraph", "level": 0}}

    assert parse_document({"type": "doc", "content": [paragraph("aaaaaaa1"), paragraph("aaaaaaa2")]}).child_count == 2
    for clauses in ([paragraph("aaaaaaa1"), paragraph("aaaaaaa1")], [paragraph("")], []):
        with pytest.raises(Invalid):
            parse_document({"type": "doc", "content": clauses})


def test_the_published_forms_are_the_ones_that_are_parsed() -> None:
    page = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")
    clauses = re.findall(r"```json clause\n(.*?)```", page, re.DOTALL)
    steps = [line for block in re.findall(r"```json step\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]

    assert len(clauses) == 1
    parse_document({"type": "doc", "content": [json.loads(clauses[0])]})
    assert len(parse_steps([json.loads(step) for step in steps])) == 8
