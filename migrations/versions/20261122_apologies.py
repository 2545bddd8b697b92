"""Apologies noted before a meeting opens.

Revision: 0005_apologies
After: 0004_items
"""

import sqlalchemy as sa
from alembic import op


revision = '0005_apologies'
down_revision = '0004_items'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('apology',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_apology_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_apology_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_apology_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_apology')),
    sa.UniqueConstraint('community_id', 'meeting_id', 'person_id', name=op.f('uq_apology_community_id_meeting_id_person_id'))
    )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
