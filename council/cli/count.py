"""``count poll FILE.json`` and ``count pb FILE.pb``: decide and count offline."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from council.rules.allocation import Amount
from council.rules.pabulib import METHODS, count_file, read_pb
from council.rules.pollfile import count_poll, read_document
from council.rules.rulebook import default_book

group = click.Group("count", help="Count offline, without a database.")


@group.command("poll")
@click.argument("file", type=click.Path(path_type=Path))
def poll(file: Path) -> None:
    """Decide the poll in FILE and print the result as one JSON object."""
    try:
        document = read_document(file.read_text(encoding="utf-8"))
        found = count_poll(document, default_book())
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        _fail(error, "not a poll")
    click.echo(json.dumps(found, ensure_ascii=False))


@group.command("pb")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--method", metavar="|".join(METHODS), help="Default: the rule of the file, or else greedy."
)
def pb(file: Path, method: str | None) -> None:
    """Count a Pabulib FILE and print votes and selected projects as one JSON object."""
    try:
        found = count_file(read_pb(file.read_bytes().decode("utf-8")), method)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        _fail(error, "not a Pabulib file")
    answer = {
        "votes": found.votes,
        "selected": list(found.selected),
        "cost": _number(found.cost),
        "budget": _number(found.budget),
        "ballots": found.ballots,
    }
    click.echo(json.dumps(answer, ensure_ascii=False))


def _number(amount: Amount) -> int | float:
    """A number as the file has it: at most 15 digits, which a JSON number keeps."""
    return amount if isinstance(amount, int) else float(amount)


def _fail(error: Exception, otherwise: str) -> NoReturn:
    """Say why in one line on standard error, and end with 2."""
    click.echo(" ".join(str(error).split()) or otherwise, err=True)
    sys.exit(2)
