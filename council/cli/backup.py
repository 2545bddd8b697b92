"""``backup FILE``: the whole record in one file, while serving."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from council import clock
from council.services import backups


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def command(file: Path) -> None:
    """Write database and uploads to FILE (a new file)."""
    try:
        counts = backups.backup(file, current_app.config["UPLOADS"], clock.now())
    except (backups.BackupError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"{sum(counts.values())} rows")
