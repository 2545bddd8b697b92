"""Signed minutes do not change, nor do their signatures, corrections and annexes: triggers.

Revision: 0010_signed_minutes
After: 0009_meetings
"""

from alembic import op

revision = "0010_signed_minutes"
down_revision = "0009_meetings"
branch_labels = None
depends_on = None

# Rows may still be put in: what is signed is followed by signatures and annexes.
TABLES = ("minutes_signature", "minutes_correction", "minutes_annex")
# What somebody has put a name under; published minutes do not change at all.
SIGNED = (
    "OLD.signed_at IS NOT NULL OR EXISTS (SELECT 1 FROM minutes_signature s"
    " WHERE s.community_id = OLD.community_id AND s.minutes_id = OLD.id)"
)
KEPT = ("id", "community_id", "meeting_id", "sha256", "circulated_at", "corrections_until")


def _changed(*, postgres: bool) -> str:
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    text = "::text" if postgres else ""
    parts = [f"NEW.{name} {differs} OLD.{name}" for name in KEPT]
    parts += [
        f"NEW.content{text} {differs} OLD.content{text}",
        f"(OLD.signed_at IS NOT NULL AND NEW.signed_at {differs} OLD.signed_at)",
        "OLD.published_at IS NOT NULL",
    ]
    return " OR ".join(parts)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
        return
    op.execute(
        "CREATE FUNCTION refuse_when_signed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {SIGNED} THEN "
        f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'signed minutes do not change'; END IF; "
        f"IF {_changed(postgres=True)} THEN "
        "RAISE EXCEPTION 'signed minutes do not change'; END IF; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER minutes_signed BEFORE UPDATE OR DELETE ON minutes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_when_signed()"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'signed minutes do not change'); END"
    op.execute(
        f"CREATE TRIGGER minutes_signed_no_update BEFORE UPDATE ON minutes "
        f"WHEN ({SIGNED}) AND ({_changed(postgres=False)}) {refuse}"
    )
    op.execute(
        f"CREATE TRIGGER minutes_signed_no_delete BEFORE DELETE ON minutes WHEN {SIGNED} {refuse}"
    )
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
