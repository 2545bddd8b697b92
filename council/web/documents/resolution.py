"""The fields of a resolution's notice, from what its page says."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.decisions import DecisionLine
from council.queries.public.polls import PollPage
from council.vocabulary import word
from council.web import dates, language
from council.web.access import community
from council.web.citations import cite_plain
from council.web.documents.wording import Texts, Values, common
from council.web.matter_view import tally_lines


def values(line: DecisionLine, poll: PollPage | None, notice: SimpleNamespace) -> Values:
    """The fields; ``notice`` is the page's word on how to contest the decision."""
    tally = poll.tally if poll else None
    rows = tally_lines(tally, poll.entitled) if poll and tally else []
    return {
        **common(f"/c/{community().slug}/decisions/{line.number}", line.posted_at or line.at),
        "reference": line.reference,
        "resolution": line.number,
        "matter": line.title,
        "matter_number": line.proposal,
        "text": line.text,
        "outcome": word("outcome", line.outcome),
        "body": line.body,
        "title": line.meeting_title,
        "number": line.meeting,
        "decided_on": dates.full_day(line.at),
        "cost": _cost(line),
        "posted": _posted(line.posted_at, line.until_at),
        "rule": _relied_on(poll),
        "remedy": "\n".join(text for text in (notice.text, notice.more) if text),
        "reckoning": [_row(row) for row in rows],
    }


def _row(row: SimpleNamespace) -> Texts:
    met = "" if row.met is None else _("达到") if row.met else _("未达到")
    return {"what": row.label, "have": row.strong, "need": row.text, "met": met}


def _cost(line: DecisionLine) -> str:
    if line.cost is None or line.outcome != "passed":
        return ""
    return _("%(sum)s 元", sum=dates.yuan(line.cost))


def _posted(since: datetime | None, until: datetime | None) -> str:
    if since is None or until is None:
        return ""
    last = dates.full_day(until - timedelta(seconds=1))
    return _("%(from)s至%(until)s", **{"from": dates.full_day(since), "until": last})


def _relied_on(poll: PollPage | None) -> str:
    if poll is None:
        return ""
    rule = poll.rule
    cited = cite_plain(rule["statutes"])
    named = f"{rule['id']} {language.spoken(rule['name'])}"
    return named + (_("（%(note)s）", note=cited) if cited else "")
