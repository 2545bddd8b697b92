"""``flask tick``: do what is due by now. To be run every few minutes by cron or a timer."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from council import clock
from council.services import clockwork


@click.command("tick")
@with_appcontext
def command() -> None:
    """Do what is due by now in every community (lapse, escalate, close)."""
    click.echo(f"{clockwork.run_due(clock.now())} acts")
