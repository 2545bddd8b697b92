"""Starting a long import or export in a process of its own, which outlives the request."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app, redirect
from flask.typing import ResponseReturnValue

from council import clock
from council.config import ROOT
from council.services import jobs
from council.services.jobkinds import KINDS
from council.services.jobs import Upload
from council.vocabulary import word
from council.web.access import actor, community


def folder() -> Path:
    """Where jobs keep their files."""
    return Path(current_app.config["INSTANCE"]) / "jobs"


def begin(
    slug: str, kind: str, asked: dict[str, Any], upload: Upload | None = None
) -> ResponseReturnValue:
    """Have something done in a process of its own, and lead to the page that tells how far it is.

    Raises:
        Refused: as ``jobs.begin``.
    """
    job_id = jobs.begin(
        community().id,
        kind,
        asked,
        folder(),
        upload=upload,
        actor=actor(KINDS[kind].power),
        at=clock.now(),
    )
    launch(job_id)
    return redirect(f"/c/{slug}/chamber/jobs/{job_id}", 303)


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
