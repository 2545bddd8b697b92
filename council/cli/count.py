"""``count poll FILE.json``: decides a poll offline."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

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
        click.echo(" ".join(str(error).split()) or "not a poll", err=True)
        sys.exit(2)
    click.echo(json.dumps(found, ensure_ascii=False))
