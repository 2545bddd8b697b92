"""The house rules, as functions from source text to offences.

Kept apart from the tests so that each can be shown an offence that was planted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

HAN = re.compile(r"[\u3400-\u9fff]")


def floats(source: str) -> Iterator[str]:
    """Float literals, ``float(…)``, ``round(…)`` and true division that is not of paths."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: {node.value!r}"
        if isinstance(node, ast.Name) and node.id == "float":
            yield f"line {node.lineno}: float"
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"math.sqrt", "math.log"}:
            yield f"line {node.lineno}: {ast.unparse(node)}"


READS_CLOCK = re.compile(
    r"^(?:(?:dt|datetime)\.)*(?:datetime|date)\.(?:now|today|utcnow)$"
    r"|^time\.(?:time|time_ns|localtime|gmtime|strftime)$"
)


def clock_readings(source: str) -> Iterator[str]:
    """Calls that read the wall clock; ``time.monotonic`` measures, and may."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and READS_CLOCK.match(ast.unparse(node.func)):
            yield f"line {node.lineno}: {ast.unparse(node.func)}()"


def randomness(source: str) -> Iterator[str]:
    """Imports that bring chance, the clock or the network into the rules."""
    banned = {"random", "secrets", "time", "uuid", "os", "socket", "subprocess", "logging"}
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # The type UUID is a value like others; making one is chance.
            types_only = {alias.name for alias in node.names} <= {"UUID"}
            names = [] if types_only else [node.module or ""]
        for name in names:
            if name.partition(".")[0] in banned:
                yield f"line {node.lineno}: import {name}"


def too_long(source: str, limit: int) -> Iterator[str]:
    """Files of more lines than a reader holds in mind."""
    lines = source.count("\n")
    if lines > limit:
        yield f"{lines} lines, more than {limit}"


def long_functions(source: str, limit: int) -> Iterator[str]:
    """Functions whose code (without the docstring) exceeds the limit."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            length = (node.end_lineno or 0) - first.lineno + 1
            if length > limit:
                yield f"line {node.lineno}: {node.name} has {length} lines, more than {limit}"


def writes(source: str) -> Iterator[str]:
    """Commits and session writes, which belong into services."""
    pattern = re.compile(r"(?:^|\.)session\.(?:add|add_all|delete|merge|commit|flush)$")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and pattern.search(ast.unparse(node.func)):
            yield f"line {node.lineno}: {ast.unparse(node.func)}()"


def other_methods(source: str) -> Iterator[str]:
    """Routes for anything but GET and POST."""
    for match in re.finditer(r"""methods\s*=\s*[\[(]([^\])]*)""", source):
        for method in re.findall(r"[A-Z]+", match[1]):
            if method not in {"GET", "POST"}:
                yield f"{method}: only GET and POST"


def untranslated(source: str) -> Iterator[str]:
    """Chinese in the code of a page that does not go through gettext."""
    tree = ast.parse(source)
    translated: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in GETTEXT:
            translated |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        body = getattr(node, "body", None)
        if isinstance(body, list):
            translated |= {
                id(statement.value) for statement in body if isinstance(statement, ast.Expr)
            }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in translated:
            continue
        if isinstance(node.value, str) and HAN.search(node.value):
            yield f"line {node.lineno}: {node.value[:30]!r} is not translated"


GETTEXT = {
    "_", "_l", "_n", "gettext", "ngettext", "lazy_gettext", "pgettext", "npgettext", "N_",
    "lazy_ngettext", "lazy_pgettext",
}  # fmt: skip


# --- templates ---

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TRANS = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
_TEXT = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
# The texts alone: what else stands in the call may itself need translating.
CALL = re.compile(rf"\b(?:_|gettext|ngettext|pgettext)\(\s*{_TEXT}(?:\s*,\s*{_TEXT})?", re.DOTALL)


# Each language is named in its own words, and what declares its language is not translated either.
OWN_WORDS = re.compile(r"""(?:"简体"|"繁體")|\blang="zh-Han[st]"[^<>]*>[^<]*""")


def _blank(pattern: re.Pattern[str], source: str) -> str:
    """Take out what matches and keep the line numbers."""
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), source)


def untranslated_template(source: str) -> Iterator[str]:
    """Chinese in a template outside ``_("…")`` and ``{% trans %}``."""
    source = _blank(COMMENT, source)
    source = _blank(TRANS, source)
    source = _blank(CALL, source)
    source = _blank(OWN_WORDS, source)
    for number, line in enumerate(source.splitlines(), 1):
        if HAN.search(line):
            yield f"line {number}: {line.strip()[:50]!r} is not translated"


def inline(source: str) -> Iterator[str]:
    """Scripts, styles and handlers inside a template."""
    plain = _blank(COMMENT, source)
    for pattern, name in (
        (r"<style\b", "<style>"),
        (r"<script\b(?![^>]*\bsrc=)(?![^>]*application/)", "<script>"),
        (r"<[^>{]*\sstyle\s*=", "style attribute"),
        (r"<[^>{]*\son[a-z]+\s*=", "on… attribute"),
        (r"\bhx-on\b", "hx-on"),
        (r"javascript:", "javascript:"),
    ):
        for match in re.finditer(pattern, plain, re.IGNORECASE):
            yield f"line {plain.count(chr(10), 0, match.start()) + 1}: {name}"


def unescaped(source: str) -> Iterator[str]:
    """Ways around escaping: ``|safe``, ``autoescape false``, ``Markup``."""
    plain = _blank(COMMENT, source)
    for pattern in (r"\|\s*safe\b", r"autoescape\s+false", r"\bMarkup\("):
        for match in re.finditer(pattern, plain):
            yield f"line {plain.count(chr(10), 0, match.start()) + 1}: {match[0]}"


SLOW = re.compile(r"\burl_for\(|\|\s*(?:dateformat|datetimeformat|numberformat)\b|\bgovuk\w+\(")


def slow_loops(source: str) -> Iterator[str]:
    """Slow calls once per row: address building, Babel's formats, GOV.UK macros."""
    depth, plain = 0, _blank(COMMENT, source)
    for match in re.finditer(r"\{%-?\s*(for|endfor)\b|" + SLOW.pattern, plain):
        if match[1] == "for":
            depth += 1
        elif match[1] == "endfor":
            depth -= 1
        elif depth:
            yield f"line {plain.count(chr(10), 0, match.start()) + 1}: {match[0]} in a loop"


# --- everything under version control ---

# The brackets keep this line from finding itself.
HOME_PATHS = re.compile(r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e]|User[s])/[\w.]+")


def machine_paths(source: str) -> Iterator[str]:
    """Paths of the machine that somebody happened to work on."""
    for number, line in enumerate(source.splitlines(), 1):
        for match in HOME_PATHS.finditer(line):
            yield f"line {number}: {match[0]}"
