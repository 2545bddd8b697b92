"""Meetings and minutes: sides, hall, petitions, notices, minutes and their signatures.

Revision: 0009_meetings
After: 0008_paper_by_mandate
"""

import sqlalchemy as sa
from alembic import op


revision = '0009_meetings'
down_revision = '0008_paper_by_mandate'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('request_key',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('community_id', 'key', name=op.f('pk_request_key'))
    )
    op.create_table('meeting_series',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=False),
    sa.Column('rule_id', sa.String(length=10), nullable=False),
    sa.Column('every', sa.String(length=10), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_meeting_series_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_meeting_series_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_meeting_series')),
    sa.UniqueConstraint('community_id', 'name', name=op.f('uq_meeting_series_community_id_name'))
    )
    op.create_table('series_side',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('series_id', sa.Uuid(), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_series_side_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'series_id'], ['meeting_series.community_id', 'meeting_series.id'], name=op.f('fk_series_side_community_id_series_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_series_side_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_series_side')),
    sa.UniqueConstraint('community_id', 'series_id', 'body_id', name=op.f('uq_series_side_community_id_series_id_body_id'))
    )
    op.create_table('calendar_key',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_calendar_key_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_calendar_key_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_calendar_key')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_calendar_key_key_hash'))
    )
    with op.batch_alter_table('calendar_key', schema=None) as batch_op:
        batch_op.create_index('ix_calendar_key_person', ['community_id', 'person_id'], unique=False)

    op.create_table('document_template',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('uploader_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'uploader_id'], ['person.community_id', 'person.id'], name=op.f('fk_document_template_community_id_uploader_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_document_template_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_document_template')),
    sa.UniqueConstraint('community_id', 'kind', 'position', name=op.f('uq_document_template_community_id_kind_position'))
    )
    op.create_table('mailbox',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.String(length=120), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_mailbox_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_mailbox_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_mailbox')),
    sa.UniqueConstraint('community_id', 'person_id', name=op.f('uq_mailbox_community_id_person_id'))
    )
    op.create_table('petition',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=False),
    sa.Column('rule_id', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('opener_id', sa.Uuid(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('found', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_petition_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'opener_id'], ['person.community_id', 'person.id'], name=op.f('fk_petition_community_id_opener_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_petition_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_petition')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_petition_community_id_number'))
    )
    op.create_table('petition_signature',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('petition_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('entered_by_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'entered_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_petition_signature_community_id_entered_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_petition_signature_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'petition_id'], ['petition.community_id', 'petition.id'], name=op.f('fk_petition_signature_community_id_petition_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_petition_signature_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_petition_signature')),
    sa.UniqueConstraint('community_id', 'petition_id', 'person_id', name=op.f('uq_petition_signature_community_id_petition_id_person_id'))
    )
    op.create_table('letter',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.String(length=120), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('calendar', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_letter_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_letter_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_letter_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_letter'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index('ix_letter_waiting', ['state', 'next_at'], unique=False)

    op.create_table('meeting_body',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_meeting_body_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_meeting_body_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_meeting_body_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_meeting_body')),
    sa.UniqueConstraint('community_id', 'meeting_id', 'body_id', name=op.f('uq_meeting_body_community_id_meeting_id_body_id'))
    )
    op.create_table('minutes',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('content', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('circulated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('corrections_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'author_id'], ['person.community_id', 'person.id'], name=op.f('fk_minutes_community_id_author_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_minutes_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_minutes_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_minutes')),
    sa.UniqueConstraint('community_id', 'meeting_id', name=op.f('uq_minutes_community_id_meeting_id'))
    )
    op.create_table('notice_delivery',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('detail', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_notice_delivery_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_notice_delivery_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_notice_delivery_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_notice_delivery')),
    sa.UniqueConstraint('community_id', 'meeting_id', 'person_id', 'channel', name=op.f('uq_notice_delivery_community_id_meeting_id_person_id_channel'))
    )
    with op.batch_alter_table('notice_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_notice_delivery_person', ['community_id', 'person_id'], unique=False)

    op.create_table('observer',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('body_id', sa.Uuid(), nullable=True),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_observer_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_observer_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_observer_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_observer_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_observer'))
    )
    with op.batch_alter_table('observer', schema=None) as batch_op:
        batch_op.create_index('ix_observer_meeting', ['community_id', 'meeting_id'], unique=False)

    op.create_table('presence',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('via', sa.String(length=10), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entered_by_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'entered_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_presence_community_id_entered_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_presence_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_presence_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_presence_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_presence'))
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index('ix_presence_meeting', ['community_id', 'meeting_id', 'person_id'], unique=False)

    op.create_table('rehearsal',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_rehearsal_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_rehearsal_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_rehearsal')),
    sa.UniqueConstraint('community_id', 'meeting_id', name=op.f('uq_rehearsal_community_id_meeting_id'))
    )
    op.create_table('meeting_paper',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('body_id', sa.Uuid(), nullable=True),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('is_closed', sa.Boolean(), nullable=False),
    sa.Column('uploader_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_meeting_paper_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'item_id'], ['agenda_item.community_id', 'agenda_item.id'], name=op.f('fk_meeting_paper_community_id_item_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_meeting_paper_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'uploader_id'], ['person.community_id', 'person.id'], name=op.f('fk_meeting_paper_community_id_uploader_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_meeting_paper_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_meeting_paper'))
    )
    with op.batch_alter_table('meeting_paper', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_paper_meeting', ['community_id', 'meeting_id'], unique=False)

    op.create_table('meeting_task',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('holder', sa.String(length=80), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mark', sa.String(length=6), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('evaluator_id', sa.Uuid(), nullable=True),
    sa.Column('evaluated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_meeting_task_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'evaluator_id'], ['person.community_id', 'person.id'], name=op.f('fk_meeting_task_community_id_evaluator_id')),
    sa.ForeignKeyConstraint(['community_id', 'item_id'], ['agenda_item.community_id', 'agenda_item.id'], name=op.f('fk_meeting_task_community_id_item_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_meeting_task_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_meeting_task_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_meeting_task_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_meeting_task')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_meeting_task_community_id_number'))
    )
    with op.batch_alter_table('meeting_task', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_task_due', ['community_id', 'state', 'due_on'], unique=False)
        batch_op.create_index('ix_meeting_task_meeting', ['community_id', 'meeting_id'], unique=False)

    op.create_table('minutes_annex',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('minutes_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'author_id'], ['person.community_id', 'person.id'], name=op.f('fk_minutes_annex_community_id_author_id')),
    sa.ForeignKeyConstraint(['community_id', 'minutes_id'], ['minutes.community_id', 'minutes.id'], name=op.f('fk_minutes_annex_community_id_minutes_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_minutes_annex_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_minutes_annex')),
    sa.UniqueConstraint('community_id', 'minutes_id', 'position', name=op.f('uq_minutes_annex_community_id_minutes_id_position'))
    )
    op.create_table('minutes_signature',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('minutes_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('scan_sha256', sa.String(length=64), nullable=True),
    sa.Column('scan_type', sa.String(length=60), nullable=True),
    sa.Column('entered_by_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'entered_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_minutes_signature_community_id_entered_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'minutes_id'], ['minutes.community_id', 'minutes.id'], name=op.f('fk_minutes_signature_community_id_minutes_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_minutes_signature_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_minutes_signature_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_minutes_signature')),
    sa.UniqueConstraint('community_id', 'minutes_id', 'person_id', name=op.f('uq_minutes_signature_community_id_minutes_id_person_id'))
    )
    op.create_table('position',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=False),
    sa.Column('stance', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_position_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'item_id'], ['agenda_item.community_id', 'agenda_item.id'], name=op.f('fk_position_community_id_item_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_position_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_position_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_position')),
    sa.UniqueConstraint('community_id', 'item_id', 'body_id', name=op.f('uq_position_community_id_item_id_body_id'))
    )
    op.create_table('speech',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=True),
    sa.Column('side', sa.String(length=10), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('gist', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'body_id'], ['body.community_id', 'body.id'], name=op.f('fk_speech_community_id_body_id')),
    sa.ForeignKeyConstraint(['community_id', 'item_id'], ['agenda_item.community_id', 'agenda_item.id'], name=op.f('fk_speech_community_id_item_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_speech_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_speech_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_speech_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_speech')),
    sa.UniqueConstraint('community_id', 'meeting_id', 'position', name=op.f('uq_speech_community_id_meeting_id_position'))
    )
    with op.batch_alter_table('speech', schema=None) as batch_op:
        batch_op.create_index('ix_speech_item', ['community_id', 'item_id'], unique=False)
        batch_op.create_index('ix_speech_person', ['community_id', 'person_id'], unique=False)

    op.create_table('minutes_correction',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('minutes_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('speech_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'minutes_id'], ['minutes.community_id', 'minutes.id'], name=op.f('fk_minutes_correction_community_id_minutes_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_minutes_correction_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'speech_id'], ['speech.community_id', 'speech.id'], name=op.f('fk_minutes_correction_community_id_speech_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_minutes_correction_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_minutes_correction')),
    sa.UniqueConstraint('community_id', 'minutes_id', 'position', name=op.f('uq_minutes_correction_community_id_minutes_id_position'))
    )
    op.create_table('motion',
    sa.Column('community_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('method', sa.String(length=10), nullable=False),
    sa.Column('yes', sa.Integer(), nullable=True),
    sa.Column('no', sa.Integer(), nullable=True),
    sa.Column('abstain', sa.Integer(), nullable=True),
    sa.Column('poll_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'item_id'], ['agenda_item.community_id', 'agenda_item.id'], name=op.f('fk_motion_community_id_item_id')),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['meeting.community_id', 'meeting.id'], name=op.f('fk_motion_community_id_meeting_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_motion_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'poll_id'], ['poll.community_id', 'poll.id'], name=op.f('fk_motion_community_id_poll_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_motion_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_motion')),
    sa.UniqueConstraint('community_id', 'meeting_id', 'position', name=op.f('uq_motion_community_id_meeting_id_position'))
    )
    with op.batch_alter_table('motion', schema=None) as batch_op:
        batch_op.create_index('ix_motion_item', ['community_id', 'item_id'], unique=False)

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=14), server_default='', nullable=False))
        batch_op.add_column(sa.Column('planned', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('side_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('topic', sa.String(length=14), server_default='', nullable=False))
        batch_op.add_column(sa.Column('is_closed', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('started_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('record', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('conclusion', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('answer_due', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('answer', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_agenda_item_community_id_side_id'), 'body', ['community_id', 'side_id'], ['community_id', 'id'])

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=10), server_default='body', nullable=False))
        batch_op.add_column(sa.Column('link', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('series_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('chair_body_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('chair_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('recorder_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('petition_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('door_code', sa.String(length=32), server_default='', nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_meeting_community_id_petition_id'), 'petition', ['community_id', 'petition_id'], ['community_id', 'id'])
        batch_op.create_foreign_key(batch_op.f('fk_meeting_community_id_chair_id'), 'person', ['community_id', 'chair_id'], ['community_id', 'id'])
        batch_op.create_foreign_key(batch_op.f('fk_meeting_community_id_chair_body_id'), 'body', ['community_id', 'chair_body_id'], ['community_id', 'id'])
        batch_op.create_foreign_key(batch_op.f('fk_meeting_community_id_recorder_id'), 'person', ['community_id', 'recorder_id'], ['community_id', 'id'])
        batch_op.create_foreign_key(batch_op.f('fk_meeting_community_id_series_id'), 'meeting_series', ['community_id', 'series_id'], ['community_id', 'id'])



def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
