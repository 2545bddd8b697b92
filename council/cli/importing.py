"""One way to run an import: FILE into a community, all rows or none, and a line per bad cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, Protocol
from uuid import UUID

import click

from council import clock, vocabulary
from council.rules.verdict import Refused
from council.services import communities
from council.services.tables import RowsRefused
from council.services.unit import SYSTEM


class Taken(Protocol):
    """What an import tells of itself."""

    @property
    def new(self) -> int:
        """Rows that were added."""

    @property
    def same(self) -> int:
        """Rows that were here before."""


def parameters(command: Callable[..., None]) -> Callable[..., None]:
    """The parameters of every import: ``file``, ``slug`` and ``dry_run``."""
    for parameter in (
        click.option("--dry-run", is_flag=True, help="check everything, change nothing"),
        click.option("--community", "slug", required=True, help="the community's slug"),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        command = parameter(command)
    return command


def new_and_same(done: Taken) -> Iterator[str]:
    """The line of an import of one kind of rows."""
    yield f"{done.new} new, {done.same} already there"


def take(
    file: Path,
    slug: str,
    dry_run: bool,
    *,
    read: Callable[[Path], Any],
    take_over: Callable[..., Any],
    tell: Callable[[Any], Iterator[str]] = new_and_same,
) -> None:
    """Read FILE, take it over and say what was taken, or why nothing was."""
    community_id = find(slug)
    try:
        done = take_over(community_id, read(file), actor=SYSTEM, at=clock.now(), dry_run=dry_run)
    except Refused as refused:
        fail(refused)
    for line in tell(done):
        click.echo(line)
    if dry_run:
        click.echo("dry run: nothing was written")


def find(slug: str) -> UUID:
    """The community with this slug, or the end of the command."""
    community_id = communities.find(slug)
    if community_id is None:
        click.echo(f"no community {slug!r}", err=True)
        raise SystemExit(2)
    return community_id


def fail(refused: Refused) -> NoReturn:
    """Say why on standard error, one line per bad cell, and end with 2."""
    if isinstance(refused, RowsRefused):
        for fault in refused.faults:
            why = vocabulary.reason(fault.reason)
            click.echo(f"{fault.sheet}:{fault.row}:{fault.column}: {why}", err=True)
    else:
        click.echo("; ".join(vocabulary.reason(reason) for reason in refused.reasons), err=True)
    raise SystemExit(2)
