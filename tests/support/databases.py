"""The databases that a test runs on: put back to a template before each test.

A *scene* is a named template that a test module fills once per run (a demo community, say) and
that each of its tests gets as a fresh copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests.support.postgres import Server

EMPTY = "empty"
"""The scene that every other starts from: migrated, without rows."""


class Store(Protocol):
    """One database that can be put back to a scene."""

    name: str
    url: str

    def forget(self) -> None:
        """Remove the database; the next use makes a new one."""

    def put(self, scene: str) -> None:
        """Replace the database by a copy of a kept scene."""

    def keep(self, scene: str) -> None:
        """Keep the present database under a name. Nobody may be connected."""


class SqliteStore:
    """A file, copied."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "council.sqlite"
        self.url = f"sqlite:///{self.file}"

    def forget(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)

    def put(self, scene: str) -> None:
        self.forget()
        shutil.copyfile(self._kept(scene), self.file)

    def keep(self, scene: str) -> None:
        shutil.copyfile(self.file, self._kept(scene))

    def _kept(self, scene: str) -> Path:
        return self.folder / f"scene-{scene}.sqlite"


class PostgresStore:
    """A database, created from a template database."""

    name = "postgres"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url("council")

    def forget(self) -> None:
        self.server.run(
            "DROP DATABASE IF EXISTS council WITH (FORCE)",
            "CREATE DATABASE council STRATEGY file_copy",
        )

    def put(self, scene: str) -> None:
        self.server.run(
            "DROP DATABASE IF EXISTS council WITH (FORCE)",
            f'CREATE DATABASE council TEMPLATE "scene-{scene}" STRATEGY file_copy',
        )

    def keep(self, scene: str) -> None:
        self.server.run(
            f'DROP DATABASE IF EXISTS "scene-{scene}" WITH (FORCE)',
            f'CREATE DATABASE "scene-{scene}" TEMPLATE council STRATEGY file_copy',
        )


class Stage:
    """A store, its uploads, and the scenes that were built on it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.uploads = folder / "uploads"
        self._built: set[str] = set()

    def set(self, scene: str, build: Callable[[], None], release: Callable[[], None]) -> None:
        """Show a scene: built on first use, copied afterwards.

        ``build`` fills the database, ``release`` closes every connection to it.
        """
        release()
        if scene not in self._built:
            build()
            release()
            self.store.keep(scene)
            self._copy(self.uploads, self.folder / f"scene-{scene}-uploads")
            self._built.add(scene)
        else:
            self.store.put(scene)
            self._copy(self.folder / f"scene-{scene}-uploads", self.uploads)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        shutil.rmtree(target, ignore_errors=True)
        if source.exists():
            shutil.copytree(source, target)
