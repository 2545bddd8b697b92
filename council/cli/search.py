"""``flask search rebuild``: make the search index again from what is recorded."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from council import clock
from council.services import communities, search_rebuild

group = AppGroup("search", help="What can be found by words.")


@group.command("rebuild")
def rebuild() -> None:
    """Make the index of every community again: after an update that finds more than before."""
    for community_id in communities.ids():
        click.echo(f"{search_rebuild.rebuild(community_id, at=clock.now())} entries")
