"""One poll as files: what its page says, exactly; while it runs only the turnout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import lazy_gettext as _l
from council.queries.public import ballots, polls
from council.queries.public.ballots import NamedVote, Published
from council.queries.public.polls import PollPage
from council.rules.outlook import Measure
from council.rules.rule import Rule
from council.rules.tally import amount, format_area
from council.vocabulary import word
from council.web import dates, outlook_view, poll_view
from council.web.access import PUBLIC, access, community
from council.web.api import formats
from council.web.api.columns import Column

_ALL = 10_000_000  # a file is whole: more voters than any community has
blueprint = Blueprint("poll_files", __name__, url_prefix="/c/<slug>/polls")


@blueprint.get("/<number>.<any(csv, xlsx, json):kind>")
@access(PUBLIC)
def show(slug: str, number: str, kind: str) -> ResponseReturnValue:
    """The lines of the roll with their votes, the ballots by tracker, or the turnout."""
    poll = _load(number)
    if kind == "json":
        body = formats.json_bytes(_whole(poll, f"/c/{slug}/polls/{number}"))
    else:
        columns, rows = _table(poll)
        base = request.host_url.rstrip("/") + f"/c/{slug}"
        if kind == "csv":
            body = formats.as_csv(columns, rows, base)
        else:
            body = formats.as_xlsx(poll.number, columns, rows, base)
    return formats.answer(body, kind, f"{slug}-poll-{number}")


def _whole(poll: PollPage, url: str) -> dict[str, Any]:
    """The poll with rule, form, turnout, count and ballots."""
    return _head(poll) | {
        "rule": poll.rule,
        "form": poll.form.as_data(),
        "turnout": _turnout(poll),
        "tally": poll.tally,
        "votes": [_vote(vote) for vote in _votes(poll)],
        "ballots": [_ballot(ballot) for ballot in _published(poll)],
        "url": url,
    }


def _load(number: str) -> PollPage:
    poll = polls.load(reading(), community().id, number, clock.now())
    if poll is None:
        abort(404)
    return poll


def _votes(poll: PollPage) -> list[NamedVote]:
    if not poll.told or poll.secret:
        return []
    return ballots.named(reading(), community().id, poll.id, most=_ALL)


def _published(poll: PollPage) -> list[Published]:
    if not poll.told or not poll.secret or poll.withheld:
        return []
    return ballots.published(reading(), community().id, poll.id, most=_ALL)


def _table(poll: PollPage) -> tuple[Sequence[Column], list[Any]]:
    if poll.told and not poll.secret:
        return _VOTES, poll_view.vote_rows(poll, tuple(_votes(poll)))
    if poll.told and not poll.withheld:
        return _BALLOTS, poll_view.ballot_rows(poll, _published(poll))
    return _MEASURES, list(_prospect(poll))


def _prospect(poll: PollPage) -> tuple[Measure, ...]:
    return outlook_view.prospect(Rule.from_snapshot(poll.rule), poll.turnout).measures


_VOTES = (
    Column("who", _l("职务或房屋"), lambda row: row.title),
    Column("name", _l("姓名（脱敏）"), lambda row: row.name or None),
    Column("area", _l("面积"), lambda row: row.area or None),
    Column("vote", _l("表决"), lambda row: row.said),
    Column("channel", _l("渠道"), lambda row: row.channel or None),
)
_BALLOTS = (
    Column("tracker", _l("编号"), lambda row: row[0]),
    Column("vote", _l("投了什么"), lambda row: row[1]),
)
_MEASURES = (
    Column("measure", _l("按什么算"), lambda m: word("measure", m.name)),
    Column("entitled", _l("应到"), lambda m: amount(m.name, m.entitled)),
    Column("needed", _l("至少要参加"), lambda m: amount(m.name, m.needed)),
    Column("taken_part", _l("已参加"), lambda m: amount(m.name, m.taken_part)),
    Column("missing", _l("还差"), lambda m: amount(m.name, m.missing)),
)


def _head(poll: PollPage) -> dict[str, Any]:
    return {
        "number": poll.number,
        "question": poll.question,
        "body": poll.body,
        "proposal": poll.proposal,
        "meeting": poll.meeting,
        "state": poll.state,
        "secret": poll.secret,
        "consultation": poll.consultation,
        "opened_at": _at(poll.opened_at),
        "closes_at": _at(poll.closes_at),
        "ended_at": _at(poll.ended_at),
        "closed_at": _at(poll.closed_at),
        "resolution": poll.resolution,
        "roll_sha256": poll.roll_sha256,
        "ballots_sha256": poll.ballots_sha256,
    }


def _turnout(poll: PollPage) -> dict[str, Any]:
    told = poll.turnout
    return {
        "heads": told.heads,
        "taking_part": told.taking_part,
        "area": None if told.area is None else format_area(told.area),
        "area_taking_part": None if told.area is None else format_area(told.area_taking_part or 0),
        "recused": told.recused,
        "by_channel": dict(told.by_channel),
    }


def _vote(vote: NamedVote) -> dict[str, Any]:
    return {
        "who": vote.office_title,
        "name": vote.name or None,
        "area": None if vote.area is None else format_area(vote.area),
        "recused": vote.recused,
        "choice": vote.choice,
        "content": vote.content,
        "channel": vote.channel,
    }


def _ballot(ballot: Published) -> dict[str, Any]:
    return {"tracker": ballot.tracker, "content": ballot.content}


def _at(at: Any) -> str | None:
    return dates.local(at).isoformat(timespec="seconds") if at else None
