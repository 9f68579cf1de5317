"""What leaves the server leaves it small: pages packed on the way, files packed beforehand."""

import gzip
from pathlib import Path

import pytest

from tests.reading.world import open_text
from tests.world import Table
from workspace import assets
from workspace.packing import packed as packing


def test_pages_are_packed_where_the_browser_takes_it(table: Table) -> None:
    opened, client = open_text(table), table.delegate("XAA").client
    address = f"/agreements/{opened.agreement}"

    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    refused = client.get(address, headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert all("Accept-Encoding" in answer.vary for answer in (plain, packed, refused))
    assert b"interrupt an essential service" in gzip.decompress(packed.data)
    assert len(packed.data) < len(plain.data) / 3


def test_the_length_of_what_is_packed_says_little() -> None:
    body = b"A page with a token and the words of others. " * 100

    answers = [packing(body) for _ in range(40)]

    assert {gzip.decompress(answer) for answer in answers} == {body}
    assert len({len(answer) for answer in answers}) > 20


def test_what_fits_a_packet_is_not_packed(table: Table) -> None:
    answer = table.delegate("XAA").client.get(
        "/texts", headers={"Accept-Encoding": "gzip", "Accept": "application/json"}
    )

    assert "Content-Encoding" not in answer.headers


def test_files_are_sent_in_the_best_packing_that_the_browser_takes(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    for name in ("table.js", "table.js.gz", "table.js.br", "mark.png"):
        (tmp_path / name).write_text(name)
    client = table.delegate("XAA").client

    def sent(name: str, taken: str) -> tuple[str, str | None]:
        answer = client.get(f"/static/build/{name}", headers={"Accept-Encoding": taken})
        return answer.get_data(as_text=True), answer.headers.get("Content-Encoding")

    assert sent("table.js", "gzip, deflate, br") == ("table.js.br", "br")
    assert sent("table.js", "gzip") == ("table.js.gz", "gzip")
    assert sent("table.js", "identity") == ("table.js", None)
    assert sent("mark.png", "gzip, br") == ("mark.png", None)
