"""``flask roster import``: people, households, units and offices from .xlsx or .csv."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup

from council import clock, vocabulary
from council.rules.verdict import Refused
from council.services import communities, roster, rosterfile
from council.services.tables import RowsRefused
from council.services.unit import SYSTEM

group = AppGroup("roster", help="People, households, units and offices.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--community", "slug", required=True, help="the community's slug")
@click.option("--dry-run", is_flag=True, help="check everything, change nothing")
def take(file: Path, slug: str, dry_run: bool) -> None:
    """Take over FILE: all rows or none. A second run of the same file changes nothing."""
    community_id = communities.find(slug)
    if community_id is None:
        _fail(f"no community {slug!r}")
    else:
        _take(file, community_id, dry_run)


def _take(file: Path, community_id: UUID, dry_run: bool) -> None:
    try:
        outcome = roster.take_over(
            community_id, rosterfile.read(file), actor=SYSTEM, at=clock.now(), dry_run=dry_run
        )
    except RowsRefused as refused:
        for fault in refused.faults:
            why = vocabulary.reason(fault.reason)
            click.echo(f"{fault.sheet}:{fault.row}:{fault.column}: {why}", err=True)
        raise SystemExit(2) from None
    except Refused as refused:
        _fail("; ".join(vocabulary.reason(reason) for reason in refused.reasons))
        return
    for name, counts in (
        ("added", outcome.added),
        ("changed", outcome.changed),
        ("same", outcome.same),
    ):
        parts = ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items()))
        click.echo(f"{name}: {parts or 'nothing'}")
    if dry_run:
        click.echo("dry run: nothing was written")


@group.command("template")
@click.argument("file", type=click.Path(path_type=Path))
def template(file: Path) -> None:
    """Write the template .xlsx to FILE."""
    file.write_bytes(roster.template())


def _fail(message: str) -> None:
    click.echo(message, err=True)
    raise SystemExit(2)
