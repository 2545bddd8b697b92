"""``flask categories import``: the tree of subjects from .xlsx or .csv."""

from __future__ import annotations

from pathlib import Path

from flask.cli import AppGroup

from council.cli import importing
from council.services import categories

group = AppGroup("categories", help="The subjects that proposals are filed under.")


@group.command("import")
@importing.parameters
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Add the subjects of FILE (up to three levels) that the community does not have yet."""
    importing.take(file, slug, dry_run, read=categories.read, take_over=categories.take_over)
