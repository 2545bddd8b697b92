"""The table of doors: who may enter, written by hand in ``routes.toml``.

``python -m tests.web.doors`` prints the rows that are missing, as the code declares them; read each
before you paste it: the table is there to disagree with the code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from council.rules.powers import POWERS, OfficeKind

TABLE = Path(__file__).with_name("routes.toml")
PUBLIC, SIGNED_IN, HERE = "public", "signed-in", "here"
METHODS = ("GET", "POST")
Door = tuple[str, str]


def table() -> dict[Door, str]:
    """Path and method → who: ``public``, ``signed-in``, ``here`` or kinds of office."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {(path, method): who for path, doors in rows.items() for method, who in doors.items()}


def doors(app: Flask) -> Iterator[tuple[Door, str | None]]:
    """Path and method of every route of the app, and what its view declares."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            access = getattr(app.view_functions[rule.endpoint], "access", None)
            for method in METHODS:
                if method in (rule.methods or ()):
                    yield (rule.rule, method), access


def kinds(who: str) -> frozenset[OfficeKind]:
    """The kinds of office that a row names.

    Raises:
        ValueError: for a kind that does not exist.
    """
    if who == HERE:
        return frozenset(OfficeKind) - {OfficeKind.OPERATOR}
    return frozenset(OfficeKind(name) for name in who.split())


def missing(app: Flask) -> list[str]:
    """The rows that the table lacks, as the code declares them."""
    known, rows = table(), {}
    for (path, method), access in sorted(doors(app)):
        if (path, method) not in known:
            rows.setdefault(path, {})[method] = _declared(access)
    return [
        f'"{path}" = {{ ' + ", ".join(f'{m} = "{who}"' for m, who in found.items()) + " }"
        for path, found in rows.items()
    ]


def gone(app: Flask) -> list[Door]:
    """Rows for doors that no longer exist."""
    return sorted(set(table()) - {door for door, _ in doors(app)})


def _declared(access: str | None) -> str:
    if access in {PUBLIC, SIGNED_IN}:
        return str(access)
    held = POWERS.get(access or "", frozenset())
    if held == frozenset(OfficeKind) - {OfficeKind.OPERATOR}:
        return HERE
    return " ".join(kind.value for kind in OfficeKind if kind in held)


if __name__ == "__main__":
    import tempfile

    from council.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(missing(create_app({"INSTANCE": folder, "DEMO": False}))))
