"""Opening balances and the history of a fund taken over: all rows or none, twice changes nothing.

Past years are entered in the books as the file tells them: what was carried in and received, each
project with what was approved and paid, what was handed back. Nobody approved these payments here,
so they are entries without a payment; the project says where it comes from (``source``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.models.fundprojects import FundProject
from council.models.funds import Fund, FundYear, Receipt
from council.models.ledger import LedgerEntry
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.ledger import Account
from council.rules.verdict import Reason, Refused
from council.services import fundcarrying, fundclosing, funds, fundwords, law, ledger, workbooks
from council.services.fundfile import History, PaymentRow, ProjectRow, YearRow
from council.services.numbers import next_number
from council.services.tables import Fault, RowsRefused
from council.services.unit import Actor, Work, unit

IMPORTED = "历史账导入"
"""How rows that came from a file are marked, for everybody to see."""
LONG = 500
"""Rows of a file from which on nobody waits for it."""
PORTION = 20
"""After how many rows it is told how far it is."""
Told = Callable[[int, int], None]


def _quiet(_done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were new and how many were here before."""

    new: int
    same: int


_Any = YearRow | ProjectRow | PaymentRow


class _Stop(Exception):  # noqa: N818 - takes everything back without being an error
    pass


def take_over(
    community_id: UUID,
    history: History,
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
    told: Told = _quiet,
) -> Taken:
    """Enter what the file says and is not there yet.

    ``dry_run``: check everything, write nothing. A file that says nothing new leaves no entry.
    ``told`` hears how many rows of how many are done.

    Raises:
        RowsRefused: with every row that cannot be taken over; nothing is then.
    """
    taken: list[Taken] = []
    try:
        with unit(community_id, kind="fund.import", actor=actor, at=at, power="fund.keep") as work:
            taken.append(_Taking(work, told).take(history))
            if dry_run or not taken[0].new:
                raise _Stop  # noqa: TRY301 - takes the whole act back
            work.tell(imported=taken[0].new)
    except _Stop:
        pass
    return taken[0]


class _Taking:
    """One file on its way into the books."""

    def __init__(self, work: Work, told: Told) -> None:
        self.work, self.told, self.total = work, told, 0
        self.known = {fund.code: fund for fund in work.all(Fund, order=Fund.position)}
        self.new = self.same = 0
        self.faults: list[Fault] = []

    def take(self, history: History) -> Taken:
        """All rows, year by year; or RowsRefused with what is wrong."""
        self.total = len(tuple(_rows(history)))
        self.told(0, self.total)
        self._once(history.years, lambda row: (row.fund, row.year), "year", "years")
        self._once(
            history.projects, lambda row: (row.fund, row.year, row.title), "title", "projects"
        )
        years = {(row.fund, row.year): row for row in history.years}
        for key in sorted({(row.fund, row.year) for row in _rows(history)}, key=lambda k: k[1]):
            row = years.get(key)
            sound = row is None or self._guard("years", "year", row, self._year, row)
            self._projects(history, key)
            if row is not None and sound:
                self._guard("years", "swept", row, self._sweep, row)
        if self.faults:
            raise RowsRefused(self.faults)
        self.told(self.total, self.total)
        return Taken(self.new, self.same)

    def _projects(self, history: History, key: tuple[str, int]) -> None:
        """The projects and payments of one year."""
        paid: dict[str, list[PaymentRow]] = defaultdict(list)
        for payment in history.payments:
            if (payment.fund, payment.year) == key:
                paid[payment.title].append(payment)
        for row in history.projects:
            if (row.fund, row.year) == key:
                mine = paid.pop(row.title, [])
                self._guard("projects", "title", row, self._project, row, mine)
        for rest in paid.values():
            self._guard("payments", "title", rest[0], self._more, rest)

    def _guard(
        self, kind: str, column: str, row: _Any, act: Callable[..., None], *given: object
    ) -> bool:
        """Do it, True where it was done; a row that is refused is named, and the rest read on."""
        try:
            act(*given)
        except Refused as refused:
            name, origin = fundwords.COLUMNS[kind][column][0], row.origin
            self.faults += [Fault(origin.sheet, origin.row, name, r) for r in refused.reasons]
            return False
        return True

    def _once(
        self,
        rows: Sequence[_Any],
        key: Callable[..., object],
        column: str,
        kind: str,
    ) -> None:
        seen: dict[object, int] = {}
        for row in rows:
            first = seen.setdefault(key(row), row.origin.row)
            if first != row.origin.row:
                name = fundwords.COLUMNS[kind][column][0]
                reason = Reason("row_twice", {"row": first})
                self.faults.append(Fault(row.origin.sheet, row.origin.row, name, reason))

    def _fund(self, code: str) -> Fund:
        if not code and len(self.known) == 1:
            return next(iter(self.known.values()))
        if not code:
            raise Refused([Reason("fund_not_named")])
        if code not in self.known:
            raise Refused([Reason("fund_unknown", {"name": code})])
        return self.known[code]

    def _found(self, code: str, year: int) -> FundYear | None:
        mine = (FundYear.fund_id == self._fund(code).id, FundYear.year == year)
        return self.work.find(FundYear, *mine)

    def _year(self, row: YearRow) -> None:
        """The year with what was carried in and what it received."""
        fund, year = self._fund(row.fund), self._found(row.fund, row.year)
        fresh = year is None
        if year is None:
            rule = law.rule(self.work.session, self.work.community_id, "FY1", self.work.at)
            sweep = date(row.year, rule.number("sweep_month"), rule.number("sweep_day"))
            year = self.work.add(FundYear(fund_id=fund.id, year=row.year, sweep_on=sweep))
            self.work.session.flush()
        changed = self._opening(year, row)
        changed |= self._received(year, row)
        self._count(new=fresh or changed)

    def _opening(self, year: FundYear, row: YearRow) -> bool:
        before = self._found(row.fund, row.year - 1)
        if row.opening in (0, year.opening):
            return False
        if year.opening:
            raise Refused([Reason("opening_differs", {"sum": year.opening, "asked": row.opening})])
        if before is None:
            self._post(year, "opening", f"{IMPORTED} {year.year}", books.opening(row.opening))
            return True
        if before.free != row.opening:  # it is carried over, so both must name the same sum
            figures = {"sum": before.free, "asked": row.opening}
            raise Refused([Reason("opening_by_carry", figures)])
        fundcarrying.carry_free(self.work, before, row.opening)
        return True

    def _received(self, year: FundYear, row: YearRow) -> bool:
        mine = (Receipt.fund_year_id == year.id, Receipt.note == IMPORTED)
        there = self.work.all(Receipt, *mine)
        sum_ = sum(receipt.amount for receipt in there)
        if row.received in (0, sum_):
            return False
        if there:
            raise Refused([Reason("received_differs", {"sum": sum_, "asked": row.received})])
        lines = books.receipt(row.received, Account.GRANTS, granted=False)
        entry = self._post(year, "receipt", row.payer, lines)
        taken = self.work.all(Receipt, Receipt.fund_year_id == year.id)
        self.work.add(
            Receipt(
                fund_year_id=year.id,
                position=max((receipt.position for receipt in taken), default=0) + 1,
                kind="appropriation",
                payer=row.payer,
                amount=row.received,
                received_on=entry.on,
                reference=row.reference,
                entry_id=entry.id,
                note=IMPORTED,
            )
        )
        self.work.session.flush()
        return True

    def _project(self, row: ProjectRow, payments: Sequence[PaymentRow]) -> None:
        year = self._found(row.fund, row.year)
        if year is None:
            raise Refused([Reason("year_not_in_file", {"year": row.year})])
        project = self._known(year, row.title)
        if project is not None and project.estimate != row.approved:
            figures = {"sum": project.estimate, "asked": row.approved}
            raise Refused([Reason("approved_differs", figures)])
        fresh = project is None
        if project is None:
            project = self._add_project(year, row)
        self._pay(year, project, payments)
        self._count(new=fresh)

    def _known(self, year: FundYear, title: str) -> FundProject | None:
        mine = (FundProject.fund_year_id == year.id, FundProject.title == title)
        return self.work.find(FundProject, *mine, FundProject.source != "")

    def _add_project(self, year: FundYear, row: ProjectRow) -> FundProject:
        project = self.work.add(
            FundProject(
                fund_year_id=year.id,
                number=next_number(self.work, "fund_project"),
                title=row.title,
                kind=row.kind,
                subject=row.subject,
                source=row.source or IMPORTED,
                estimate=row.approved,
                note=row.note,
                planned=0,
                contracted=0,
                paid=0,
                version=0,
                state="finished",
                at=self.work.at,
            )
        )
        self.work.session.flush()
        return project

    def _more(self, payments: Sequence[PaymentRow]) -> None:
        """Payments of a project that the file does not name; it is in the books."""
        first = payments[0]
        year = self._found(first.fund, first.year)
        project = self._known(year, first.title) if year else None
        if year is None or project is None:
            figures = {"year": first.year, "title": first.title}
            raise Refused([Reason("project_not_in_file", figures)])
        self._pay(year, project, payments)

    def _pay(self, year: FundYear, project: FundProject, rows: Sequence[PaymentRow]) -> None:
        """Enter what the books do not have yet; as much is planned as is paid."""
        there = self._paid(project)
        fresh: list[PaymentRow] = []
        for row in sorted(rows, key=lambda row: row.on):
            key = (row.on, row.amount, row.text)
            if there[key]:
                there[key] -= 1
                self._count(new=False)
            else:
                fresh.append(row)
        total = sum(row.amount for row in fresh)
        if project.paid + total > project.estimate:
            figures = {"cap": project.estimate, "asked": project.paid + total}
            raise Refused([Reason("paid_above_approved", figures)])
        if total:
            self._post(year, "plan", project.title, books.plan(total), project)
        for row in fresh:
            self._guard("payments", "on", row, self._payment, year, project, row)

    def _payment(self, year: FundYear, project: FundProject, row: PaymentRow) -> None:
        funds.demand_come(self.work, row.on)
        lines = books.payment(row.amount, contract=False, accepted=True)
        ledger.post(self.work, year, "payment", row.on, row.text, lines, project=project)
        self._count(new=True)

    def _paid(self, project: FundProject) -> Counter[tuple[date, int, str]]:
        """The payments of a project in the books, as a file would tell them."""
        mine = (LedgerEntry.project_id == project.id, LedgerEntry.kind == "payment")
        found: Counter[tuple[date, int, str]] = Counter()
        for entry in self.work.all(LedgerEntry, *mine):
            lines = ledger.transfers_of(self.work, entry)
            found[
                entry.on, sum(x.amount for x in lines if x.debit == Account.PAID), entry.text
            ] += 1
        return found

    def _sweep(self, row: YearRow) -> None:
        year = self._found(row.fund, row.year)
        if year is None or row.swept in (0, year.swept):
            return
        if year.swept:
            raise Refused([Reason("swept_differs", {"sum": year.swept, "asked": row.swept})])
        last = min(legal_day(self.work.at), date(year.year, 12, 31))
        text = f"{IMPORTED} {row.payer}".strip()
        ledger.post(self.work, year, "sweep", last, text, books.sweep(row.swept))

    def _post(
        self,
        year: FundYear,
        kind: str,
        text: str,
        lines: Iterable[books.Transfer],
        project: FundProject | None = None,
    ) -> LedgerEntry:
        """An entry of which the file names no day: on the first that is open."""
        day = fundclosing.first_open_day(self.work, year)
        funds.demand_come(self.work, day)
        return ledger.post(self.work, year, kind, day, text, tuple(lines), project=project)

    def _count(self, *, new: bool) -> None:
        self.new, self.same = self.new + new, self.same + (not new)
        done = self.new + self.same
        if done % PORTION == 0:
            self.told(done, self.total)


def _rows(history: History) -> Iterable[_Any]:
    return (*history.years, *history.projects, *history.payments)


def template() -> bytes:
    """The template as an .xlsx; its example rows can be taken over as they stand."""
    return workbooks.template(_template_rows(), 16)


def _template_rows() -> Iterable[tuple[str, list[Sequence[object]]]]:
    for kind, names in fundwords.SHEETS.items():
        headings = [called[0] for called in fundwords.COLUMNS[kind].values()]
        yield names[0], [headings, *fundwords.EXAMPLES[kind]]
