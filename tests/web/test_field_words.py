"""A refused text or number names its field in words, never by the code's own name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import council
from council.vocabulary import words

HOME = Path(council.__file__).parent
READERS = ("clean_", "parse_")


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _fields() -> Iterator[tuple[str, str]]:
    """Every field name written in a call that reads what was typed: (where, name)."""
    for path in sorted(HOME.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and _called(node).startswith(READERS)):
                continue
            for given in (*node.args[1:], *(one.value for one in node.keywords)):
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield f"{path.relative_to(HOME)}:{node.lineno}", given.value


def test_every_field_that_can_be_refused_has_a_word() -> None:
    found = list(_fields())
    assert len(found) > 100
    bare = [f"{where} {name}" for where, name in found if name not in words("field")]
    assert bare == []
