"""``flask categories import``: the tree of subjects from .xlsx or .csv."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from council import clock
from council.cli.proposals import import_rows
from council.services import categories
from council.services.unit import SYSTEM

group = AppGroup("categories", help="The subjects that proposals are filed under.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--community", "slug", required=True, help="the community's slug")
@click.option("--dry-run", is_flag=True, help="check everything, change nothing")
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Add the subjects of FILE (up to three levels) that the community does not have yet."""
    import_rows(
        slug,
        dry_run,
        lambda community_id: categories.take_over(
            community_id, categories.read(file), actor=SYSTEM, at=clock.now(), dry_run=dry_run
        ),
    )
