"""实施与督办: work to plan, steps to do, steps to urge, work to hand over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Exists, exists, true

from council.models.base import tied
from council.models.implementation import Milestone, Worker
from council.models.proposals import Proposal
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.powers import OfficeKind
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage


def parts(who: Who) -> Iterator[Part]:
    """For who does the work, who answers for it, and who watches."""
    if who.may("implementation.manage"):
        yield Part(_standing(who, ~_steps()), _plan)
        yield Part(_standing(who, _steps(), ~_steps(Milestone.done_at.is_(None))), _finish)
    if who.may("implementation.work"):
        yield Part(_open_steps(who, _mine(who)), _step)
    if who.may("implementation.supervise"):
        yield Part(_open_steps(who, Milestone.due_on < who.today), _remind)


def _steps(*where: Any) -> Exists:
    """The matter has milestones of this round (that fulfil ``where``)."""
    return (
        exists()
        .where(
            tied(Proposal, Milestone, "proposal_id"),
            Milestone.round == Proposal.round,
            *where,
        )
        .correlate(Proposal)
    )


def _standing(who: Who, *where: Any) -> Any:
    return (
        columns(number=Proposal.number, title=Proposal.title)
        .where(
            Proposal.community_id == who.community_id,
            Proposal.stage == Stage.IMPLEMENTATION,
            *where,
        )
        .order_by(Proposal.listed_at)
    )


def _mine(who: Who) -> Any:
    """The chair answers for every step; others see the work that they take part in."""
    if OfficeKind.COMMITTEE_CHAIR in who.kinds:
        return true()
    taking_part = exists().where(
        tied(Proposal, Worker, "proposal_id"),
        Worker.person_id == who.person_id,
    )
    return taking_part.correlate(Proposal)


def _open_steps(who: Who, *where: Any) -> Any:
    return (
        columns(
            number=Proposal.number,
            title=Milestone.title,
            due_on=Milestone.due_on,
            item=Milestone.owner,
            extra=Proposal.title,
            n=Milestone.position,
            due_at=Milestone.reminded_at,
        )
        .join_from(Milestone, Proposal, tied(Proposal, Milestone, "proposal_id"))
        .where(
            Milestone.community_id == who.community_id,
            Milestone.done_at.is_(None),
            Milestone.round == Proposal.round,
            Proposal.stage == Stage.IMPLEMENTATION,
            *where,
        )
        .order_by(Milestone.due_on)
    )


def _plan(row: Row, _: Rulebook) -> Duty:
    href = at_matter(row.number, "implementation.plan")
    return Duty("implementation.plan", row.title, href, row.number, None, "IM1")


def _finish(row: Row, _: Rulebook) -> Duty:
    href = at_matter(row.number, "implementation.finish")
    return Duty("implementation.finish", row.title, href, row.number, None, "IM1")


def _step(row: Row, _: Rulebook) -> Duty:
    return _of_step("implementation.step", row, primary=True)


def _remind(row: Row, _: Rulebook) -> Duty:
    return _of_step("implementation.remind", row, primary=False)


def _of_step(act: str, row: Row, *, primary: bool) -> Duty:
    return Duty(
        act,
        row.title,
        at_matter(row.number, f"{act}.{row.n}"),
        row.number,
        row.day_end,
        "IM1",
        {"owner": row.item, "matter": row.extra, "reminded": row.due_at},
        primary=primary,
    )
