"""A rule as ``components/rule_note.html`` shows it: code, name, statute, and whether verified."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from flask import g

from council.db import reading
from council.queries.chamber import rules
from council.web import language

_NAMES = {"zh-Hans": "zh_hans", "zh-Hant": "zh_hant", "en": "en"}


def rule_view(rule_id: str, at: datetime) -> SimpleNamespace:
    """The rule in force in this request's community at ``at``, in the reader's language."""
    rule = rules.rule(reading(), g.community.id, rule_id, at)
    return SimpleNamespace(
        code=rule.id,
        name=rule.name[_NAMES[language.current()]],
        explanation=rule.explanation[_NAMES[language.current()]],
        statute="、".join(rule.statutes),
        verified=rule.verified,
        url=f"/c/{g.community.slug}/rules/#{rule.id}",
    )
