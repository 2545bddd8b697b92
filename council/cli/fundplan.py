"""``flask fund plan-import FILE.pb``: the projects of a Pabulib file as a year's wishes."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from council import clock
from council.cli import importing
from council.cli.fund import group
from council.rules.calendar import legal_day
from council.services import planimport
from council.services.planimport import PlanFile


@group.command("plan-import")
@importing.parameters
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="the plan's year")
@click.option("--fund", "code", default="service", help="the fund's code (service)")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="the last day of the collection (two weeks from today)",
)
def take_plan(
    file: Path, slug: str, dry_run: bool, year: int, code: str, until: datetime | None
) -> None:
    """Take the projects of FILE over as wishes; never its ballots. A second run adds nothing."""
    last = until.date() if until else legal_day(clock.now()) + timedelta(days=14)
    importing.take(
        file,
        slug,
        dry_run,
        read=lambda path: PlanFile(planimport.read(path), code, year, last),
        take_over=planimport.take_over,
    )
