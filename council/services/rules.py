"""A community replaces a figure of the rulebook by a recorded decision, from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.models.base import new_id
from council.models.rules import RuleOverride
from council.rules import shapes, words
from council.rules.calendar import legal_day
from council.rules.rulebook import Override
from council.rules.verdict import Reason, Verdict
from council.services import law
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class Replacement:
    """One figure of one rule. ``decision`` says by which resolution; ``value`` as ``Override``."""

    rule_id: str
    field: str
    value: str
    decision: str
    decided_on: date
    from_on: date


def replace(community_id: UUID, new: Replacement, *, actor: Actor, at: datetime) -> UUID:
    """Record the replacement; it applies from ``from_on``, never to days that are over.

    Raises:
        Refused: ``override.…`` where the rule does not allow it, ``override_past``,
            ``override_undecided``, ``override_exists``, or a decision that cannot be kept.
    """
    words.field("decision", new.decision, 200).demand()
    decision = shapes.clean_line(new.decision, 2, 200, "decision")
    with unit(
        community_id, kind="rule.override", actor=actor, at=at, power="rules.replace"
    ) as work:
        _lawful(work, new, decision).demand()
        row = work.add(
            RuleOverride(
                id=new_id(),
                rule_id=new.rule_id,
                field=new.field,
                value=new.value,
                decision=decision,
                decided_on=new.decided_on,
                from_on=new.from_on,
                recorded_at=work.at,
            )
        )
        work.tell(
            rule=new.rule_id,
            field=new.field,
            value=new.value,
            decided_on=new.decided_on,
            from_on=new.from_on,
        )
        return row.id


def _lawful(work: Work, new: Replacement, decision: str) -> Verdict:
    book = law.book(work.session, work.community_id)
    override = Override(new.rule_id, new.field, new.value, decision, new.from_on)
    reasons = list(book.check_override(override).reasons)
    today = legal_day(work.at)
    if new.decided_on > today or new.decided_on < shapes.FIRST_DAY:
        reasons.append(Reason("override_undecided", {"day": new.decided_on}, new.rule_id))
    if new.from_on < max(today, new.decided_on) or new.from_on > shapes.LAST_DAY:
        reasons.append(Reason("override_past", {"day": new.from_on}, new.rule_id))
    same = (
        RuleOverride.rule_id == new.rule_id,
        RuleOverride.field == new.field,
        RuleOverride.from_on == new.from_on,
    )
    if work.find(RuleOverride, *same) is not None:
        reasons.append(Reason("override_exists", {"day": new.from_on}, new.rule_id))
    return Verdict(tuple(reasons))
