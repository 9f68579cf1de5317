"""Words as the files of the demonstration write them: `_emphasis_`, and `{key}` for a reference to a clause."""

import re
from collections.abc import Mapping

from prosemirror.model import Node

from workspace.text.schema import em, reference, text

_PART = re.compile(r"_([^_]+)_|\{(\w+)\}|([^_{}]+)")


def runs(words: str, clauses: Mapping[str, str]) -> list[Node]:
    """The content of a clause; `clauses` gives the ids for keys."""
    return [_run(stressed, key, plain, clauses) for stressed, key, plain in _PART.findall(words)]


def written(clause: Node, clauses: Mapping[str, str]) -> str:
    """A clause's content as the files would write it."""
    keys = {id: key for key, id in clauses.items()}
    return "".join(_written(node, keys) for node in clause.content.content)


def _run(stressed: str, key: str, plain: str, clauses: Mapping[str, str]) -> Node:
    if key:
        return reference(clauses[key])
    return text(stressed, em()) if stressed else text(plain)


def _written(node: Node, keys: Mapping[str, str]) -> str:
    if not node.is_text:
        return f"{{{keys[str(node.attrs['clause'])]}}}"
    return f"_{node.text}_" if node.marks else str(node.text)
