"""Watching the work: when a milestone shows amber, when red."""

from __future__ import annotations

from datetime import date

from council.rules.rule import Rule

NEAR_DAYS = 3
"""So many days ahead an open milestone warns in amber; our own design default."""


def light(due_on: date, done_on: date | None, today: date, rule: Rule) -> str:
    """``plain``, ``amber`` or ``red`` for a milestone under rule IM1.

    Done is plain. Open it is amber from three days before it would be ``amber_after_days`` overdue
    (0: before the due day itself), and red once it is overdue by ``red_after_days`` (the seventh
    day after the due day by default: 「以上」 includes the figure).
    """
    if done_on is not None:
        return "plain"
    late = (today - due_on).days
    if late >= rule.number("red_after_days"):
        return "red"
    return "amber" if late >= rule.number("amber_after_days") - NEAR_DAYS else "plain"
