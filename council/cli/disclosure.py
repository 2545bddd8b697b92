"""``flask disclosure install``: the catalogue of routine disclosure for communities without one."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from council import clock
from council.services import communities, disclosureitems
from council.services.unit import SYSTEM

group = AppGroup("disclosure", help="Routine disclosure (居务公开).")


@group.command("install")
@click.option("--community", "slug", required=True, help="The community's slug.")
def install(slug: str) -> None:
    """Add the items of the default catalogue that the community does not have yet.

    What they ask for is owed from today on. A second run changes nothing.
    """
    community_id = communities.find(slug)
    if community_id is None:
        click.echo(f"no community {slug}", err=True)
        sys.exit(2)
    new = disclosureitems.install(community_id, actor=SYSTEM, at=clock.now())
    click.echo(f"{slug}: {new} new items")
