"""``flask categories import``: the tree of subjects from .xlsx or .csv."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from council import clock
from council.cli.proposals import fail, find
from council.rules.verdict import Refused
from council.services import categories
from council.services.unit import SYSTEM

group = AppGroup("categories", help="The subjects that proposals are filed under.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--community", "slug", required=True, help="the community's slug")
@click.option("--dry-run", is_flag=True, help="check everything, change nothing")
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Add the subjects of FILE (up to three levels) that the community does not have yet."""
    community_id = find(slug)
    try:
        paths = categories.read(file)
        done = categories.take_over(
            community_id, paths, actor=SYSTEM, at=clock.now(), dry_run=dry_run
        )
    except Refused as refused:
        fail(refused)
    else:
        click.echo(f"{done.new} new, {done.same} already there")
        if dry_run:
            click.echo("dry run: nothing was written")
