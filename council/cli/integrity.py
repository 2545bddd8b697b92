"""``integrity``: exit 1 and a list where the record is not whole."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from council.services import integrity


@click.command("integrity")
@click.option("--community", "slug", help="Only this community (its slug).")
@with_appcontext
def command(slug: str | None) -> None:
    """Recount closed polls, replay journals, check every chain, row and file."""
    found = 0
    try:
        for finding in integrity.check(current_app.config["UPLOADS"], slug):
            click.echo(str(finding))
            found += 1
    except LookupError:
        click.echo(f"no community {slug}", err=True)
        sys.exit(2)
    if found:
        click.echo(f"{found} findings", err=True)
        sys.exit(1)
    click.echo("ok")
