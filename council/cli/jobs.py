"""``flask jobs run``: one long import or export, started by the pages in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from council import clock
from council.rules.verdict import Refused
from council.services import jobs
from council.vocabulary import word

group = AppGroup("jobs", help="Long imports and exports.")


@group.command("run")
@click.argument("job_id", metavar="ID", type=click.UUID)
def run(job_id: UUID) -> None:
    """Do the job ID, unless another process has it."""
    folder = Path(current_app.config["INSTANCE"]) / "jobs"
    try:
        state = jobs.run(job_id, folder, clock.now, word)
    except Refused:
        click.echo(f"no job {job_id}", err=True)
        sys.exit(2)
    sys.exit(1 if state == "failed" else 0)
