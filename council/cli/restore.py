"""``restore FILE``: a backup into an empty, migrated database."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from council.services import backups


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def command(file: Path) -> None:
    """Read a backup; refuses a database that has rows. Run ``db upgrade`` before."""
    try:
        counts = backups.restore(file, current_app.config["UPLOADS"])
    except backups.BackupError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"{sum(counts.values())} rows")
