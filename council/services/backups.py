"""Backup while serving, and restore into an empty database – the same file for both engines.

A backup is a gzipped tar: ``manifest.json``, one ``tables/<name>.jsonl`` per table, and the
uploaded files by hash. It is read from one snapshot (``REPEATABLE READ`` on PostgreSQL, a copy
by SQLite's backup interface), so it is consistent whatever happens meanwhile.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, create_engine, func, insert, select, text

from council.db import db
from council.models.base import Base
from council.services import storedfiles
from council.services.integrity import stored_file
from council.services.uploads import place

FORMAT = 1
_BATCH = 500


class BackupError(Exception):
    """A backup or restore that cannot be done; the message says what to do."""


def backup(target: Path, uploads: Path, at: datetime) -> dict[str, int]:
    """Write a backup to ``target``; returns the number of rows per table.

    Raises:
        BackupError: where the target exists or a file of the record is missing.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name")
    part = target.with_name(target.name + ".part")
    try:
        with _snapshot() as connection, tarfile.open(part, "w:gz", compresslevel=4) as archive:
            counts = {
                t.name: _write_table(archive, connection, t) for t in Base.metadata.sorted_tables
            }
            files = _write_files(archive, connection, uploads)
            manifest = {
                "format": FORMAT,
                "revision": revision(connection),
                "at": at.isoformat(),
                "rows": counts,
                "files": files,
            }
            _write(archive, "manifest.json", json.dumps(manifest, indent=1).encode())
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return counts


def restore(source: Path, uploads: Path) -> dict[str, int]:
    """Read a backup into an empty, migrated database; all or nothing.

    Raises:
        BackupError: for a database with rows, another schema revision, or a broken file.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = json.loads(_read(archive, "manifest.json"))
            _check_manifest(manifest)
            _restore_files(archive, manifest, uploads)
            with db.engine.connect() as connection:
                return _restore_rows(archive, connection, manifest)
    except (tarfile.TarError, OSError, EOFError, KeyError, ValueError) as error:
        raise BackupError(f"{source} is not a whole backup: {error}") from error


def revision(connection: Connection) -> str:
    """The schema revision of the database."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees one moment of the database."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            frozen = connection.execution_options(isolation_level="REPEATABLE READ")
            with frozen.begin():
                frozen.execute(text("SET TRANSACTION READ ONLY"))
                yield frozen
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        with db.engine.connect() as connection, sqlite3.connect(copy) as other:
            raw = connection.connection.driver_connection
            if not isinstance(raw, sqlite3.Connection):
                raise BackupError("this is not a SQLite database")
            raw.backup(other)
        engine = create_engine(f"sqlite:///{copy}")
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def _write_table(archive: tarfile.TarFile, connection: Connection, table: Table) -> int:
    rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    lines = [json.dumps({c.key: _coded(row[c.key]) for c in table.columns}) for row in rows]
    _write(archive, f"tables/{table.name}.jsonl", "\n".join(lines).encode())
    return len(lines)


def _write_files(archive: tarfile.TarFile, connection: Connection, uploads: Path) -> list[str]:
    hashes = connection.scalars(storedfiles.hashes()).all()
    for sha in sorted(hashes):
        path = stored_file(uploads, sha)
        if not path.is_file():
            raise BackupError(f"the uploaded file {sha} is missing; run integrity first")
        archive.add(path, f"uploads/{sha}", recursive=False)
        thumbnail = place(uploads, sha, small=True)
        if thumbnail.is_file():
            archive.add(thumbnail, f"uploads/{sha}.small", recursive=False)
    return sorted(hashes)


def _write(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read()


def _check_manifest(manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise BackupError("the backup has another format; use the release that wrote it")
    with db.engine.connect() as connection:
        here = revision(connection)
        if manifest["revision"] != here:
            raise BackupError(
                f"the backup is of schema {manifest['revision']}, the database of {here}; "
                "migrate to that revision first, then upgrade after the restore"
            )
        for table in Base.metadata.sorted_tables:
            if connection.scalar(select(func.count()).select_from(table)):
                raise BackupError(f"the database is not empty (table {table.name} has rows)")


def _restore_files(archive: tarfile.TarFile, manifest: dict[str, Any], uploads: Path) -> None:
    names = set(archive.getnames())
    for sha in manifest["files"]:
        content = _read(archive, f"uploads/{sha}")
        if hashlib.sha256(content).hexdigest() != sha:
            raise BackupError(f"the file {sha} in the backup is damaged")
        path = stored_file(uploads, sha)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if f"uploads/{sha}.small" in names:
            place(uploads, sha, small=True).write_bytes(_read(archive, f"uploads/{sha}.small"))


def _restore_rows(
    archive: tarfile.TarFile, connection: Connection, manifest: dict[str, Any]
) -> dict[str, int]:
    connection.info["maintenance"] = True
    try:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection = connection.execution_options(isolation_level="READ COMMITTED")
        with connection.begin():
            if sqlite:
                connection.execute(text("BEGIN IMMEDIATE"))
            with _open_books(connection):
                for table in Base.metadata.sorted_tables:
                    rows = _parents_first(table, _table_rows(archive, table))
                    if len(rows) != manifest["rows"][table.name]:
                        raise BackupError(f"the backup lost rows of {table.name}")
                    for start in range(0, len(rows), _BATCH):
                        connection.execute(insert(table), rows[start : start + _BATCH])
    finally:
        connection.info.pop("maintenance", None)
    counts: dict[str, int] = manifest["rows"]
    return counts


@contextmanager
def _open_books(connection: Connection) -> Iterator[None]:
    """Entries of closed periods come back too: their trigger sleeps meanwhile."""
    name, table = "ledger_entry_in_open_period", "ledger_entry"
    if connection.dialect.name == "sqlite":
        made = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
        sql = connection.execute(made, {"name": name}).scalar_one()
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield
        connection.exec_driver_sql(sql)
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def _table_rows(archive: tarfile.TarFile, table: Table) -> list[dict[str, Any]]:
    lines = _read(archive, f"tables/{table.name}.jsonl").decode().splitlines()
    return [{k: _decoded(v) for k, v in json.loads(line).items()} for line in lines]


def _parents_first(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a table that points at itself, so that whatever is pointed at comes first."""
    keys = [
        element.parent.key
        for constraint in table.foreign_key_constraints
        if constraint.referred_table is table
        for element in constraint.elements
        if element.parent.key != "community_id"
    ]
    done: set[UUID] = set()
    ordered: list[dict[str, Any]] = []
    waiting = rows if keys else []
    while waiting:
        ready = [row for row in waiting if all(row[k] is None or row[k] in done for k in keys)]
        if not ready:
            raise BackupError(f"rows of {table.name} point at rows that are not there")
        ordered += ready
        done |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in done]
    return ordered if keys else rows


def _coded(value: Any) -> Any:
    """A value as JSON, tagged where JSON has no such thing."""
    match value:
        case datetime():
            return {"$at": value.isoformat()}
        case date():
            return {"$on": value.isoformat()}
        case UUID():
            return {"$id": value.hex}
        case bytes() | memoryview():
            return {"$bytes": base64.b64encode(bytes(value)).decode()}
        case dict() | list():
            return {"$json": value}
        case _:
            return value


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((tag, inner),) = value.items()
    match tag:
        case "$at":
            return datetime.fromisoformat(inner)
        case "$on":
            return date.fromisoformat(inner)
        case "$id":
            return UUID(hex=inner)
        case "$bytes":
            return base64.b64decode(inner)
        case _:
            return inner
