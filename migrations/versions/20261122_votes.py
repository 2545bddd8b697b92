"""Polls of every kind and channel; owners; mandates; paper.

Revision: 0003_votes
After: 0002_append_only
"""

import sqlalchemy as sa
from alembic import op


revision = '0003_votes'
down_revision = '0002_append_only'
branch_labels = None
depends_on = None

APPEND_ONLY = ("counted_ballot", "hand_count", "paper_entry")


def upgrade() -> None:
    op.create_table('mandate',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('giver_id', sa.Uuid(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('media_type', sa.String(length=60), nullable=True),
    sa.Column('entered_by_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'entered_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_mandate_community_id_entered_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'giver_id'], ['person.community_id', 'person.id'], name=op.f('fk_mandate_community_id_giver_id')),
    sa.ForeignKeyConstraint(['community_id', 'holder_id'], ['person.community_id', 'person.id'], name=op.f('fk_mandate_community_id_holder_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_mandate_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_mandate_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_mandate')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_mandate_community_id_number'))
    )
    with op.batch_alter_table('mandate', schema=None) as batch_op:
        batch_op.create_index('ix_mandate_meeting', ['community_id', 'meeting_id'], unique=False)

    op.create_table('ownership',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('developer', sa.Boolean(), nullable=False),
    sa.Column('casts', sa.Boolean(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on > starts_on', name=op.f('ck_ownership_order')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_ownership_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_ownership_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_ownership_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_ownership')),
    sa.UniqueConstraint('community_id', 'unit_id', 'person_id', 'starts_on', name=op.f('uq_ownership_community_id_unit_id_person_id_starts_on'))
    )
    with op.batch_alter_table('ownership', schema=None) as batch_op:
        batch_op.create_index('ix_ownership_person', ['community_id', 'person_id'], unique=False)

    op.create_table('counted_ballot',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('poll_id', sa.Uuid(), nullable=False),
    sa.Column('tracker', sa.String(length=40), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'poll_id'], ['poll.community_id', 'poll.id'], name=op.f('fk_counted_ballot_community_id_poll_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_counted_ballot_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_counted_ballot')),
    sa.UniqueConstraint('community_id', 'poll_id', 'tracker', name=op.f('uq_counted_ballot_community_id_poll_id_tracker')),
    sqlite_with_rowid=False
    )
    op.create_table('hand_count',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('poll_id', sa.Uuid(), nullable=False),
    sa.Column('teller_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('yes', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('abstain', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'poll_id'], ['poll.community_id', 'poll.id'], name=op.f('fk_hand_count_community_id_poll_id')),
    sa.ForeignKeyConstraint(['community_id', 'teller_id'], ['person.community_id', 'person.id'], name=op.f('fk_hand_count_community_id_teller_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_hand_count_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_hand_count')),
    sa.UniqueConstraint('community_id', 'poll_id', 'round', 'teller_id', name=op.f('uq_hand_count_community_id_poll_id_round_teller_id'))
    )
    op.create_table('paper_ballot',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('poll_id', sa.Uuid(), nullable=False),
    sa.Column('serial', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paper_ballot_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'poll_id'], ['poll.community_id', 'poll.id'], name=op.f('fk_paper_ballot_community_id_poll_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paper_ballot_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paper_ballot')),
    sa.UniqueConstraint('community_id', 'poll_id', 'serial', name=op.f('uq_paper_ballot_community_id_poll_id_serial'))
    )
    with op.batch_alter_table('paper_ballot', schema=None) as batch_op:
        batch_op.create_index('ix_paper_ballot_person', ['community_id', 'poll_id', 'person_id'], unique=False)

    op.create_table('roll_objection',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('poll_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('upheld', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'answered_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_roll_objection_community_id_answered_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_roll_objection_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'poll_id'], ['poll.community_id', 'poll.id'], name=op.f('fk_roll_objection_community_id_poll_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_roll_objection_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_roll_objection'))
    )
    with op.batch_alter_table('roll_objection', schema=None) as batch_op:
        batch_op.create_index('ix_roll_objection_poll', ['community_id', 'poll_id'], unique=False)

    op.create_table('urn_ballot',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('poll_id', sa.Uuid(), nullable=False),
    sa.Column('tracker', sa.String(length=40), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'poll_id'], ['poll.community_id', 'poll.id'], name=op.f('fk_urn_ballot_community_id_poll_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_urn_ballot_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_urn_ballot')),
    sa.UniqueConstraint('community_id', 'poll_id', 'tracker', name=op.f('uq_urn_ballot_community_id_poll_id_tracker')),
    sqlite_with_rowid=False
    )
    op.create_table('paper_entry',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('entered_by_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'entered_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_paper_entry_community_id_entered_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'paper_id'], ['paper_ballot.community_id', 'paper_ballot.id'], name=op.f('fk_paper_entry_community_id_paper_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paper_entry_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paper_entry')),
    sa.UniqueConstraint('community_id', 'paper_id', 'round', 'entered_by_id', name=op.f('uq_paper_entry_community_id_paper_id_round_entered_by_id'))
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('question', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('ask', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('subject', sa.String(length=20), nullable=True))

    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('line', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('content', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('assisted', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('serial', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('holder_id', sa.Uuid(), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_ballot_community_id_poll_id_person_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_ballot_community_id_poll_id_person_id_line'), ['community_id', 'poll_id', 'person_id', 'line'])
        batch_op.create_foreign_key(batch_op.f('fk_ballot_community_id_holder_id'), 'person', ['community_id', 'holder_id'], ['community_id', 'id'])

    with op.batch_alter_table('body', schema=None) as batch_op:
        batch_op.add_column(sa.Column('compound_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_body_community_id_compound_id'), 'compound', ['community_id', 'compound_id'], ['community_id', 'id'])

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('form', sa.String(length=10), server_default='session', nullable=False))
        batch_op.add_column(sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ask', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('secret', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('consultation', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('objections_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('extensions', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('building_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('roll_sha256', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('ballots_sha256', sa.String(length=64), nullable=True))
        batch_op.alter_column('proposal_id',
               existing_type=sa.CHAR(length=32),
               nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_poll_community_id_building_id'), 'building', ['community_id', 'building_id'], ['community_id', 'id'])

    with op.batch_alter_table('poll_voter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('line', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('label', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('basis', sa.JSON(none_as_null=True), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_poll_voter_community_id_poll_id_person_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_poll_voter_community_id_poll_id_person_id_line'), ['community_id', 'poll_id', 'person_id', 'line'])

    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    # Copying a table takes its triggers away: those of the ballots come back.
    for table in ("ballot", *APPEND_ONLY):
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER poll_closed_no_{event.lower()} BEFORE {event} ON poll "
            "WHEN OLD.closed_at IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'a closed poll does not change'); END"
        )


def _guard_on_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER poll_closed BEFORE UPDATE OR DELETE ON poll "
        "FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
