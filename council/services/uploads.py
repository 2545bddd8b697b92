"""Files by the hash of their bytes, under ``<folder>/<first two digits>/<sha256>``.

Bytes are written beside their place while the act runs and moved there only after its commit, so
a refused or failed act leaves nothing behind. They are deleted the same way: after the commit.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

SMALL = "-small"


@dataclass
class Pending:
    """Files of an act that is not committed yet."""

    folder: Path
    moves: dict[Path, Path] = field(default_factory=dict)

    def keep(self, data: bytes, small: bytes | None = None) -> str:
        """Write bytes (and their small version) beside their place; the SHA-256 of ``data``."""
        sha = hashlib.sha256(data).hexdigest()
        self._write(data, place(self.folder, sha))
        if small is not None:
            self._write(small, place(self.folder, sha, small=True))
        return sha

    def _write(self, data: bytes, target: Path) -> None:
        if target in self.moves.values():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{secrets.token_hex(8)}.part")
        self.moves[part] = target
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def pending(folder: Path) -> Iterator[Pending]:
    """Move the kept files to their places where the block ends well, else remove them."""
    files = Pending(folder)
    try:
        yield files
    except BaseException:
        for part in files.moves:
            part.unlink(missing_ok=True)
        raise
    for part, target in files.moves.items():
        part.replace(target)


def discard(folder: Path, sha256: str, is_needed: Callable[[], bool]) -> None:
    """Delete a file and its small version, unless somebody needs it.

    ``is_needed`` is asked after the file was put aside: whoever keeps the same bytes before that
    is seen and gets them back, whoever keeps them later moves his own into place.
    """
    aside = {}
    for target in (place(folder, sha256), place(folder, sha256, small=True)):
        with suppress(FileNotFoundError):
            aside[target] = target.rename(target.with_name(f".{secrets.token_hex(8)}.gone"))
    needed = is_needed()
    for target, gone in aside.items():
        if needed and not target.exists():
            gone.rename(target)
        else:
            gone.unlink()


def place(folder: Path, sha256: str, *, small: bool = False) -> Path:
    """Where a file lies.

    Raises:
        ValueError: for anything but 64 hexadecimal digits.
    """
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("sha256")
    return folder / sha256[:2] / (sha256 + (SMALL if small else ""))
