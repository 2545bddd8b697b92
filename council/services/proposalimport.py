"""Taking proposals over from a table: all or nothing, and a second run changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.acts import Act
from council.models.base import new_id
from council.models.bodies import Office, Tenure
from council.models.facts import holders_on
from council.models.people import Person
from council.models.proposals import Proposal, ProposalVersion
from council.rules.calendar import deadline, legal_day
from council.rules.powers import OfficeKind
from council.rules.stages import CLOCKED, STAGE_RULES, Stage
from council.services import law, search_index
from council.services.numbers import take_numbers
from council.services.proposalfile import ImportRow
from council.services.search_index import Entry
from council.services.unit import Actor, Work, unit

STAND_IN = "IMPORT"
"""Number of the person who stands for the import where no clerk holds office; votes nowhere."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many were new and how many were there already."""

    new: int
    same: int


def take_over(
    community_id: UUID,
    rows: Sequence[ImportRow],
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
) -> Imported:
    """Add every message that is not there yet as a proposal that looks for seconders.

    Each keeps its time and, as ``import_number``, its number; approvals and objections given
    elsewhere are kept in the trace and count for nothing here.
    """
    known = _known(community_id)
    fresh = [row for row in rows if row.number not in known]
    if dry_run or not fresh:
        return Imported(len(fresh), len(rows) - len(fresh))
    with unit(
        community_id, kind="proposal.import", actor=actor, at=at, power="proposal.import"
    ) as work:
        there = set(
            work.session.scalars(
                select(Proposal.import_number).where(Proposal.community_id == community_id)
            )
        )
        fresh = [row for row in fresh if row.number not in there]
        _add(work, sorted(fresh, key=lambda row: (row.at, row.number)))
        work.tell(imported=len(fresh))
    return Imported(len(fresh), len(rows) - len(fresh))


def _known(community_id: UUID) -> set[str]:
    query = select(Proposal.import_number).where(
        Proposal.community_id == community_id, Proposal.import_number.is_not(None)
    )
    with db.engine.connect() as connection:
        return {number for (number,) in connection.execute(query) if number}


def _add(work: Work, rows: Sequence[ImportRow]) -> None:
    proposer = proposer_of(work)
    numbers = take_numbers(work, "proposal", len(rows))
    rule = STAGE_RULES[Stage.PROPOSING]
    days = law.rule(work.session, work.community_id, rule, work.at)
    until = deadline(work.at, days.number(CLOCKED[Stage.PROPOSING]))
    made = [
        _proposal(row, number, proposer, until, work.at)
        for row, number in zip(rows, numbers, strict=True)
    ]
    for proposal in made:
        work.add(proposal)
    work.session.flush()
    for row, proposal in zip(rows, made, strict=True):
        work.add(_version(row, proposal, proposer))
        work.add(_act(work, row, proposal, rule, days.statutes))
    work.session.flush()
    search_index.index_many(
        work.session,
        work.community_id,
        [
            Entry(p.number or "", p.title, p.text, p.listed_at, stage=Stage.PROPOSING.value)
            for p in made
        ],
    )


def _proposal(
    row: ImportRow, number: str, proposer: UUID, until: datetime, at: datetime
) -> Proposal:
    return Proposal(
        id=new_id(),
        number=number,
        import_number=row.number,
        track="standard",
        stage=Stage.PROPOSING.value,
        stage_since=at,
        due_at=until,
        revision=1,
        version=1,
        round=1,
        is_public=True,
        listed_at=row.at,
        title=row.title,
        text=row.text,
        place="",
        proposer_id=proposer,
        on_behalf=row.user,
        seconder_count=0,
        contribution_count=0,
    )


def _version(row: ImportRow, proposal: Proposal, editor: UUID) -> ProposalVersion:
    return ProposalVersion(
        proposal_id=proposal.id,
        version=1,
        title=row.title,
        text=row.text,
        editor_id=editor,
        reason="",
        at=row.at,
    )


def _act(
    work: Work, row: ImportRow, proposal: Proposal, rule_id: str, statutes: Sequence[str]
) -> Act:
    return Act(
        proposal_id=proposal.id,
        position=1,
        stage=Stage.DRAFT.value,
        to_stage=Stage.PROPOSING.value,
        kind="proposal.import",
        actor_id=work.actor.person_id,
        office=work.actor.office,
        office_title=work.actor.title,
        reason="",
        rule_id=rule_id,
        statutes=list(statutes),
        detail={"number": row.number, "likes": row.likes, "against": row.against},
        at=work.at,
    )


def proposer_of(work: Work) -> UUID:
    """The clerk who imports, else a clerk in office, else a stand-in who is no resident."""
    if work.actor.person_id is not None:
        return work.actor.person_id
    clerk = _clerk(work.session, work.community_id, work.at)
    if clerk is not None:
        return clerk
    stand_in = work.find(Person, Person.number == STAND_IN)
    if stand_in is None:
        stand_in = work.add(
            Person(
                id=new_id(),
                number=STAND_IN,
                name="导入",
                is_adult=False,
                is_delegate=False,
                is_registered=False,
                moved_out=True,
            )
        )
        work.session.flush()
    return stand_in.id


def _clerk(session: Session, community_id: UUID, at: datetime) -> UUID | None:
    return session.scalar(
        select(Tenure.person_id)
        .join(
            Office,
            (Office.community_id == Tenure.community_id) & (Office.id == Tenure.office_id),
        )
        .where(
            Tenure.community_id == community_id,
            Office.kind == OfficeKind.CLERK.value,
            holders_on(legal_day(at)),
        )
        .order_by(Office.number, Tenure.starts_on)
        .limit(1)
    )
