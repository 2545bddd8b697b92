"""Carrying into the next year: in one act the old books show it leaving and the new ones coming.

A project with money left goes on in the new books under a number of its own that names the old
one (``continues_id``), and so does each of its contracts with what is still to be paid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import or_

from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.funds import FundYear
from council.models.payments import Payment
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.ledger import Transfer
from council.rules.verdict import Reason, Refused
from council.services import fundclosing, funds, ledger
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit

POWER = fundclosing.POWER
_SAME = (
    *("proposal_id", "resolution_id", "title", "kind", "subject", "compound_id", "place"),
    *("source", "estimate", "responsible_id", "responsible_title", "urgent", "urgent_reason"),
    *("confirm_by", "confirmed_at", "accepted_on", "guarantee_until", "note"),
)
_AGREED = (
    *("supplier_id", "subject", "signed_on", "signed_by_id", "signed_title"),
    *("few_quotes", "not_lowest", "guarantee_until", "sha256", "media_type"),
)


def carry(
    community_id: UUID,
    code: str,
    year: int,
    amount: int,
    *,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Carry free money of a year that is over into the next.

    Raises:
        Refused: ``not_found``, ``fund_year_missing`` (the next year's books are not open),
            ``year_not_over``, ``amount_not_positive``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.carry", actor=actor, at=at, power=POWER) as work:
        if request_key and work.done_before(request_key):
            return
        funds.demand_amount(amount)
        _Carrying.of(work, funds.year_of(work, code, year)).free(amount)
        work.tell(fund=code, year=year, amount=amount)


def carry_free(work: Work, old: FundYear, amount: int) -> None:
    """Inside an act: as :func:`carry`."""
    _Carrying.of(work, old).free(amount)


def carry_project(community_id: UUID, number: str, *, actor: Actor, at: datetime) -> str:
    """Carry what a project has left, with its contracts, into the next year; its number there.

    Raises:
        Refused: ``not_found``, ``nothing_to_carry``, ``payments_open``, ``fund_year_missing``,
            ``year_not_over``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.carry", actor=actor, at=at, power=POWER) as work:
        project = work.find(FundProject, FundProject.number == number)
        if project is None:
            raise Refused([Reason("not_found", {"what": "fund_project"})])
        made = _Carrying.of(work, work.get(FundYear, project.fund_year_id)).project(project)
        work.tell(project=number, continued=made.number)
        return made.number


def carry_all(
    community_id: UUID,
    code: str,
    year: int,
    *,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> list[str]:
    """Carry all that a year still holds: each project with money left, then what is free.

    Gives the numbers of the projects that go on; nothing where the act is sent again.

    Raises:
        Refused: as :func:`carry` and :func:`carry_project`.
    """
    with unit(community_id, kind="fund.carry", actor=actor, at=at, power=POWER) as work:
        if request_key and work.done_before(request_key):
            return []
        old = funds.year_of(work, code, year)
        going = _Carrying.of(work, old)
        mine = FundProject.fund_year_id == old.id
        running = [
            p for p in work.all(FundProject, mine, order=FundProject.number) if going.left(p)
        ]
        amount = old.free
        if not running and not amount:
            raise Refused([Reason("nothing_to_carry", {}, "FY1")])
        made = [going.project(project).number for project in running]
        if amount:
            going.free(amount)
        work.tell(fund=code, year=year, amount=amount, projects=len(made))
        return made


class _Carrying:
    """From one year's books into the next one's."""

    def __init__(self, work: Work, old: FundYear, new: FundYear) -> None:
        self.work, self.old, self.new = work, old, new
        self._post_old = partial(_post, work, old, date(old.year, 12, 31))
        self._post_new = partial(_post, work, new, fundclosing.first_open_day(work, new))

    @classmethod
    def of(cls, work: Work, old: FundYear) -> _Carrying:
        """Out of a year that is over, into the books of the next."""
        if legal_day(work.at) < date(old.year, 12, 31):
            raise Refused([Reason("year_not_over", {"year": old.year}, "FY1")])
        mine = (FundYear.fund_id == old.fund_id, FundYear.year == old.year + 1)
        new = work.find(FundYear, *mine)
        if new is None:
            raise Refused([Reason("fund_year_missing", {"year": old.year + 1})])
        return cls(work, old, new)

    def left(self, project: FundProject) -> bool:
        """Whether a project has anything to carry: money, or work paid for and not accepted."""
        money = project.planned + project.contracted
        return bool(money) or bool(self._prepaid(project))

    def free(self, amount: int) -> None:
        """Free money leaves the old books and comes into the new."""
        self._both(books.carry(amount), books.opening(amount))

    def project(self, project: FundProject) -> FundProject:
        """A project goes on in the new year with all it has left."""
        if not self.left(project):
            raise Refused([Reason("nothing_to_carry", {}, "FY1")])
        self._demand_nothing_waits(project)
        mine = (Contract.project_id == project.id, Contract.open > 0)
        running = self.work.all(Contract, *mine, order=Contract.number)
        still = [(contract, contract.open) for contract in running]
        amount, prepaid = project.planned + project.contracted, self._prepaid(project)
        for contract, left in still:
            lines = books.uncommit(left)
            self._post_old("uncommit", contract.number, lines, project, contract)
        if amount:
            self._post_old("release", project.title, books.release(amount), project)
        made = self._continued(project)
        self._both(
            (*_if(books.carry, amount), *_if(books.carry_prepaid, prepaid)),
            (*_if(books.opening, amount), *_if(books.opening_prepaid, prepaid)),
            project,
            made,
        )
        if amount:
            self._post_new("plan", made.title, books.plan(amount), made)
        for contract, left in still:
            self._continue_contract(contract, left, made)
        project.state = "finished"
        return made

    def _prepaid(self, project: FundProject) -> int:
        return books.prepaid(ledger.lines_of_project(self.work, project))

    def _demand_nothing_waits(self, project: FundProject) -> None:
        """That no payment of the project is under way: it would be paid from closed books."""
        states = or_(Payment.state == "entered", Payment.state == "approved")
        waiting = len(self.work.all(Payment, Payment.project_id == project.id, states))
        if waiting:
            figures = {"year": self.old.year, "count": waiting}
            raise Refused([Reason("payments_open", figures, "FY1")])

    def _continued(self, project: FundProject) -> FundProject:
        """The same project in the new year, with nothing in its books yet."""
        made = self.work.add(
            FundProject(
                fund_year_id=self.new.id,
                number=next_number(self.work, "fund_project"),
                continues_id=project.id,
                planned=0,
                contracted=0,
                paid=0,
                version=0,
                at=self.work.at,
                **{name: getattr(project, name) for name in _SAME},
            )
        )
        self.work.session.flush()
        return made

    def _continue_contract(self, old: Contract, left: int, project: FundProject) -> None:
        """The same contract in the new year, with what is still to be paid."""
        new = self.work.add(
            Contract(
                project_id=project.id,
                continues_id=old.id,
                number=next_number(self.work, "contract"),
                amount=left,
                open=0,
                paid=0,
                in_advance=min(left, max(old.in_advance - old.paid, 0)),
                retained=min(left, old.retained),
                at=self.work.at,
                **{name: getattr(old, name) for name in _AGREED},
            )
        )
        self.work.session.flush()
        supplier = self.work.get(Supplier, old.supplier_id)
        text = f"{new.number} {supplier.name}"
        self._post_new("commit", text, books.commit(left), project, new)
        old.state, old.ended_reason = "ended", f"→ {new.number}"

    def _both(
        self,
        out: Sequence[Transfer],
        back: Sequence[Transfer],
        project: FundProject | None = None,
        continued: FundProject | None = None,
    ) -> None:
        text = f"{self.old.year} → {self.new.year}"
        if project is not None:
            text = f"{text} {project.title}"
        self._post_old("carry", text, out, project)
        self._post_new("opening", text, back, continued)


def _post(
    work: Work,
    year: FundYear,
    on: date,
    kind: str,
    text: str,
    lines: Sequence[Transfer],
    project: FundProject | None = None,
    contract: Contract | None = None,
) -> None:
    """An entry in the books of one of both years."""
    ledger.post(work, year, kind, on, text, lines, project=project, contract=contract)


def _if(lines: Callable[[int], tuple[Transfer, ...]], amount: int) -> tuple[Transfer, ...]:
    return lines(amount) if amount else ()
