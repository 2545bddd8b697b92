"""待我办理: the first thing that an office holder sees."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber.duties import MOST, Duty, collect
from council.rules import rulebook
from council.rules.calendar import legal_day
from council.web import dates, language
from council.web.access import access, community, visitor
from council.web.chamber import desk

blueprint = Blueprint("chamber_duties", __name__)


@blueprint.get("/c/<slug>/chamber/")
@access("chamber.enter")
def show(slug: str) -> ResponseReturnValue:
    """Every duty of the visitor, most urgent first."""
    who, now = visitor(), clock.now()
    if who is None:
        abort(403)
    found = collect(reading(), community().id, who, now)
    owed = [duty for duty in found if duty.primary or _is_late(duty, now)]
    open_to = [duty for duty in found if not duty.primary and not _is_late(duty, now)]
    say = _Words(now)
    return render_template(
        "chamber/duties.html",
        now=now,
        owed=[say.view(duty) for duty in owed[:MOST]],
        open_to=[say.view(duty) for duty in open_to[:MOST]],
        more=len(owed) > MOST,
        late=sum(_is_late(duty, now) for duty in owed[:MOST]),
        offices="、".join(title for title in who.titles.values() if title),
        name=who.name_masked,
        desk=[*desk.links(), (_("我的账号和密码"), "/account")],
    )


def _is_late(duty: Duty, now: datetime) -> bool:
    return duty.due_at is not None and now >= duty.due_at


class _Words:
    """Duties in words; each sentence and each rule is looked up once for the page."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.base = f"/c/{community().slug}"
        self.word = cache(vocabulary.word)
        self.rule = cache(self._rule)
        self.day = cache(dates.day)

    def view(self, duty: Duty) -> SimpleNamespace:
        """A duty as ``components/duty_item.html`` shows it."""
        href = self.base + duty.href
        return SimpleNamespace(
            title=self.word("duty", duty.act) % {"title": duty.title},
            url=href,
            text=self.word("duty_text", duty.act)
            % {name: self._shown(name, value) for name, value in duty.facts.items()},
            until=duty.due_at,
            verb=self.word("duty_verb", duty.act),
            do_url=href,
            primary=duty.primary,
            rule=self.rule(duty.rule) if duty.rule else None,
        )

    def _shown(self, name: str, value: Any) -> Any:
        if name == "reminded":
            return _("，%(day)s 催过", day=self.day(value)) if value else ""
        return self.day(value) if isinstance(value, datetime) else value

    def _rule(self, rule_id: str) -> SimpleNamespace:
        """The rule's code and name; names are not replaceable, so the default book says them."""
        rule = rulebook.default_book().rule(rule_id, legal_day(self.now))
        return SimpleNamespace(
            code=rule.id,
            name=language.spoken(rule.name),
            url=f"{self.base}/rules/#{rule.id}",
        )
