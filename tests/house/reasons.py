"""Finds the codes of reasons in source text, so that each can be held against its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SHARED = ("participation", "approval")
"""What ``tally`` puts before ``_heads_missed`` and ``_area_missed``."""


@dataclass(frozen=True)
class Used:
    """A code, where it stands, and the names of its figures (None: not told there)."""

    code: str
    line: int
    figures: frozenset[str] | None


def makers(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Functions and classes that make a reason from the code they are given, by file.

    A name that does not begin with an underscore may be called from every file (file ``""``).
    """
    found: dict[str, set[str]] = {}
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            body = node.body if isinstance(node, ast.ClassDef) else [node]
            for function in body:
                if isinstance(function, ast.FunctionDef) and _hands_on(function):
                    called = node.name if isinstance(node, ast.ClassDef) else function.name
                    if called != "__init__":
                        found.setdefault(name if called[0] == "_" else "", set()).add(called)
    return found


def _hands_on(function: ast.FunctionDef) -> bool:
    given = {arg.arg for arg in function.args.args}
    return any(
        isinstance(call.args[0], ast.Name) and call.args[0].id == "code" and "code" in given
        for call in _calls(function, {"Reason"})
    )


def used(source: str, more: set[str] = frozenset()) -> Iterator[Used]:  # type: ignore[assignment]
    """Every code that is written down: given to ``Reason`` or to one of ``more``.

    A code in a variable ``code`` is taken from where the variable is filled.
    """
    tree = ast.parse(source)
    for call in _calls(tree, {"Reason", *more}):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        for code in _texts(call.args[0]):
            yield Used(code, call.lineno, _figures(call) if name == "Reason" else None)
    calls = _calls(tree, {"Reason", *more})
    if not any(ast.unparse(call.args[0]) == "code" for call in calls):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            for code in _texts(node.value):
                yield Used(code, node.lineno, None)
        if isinstance(node, ast.For | ast.comprehension) and ast.unparse(node.target).startswith(
            ("code,", "(code,")
        ):
            for row in getattr(node.iter, "elts", ()):
                for code in _texts(row.elts[0]):
                    yield Used(code, row.lineno, None)


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            if isinstance(node.func, ast.Name):
                name = node.func.id
            if name in names:
                yield node


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _figures(call: ast.Call) -> frozenset[str] | None:
    if len(call.args) < 2:
        return frozenset() if not call.keywords else None
    given = call.args[1]
    if not isinstance(given, ast.Dict) or not all(isinstance(k, ast.Constant) for k in given.keys):
        return None
    return frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))
