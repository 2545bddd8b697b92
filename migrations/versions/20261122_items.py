"""What a vote is about: one building, one term of office.

Revision: 0004_items
After: 0003_votes
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_items"
down_revision = "0003_votes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("building_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("tenure_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_community_id_building_id"),
            "building",
            ["community_id", "building_id"],
            ["community_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_community_id_tenure_id"),
            "tenure",
            ["community_id", "tenure_id"],
            ["community_id", "id"],
        )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
