"""The books of a fund: accounts, what each event writes, and the balances that follow.

Books are kept twice at once (平行记账): the financial accounts say what the money did, the
budget accounts what was allowed, planned, contracted and paid. Every line debits one account and
credits another with the same sum, so an entry cannot be out of balance; budget balances never
fall below nought, so nothing can be spent that was not allowed. The financial codes are those of
the 民间非营利组织会计制度 (docs/decisions/0009); the budget codes, from 8001 on, are our own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum


class Account(StrEnum):
    """科目 of the books."""

    CASH = "1001"  # 现金
    BANK = "1002"  # 银行存款
    PREPAID = "1141"  # 预付账款: paid before acceptance
    RESTRICTED = "3102"  # 限定性净资产
    DONATIONS = "4101"  # 捐赠收入
    GRANTS = "4401"  # 政府补助收入
    OTHER_INCOME = "4901"  # 其他收入
    ACTIVITY_COST = "5101"  # 业务活动成本
    OPENING = "8001"  # 上年结转 (source)
    GRANTED = "8002"  # 本年拨入 (source)
    FREE = "8101"  # 未安排
    PLANNED = "8201"  # 已列计划，未签合同
    CONTRACTED = "8301"  # 已签合同，待支付
    PAID = "8401"  # 已支付
    SWEPT = "8801"  # 已交回
    CARRIED = "8802"  # 结转下年


_A = Account
MONEY = frozenset({_A.CASH, _A.BANK})
INCOME = frozenset({_A.DONATIONS, _A.GRANTS, _A.OTHER_INCOME})
RESULT = INCOME | {_A.ACTIVITY_COST}  # nought when the year is closed
SOURCES = frozenset({_A.OPENING, _A.GRANTED})
USES = frozenset({_A.FREE, _A.PLANNED, _A.CONTRACTED, _A.PAID, _A.SWEPT, _A.CARRIED})
BUDGET = SOURCES | USES

KINDS = (
    "opening",  # money carried in from the year before
    "grant",  # a sum allowed for the year
    "receipt",  # money that arrived
    "plan",  # a resolution allows a project
    "release",  # what a project does not need
    "commit",  # a contract
    "uncommit",  # what a contract does not need
    "payment",
    "accept",  # what was paid in advance has become a cost
    "refund",
    "correction",  # the counter-entry of another entry
    "sweep",  # money handed back
    "carry",  # money carried into the next year
    "cut",  # a grant that does not come
    "close",  # income and cost of the year go into the net assets
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One line: ``amount`` fen (above nought) to the debit of one account, the credit of another.

    Raises:
        ValueError: for a sum that is not above nought, or one account on both sides.
    """

    debit: Account
    credit: Account
    amount: int

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.debit == self.credit:
            raise ValueError("a transfer moves a sum above nought between two accounts")

    @property
    def reversed(self) -> Transfer:
        """The line that takes this one back."""
        return Transfer(self.credit, self.debit, self.amount)


def opening(amount: int) -> tuple[Transfer, ...]:
    """Money carried in from the year before."""
    return Transfer(_A.BANK, _A.RESTRICTED, amount), Transfer(_A.FREE, _A.OPENING, amount)


def grant(amount: int) -> tuple[Transfer, ...]:
    """A sum that is allowed for the year, whether or not it has arrived."""
    return (Transfer(_A.FREE, _A.GRANTED, amount),)


def receipt(amount: int, income: Account, *, granted: bool) -> tuple[Transfer, ...]:
    """Money that arrived; ``granted`` where an appropriation has allowed it before."""
    money = Transfer(_A.BANK, income, amount)
    return (money,) if granted else (money, *grant(amount))


def plan(amount: int) -> tuple[Transfer, ...]:
    """A resolution allows a project."""
    return (Transfer(_A.PLANNED, _A.FREE, amount),)


def release(amount: int) -> tuple[Transfer, ...]:
    """What a project does not need is free again."""
    return (Transfer(_A.FREE, _A.PLANNED, amount),)


def commit(amount: int) -> tuple[Transfer, ...]:
    """A contract takes from what is planned."""
    return (Transfer(_A.CONTRACTED, _A.PLANNED, amount),)


def uncommit(amount: int) -> tuple[Transfer, ...]:
    """What a contract does not need goes back to the plan."""
    return (Transfer(_A.PLANNED, _A.CONTRACTED, amount),)


def payment(amount: int, *, contract: bool, accepted: bool) -> tuple[Transfer, ...]:
    """Money that leaves; without a contract it comes straight from the plan."""
    cost = _A.ACTIVITY_COST if accepted else _A.PREPAID
    allowed = _A.CONTRACTED if contract else _A.PLANNED
    return Transfer(cost, _A.BANK, amount), Transfer(_A.PAID, allowed, amount)


def accept(amount: int) -> tuple[Transfer, ...]:
    """What was paid in advance has become a cost."""
    return (Transfer(_A.ACTIVITY_COST, _A.PREPAID, amount),)


def refund(amount: int, *, accepted: bool) -> tuple[Transfer, ...]:
    """Money of a payment that came back: the project may plan it again."""
    cost = _A.ACTIVITY_COST if accepted else _A.PREPAID
    return Transfer(_A.BANK, cost, amount), Transfer(_A.PLANNED, _A.PAID, amount)


def sweep(amount: int) -> tuple[Transfer, ...]:
    """Idle money handed back to whoever granted it."""
    return Transfer(_A.RESTRICTED, _A.BANK, amount), Transfer(_A.SWEPT, _A.FREE, amount)


def carry(amount: int) -> tuple[Transfer, ...]:
    """Idle money carried into the next year, where it is the opening."""
    return Transfer(_A.RESTRICTED, _A.BANK, amount), Transfer(_A.CARRIED, _A.FREE, amount)


def cut(amount: int) -> tuple[Transfer, ...]:
    """What was granted and will not arrive."""
    return (Transfer(_A.GRANTED, _A.FREE, amount),)


def carry_prepaid(amount: int) -> tuple[Transfer, ...]:
    """What was paid in advance and not accepted goes into the books of the next year."""
    return (Transfer(_A.RESTRICTED, _A.PREPAID, amount),)


def opening_prepaid(amount: int) -> tuple[Transfer, ...]:
    """What was paid in advance in the year before."""
    return (Transfer(_A.PREPAID, _A.RESTRICTED, amount),)


def prepaid(transfers: Iterable[Transfer]) -> int:
    """What these lines leave paid in advance and not accepted."""
    debit, credit = trial_balance(transfers).get(_A.PREPAID, (0, 0))
    return debit - credit


def close(transfers: Iterable[Transfer]) -> tuple[Transfer, ...]:
    """The entry that ends a year: income and cost of these lines go into the net assets."""
    lines: list[Transfer] = []
    for account, (debit, credit) in trial_balance(transfers).items():
        left = debit - credit
        if account in RESULT and left > 0:
            lines.append(Transfer(_A.RESTRICTED, account, left))
        elif account in RESULT and left < 0:
            lines.append(Transfer(account, _A.RESTRICTED, -left))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Balances:
    """What the entries of a year add up to, in fen; ``received`` is income that arrived."""

    opening: int = 0
    granted: int = 0
    received: int = 0
    free: int = 0
    planned: int = 0
    contracted: int = 0
    paid: int = 0
    swept: int = 0
    carried: int = 0

    @property
    def sources(self) -> int:
        """What there is to use."""
        return self.opening + self.granted

    @property
    def uses(self) -> int:
        """What became of it."""
        return self.free + self.planned + self.contracted + self.paid + self.swept + self.carried

    @property
    def at_hand(self) -> int:
        """What lies in the bank."""
        return self.opening + self.received - self.paid - self.swept - self.carried

    def plus(self, transfers: Iterable[Transfer]) -> Balances:
        """The balances after these lines."""
        moved = {field.name: getattr(self, field.name) for field in fields(self)}
        for line in transfers:
            for name, change in _changes(line):
                moved[name] += change
        return Balances(**moved)

    def short(self) -> tuple[str, ...]:
        """Which balances these books must not have: below nought, or money that is not there."""
        below = [field.name for field in fields(self) if getattr(self, field.name) < 0]
        return (*below, *(["at_hand"] if self.at_hand < 0 else []))


_NAMES = {
    _A.OPENING: "opening",
    _A.GRANTED: "granted",
    _A.FREE: "free",
    _A.PLANNED: "planned",
    _A.CONTRACTED: "contracted",
    _A.PAID: "paid",
    _A.SWEPT: "swept",
    _A.CARRIED: "carried",
}


def _changes(line: Transfer) -> Iterable[tuple[str, int]]:
    """The balances that a line moves, and by how much."""
    for account, change in ((line.debit, line.amount), (line.credit, -line.amount)):
        if account in USES:
            yield _NAMES[account], change
        elif account in SOURCES:
            yield _NAMES[account], -change
    if line.debit in MONEY and line.credit in INCOME:
        yield "received", line.amount
    elif line.debit in INCOME and line.credit in MONEY:
        yield "received", -line.amount


def trial_balance(transfers: Iterable[Transfer]) -> dict[Account, tuple[int, int]]:
    """By account, the sums of its debits and of its credits (试算平衡); both add up to the same."""
    sums: dict[Account, tuple[int, int]] = {}
    for line in transfers:
        debit, credit = sums.get(line.debit, (0, 0))
        sums[line.debit] = debit + line.amount, credit
        debit, credit = sums.get(line.credit, (0, 0))
        sums[line.credit] = debit, credit + line.amount
    return dict(sorted(sums.items()))
