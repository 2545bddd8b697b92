"""What a vote over a period asks, word by word, as its notice announced it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from council.models.base import tied
from council.models.bodies import Office, Tenure
from council.models.meetings import AgendaItem
from council.models.places import Building
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules.form import MOTION, Form
from council.rules.masking import mask_text


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``poll`` is the number of its poll once it is open.

    ``building`` is the one whose owners decide, ``office`` the one that a recall would end.
    """

    position: int
    question: str
    form: Form
    subject: str | None
    proposal: str | None
    building: str | None
    office: str | None
    poll: str | None


def asked(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[Asked]:
    """The questions of a written meeting, in the order of its notice."""
    rows = connection.execute(
        select(
            AgendaItem.position,
            AgendaItem.question,
            AgendaItem.title,
            AgendaItem.ask,
            AgendaItem.subject,
            Proposal.number.label("proposal"),
            Building.name.label("building"),
            Office.title.label("office"),
            Poll.number.label("poll"),
        )
        .outerjoin(
            Proposal, and_(tied(Proposal, AgendaItem, "proposal_id"), Proposal.is_public.is_(True))
        )
        .outerjoin(Building, tied(Building, AgendaItem, "building_id"))
        .outerjoin(Tenure, tied(Tenure, AgendaItem, "tenure_id"))
        .outerjoin(Office, tied(Office, Tenure, "office_id"))
        .outerjoin(Poll, tied(AgendaItem, Poll, "item_id"))
        .where(AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )
    return [_asked(row) for row in rows]


def _asked(row: Any) -> Asked:
    form = MOTION if row.ask is None else _masked(Form.from_data(row.ask))
    return Asked(
        position=row.position,
        question=mask_text(row.question or row.title),
        form=form,
        subject=row.subject,
        proposal=row.proposal,
        building=row.building,
        office=row.office,
        poll=row.poll,
    )


def _masked(form: Form) -> Form:
    options = tuple(
        replace(option, label=mask_text(option.label), note=mask_text(option.note))
        for option in form.options
    )
    return replace(form, options=options)
