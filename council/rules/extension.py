"""A vote that fell short: how long it may be extended, and how long the topic then rests.

Source: the regulation of Shenzhen lets an owners' vote that fell short run on for at most three
months; where it falls short again, the topic is barred for a year. Elsewhere the figures are a
default that a community may shorten, to nothing at all.
"""

from __future__ import annotations

from datetime import datetime

from council.rules.calendar import deadline_months
from council.rules.rule import Rule
from council.rules.verdict import LAWFUL, Reason, Verdict


def latest_extension(rule: Rule, first_close: datetime) -> datetime | None:
    """Until when a vote that was to close at ``first_close`` may run at most; None: not at all."""
    months = _months(rule, "extension_months")
    return deadline_months(first_close, months) if months else None


def may_extend(
    rule: Rule, *, participation_met: bool, first_close: datetime, closes: datetime, until: datetime
) -> Verdict:
    """Whether the vote may run on until ``until``, with every reason against it.

    ``first_close`` is when it was to close before any extension, ``closes`` when it is to close
    now. However often it is extended, the months count from the first close.
    """
    latest = latest_extension(rule, first_close)
    if latest is None:
        return Verdict((Reason("extension_not_provided", {}, rule.id, rule.statutes),))
    found = []
    if participation_met:
        found.append(Reason("extension_not_needed", {}, rule.id, rule.statutes))
    if until <= closes:
        found.append(Reason("extension_not_later", {"closes": closes}, rule.id, rule.statutes))
    if until > latest:
        found.append(Reason("extension_too_long", {"latest": latest}, rule.id, rule.statutes))
    return Verdict(tuple(found))


def barred_until(
    rule: Rule, *, participation_met: bool, extended: bool, closed: datetime
) -> datetime | None:
    """Until when the same topic may not be voted on again; None where it may at once.

    Only a vote that was extended and fell short all the same bars its topic.
    """
    months = _months(rule, "barred_months")
    if participation_met or not extended or not months:
        return None
    return deadline_months(closed, months)


def may_repeat(rule: Rule, barred: datetime | None, at: datetime) -> Verdict:
    """Whether the topic may be voted on at ``at``; ``barred`` is from :func:`barred_until`."""
    if barred is None or at >= barred:
        return LAWFUL
    return Verdict((Reason("topic_barred", {"until": barred}, rule.id, rule.statutes),))


def _months(rule: Rule, name: str) -> int:
    return rule.number(name) if name in rule.figures else 0
