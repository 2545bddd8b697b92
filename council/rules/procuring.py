"""采购: caps, quotes, contracts and urgent expenses; what of a contract may be paid, and when.

Sums in fen. 「超过」 is strictly more; a cap itself may be used whole (「以内」, 民法典 1259).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from council.rules.verdict import Reason, Verdict

KINDS = ("services", "goods", "works")
SUPPLIER_KINDS = ("company", "person")
RELATIONS = ("owner", "employee", "relative", "other")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says of money, and what became of it so far.

    ``open`` is still to be paid; a contract that ended early has nothing open. ``in_advance`` is
    the most that may be paid before acceptance, ``retained`` what waits until ``guarantee_until``.
    """

    amount: int
    open: int
    paid: int
    in_advance: int = 0
    retained: int = 0
    guarantee_until: date | None = None


def payable_now(terms: Terms, *, accepted: bool, on: date, pending: int = 0) -> int:
    """How much of a contract may be paid on the day ``on``; never below nought.

    ``pending`` is what was entered and is not paid yet. Before acceptance no more than
    ``in_advance`` in all; afterwards all but what is retained; once the last day of the guarantee
    is over, all.
    """
    limit = terms.in_advance if not accepted else terms.amount - retained_on(terms, on)
    left = min(limit - terms.paid, terms.open)
    return max(0, left - pending)


def retained_on(terms: Terms, on: date) -> int:
    """What is held back on the day ``on``: until the last day of the guarantee is over.

    While nobody knows when the guarantee ends (it may begin with the acceptance), all of it.
    """
    over = terms.guarantee_until is not None and on > terms.guarantee_until
    return 0 if over else terms.retained


def standing(state: str, left: int, paid: int) -> str:
    """How a contract stands: one that runs with nothing left to be paid is fulfilled."""
    return "fulfilled" if state == "running" and left == 0 and paid > 0 else state


def within_cap(kind: str, asked: int, cap: int) -> Verdict:
    """Refuse a project above the cap of its kind (FC1); the cap itself is within."""
    if asked <= cap:
        return Verdict()
    return _no("above_cap", "FC1", {"project_kind": kind, "cap": cap, "asked": asked})


@dataclass(frozen=True, slots=True)
class Choice:
    """A contract to be signed, beside the quotes of its project.

    ``quotes`` are the sums by supplier (of each supplier its own), ``chosen`` the sum of the
    supplier chosen, None where it gave no quote. ``before`` is what this project's earlier
    contracts with the same supplier come to: nobody stays below the sum by signing twice.
    """

    amount: int
    quotes: Sequence[int]
    chosen: int | None
    before: int = 0
    few_quotes: str = ""
    not_lowest: str = ""


def compared(quotes: Mapping[UUID, int], signed: Iterable[UUID], supplier: UUID) -> dict[UUID, int]:
    """The quotes that a contract with ``supplier`` is compared with, by supplier.

    Left out are the suppliers of ``signed``, the project's contracts, that work on another part
    of it under contracts of their own.
    """
    others = set(signed) - {supplier}
    return {who: amount for who, amount in quotes.items() if who not in others}


def quoted(choice: Choice, *, above: int, needed: int) -> Verdict:
    """The rule of quotes (FQ1).

    Above the sum ``above`` (strictly) there are at least ``needed`` quotes, or a written reason.
    Where a supplier is chosen that is not the lowest, or a sum above its own quote is agreed, a
    written reason says why, whatever the sum.
    """
    reasons: list[Reason] = []
    n, total = len(choice.quotes), choice.amount + choice.before
    if quotes_short(total, n, above=above, needed=needed) and not choice.few_quotes:
        reasons.append(Reason("quotes_wanted", {"n": n, "needed": needed, "cap": above}, "FQ1"))
    if not is_lowest(choice) and not choice.not_lowest:
        figures = {"sum": min(choice.quotes), "asked": choice.amount}
        reasons.append(Reason("not_the_lowest", figures, "FQ1"))
    return Verdict(tuple(reasons))


def quotes_short(amount: int, quotes: int, *, above: int, needed: int) -> bool:
    """Whether a sum of ``amount`` asks for more quotes than there are."""
    return amount > above and quotes < needed


def is_lowest(choice: Choice) -> bool:
    """Whether the sum agreed is the lowest quote or less, and its supplier's own quote is lowest.

    Where nobody quoted there is nothing to compare.
    """
    if not choice.quotes:
        return True
    lowest = min(choice.quotes)
    own = choice.amount if choice.chosen is None else choice.chosen
    return own <= lowest and choice.amount <= lowest


def keepable(contract: Terms, signed_on: date) -> Verdict:
    """Refuse terms that cannot be kept.

    What is paid in advance and what is retained are at most the whole together; the guarantee
    ends after the day of signing.
    """
    reasons = []
    if contract.in_advance < 0 or contract.retained < 0:
        reasons.append(Reason("amount_not_positive"))
    if contract.in_advance + contract.retained > contract.amount:
        parts = contract.in_advance + contract.retained
        reasons.append(Reason("parts_above_contract", {"sum": contract.amount, "asked": parts}))
    if contract.guarantee_until is not None and contract.guarantee_until <= signed_on:
        reasons.append(Reason("guarantee_before", {"day": contract.guarantee_until}))
    return Verdict(tuple(reasons))


def urgent(asked: int, spent: int, *, cap: int, year_cap: int) -> Verdict:
    """The urgent path (FU1): a cap for each and one for the year, both may be used whole.

    ``spent`` is what urgent projects of the same fund's year were allowed before.
    """
    reasons = []
    if asked > cap:
        reasons.append(Reason("above_urgent_cap", {"cap": cap, "asked": asked}, "FU1"))
    if spent + asked > year_cap:
        figures = {"cap": year_cap, "sum": max(0, year_cap - spent), "asked": asked}
        reasons.append(Reason("above_urgent_year", figures, "FU1"))
    return Verdict(tuple(reasons))


_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of a credit code: no I, O, S, V, Z (GB 32100-2015)."""


def is_credit_code(code: str) -> bool:
    """Whether this is a 统一社会信用代码: 18 signs, the last one the check digit (GB 32100-2015).

    The weights are the powers of 3 modulo 31; the check digit makes the weighted sum a multiple
    of 31.
    """
    if len(code) != 18 or any(sign not in _SIGNS for sign in code):
        return False
    total = sum(_SIGNS.index(sign) * pow(3, n, 31) for n, sign in enumerate(code[:17]))
    return _SIGNS[-total % 31] == code[17]


def _no(code: str, rule: str, figures: dict[str, object]) -> Verdict:
    return Verdict((Reason(code, figures, rule),))
