"""支付: what stands against a payment, and what may pass but is shown in public with its reason.

Pure. :class:`Spending` holds every fact; :func:`enter`, :func:`approve` and :func:`pay` each give
a :class:`Judgement` that lists everything at once, with its rule. Later steps ask what earlier
ones asked, and more.

Where the law leaves room the payment passes with a **flag** (our choice, FP1): an urgent expense,
an urgent one whose voucher follows, money in advance that the contract allows, fewer quotes than
asked for, several payments to one supplier for different projects just below the limit of quotes,
a supplier tied to somebody here who has no part in the payment, an objection that both committees
answered in writing, money that left before it was approved. A flag always has a reason in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from council.rules import procuring
from council.rules.verdict import Reason, Refused

RULE = "FP1"
OFFICES_THAT_ANSWER = frozenset({"committee_chair", "party_secretary"})
"""Both committees answer an objection of the supervision committee, each by its head."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Figures of the rules in force: ``quotes_above`` in fen (FQ1), days of FP1."""

    quotes_above: int
    quotes: int
    split_days: int
    voucher_days: int
    statutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(procuring.Terms):
    """A contract in fen as a payment meets it; ``paid`` is net of refunds."""

    number: str
    running: bool = True
    few_quotes: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Another payment to the same supplier without contract that stands."""

    number: str
    project: str
    amount: int
    on: date


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody here is close to the supplier."""

    person_id: UUID
    relation: str


@dataclass(frozen=True, slots=True)
class Spending:
    """All facts of a payment on a day.

    ``available`` is what the project may still spend without contract; ``pending`` what other
    payments on their way take of the same money (of the contract's where there is one).
    ``resolved``: a resolution in force allows the project. ``urgent`` with ``confirm_by`` is an
    urgent expense that waits to be confirmed. ``vouchers`` is the sum of those that stand.
    ``answered`` are the offices that answered an objection in writing, ``answer`` what they said.
    ``on`` is the day of the act; when paid, the day on which the money left the bank, and
    ``today`` that of the act.
    """

    amount: int
    on: date
    today: date
    year: int
    limits: Limits
    available: int = 0
    pending: int = 0
    year_closed: bool = False
    dropped: bool = False
    resolved: bool = True
    urgent: bool = False
    urgent_reason: str = ""
    confirm_by: date | None = None
    accepted: bool = False
    project: str = ""
    contract: Terms | None = None
    quotes: int = 0
    others: tuple[Other, ...] = ()
    ties: tuple[Tie, ...] = ()
    vouchers: int = 0
    handler: UUID | None = None
    approver: UUID | None = None
    supervisor: UUID | None = None
    payer: UUID | None = None
    approved_on: date | None = None
    opinion: str = ""
    answered: frozenset[str] = frozenset()
    answer: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """What passes but is shown; ``given`` is a reason that stands on record already."""

    reason: Reason
    given: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything against a payment, and everything that it is flagged for."""

    reasons: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()
    said: str = field(default="", compare=False)

    @property
    def lawful(self) -> bool:
        """Whether the payment may go on."""
        return not self.reasons

    def demand(self) -> tuple[Flag, ...]:
        """The flags to record.

        Raises:
            Refused: with every reason.
        """
        if self.reasons:
            raise Refused(self.reasons)
        return self.flags


def enter(facts: Spending) -> Judgement:
    """Whether a payment may be entered."""
    return _judge(facts, _of_money(facts), _of_day(facts, facts.today), _of_handler(facts))


def approve(facts: Spending) -> Judgement:
    """Whether it may be approved: everything of entering, a voucher, a second person."""
    findings = (_of_money(facts), _of_day(facts, facts.today), _of_handler(facts))
    return _judge(facts, *findings, _of_voucher(facts), _of_approver(facts))


def pay(facts: Spending) -> Judgement:
    """Whether it may be paid: everything of approving, and the supervision committee's view."""
    findings = (_of_money(facts), _of_day(facts, facts.on), _of_handler(facts))
    more = (_of_voucher(facts), _of_approver(facts), _of_view(facts), _of_leaving(facts))
    return _judge(facts, *findings, *more)


def recorded(flag: Mapping[str, Any]) -> Reason:
    """A flag as ``Payment.flags`` keeps it, as a reason that can be put into words."""
    params = dict(flag["params"])
    if isinstance(params.get("day"), str):
        params["day"] = date.fromisoformat(params["day"])
    return Reason(flag["code"], params, RULE)


Findings = Iterator[Reason | Flag]


def _judge(facts: Spending, *findings: Findings) -> Judgement:
    """Sort what was found; a flag without words is one reason more."""
    found = [one for part in findings for one in part]
    reasons = [one for one in found if isinstance(one, Reason)]
    flags = [one for one in found if isinstance(one, Flag)]
    bare = [flag.reason for flag in flags if not (flag.given or facts.reason).strip()]
    if bare:
        reasons += [*bare, Reason("reason_missing", {}, RULE)]
    return Judgement(tuple(reasons), tuple(flags), facts.reason)


def _of_money(facts: Spending) -> Findings:
    yield from _of_resolution(facts)
    if facts.contract is None:
        left = facts.available - facts.pending
        if facts.amount > left:
            yield Reason(
                "payment_above_project", {"sum": max(left, 0), "asked": facts.amount}, "FD1"
            )
        yield from _of_quotes(facts)
    else:
        yield from _of_contract(facts, facts.contract)


def _of_resolution(facts: Spending) -> Findings:
    if facts.dropped:
        yield Reason("project_dropped", {}, RULE)
    if facts.resolved:
        return
    if not facts.urgent:
        yield Reason("payment_no_resolution", {}, "FD1", facts.limits.statutes)
    elif facts.confirm_by is not None and facts.today > facts.confirm_by:
        yield Reason("urgent_lapsed", {"day": facts.confirm_by}, "FU1")
    else:
        yield Flag(Reason("urgent_unconfirmed", {}, "FU1"), facts.urgent_reason)


def _of_contract(facts: Spending, terms: Terms) -> Findings:
    named = {"contract": terms.number}
    if not terms.running:
        yield Reason("payment_contract_ended", named, RULE)
    left = terms.open - facts.pending
    if facts.amount > left:
        yield Reason(
            "payment_above_contract", named | {"sum": max(left, 0), "asked": facts.amount}, "FD1"
        )
    after = terms.paid + facts.pending + facts.amount
    if not facts.accepted and after > terms.in_advance:
        most = max(terms.in_advance - terms.paid - facts.pending, 0)
        yield Reason(
            "payment_before_acceptance", named | {"sum": most, "asked": facts.amount}, RULE
        )
    elif not facts.accepted:
        yield Flag(Reason("paid_in_advance", named, RULE))
    held = procuring.retained_on(terms, facts.on)
    if held and after > terms.amount - held:
        figures: dict[str, object] = {"sum": held}
        if terms.guarantee_until is None:
            yield Reason("guarantee_not_begun", named | figures, RULE)
        else:
            day = {"day": terms.guarantee_until}
            yield Reason("payment_retained", named | figures | day, RULE)
    if terms.few_quotes:
        yield Flag(Reason("contract_few_quotes", named, "FQ1"), terms.few_quotes)


def _of_quotes(facts: Spending) -> Findings:
    """Above the limit quotes are asked for; nothing is split so as to stay below it."""
    limit = facts.limits.quotes_above
    if facts.quotes >= facts.limits.quotes:
        return
    if facts.amount > limit:
        missing = {"cap": limit, "quotes": facts.quotes, "needed": facts.limits.quotes}
        yield Flag(Reason("quotes_missing", missing, "FQ1"))
        return
    near = [one for one in facts.others if one.amount <= limit and _near(facts, one)]
    for code, parts in (
        ("payment_split", [one for one in near if one.project == facts.project]),
        ("split_suspected", [one for one in near if one.project != facts.project]),
    ):
        together = facts.amount + sum(one.amount for one in parts)
        if parts and together > limit:
            figures: dict[str, object] = {
                "sum": together,
                "cap": limit,
                "days": facts.limits.split_days,
                "payments": "、".join(one.number for one in parts),
            }
            found = Reason(code, figures, RULE)
            yield found if code == "payment_split" else Flag(found)


def _near(facts: Spending, one: Other) -> bool:
    return abs(facts.today - one.on) <= timedelta(days=facts.limits.split_days)


def _of_day(facts: Spending, day: date) -> Findings:
    if day.year > facts.year:
        yield Reason("year_over", {"year": facts.year, "day": day}, "FY1")
    elif day.year < facts.year:
        yield Reason("not_in_year", {"year": facts.year, "day": day}, "FY1")
    if facts.year_closed:
        yield Reason("year_closed", {"year": facts.year}, "FY1")


def _of_handler(facts: Spending) -> Findings:
    """Nobody who has a part in the payment is close to the supplier."""
    parts = {"handler": facts.handler, "approver": facts.approver}
    parts |= {"supervisor": facts.supervisor, "payer": facts.payer}
    tied = {tie.person_id: tie.relation for tie in facts.ties}
    for role, person in parts.items():
        if person is not None and person in tied:
            yield Reason("payment_related", {"payment_role": role, "relation": tied[person]}, RULE)
    elsewhere = set(tied) - set(parts.values())
    if elsewhere:
        relation = min(tied[person] for person in elsewhere)
        yield Flag(Reason("related_elsewhere", {"relation": relation}, RULE))


def _of_voucher(facts: Spending) -> Findings:
    if facts.vouchers >= facts.amount:
        return
    if facts.urgent:
        figures: dict[str, object] = {"days": facts.limits.voucher_days}
        yield Flag(Reason("voucher_later", figures, RULE))
    elif facts.vouchers == 0:
        yield Reason("voucher_missing", {}, RULE)
    else:
        yield Reason("voucher_short", {"sum": facts.vouchers, "asked": facts.amount}, RULE)


def _of_approver(facts: Spending) -> Findings:
    if facts.approver is None:
        yield Reason("approval_missing", {}, RULE)
    elif facts.approver == facts.handler:
        yield Reason("own_payment", {}, RULE)


def _of_view(facts: Spending) -> Findings:
    if facts.supervisor is None or not facts.opinion:
        yield Reason("view_missing", {}, RULE)
        return
    if facts.supervisor in (facts.handler, facts.approver):
        yield Reason("own_payment", {}, RULE)
    if facts.opinion == "object":
        if facts.answered >= OFFICES_THAT_ANSWER:
            yield Flag(Reason("objected", {}, RULE), facts.answer)
        else:
            yield Reason("objection_unanswered", {}, RULE)


def _of_leaving(facts: Spending) -> Findings:
    if facts.on > facts.today:
        yield Reason("not_left_yet", {"day": facts.on}, RULE)
    if facts.approved_on is not None and facts.on < facts.approved_on:
        yield Flag(Reason("paid_before_approval", {"day": facts.on}, RULE))
