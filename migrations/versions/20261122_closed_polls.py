"""Roll and sheets of a closed poll do not change: triggers on both engines.

Revision: 0007_closed_polls
After: 0006_subjects
"""

from alembic import op

revision = "0007_closed_polls"
down_revision = "0006_subjects"
branch_labels = None
depends_on = None

# Rows may still be put in: a restore writes polls before what belongs to them.
TABLES = ("poll_voter", "paper_ballot")
CLOSED = (
    "EXISTS (SELECT 1 FROM poll WHERE poll.community_id = OLD.community_id"
    " AND poll.id = OLD.poll_id AND poll.closed_at IS NOT NULL)"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for event in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_closed_no_{event.lower()} BEFORE {event} ON {table} "
                    f"WHEN {CLOSED} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} of a closed poll does not change'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_when_closed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {CLOSED} THEN "
        "RAISE EXCEPTION '% of a closed poll does not change', TG_TABLE_NAME; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_closed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_when_closed()"
        )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
