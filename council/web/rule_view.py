"""A rule as ``components/rule_note.html`` shows it: code, name, statute, and whether verified."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace

from flask import g

from council import clock
from council.db import reading
from council.queries.chamber import rules
from council.rules.calendar import legal_day
from council.rules.rulebook import Rule, Rulebook
from council.web import language
from council.web.citations import cite


def book() -> Rulebook:
    """The rulebook of this request's community; read once per request."""
    found: Rulebook | None = g.get("rulebook")
    if found is None:
        found = g.rulebook = rules.book(reading(), g.community.id)
    return found


def rule_view(rule_id: str, at: datetime) -> SimpleNamespace:
    """The rule in force in this request's community at ``at``, in the reader's language."""
    rule = book().rule(rule_id, legal_day(at))
    return SimpleNamespace(
        code=rule.id,
        name=name(rule),
        explanation=language.spoken(rule.explanation),
        statute=cite(rule.statutes),
        verified=rule.verified,
        url=f"/c/{g.community.slug}/rules/#{rule.id}",
    )


def name(rule: Rule) -> str:
    """The rule's name in the reader's language."""
    return language.spoken(rule.name)


def choices(rule_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Rules in force now, to choose one from: (id, 「PG1 …」)."""
    on = legal_day(clock.now())
    found = (book().rule(rule_id, on) for rule_id in rule_ids)
    return [(rule.id, f"{rule.id} {name(rule)}") for rule in found]
