"""Starting a long import or export in a process of its own, which outlives the request."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from flask import current_app

from council import clock
from council.config import ROOT
from council.services import jobs
from council.vocabulary import word


def folder() -> Path:
    """Where jobs keep their files."""
    return Path(current_app.config["INSTANCE"]) / "jobs"


def launch(job_id: UUID) -> subprocess.Popen[bytes] | None:
    """Start a job. ``JOBS = "here"`` does it at once, in this process (tests)."""
    if current_app.config.get("JOBS") == "here":
        jobs.run(job_id, folder(), clock.now, word)
        return None
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", str(job_id)]
    with (folder() / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command; the id is a UUID
            command,
            cwd=ROOT,
            env=os.environ | _settings(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _settings() -> dict[str, str]:
    """What the process has to know of this app."""
    config = current_app.config
    return {
        "COUNCIL_INSTANCE": str(config["INSTANCE"]),
        "DATABASE_URL": str(config["SQLALCHEMY_DATABASE_URI"]),
        "SECRET_KEY": str(config["SECRET_KEY"]),
        "COUNCIL_DEMO": "1" if config["DEMO"] else "0",
    }
