"""``flask proposals import``: messages from .xlsx or .csv as proposals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

import click
from flask.cli import AppGroup

from council import clock, vocabulary
from council.rules.verdict import Refused
from council.services import communities, proposalfile, proposalimport
from council.services.tables import RowsRefused
from council.services.unit import SYSTEM

group = AppGroup("proposals", help="Proposals of a community.")


class Taken(Protocol):
    """What an import tells of itself."""

    @property
    def new(self) -> int:
        """Rows that were added."""

    @property
    def same(self) -> int:
        """Rows that were here before."""


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--community", "slug", required=True, help="the community's slug")
@click.option("--dry-run", is_flag=True, help="check everything, change nothing")
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Take over FILE: all rows or none. A second run of the same file changes nothing."""
    import_rows(
        slug,
        dry_run,
        lambda community_id: proposalimport.take_over(
            community_id, proposalfile.read(file), actor=SYSTEM, at=clock.now(), dry_run=dry_run
        ),
    )


def import_rows(slug: str, dry_run: bool, take_over: Callable[[UUID], Taken]) -> None:
    """Run an import into a community and say what it took, or why it took nothing."""
    community_id = find(slug)
    try:
        done = take_over(community_id)
    except Refused as refused:
        fail(refused)
    else:
        click.echo(f"{done.new} new, {done.same} already there")
        if dry_run:
            click.echo("dry run: nothing was written")


def find(slug: str) -> UUID:
    """The community with this slug, or the end of the command."""
    community_id = communities.find(slug)
    if community_id is None:
        click.echo(f"no community {slug!r}", err=True)
        raise SystemExit(2)
    return community_id


def fail(refused: Refused) -> None:
    """Say why on standard error, one line per bad cell, and end with 2."""
    if isinstance(refused, RowsRefused):
        for fault in refused.faults:
            why = vocabulary.reason(fault.reason)
            click.echo(f"{fault.sheet}:{fault.row}:{fault.column}: {why}", err=True)
    else:
        click.echo("; ".join(vocabulary.reason(reason) for reason in refused.reasons), err=True)
    raise SystemExit(2)
