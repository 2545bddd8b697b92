"""Migrations and models say the same, on both databases, and data come through every upgrade."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, insert, select

from tests.migrations.rows import from_json, to_json

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.databases import Stage

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = Path(__file__).resolve().parent / "data"


def script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def revisions() -> list[str]:
    """All landed revisions, oldest first."""
    return [revision.revision for revision in script().walk_revisions()][::-1]


@pytest.fixture
def bare(make_app: Callable[..., Flask], stage: Stage) -> Iterator[Flask]:
    """An app on a database without any table."""
    from tests.conftest import release

    app = make_app()
    release(app)
    stage.store.forget()
    yield app
    release(app)


def upgrade(app: Flask, revision: str) -> None:
    from flask_migrate import upgrade

    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"), revision=revision)


def differences(connection: Connection) -> list[Any]:
    from council.models.base import Base

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, Base.metadata)


@pytest.mark.check
def test_models_equal_migrations(app_context: Flask) -> None:
    from council.db import db

    with db.engine.connect() as connection:
        assert differences(connection) == []


def test_models_equal_migrations_twin(app_context: Flask) -> None:
    """A column that no migration makes is found."""
    from council.db import db
    from council.models.base import Base

    grown = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(grown)
    Table("planted", grown, Column("id", db.Integer, primary_key=True))
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [found[0] for found in compare_metadata(context, grown)] == ["add_table"]


@pytest.mark.check
@pytest.mark.one_database
def test_there_is_one_head() -> None:
    assert len(script().get_heads()) == 1


@pytest.mark.check
@pytest.mark.one_database
@pytest.mark.parametrize("revision", revisions())
def test_every_landed_revision_keeps_rows(revision: str) -> None:
    """``python -m tests.migrations.keep`` writes them for the newest."""
    assert (KEPT / f"{revision}.json").exists()


@pytest.mark.parametrize("revision", revisions())
def test_rows_come_through(bare: Flask, revision: str) -> None:
    """From each landed revision with rows to the newest: every row arrives."""
    from council.db import db

    kept = json.loads((KEPT / f"{revision}.json").read_text(encoding="utf-8"))
    upgrade(bare, revision)
    with bare.app_context(), db.engine.connect() as connection:
        connection.info["maintenance"] = True
        load(connection, kept)
    upgrade(bare, "heads")
    with bare.app_context(), db.engine.connect() as connection:
        assert differences(connection) == []
        found = tables(connection)
        for name, rows in kept.items():
            assert len(connection.execute(select(found[name])).all()) == len(rows), name


def test_kept_rows_are_read_back_as_they_were(bare: Flask) -> None:
    """The newest revision's rows, loaded and written again, are the same rows."""
    from council.db import db
    from council.models.base import Base

    newest = revisions()[-1]
    kept = json.loads((KEPT / f"{newest}.json").read_text(encoding="utf-8"))
    upgrade(bare, newest)
    with bare.app_context(), db.engine.connect() as connection:
        connection.info["maintenance"] = True
        load(connection, kept)
        for name, rows in kept.items():
            table = Base.metadata.tables[name]
            again = [to_json(row._mapping) for row in connection.execute(select(table))]
            assert sorted(map(str, again)) == sorted(map(str, rows)), name


def tables(connection: Connection) -> dict[str, Table]:
    """The tables as they are in the database (not as today's models would have them)."""
    metadata = MetaData()
    metadata.reflect(connection)
    return dict(metadata.tables)


def load(connection: Connection, kept: dict[str, list[dict[str, Any]]]) -> None:
    """Insert kept rows, parents first."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        rows = kept.get(table.name)
        if rows:
            connection.execute(insert(table), [from_json(table, row) for row in rows])
