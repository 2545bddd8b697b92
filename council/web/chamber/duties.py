"""待我办理: the first thing that an office holder sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council import clock, vocabulary
from council.db import reading
from council.queries.chamber.duties import MOST, Duty, collect
from council.rules import rulebook
from council.rules.calendar import legal_day
from council.web import dates, language
from council.web.access import access, community, visitor
from council.web.chamber import desk

blueprint = Blueprint("chamber_duties", __name__)
_NAMES = {"zh-Hans": "zh_hans", "zh-Hant": "zh_hant", "en": "en"}


@blueprint.get("/c/<slug>/chamber/")
@access("chamber.enter")
def show(slug: str) -> ResponseReturnValue:
    """Every duty of the visitor, most urgent first."""
    who, now = visitor(), clock.now()
    if who is None:
        abort(403)
    found = collect(reading(), community().id, who, now)
    owed = [duty for duty in found if duty.primary or _is_late(duty, now)]
    open_to = [duty for duty in found if duty not in owed]
    return render_template(
        "chamber/duties.html",
        now=now,
        owed=[_view(duty, now) for duty in owed],
        open_to=[_view(duty, now) for duty in open_to],
        late=sum(_is_late(duty, now) for duty in owed),
        offices="、".join(title for title in who.titles.values() if title),
        name=who.name_masked,
        most=MOST,
        desk=[*desk.links(), (_("我的账号和密码"), "/account")],
    )


def _is_late(duty: Duty, now: datetime) -> bool:
    return duty.due_at is not None and now >= duty.due_at


def _view(duty: Duty, now: datetime) -> SimpleNamespace:
    """A duty in words, as ``components/duty_item.html`` shows it."""
    href = f"/c/{community().slug}{duty.href}"
    return SimpleNamespace(
        title=_say("duty", duty, {"title": duty.title}),
        url=href,
        text=_say("duty_text", duty, duty.facts),
        until=duty.due_at,
        verb=vocabulary.word("duty_verb", duty.act),
        do_url=href,
        primary=duty.primary,
        rule=_rule(duty.rule, now) if duty.rule else None,
    )


def _say(group: str, duty: Duty, facts: Mapping[str, Any]) -> str:
    return vocabulary.word(group, duty.act) % {k: _shown(k, v) for k, v in facts.items()}


def _shown(name: str, value: Any) -> Any:
    if name == "reminded":
        return _("，%(day)s 催过", day=dates.day(value)) if value else ""
    return dates.day(value) if isinstance(value, datetime) else value


def _rule(rule_id: str, now: datetime) -> SimpleNamespace:
    """The rule's code and name; names are not replaceable, so the default book says them."""
    rule = rulebook.default_book().rule(rule_id, legal_day(now))
    return SimpleNamespace(
        code=rule.id,
        name=rule.name[_NAMES[language.current()]],
        url=f"/c/{community().slug}/rules/#{rule.id}",
    )
