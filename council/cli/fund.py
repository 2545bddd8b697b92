"""``flask fund import``: opening balances and the history of a fund from .xlsx or .csv."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from council.cli import importing
from council.services import fundfile, fundopening

group = AppGroup("fund", help="The fund's books.")


@group.command("import")
@importing.parameters
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Take over FILE: all rows or none. A second run of the same file changes nothing."""
    importing.take(file, slug, dry_run, read=fundfile.read, take_over=fundopening.take_over)


@group.command("template")
@click.argument("file", type=click.Path(path_type=Path))
def template(file: Path) -> None:
    """Write the template .xlsx to FILE."""
    file.write_bytes(fundopening.template())
