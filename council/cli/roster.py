"""``flask roster import``: people, households, units and offices from .xlsx or .csv."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from council.cli import importing
from council.services import roster, rosterfile

group = AppGroup("roster", help="People, households, units and offices.")


@group.command("import")
@importing.parameters
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Take over FILE: all rows or none. A second run of the same file changes nothing."""
    importing.take(
        file, slug, dry_run, read=rosterfile.read, take_over=roster.take_over, tell=_counts
    )


def _counts(outcome: roster.Outcome) -> Iterator[str]:
    for name, counts in (
        ("added", outcome.added),
        ("changed", outcome.changed),
        ("same", outcome.same),
    ):
        parts = ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items()))
        yield f"{name}: {parts or 'nothing'}"


@group.command("template")
@click.argument("file", type=click.Path(path_type=Path))
def template(file: Path) -> None:
    """Write the template .xlsx to FILE."""
    file.write_bytes(roster.template())
