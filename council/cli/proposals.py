"""``flask proposals import``: messages from .xlsx or .csv as proposals."""

from __future__ import annotations

from pathlib import Path

from flask.cli import AppGroup

from council.cli import importing
from council.services import proposalfile, proposalimport

group = AppGroup("proposals", help="Proposals of a community.")


@group.command("import")
@importing.parameters
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Take over FILE: all rows or none. A second run of the same file changes nothing."""
    importing.take(file, slug, dry_run, read=proposalfile.read, take_over=proposalimport.take_over)
