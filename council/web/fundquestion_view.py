"""Questions about the money as lists and pages show them."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.fundquestions import QuestionLine
from council.vocabulary import word
from council.web import dates

_KINDS = {"waiting": "due", "late": "late", "answered": "yes", "answered_late": "yes"}


def state(line: QuestionLine, now: datetime) -> str:
    """``waiting``, ``late``, ``answered``, ``answered_late``."""
    if line.answered_at is not None:
        return "answered" if line.answered_at < line.due_at else "answered_late"
    return "waiting" if now < line.due_at else "late"


def row(line: QuestionLine, base: str, now: datetime) -> SimpleNamespace:
    """One question with its answer, or until when it is due and by whom."""
    stands = state(line, now)
    said = word("question_state", stands)
    if stands == "waiting":
        said = _("到 %(day)s", day=dates.deadline_day(line.due_at))
    elif stands == "late":
        late = max(1, -dates.days_left(line.due_at, now))
        said = _("超期 %(days)s未答复", days=dates.days(late))
    about, url = _about(line, base)
    return SimpleNamespace(
        number=line.number,
        id=f"q-{line.number}",
        kind=_KINDS[stands],
        word=said,
        text=line.text,
        asked=_("居民 %(name)s · %(day)s", name=line.asker, day=dates.full_day(line.at)),
        responsible=line.responsible,
        about=about,
        url=url,
        answer=line.answer,
        answered=_answered(line),
        act_url=f"{base}/chamber/fund/questions/{line.number}",
    )


def _answered(line: QuestionLine) -> str:
    if line.answered_at is None:
        return ""
    day = dates.full_day(line.answered_at)
    return _("%(who)s · %(day)s答复", who=line.answered_by, day=day)


def _about(line: QuestionLine, base: str) -> tuple[str, str]:
    if line.payment:
        said = _("支付 %(number)s %(what)s", number=line.payment, what=line.purpose)
        return said, f"{base}/fund/payments/{line.payment}"
    if line.project:
        said = _("项目 %(number)s %(what)s", number=line.project, what=line.project_title)
        return said, f"{base}/fund/projects/{line.project}"
    if line.posting:
        said = _("公开 %(number)s %(what)s", number=line.posting, what=line.posting_title)
        return said, f"{base}/disclosure/{line.posting}"
    return _("%(year)s 年的经费", year=line.year), f"{base}/fund/{line.year}?fund={line.fund}"
