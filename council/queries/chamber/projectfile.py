"""One project with everything that belongs to it: money, quotes, contracts, payments, its matter.

Sums in fen. Names are not masked: chamber only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from council.models.acts import Act
from council.models.base import tied
from council.models.facts import MARKS
from council.models.fundprojects import Contract, FundProject, Quote, Supplier
from council.models.funds import Fund, FundYear
from council.models.implementation import Evaluation, Milestone
from council.models.payments import Payment
from council.models.people import Person
from council.models.places import Compound
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.queries.chamber import fundprojects
from council.queries.chamber.fundprojects import ContractLine
from council.rules.calendar import legal_day
from council.rules.stages import TRACKS, Stage

_BEYOND = (Stage.DISCLOSURE, Stage.EVALUATION, Stage.CLOSED)


@dataclass(frozen=True, slots=True)
class Head:
    """The project's own row with the names around it."""

    id: UUID
    number: str
    title: str
    kind: str
    subject: str
    state: str
    version: int
    estimate: int
    planned: int
    contracted: int
    paid: int
    place: str
    source: str
    note: str
    urgent: bool
    urgent_reason: str
    confirm_by: date | None
    confirmed_at: datetime | None
    accepted_on: date | None
    guarantee_until: date | None
    responsible_title: str
    responsible: str
    fund: str
    code: str
    year: int
    compound: str
    resolution: str
    reference: str
    proposal_id: UUID | None
    matter: str
    matter_title: str
    track: str
    stage: str
    ending: str | None
    round: int | None

    @property
    def approved(self) -> int:
        """What may be spent in all."""
        return self.planned + self.contracted + self.paid

    @property
    def by_matter(self) -> bool:
        """Whether a matter carries the acceptance."""
        return Stage.ACCEPTANCE in TRACKS.get(self.track, ())


@dataclass(frozen=True, slots=True)
class QuoteOf:
    """A quote with its paper."""

    id: UUID
    supplier_id: UUID
    supplier: str
    amount: int
    quoted_on: date
    note: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class PaymentOf:
    """A payment as one line."""

    number: str
    supplier: str
    purpose: str
    amount: int
    refunded: int
    state: str
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone of the matter."""

    title: str
    owner: str
    due_on: date
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """Everything on one page. ``rated`` people gave ``marks`` in all, four each."""

    head: Head
    accepted_on: date | None
    quotes: list[QuoteOf]
    contracts: list[ContractLine]
    payments: list[PaymentOf]
    steps: list[Step]
    rated: int
    marks: int


_C: Any = bindparam("community")


def load(connection: Connection, community_id: UUID, number: str) -> ProjectFile | None:
    """The project with this number."""
    asked = {"community": community_id, "number": number}
    row: Any = connection.execute(_HEAD, asked).first()
    if row is None:
        return None
    head = Head(*row)
    mine = {"community": community_id, "project": head.id, "proposal": head.proposal_id}
    rated, marks = connection.execute(_RATED, mine | {"round": head.round or 1}).one()
    steps = connection.execute(_STEPS, mine | {"round": head.round or 1})
    of_project = Contract.project_id == head.id
    return ProjectFile(
        head,
        _accepted(connection, head, mine),
        [QuoteOf(*one) for one in connection.execute(_QUOTES, mine)],
        fundprojects.contracts(connection, community_id, of_project),
        [PaymentOf(*one) for one in connection.execute(_PAYMENTS, mine)],
        [Step(*one) for one in steps],
        rated,
        int(marks or 0),
    )


def _accepted(connection: Connection, head: Head, mine: dict[str, Any]) -> date | None:
    """As ``services.fundprojects.accepted_on``."""
    if not head.by_matter:
        return head.accepted_on
    if head.stage not in _BEYOND or head.ending not in (None, "completed"):
        return None
    at = connection.scalar(_CONCLUDED, mine)
    return legal_day(at) if at else head.accepted_on


_HEAD = (
    select(
        FundProject.id,
        FundProject.number,
        FundProject.title,
        FundProject.kind,
        FundProject.subject,
        FundProject.state,
        FundProject.version,
        FundProject.estimate,
        FundProject.planned,
        FundProject.contracted,
        FundProject.paid,
        FundProject.place,
        FundProject.source,
        FundProject.note,
        FundProject.urgent,
        FundProject.urgent_reason,
        FundProject.confirm_by,
        FundProject.confirmed_at,
        FundProject.accepted_on,
        FundProject.guarantee_until,
        FundProject.responsible_title,
        func.coalesce(Person.name, ""),
        Fund.name,
        Fund.code,
        FundYear.year,
        func.coalesce(Compound.name, ""),
        func.coalesce(Resolution.number, ""),
        func.coalesce(Resolution.reference, ""),
        FundProject.proposal_id,
        func.coalesce(Proposal.number, ""),
        func.coalesce(Proposal.title, ""),
        func.coalesce(Proposal.track, ""),
        func.coalesce(Proposal.stage, ""),
        Proposal.ending,
        Proposal.round,
    )
    .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
    .join(Fund, tied(Fund, FundYear, "fund_id"))
    .outerjoin(Person, tied(Person, FundProject, "responsible_id"))
    .outerjoin(Compound, tied(Compound, FundProject, "compound_id"))
    .outerjoin(Resolution, tied(Resolution, FundProject, "resolution_id"))
    .outerjoin(Proposal, tied(Proposal, FundProject, "proposal_id"))
    .where(FundProject.community_id == _C, FundProject.number == bindparam("number"))
)
_PROJECT: Any = bindparam("project")
_PROPOSAL: Any = bindparam("proposal")
_QUOTES = (
    select(
        Quote.id,
        Supplier.id,
        Supplier.name,
        Quote.amount,
        Quote.quoted_on,
        Quote.note,
        Quote.sha256,
    )
    .join(Supplier, tied(Supplier, Quote, "supplier_id"))
    .where(Quote.community_id == _C, Quote.project_id == _PROJECT)
    .order_by(Quote.amount, Supplier.name)
)
_PAYMENTS = (
    select(
        Payment.number,
        Supplier.name,
        Payment.purpose,
        Payment.amount,
        Payment.refunded,
        Payment.state,
        Payment.paid_on,
    )
    .join(Supplier, tied(Supplier, Payment, "supplier_id"))
    .where(Payment.community_id == _C, Payment.project_id == _PROJECT)
    .order_by(Payment.handled_at)
)
_STEPS = (
    select(Milestone.title, Milestone.owner, Milestone.due_on, Milestone.done_at)
    .where(
        Milestone.community_id == _C,
        Milestone.proposal_id == _PROPOSAL,
        Milestone.round == bindparam("round"),
    )
    .order_by(Milestone.position)
)
_RATED = select(func.count(), func.sum(MARKS)).where(
    Evaluation.community_id == _C,
    Evaluation.proposal_id == _PROPOSAL,
    Evaluation.round == bindparam("round"),
)
_CONCLUDED = select(func.max(Act.at)).where(
    Act.community_id == _C, Act.proposal_id == _PROPOSAL, Act.kind == "acceptance.conclude"
)
