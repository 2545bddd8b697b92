"""Votes held over a period: who may vote in writing, for how long, on what, and when it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from council.rules.form import Form
from council.rules.meetings import announced_in_time
from council.rules.powers import BodyKind, OfficeKind
from council.rules.rule import Rule
from council.rules.tally import Line
from council.rules.verdict import LAWFUL, Reason, Verdict
from council.rules.withholding import may_be_secret

BODIES = frozenset(
    {BodyKind.OWNERS_ASSEMBLY, BodyKind.RESIDENTS_ASSEMBLY, BodyKind.REPRESENTATIVES}
)
"""Who may decide without gathering; a committee meets."""
LONGEST = timedelta(days=366)
OWNERS = ("owners", "owners_of_building")
ANNULLED = "annulled"
# What a rule is for. The others take any form that Form.check allows.
_FORMS: dict[str, str] = {
    "EL1": "election",
    "EL1R": "election",
    "EL2": "motion",
    "EV1": "appraisal",
}
# Motions on public affairs come out of the flow of a matter: vetted, reviewed, debated.
_NEEDS_MATTER = ("RC1", "RA1", "RA2")


@dataclass(frozen=True, slots=True)
class Announced:
    """A written meeting and one item of it, as far as opening its poll needs to know."""

    starts_at: datetime
    ends_at: datetime
    announced_at: datetime
    question: str | None
    closed: bool = False
    cancelled: bool = False
    told: bool = False
    polled: bool = False


def may_call(body: str, office: str) -> Verdict:
    """Whether somebody in this office may call and keep a vote of a body of this kind.

    A member of the owners' committee calls the owners, nobody else.
    """
    if body not in BODIES:
        return Verdict((Reason("written_not_here"),))
    if office == OfficeKind.OWNERS_COMMITTEE and body != BodyKind.OWNERS_ASSEMBLY:
        return Verdict((Reason("owners_committee_elsewhere"),))
    return LAWFUL


def period(starts: datetime, ends: datetime, rule: Rule) -> Verdict:
    """Whether votes may be cast from ``starts`` until ``ends``."""
    if ends <= starts:
        return Verdict((Reason("period_empty", {}, rule.id),))
    if ends - starts > LONGEST:
        return Verdict((Reason("period_too_long", {"days": LONGEST.days}, rule.id),))
    return LAWFUL


def may_ask(form: Form, rule: Rule, *, matter: bool) -> Verdict:
    """Whether a vote under the rule may ask this; ``matter`` tells whether it is on a matter."""
    found = []
    wanted = _FORMS.get(rule.id)
    if (wanted is not None and form.kind != wanted) or (
        wanted is None and form.kind in ("election", "appraisal") and rule.voters not in OWNERS
    ):
        found.append(Reason("form_of_other_rule", {"form": form.kind, "rule": rule.id}, rule.id))
    if form.kind == "motion" and rule.id in _NEEDS_MATTER and not matter:
        found.append(Reason("motion_without_matter", {}, rule.id, rule.statutes))
    return Verdict(tuple(found)) + form.check(rule, drawn=False)


def may_open(item: Announced, at: datetime, rule: Rule) -> Verdict:
    """Whether the poll on an item opens now, with every reason against it."""
    checks: tuple[tuple[str, dict[str, object], bool], ...] = (
        ("meeting_cancelled", {}, item.cancelled),
        ("meeting_closed", {}, item.closed),
        ("written_not_yet", {"opens": item.starts_at}, at < item.starts_at),
        ("written_over", {"closes": item.ends_at}, at >= item.ends_at),
        ("question_unannounced", {}, not item.question),
        ("poll_exists", {}, item.polled),
        ("committee_not_told", {}, rule.voters in OWNERS and not item.told),
    )
    found = [
        Reason(code, params, rule.id, rule.statutes) for code, params, wrong in checks if wrong
    ]
    if not announced_in_time(item.announced_at, item.starts_at, rule):
        need = {"need": rule.notice_days}
        found.append(Reason("item_not_announced", need, rule.id, rule.statutes))
    return Verdict(tuple(found))


def secrecy(rule: Rule, lines: Sequence[Line], figures: Rule) -> Verdict:
    """Whether those on the roll may vote in secret under the rule; ``figures`` is SV1."""
    if rule.counts_area:
        return Verdict((Reason("form_secret_area", {}, rule.id, rule.statutes),))
    return may_be_secret(lines, figures)
