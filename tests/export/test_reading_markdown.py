"""Markdown drafts: headings, lists and emphasis arrive, the rest is listed."""

from workspace.export.incoming import Dropped, Reading, Run, What, formats, read_upload

DRAFT = """# Draft agreement on cyber issues

_Recalling_ the Charter,

**Noting** resolution [74/247](https://example.org/a),

## Chapter I. General

### Article 1. Scope

1. This Agreement applies to:
   1. one; and
   2. two.
2. Each State Party:
(a) shall act;
(b) shall report.

- bullet
- (c) lettered

> Quoted words

### Article 2. Terms
"""


def read(words: str) -> Reading:
    return formats.read("markdown", words.encode())


def test_a_markdown_draft_becomes_clauses() -> None:
    reading = read_upload(DRAFT.encode(), "draft.md")

    assert [(clause.kind, clause.level, clause.number, clause.words) for clause in reading.clauses] == [
        ("title", 0, "", "Draft agreement on cyber issues"),
        ("preambular", 0, "", "Recalling the Charter,"),
        ("preambular", 0, "", "Noting resolution 74/247,"),
        ("chapter", 0, "Chapter I", "General"),
        ("article", 0, "Article 1", "Scope"),
        ("paragraph", 0, "1.", "This Agreement applies to:"),
        ("paragraph", 1, "1.", "one; and"),
        ("paragraph", 1, "2.", "two."),
        ("paragraph", 0, "2.", "Each State Party:"),
        ("paragraph", 1, "(a)", "shall act;"),
        ("paragraph", 1, "(b)", "shall report."),
        ("paragraph", 2, "•", "bullet"),
        ("paragraph", 1, "(c)", "lettered"),
        ("paragraph", 0, "", "Quoted words"),
        ("article", 0, "Article 2", "Terms"),
    ]
    assert reading.clauses[1].runs == (Run("Recalling", frozenset({"em"})), Run(" the Charter,"))
    assert reading.dropped == (Dropped(What.LINK, 1, ("https://example.org/a",)),)


def test_what_a_text_cannot_hold_is_listed() -> None:
    reading = read(
        "Words ![a map](map.png) and <b>bold</b>.\n\n| a | b |\n|---|---|\n| c | d |\n\n---\n\n<div>block</div>\n\n"
        "~~struck~~ stays\n\n[note]: https://example.org\n"
    )

    assert [clause.words for clause in reading.clauses] == ["Words and bold .", "struck stays"]
    assert {one.what: one.count for one in reading.dropped} == {
        What.TABLE: 1,
        What.IMAGE: 1,
        What.STRUCK: 1,
        What.LINK: 1,
        What.HTML: 3,
        What.RULE: 1,
    }


def test_deeply_nested_markdown_loses_no_words() -> None:
    assert "deep" in read("> " * 60 + "deep").clauses[0].words


def test_one_rank_of_headings_is_articles_and_two_are_chapters_and_articles() -> None:
    one = read("# Title\n\n## Scope\n\nWords.\n\n## Terms\n\nWords.")
    two = read("# General\n\n## Scope\n\nWords.\n\n# Final\n\n## Terms\n\nWords.")

    assert [clause.kind for clause in one.clauses] == ["title", "article", "paragraph", "article", "paragraph"]
    assert [clause.kind for clause in two.clauses][:3] == ["chapter", "article", "paragraph"]
