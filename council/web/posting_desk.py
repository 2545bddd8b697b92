"""Routine disclosure for those who work on it: drafts in words, and what each may do with them."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import abort
from flask_wtf import FlaskForm

from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.chamber.postings import STEPS, DraftLine, DraftPage, Owed
from council.rules import postings as law_of
from council.rules.powers import OfficeKind
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor
from council.vocabulary import word
from council.web import dates, postings_view
from council.web.access import actor, holds, visitor
from council.web.errors import reason_view
from council.web.forms.postings import ActForm, DraftForm, FileForm, ReturnForm

_STEP_WORDS = dict(
    zip(
        STEPS,
        (
            _l("准备"),
            _l("审核"),
            _l("社区党组织同意"),
            _l("居民委员会同意"),
            _l("公布"),
            _l("归档"),
        ),
        strict=True,
    )
)
_MARKS = {"returned": "late", "approved": "go", "posted": "yes", "filed": "yes", "withdrawn": "no"}


def approver(line: DraftLine) -> Actor:
    """The visitor in an office of a committee that has not agreed yet, else in any of both."""
    who = visitor()
    if who is None:
        abort(403)
    for kind in (kind for kind in OfficeKind if kind in who.kinds):
        try:
            side = law_of.side_of(kind.value)
        except Refused:
            continue
        if side in line.progress.missing:
            return Actor(who.person_id, kind.value, who.titles.get(kind, ""))
    return actor("posting.approve")


def table(content: dict[str, Any] | None) -> SimpleNamespace | None:
    """A table of a posting; None where it has none."""
    if not content:
        return None
    columns = postings_view.sides(content["columns"])
    return SimpleNamespace(columns=columns, rows=content["rows"])


def owed(owed: Owed, here: str, now: datetime) -> SimpleNamespace:
    """A period that should be prepared."""
    standing = law_of.standing(owed.due_at, None, now)
    return SimpleNamespace(
        title=f"{owed.item} {owed.title}",
        period=postings_view.period_word(owed.period),
        kind=postings_view.MARKS[standing],
        word=word("posting_standing", standing),
        due_at=owed.due_at,
        url=f"{here}/new?item={owed.item}&period={owed.period}",
    )


def line(line: DraftLine, here: str) -> SimpleNamespace:
    """A posting in a list."""
    stage = line.progress.stage
    return SimpleNamespace(
        number=line.number,
        title=line.title,
        item=f"{line.item} {line.item_title}",
        period=postings_view.period_word(line.period),
        kind=_MARKS.get(stage, "due"),
        word=word("posting_stage", stage),
        due_at=line.due_at,
        reason=line.returned_reason,
        url=f"{here}/{line.number}",
    )


def facts(found: DraftPage) -> list[tuple[str, str]]:
    """What it covers, and who did what."""
    line = found.line
    rows = [
        (_("公开事项"), f"{line.item} {line.item_title}"),
        (_("期间"), postings_view.period_word(line.period)),
        (_("应当公开"), dates.deadline(line.due_at)),
        (_("依据"), found.legal_basis),
        (_("更正"), found.corrects),
        (_("退回的理由"), line.returned_reason),
    ]
    rows += [
        (str(_STEP_WORDS[step]), _who(name, title, at)) for step, name, title, at in found.steps
    ]
    return [*rows, (_("档案号"), found.filed_reference)]


def _who(name: str, title: str, at: datetime) -> str:
    who = " ".join(part for part in (title, name) if part)
    return _("%(who)s，%(day)s", who=who, day=dates.full_moment(at)) if who else dates.full_day(at)


_POWERS = {
    "check": "posting.check",
    "return": "posting.check",
    "approve": "posting.approve",
    "post": "posting.post",
    "file": "posting.post",
    "edit": "posting.prepare",
    "withdraw": "posting.prepare",
}
"""The acts in the order in which the page offers them."""


def offered(found: DraftPage, wrong: FlaskForm | None) -> list[SimpleNamespace]:
    """What the visitor's offices may do: with a form, or with the reasons why not now."""
    offered = []
    for act, power in _POWERS.items():
        if not holds(power):
            continue
        reasons = _against(act, found)
        if any(reason.code == "posting_not_now" for reason in reasons):
            continue
        form = _form(act, found, wrong)
        views = [reason_view(reason) for reason in reasons]
        offered.append(SimpleNamespace(name=act, form=form, reasons=views))
    return offered


def _against(act: str, found: DraftPage) -> tuple[Reason, ...]:
    side, who = "", visitor()
    if act == "approve":
        side = law_of.side_of(approver(found.line).office)
    return law_of.may(act, found.line.progress, who.person_id if who else None, side).reasons


def _form(act: str, found: DraftPage, wrong: FlaskForm | None) -> Any:
    kinds: dict[str, Any] = {"return": ReturnForm, "file": FileForm, "edit": DraftForm}
    kind = kinds.get(act, ActForm)
    form: Any = wrong if type(wrong) is kind and kind is not ActForm else kind(formdata=None)
    if isinstance(form, DraftForm) and form is not wrong:
        form.period.data, form.title.data = found.line.period, found.line.title
        form.text.data, form.table.data = found.text, law_of.typed(found.content)
        form.fresh()
    if "version" in form:
        form.version.data = str(found.version)
    for field in form:
        field.id = f"{act}-{field.name}"
    return form
