"""民主评议 and 罢免: whom an appraisal is about, what was found before, and how an office ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select

from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person
from council.models.polls import Poll
from council.rules import tally, tenures
from council.rules.calendar import legal_day
from council.rules.form import Form, Option
from council.rules.masking import mask_name
from council.rules.powers import BodyKind, OfficeKind
from council.rules.rule import Rule
from council.rules.verdict import Reason, Refused
from council.rules.written import ANNULLED
from council.services.unit import Actor, Work, unit

RULE, RECALL = "EV1", "EL2"
OFFICES = (OfficeKind.COMMITTEE_CHAIR.value, OfficeKind.COMMITTEE_MEMBER.value)
"""Whose work is appraised and who can be recalled: the members of the residents' committee."""


def form(work: Work, rule: Rule, at: datetime) -> Form:
    """The ballot of an appraisal on that day: one line per member, numbered by the seat.

    Raises:
        Refused: ``appraisal_this_year``, ``appraisal_of_nobody``.
    """
    _demand_due(work, rule, at)
    rows = work.session.execute(
        select(Office.number, Office.title, Person.name, Tenure)
        .join(
            Office, and_(Office.community_id == Tenure.community_id, Office.id == Tenure.office_id)
        )
        .join(
            Person, and_(Person.community_id == Tenure.community_id, Person.id == Tenure.person_id)
        )
        .join(Body, and_(Body.community_id == Office.community_id, Body.id == Office.body_id))
        .where(
            Tenure.community_id == work.community_id,
            Body.kind == BodyKind.RESIDENTS_COMMITTEE,
            holders_on(legal_day(at)),
        )
        .order_by(Office.number)
    ).all()
    if not rows:
        raise Refused([Reason("appraisal_of_nobody", {}, RULE)])
    before = _found_before(work, at)
    seen: dict[str, int] = {}
    options = []
    for seat, title, name, tenure in rows:
        label = f"{title} {mask_name(name)}"
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label = f"{label}（{seat}）"
        since = tenure.starts_on
        previous = tuple(f for day, found in before if day >= since and (f := found.get(seat)))
        options.append(Option(seat, label, previous=previous))
    return Form("appraisal", tuple(options))


def record_ending(community_id: UUID, actor: Actor, poll_number: str, *, at: datetime) -> list[str]:
    """End the offices that a closed appraisal or recall ends, from the day after; their titles.

    Raises:
        Refused: ``poll_running``, ``office_stays`` where the result ends none, ``tenure_ended``.
    """
    with unit(
        community_id, kind="office.end", actor=actor, at=at, power="office.end_by_vote"
    ) as work:
        poll = work.find(Poll, Poll.number == poll_number)
        if poll is None:
            raise Refused([Reason("not_found", {"what": "poll"})])
        if poll.closed_at is None:
            raise Refused([Reason("poll_running", {}, poll.rule_id)])
        ending = _endings(work, poll)
        if not ending:
            raise Refused([Reason("office_stays", {}, poll.rule_id)])
        last = legal_day(work.at) + timedelta(days=1)
        for tenure in ending:
            tenures.ending(tenure.starts_on, last).demand()
            tenure.ends_on = last
        titles = [work.get(Office, tenure.office_id).title for tenure in ending]
        work.tell(
            number=poll.number,
            rule=poll.rule_id,
            ends_on=last,
            titles=titles,
            tenures=[tenure.id for tenure in ending],
        )
        return titles


def _endings(work: Work, poll: Poll) -> list[Tenure]:
    """The terms that the result ends and that still run."""
    if poll.rule_id == RECALL and poll.outcome == tally.PASSED:
        item = work.get(AgendaItem, poll.item_id)
        found = [work.get(Tenure, item.tenure_id)]
    elif poll.rule_id == RULE and poll.outcome != tally.NO_QUORUM:
        seats = {r["position"] for r in (poll.tally or {}).get("results", ()) if r["ended"]}
        rows = work.session.execute(
            select(Tenure)
            .join(
                Office,
                and_(Office.community_id == Tenure.community_id, Office.id == Tenure.office_id),
            )
            .join(Body, and_(Body.community_id == Office.community_id, Body.id == Office.body_id))
            .where(
                Tenure.community_id == work.community_id,
                Body.kind == BodyKind.RESIDENTS_COMMITTEE,
                Office.number.in_(seats),
                holders_on(legal_day(poll.opened_at)),
            )
            .order_by(Office.number)
        )
        found = [row[0] for row in rows]
    else:
        return []
    tomorrow = legal_day(work.at) + timedelta(days=1)
    return [row for row in found if row.ends_on is None or row.ends_on > tomorrow]


def _demand_due(work: Work, rule: Rule, at: datetime) -> None:
    """Once a year; an appraisal that fell short or was annulled is held again."""
    times = rule.number("times_a_year") if "times_a_year" in rule.figures else 0
    year = legal_day(at).year
    held = 0
    for meeting in work.all(Meeting, Meeting.rule_id == RULE, Meeting.cancelled_at.is_(None)):
        if legal_day(meeting.starts_at).year != year or not _has_item(work, meeting):
            continue
        polls = work.all(Poll, Poll.meeting_id == meeting.id)
        void = (tally.NO_QUORUM, ANNULLED)
        if not polls and meeting.ends_at is not None and meeting.ends_at <= work.at:
            continue  # called, and never opened
        held += not polls or any(poll.outcome not in void for poll in polls)
    if times and held >= times:
        raise Refused([Reason("appraisal_this_year", {"year": year}, RULE, rule.statutes)])


def _has_item(work: Work, meeting: Meeting) -> bool:
    """The meeting that is being called has no item yet."""
    return bool(work.all(AgendaItem, AgendaItem.meeting_id == meeting.id))


def _found_before(work: Work, at: datetime) -> list[tuple[date, dict[int, str]]]:
    """Findings by seat of earlier appraisals that had their quorum, oldest first."""
    polls = work.all(
        Poll,
        Poll.rule_id == RULE,
        Poll.closed_at.is_not(None),
        Poll.opened_at < at,
        Poll.outcome.not_in((tally.NO_QUORUM, ANNULLED)),
        order=Poll.opened_at,
    )
    return [
        (
            legal_day(poll.opened_at),
            {r["position"]: r["finding"] for r in (poll.tally or {}).get("results", ())},
        )
        for poll in polls
    ]
