"""Who took a sheet of paper by written mandate.

Revision: 0008_paper_by_mandate
After: 0007_closed_polls
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_paper_by_mandate"
down_revision = "0007_closed_polls"
branch_labels = None
depends_on = None

CLOSED = (
    "EXISTS (SELECT 1 FROM poll WHERE poll.community_id = OLD.community_id"
    " AND poll.id = OLD.poll_id AND poll.closed_at IS NOT NULL)"
)


def upgrade() -> None:
    with op.batch_alter_table("paper_ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_paper_ballot_community_id_holder_id"),
            "person",
            ["community_id", "holder_id"],
            ["community_id", "id"],
        )
    if op.get_bind().dialect.name == "sqlite":
        _guard()


def _guard() -> None:
    # Copying a table takes its triggers away: those of the sheets of closed polls come back.
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER paper_ballot_closed_no_{event.lower()} BEFORE {event} "
            f"ON paper_ballot WHEN {CLOSED} "
            "BEGIN SELECT RAISE(ABORT, 'paper_ballot of a closed poll does not change'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
