"""A whole year of a fund: 200,000.00 yuan, fourteen projects, sixty payments, closed.

Thirteen projects stand on resolutions, one is an urgent repair. One payment was entered wrongly and
taken back, some money of another came back; what nobody needed was handed back in December.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from council.models.base import new_id
from council.models.funds import FundYear
from council.models.ledger import LedgerEntry
from council.models.payments import Payment
from council.rules.calendar import legal_day
from council.rules.money import split
from council.services import (
    acceptance,
    contracts,
    evaluations,
    fundclosing,
    fundcorrections,
    fundprojects,
    funds,
    implementation,
    outcomes,
    payments,
    projectlife,
    quotes,
    refunds,
    urgent,
)
from council.services.contracts import ContractSeed
from council.services.evaluations import Marks
from council.services.fundprojects import ProjectSeed
from council.services.funds import FundSeed, Money
from council.services.implementation import PlannedStep
from council.services.payments import PaymentSeed
from council.services.quotes import QuoteSeed
from tests.factories import money
from tests.factories.community import Handle
from tests.factories.hall import stored
from tests.factories.matters import milestones
from tests.factories.money import CODE, WHOLE, YEAR, Purse

SUMS = (
    2_400_000, 1_850_050, 990_000, 1_500_000, 800_000, 1_234_567, 2_000_000,
    640_000, 1_120_033, 960_000, 1_750_000, 450_000, 1_300_000,
)  # fmt: skip
"""What each resolution allows, in fen."""
PARTS = (5, 5, 4, 5, 4, 4, 5, 4, 5, 4, 5, 4, 4)
"""In how many payments each is spent; with the urgent one sixty, of which one was wrong."""
SAVED = 10_001
"""What each contract is below its resolution."""
QUOTED = 1_000_000
"""Above this sum there are quotes and a contract."""
FIRST_PART = 12_000_000
WRONG = 2
"""The project with the payment that was entered wrongly."""
URGENT = 480_000
REFUND = 12_345
KINDS = ("works", "goods", "services")
SUBJECTS = ("safety", "environment", "facilities", "elderly", "children", "culture")
MARKS = {0: 5, 1: 4, 2: 2}
"""How residents rated the first projects; nobody rated the others."""


@dataclass
class Year:
    """What the tests know of it."""

    purse: Purse
    payments: list[str] = field(default_factory=list)
    contracts: dict[int, str] = field(default_factory=dict)
    wrong: str = ""
    urgent: str = ""
    swept: int = 0

    @property
    def hall(self) -> Handle:
        return self.purse.hall


def on(month: int, day: int, hour: int = 10, year: int = YEAR) -> datetime:
    """An instant of the year."""
    return datetime.combine(date(year, month, day), time(hour), ZoneInfo("Asia/Shanghai"))


def live_through(hall: Handle) -> Year:
    """The year from its first resolution until its books are closed."""
    made = Year(Purse(hall))
    money.resolve(made.purse, *SUMS)
    _begin(made)
    for n, allowed in enumerate(SUMS):
        made.purse.projects.append(_open(made, n))
        if allowed > QUOTED:
            made.contracts[n] = _contract(made, n)
    _spend_first(made)
    _repair(made)
    for n in range(len(SUMS)):
        _accept(made, n)
    _spend_rest(made)
    _amend(made)
    for n in MARKS:
        _report(made, n)
    for n, mark in MARKS.items():
        _rate(made, n, mark)
    _close(made)
    return made


def _begin(made: Year) -> None:
    """The fund, its grant, and the first of two parts."""
    hall, clerk, at = made.hall, made.hall.actor("clerk"), on(2, 5)
    seed = FundSeed(CODE, "service", "服务群众专项经费", "试验银行", "6222000011112222")
    funds.create(hall.community_id, seed, actor=clerk, at=at)
    funds.open_year(hall.community_id, CODE, YEAR, actor=clerk, at=at)
    whole = Money(WHOLE, legal_day(at), "松河街道办事处", "松街发〔2026〕3号")
    made.purse.appropriation = funds.grant(hall.community_id, CODE, whole, actor=clerk, at=at)
    _receive(made, FIRST_PART, at)


def _receive(made: Year, amount: int, at: datetime) -> None:
    funds.receive(
        made.hall.community_id,
        CODE,
        Money(amount, legal_day(at), "松河街道办事处"),
        appropriation_id=made.purse.appropriation,
        actor=made.hall.actor("clerk"),
        at=at,
    )


def _open(made: Year, n: int) -> str:
    hall, at = made.hall, on(2, 9)
    seed = ProjectSeed(
        title=f"第{n + 1}项",
        kind=KINDS[n % 3],
        subject=SUBJECTS[n % len(SUBJECTS)],
        approved=SUMS[n],
        responsible_id=hall.people["committee1"],
        responsible_title="居委会委员",
    )
    return fundprojects.open_project(
        hall.community_id,
        CODE,
        seed,
        resolution_number=made.purse.resolutions[n],
        on=legal_day(at),
        actor=hall.actor("clerk"),
        at=at,
    )


def _contract(made: Year, n: int) -> str:
    """Three quotes, the lowest chosen; three tenths may be paid before acceptance."""
    hall, at, project = made.hall, on(2, 16), made.purse.projects[n]
    amount = SUMS[n] - SAVED
    for k in range(3):
        quote = QuoteSeed(f"第{n + 1}项供应商{k + 1}", amount + k * 5_000, legal_day(at))
        quotes.enter(hall.community_id, project, quote, actor=hall.actor("clerk"), at=at)
    advance = amount * 3 // 10
    seed = ContractSeed(f"第{n + 1}项供应商1", amount, legal_day(at), "全部", in_advance=advance)
    return contracts.sign(hall.community_id, project, seed, actor=hall.actor("committee1"), at=at)


def _shares(n: int) -> list[int]:
    """What each payment of project ``n`` comes to; the first is what may be paid in advance."""
    whole = SUMS[n] - (SAVED if SUMS[n] > QUOTED else 0)
    first = whole * 3 // 10
    return [first, *split(whole - first, [1] * (PARTS[n] - 1))]


def _spend_first(made: Year) -> None:
    for n in range(len(SUMS)):
        _pay(made, n, _shares(n)[0], on(3, 2 + n))
    _receive(made, WHOLE - FIRST_PART, on(4, 6))


def _spend_rest(made: Year) -> None:
    """The other payments over the months; one of them twice, first with a wrong sum."""
    clerk = made.hall.actor("clerk")
    for n in range(len(SUMS)):
        at = on(6, 1 + n)
        if n == WRONG:
            made.wrong = _pay(made, n, _shares(n)[1] + 11_111, at)
            entry = entry_of(made, made.wrong)
            community, day = made.hall.community_id, legal_day(at)
            fundcorrections.correct(
                community, CODE, YEAR, entry, reason="金额录错", on=day, actor=clerk, at=at
            )
        _pay(made, n, _shares(n)[1], at)
    for k in range(2, max(PARTS)):
        for n in range(len(SUMS)):
            if k < PARTS[n]:
                _pay(made, n, _shares(n)[k], on(6 + k, 1 + n))


def entry_of(made: Year, number: str) -> int:
    """The number of the entry that a payment stands in the books with."""
    (payment,) = stored(made.hall, Payment, Payment.number == number)
    of_payment = (LedgerEntry.payment_id == payment.id, LedgerEntry.kind == "payment")
    return int(stored(made.hall, LedgerEntry, *of_payment)[0].number)


def _pay(made: Year, n: int | None, amount: int, at: datetime) -> str:
    """A payment of project ``n`` (None: the repair) from its entry to the bank, in one hour."""
    hall, community = made.hall, made.hall.community_id
    project = made.urgent if n is None else made.purse.projects[n]
    seed = PaymentSeed(
        amount=amount,
        supplier=f"第{n + 1}项供应商1" if n is not None else "应急抢修队",
        purpose=f"第{len(made.payments) + 1}笔",
        contract=made.contracts.get(n, "") if n is not None else "",
        reason="按合同约定支付，情况属实。",
    )
    number = payments.enter(
        community, project, seed, request_key=new_id().hex, actor=hall.actor("clerk"), at=at
    )
    money.voucher(made.purse, number, amount)
    payments.approve(community, number, actor=hall.actor("chair"), at=at)
    payments.supervise(community, number, agree=True, actor=hall.actor("supervisor2"), at=at)
    payments.pay(community, number, on=legal_day(at), actor=hall.actor("committee2"), at=at)
    made.payments.append(number)
    return number


def _repair(made: Year) -> None:
    """An urgent repair that no meeting could wait for."""
    hall, at = made.hall, on(4, 10)
    seed = ProjectSeed("井盖抢修", "works", "safety", URGENT, responsible_title="居委会主任")
    made.urgent = urgent.open(
        hall.community_id,
        CODE,
        seed,
        reason="井盖塌了一角，早高峰有人摔倒。",
        on=legal_day(at),
        actor=hall.actor("chair"),
        at=at,
    )
    _pay(made, None, URGENT, on(4, 11))
    projectlife.accept(
        hall.community_id, made.urgent, on=date(YEAR, 4, 13), actor=hall.actor("supervisor1"),
        at=on(4, 13),
    )  # fmt: skip


def _accept(made: Year, n: int) -> None:
    """The work is done and accepted by supervisors and residents."""
    hall, number, at = made.hall, made.purse.matters[n], on(5, 11 + n)
    community, chair = hall.community_id, hall.actor("chair")
    implementation.plan(
        community,
        number,
        actor=chair,
        responsible_id=hall.people["property"],
        responsible_title="物业项目经理",
        steps=[PlannedStep("施工", "物业项目部", date(YEAR, 5, 30))],
        contractor="施工队",
        at=at,
    )
    for step in milestones(hall, number):
        implementation.complete_step(
            community, step, actor=hall.actor("property"), note="做完了", at=at
        )
    implementation.finish(community, number, actor=chair, at=at)
    for key in ("supervisor1", "resident1"):
        acceptance.sign(community, number, actor=hall.actor(key), accepted=True, at=at)


def _report(made: Year, n: int) -> None:
    """The outcome is disclosed with its cost."""
    text, chair = "已经做完，账目公开。", made.hall.actor("chair")
    number, at = made.purse.matters[n], on(11, 20)
    outcomes.report(made.hall.community_id, number, actor=chair, text=text, cost=SUMS[n], at=at)


def _rate(made: Year, n: int, mark: int) -> None:
    """Residents rate what was disclosed."""
    hall, number, community = made.hall, made.purse.matters[n], made.hall.community_id
    outcomes.close(community, number, actor=hall.actor("chair"), at=on(12, 1 + n))
    for k in range(1, 7):
        evaluations.give(
            community,
            number,
            actor=hall.actor(f"resident{k}"),
            marks=Marks(mark, mark, mark, mark),
            at=on(12, 2 + n),
        )


def _amend(made: Year) -> None:
    """Some money of the last payment came back."""
    refunds.refund(
        made.hall.community_id,
        made.payments[-1],
        REFUND,
        on=date(YEAR, 11, 16),
        reason="退回多收的材料款",
        request_key=new_id().hex,
        actor=made.hall.actor("clerk"),
        at=on(11, 16),
    )


def _close(made: Year) -> None:
    """Projects end, what is free goes back, twelve months and the year are closed."""
    hall, community = made.hall, made.hall.community_id
    clerk, chair, at = hall.actor("clerk"), hall.actor("chair"), on(12, 21)
    for number in (*made.purse.projects, made.urgent):
        projectlife.finish(community, number, on=legal_day(at), actor=clerk, at=at)
    made.swept = stored(hall, FundYear)[0].free
    fundclosing.sweep(
        community, CODE, YEAR, made.swept, on=legal_day(at), to="松河街道办事处",
        actor=chair, at=at,
    )  # fmt: skip
    for month in range(1, 13):
        fundclosing.close_month(
            community, CODE, YEAR, month, note="银行流水另册核对", actor=chair,
            at=on(1, 8, year=YEAR + 1),
        )  # fmt: skip
    fundclosing.close_year(community, CODE, YEAR, actor=chair, at=on(1, 9, year=YEAR + 1))
