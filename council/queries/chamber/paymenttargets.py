"""Where a payment may come from: projects and contracts, with what may be paid today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from council.models.acts import Act
from council.models.base import tied
from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.funds import FundYear
from council.models.payments import Payment
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.calendar import legal_day
from council.rules.procuring import Terms, payable_now
from council.rules.stages import TRACKS, Stage

ON_THE_WAY = ("entered", "approved")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a payment can come from: a project, with or without one of its contracts.

    ``left`` is what may be spent there today, payments on their way taken off, in fen.
    ``waits`` says why it is nothing: ``empty``, ``year``, ``resolution``, ``acceptance`` or
    ``guarantee``.
    """

    project: str
    title: str
    contract: str
    supplier: str
    left: int
    waits: str = ""

    @property
    def key(self) -> str:
        """``2026-001`` or ``2026-001.2026-004``."""
        return f"{self.project}.{self.contract}" if self.contract else self.project


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a new payment offers."""

    targets: tuple[Target, ...] = ()
    suppliers: tuple[str, ...] = field(default=())


def choices(connection: Connection, community_id: UUID, today: date) -> Choices:
    """Projects that are open in an open year with what may be paid today, and the suppliers known.

    Those of which nothing may be paid today come last.
    """
    pending = _pending(connection, community_id)
    contracts = _contracts(connection, community_id)
    found = []
    for row in connection.execute(_OPEN, {"community": community_id}):
        waits = _waits(row, today)
        for one in contracts.get(row.id, []):
            terms = _terms(one, row.guarantee_until)
            busy = pending.get((row.id, one.id), 0)
            left = payable_now(terms, accepted=_accepted(row, today), on=today, pending=busy)
            found.append(_target(row, one, waits, left, one.open - busy, today))
        left = row.planned - pending.get((row.id, None), 0)
        found.append(_target(row, None, waits, left, left, today))
    found.sort(key=lambda target: not target.left)
    names = connection.scalars(
        select(Supplier.name)
        .where(Supplier.community_id == community_id)
        .order_by(Supplier.name)
        .limit(500)
    )
    return Choices(tuple(found), tuple(names))


def _terms(row: Any, until: date | None) -> Terms:
    of_money = (row.amount, row.open, row.paid, row.in_advance, row.retained)
    return Terms(*of_money, row.guarantee_until or until)


def _target(row: Any, contract: Any, waits: str, left: int, open_: int, today: date) -> Target:
    """``left`` may be paid as the terms are, ``open_`` once nothing waits."""
    if open_ <= 0:
        waits = "empty"
    elif not waits and left <= 0:
        waits = "guarantee" if _accepted(row, today) else "acceptance"
    number, supplier = (contract.number, contract.supplier) if contract else ("", "")
    return Target(row.number, row.title, number, supplier, 0 if waits else left, waits)


def _waits(row: Any, today: date) -> str:
    """What stands against every payment of a project, as :mod:`council.rules.spending` has it."""
    if row.year != today.year:
        return "year"
    if row.outcome == "passed" and row.of_ending in (None, "completed"):
        return "resolution" if row.of_stage in _NOT_YET else ""
    urgent = row.urgent and row.confirmed_at is None
    over = row.confirm_by is not None and today > row.confirm_by
    return "" if urgent and not over else "resolution"


def _accepted(row: Any, today: date) -> bool:
    """As ``services.fundprojects.accepted_on``."""
    day = row.accepted_on
    if Stage.ACCEPTANCE in TRACKS.get(row.track, ()):
        standing = row.stage in _BEYOND and row.ending in (None, "completed")
        day = (legal_day(row.concluded) if row.concluded else day) if standing else None
    return day is not None and day <= today


_NOT_YET = (Stage.RESOLUTION, Stage.ANNOUNCEMENT)
_BEYOND = (Stage.DISCLOSURE, Stage.EVALUATION, Stage.CLOSED)
_OF = aliased(Proposal)
_OPEN = (
    select(
        FundProject.id,
        FundProject.number,
        FundProject.title,
        FundProject.planned,
        FundProject.urgent,
        FundProject.confirm_by,
        FundProject.confirmed_at,
        FundProject.accepted_on,
        FundProject.guarantee_until,
        FundYear.year,
        Proposal.track,
        Proposal.stage,
        Proposal.ending,
        Resolution.outcome,
        _OF.stage.label("of_stage"),
        _OF.ending.label("of_ending"),
        select(func.max(Act.at))
        .where(
            Act.community_id == FundProject.community_id,
            Act.proposal_id == FundProject.proposal_id,
            Act.kind == "acceptance.conclude",
        )
        .scalar_subquery()
        .label("concluded"),
    )
    .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
    .outerjoin(Proposal, tied(Proposal, FundProject, "proposal_id"))
    .outerjoin(Resolution, tied(Resolution, FundProject, "resolution_id"))
    .outerjoin(_OF, tied(_OF, Resolution, "proposal_id"))
    .where(
        FundProject.community_id == bindparam("community"),
        FundYear.closed_at.is_(None),
        FundProject.state != "dropped",
    )
    .order_by(FundProject.number)
)


def _pending(connection: Connection, community_id: UUID) -> dict[tuple[UUID, UUID | None], int]:
    rows = connection.execute(
        select(Payment.project_id, Payment.contract_id, func.sum(Payment.amount))
        .where(Payment.community_id == community_id, Payment.state.in_(ON_THE_WAY))
        .group_by(Payment.project_id, Payment.contract_id)
    )
    return {(project, contract): int(total) for project, contract, total in rows}


def _contracts(connection: Connection, community_id: UUID) -> dict[UUID, list[Any]]:
    """By project, its contracts that run or have something open."""
    rows = connection.execute(
        select(
            Contract.project_id,
            Contract.id,
            Contract.number,
            Supplier.name.label("supplier"),
            Contract.open,
            Contract.amount,
            Contract.paid,
            Contract.in_advance,
            Contract.retained,
            Contract.guarantee_until,
        )
        .join(Supplier, tied(Supplier, Contract, "supplier_id"))
        .where(
            Contract.community_id == community_id,
            or_(Contract.state == "running", Contract.open > 0),
        )
        .order_by(Contract.number)
    )
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.project_id, []).append(row)
    return found
