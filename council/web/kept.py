"""An uploaded file kept between preview and confirmation, for a day at most."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask import current_app

from council import clock

LIFE = timedelta(days=1)
_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(community_id: UUID, data: bytes, filename: str, *, ending: str = "") -> str:
    """Keep a file and return the token under which :func:`take` finds it.

    ``ending``: the file's, where it is no table.
    """
    folder = _folder()
    _sweep(folder)
    token = secrets.token_hex(16)
    ending = ending or (".csv" if filename.lower().endswith((".csv", ".txt")) else ".xlsx")
    (folder / f"{community_id.hex}-{token}{ending}").write_bytes(data)
    return token


def take(community_id: UUID, token: str) -> Path | None:
    """The file kept under a token for this community, or None."""
    if not _TOKEN.fullmatch(token):
        return None
    return next(_folder().glob(f"{community_id.hex}-{token}.*"), None)


def _folder() -> Path:
    folder = Path(current_app.config["INSTANCE"]) / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _sweep(folder: Path) -> None:
    oldest = (clock.now() - LIFE).timestamp()
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
