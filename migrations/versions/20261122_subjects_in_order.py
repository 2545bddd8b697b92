"""Subjects stand in the order of their table, not of their English names.

Revision: 0006_subjects
After: 0005_apologies
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_subjects"
down_revision = "0005_apologies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("position", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
