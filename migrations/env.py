"""Runs the migrations on the app's database, each in one transaction."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from council.models.base import Base, Instant

CHECK = "PRAGMA foreign_key_check"


def render_item(kind, item, autogen_context):
    """Write our instants as plain SQLAlchemy types, so that a migration stands on its own."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Upgrade over the app's engine (or the connection that a test hands in)."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        connection.info["maintenance"] = True
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection = connection.execution_options(isolation_level="READ COMMITTED")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            compare_type=True,
            transactional_ddl=True,
            render_as_batch=True,
            include_object=lambda o, name, kind, reflected, other: name != "alembic_version",
        )
        try:
            if sqlite:
                # A table is altered by copying it; the rows that point at it stay where they are.
                connection.execute(text("PRAGMA foreign_keys=OFF"))
                connection.execute(text("BEGIN IMMEDIATE"))
            with context.begin_transaction():
                context.run_migrations()
            if sqlite and (dangling := connection.execute(text(CHECK)).first()):
                raise RuntimeError(f"a row points nowhere: {tuple(dangling)}")
            connection.commit()
        finally:
            if sqlite:
                connection.rollback()
                connection.execute(text("PRAGMA foreign_keys=ON"))
            connection.info.pop("maintenance", None)


run()
