"""The script that anybody may run and the program's own count find the same, whatever is cast."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from tests.factories.replays import SCRIPT, Drawn, drawn_polls, script

pytestmark = pytest.mark.one_database
REPLAY = script()
slow = settings(deadline=None, max_examples=400)


@slow
@given(drawn_polls())
def test_both_counts_agree(drawn: Drawn) -> None:
    ours = json.loads(json.dumps(drawn.ours()))
    anew = REPLAY.count(*drawn.archived())
    assert list(REPLAY.differences(REPLAY.without_why(ours), anew)) == []


def test_it_runs_on_python_3_9_and_imports_nothing_else() -> None:
    import ast
    import sys

    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 9))
    named = {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named <= set(sys.stdlib_module_names)
    assert "council" not in named
