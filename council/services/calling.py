"""Calling a vote that is held over a period: every question is announced word by word."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from council.models.bodies import Body, Office, Tenure
from council.models.meetings import AgendaItem, Meeting
from council.models.places import Building
from council.models.proposals import Proposal
from council.rules import meetings as law_of
from council.rules import router, written
from council.rules.calendar import legal_day
from council.rules.form import Form
from council.rules.rule import Rule
from council.rules.rulebook import RuleNotFound
from council.rules.shapes import check_date, clean_line, clean_text
from council.rules.stages import Stage
from council.rules.tally import CountError
from council.rules.verdict import Reason, Refused
from council.services import (
    agenda,
    appraisals,
    attendance,
    convening,
    law,
    lifecycle,
    notices,
    petitions,
    search_meetings,
    topics,
)
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit

POWER = "written.call"
MOST_QUESTIONS = 30


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a written vote.

    ``ask`` is the data of a :class:`council.rules.form.Form` (None: yes or no). ``subject`` is one
    of ``router.toml``; for a matter that vetting gave a subject it may stay empty. ``building_id``
    is needed for OW3, ``tenure_id`` for a recall.
    """

    text: str = ""
    subject: str = ""
    ask: Mapping[str, Any] | None = None
    proposal: str | None = None
    building_id: UUID | None = None
    tenure_id: UUID | None = None


def call(
    community_id: UUID,
    actor: Actor,
    *,
    body_id: UUID,
    rule_id: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    questions: Sequence[Question],
    title: str = "",
    told: bool = False,
    petition_id: UUID | None = None,
    follows: bool = False,
    at: datetime,
) -> str:
    """Send the notice of a vote from ``starts_at`` until ``ends_at``; gives the meeting's number.

    ``told`` says that the residents' committee is told of the owners' assembly with the notice;
    ``petition_id`` is the petition on which it is called; ``follows``: a run-off, which the vote
    before it carries.

    Raises:
        Refused: ``petition_needed`` where the office may not call alone, ``notice_too_short`` with
            the first lawful day, ``owners_decide`` with the statute, ``topic_barred`` with its end,
            and everything else against rule, question or form.
    """
    with unit(community_id, kind="meeting.convene", actor=actor, at=at, power=POWER) as work:
        body = work.get(Body, body_id)
        written.may_call(body.kind, actor.office).demand()
        for when, name in ((starts_at, "starts_at"), (ends_at, "ends_at")):
            check_date(legal_day(when), name)
        rule = rule_on(work, body, rule_id, starts_at)
        if not follows:
            petitions.demand_demanded(work, body, rule, petition_id)
        verdict = law_of.notice(work.at, starts_at, rule)
        (verdict + written.period(starts_at, ends_at, rule)).demand()
        convening.demand_free(work, body, starts_at)
        if rule.voters == "owners" and body.compound_id is None:
            raise Refused([Reason("roll_no_compound", {"body": body.name}, rule.id)])
        meeting = work.add(
            Meeting(
                number=next_number(work, "meeting"),
                body_id=body.id,
                rule_id=rule.id,
                title=clean_line(title, 0, 120, "title") or body.name,
                place=clean_line(place, 1, 120, "place"),
                starts_at=starts_at,
                ends_at=ends_at,
                noticed_at=work.at,
                form=law_of.WRITTEN,
                told_at=work.at if told and rule.voters in written.OWNERS else None,
                petition_id=petition_id,
            )
        )
        work.session.flush()
        petitions.called(work, meeting)
        _announce(work, meeting, body, rule, questions)
        notices.announce(work, meeting)
        search_meetings.index_meeting(work, meeting)
        work.tell(
            number=meeting.number,
            body=body.name,
            rule=rule.id,
            form=law_of.WRITTEN,
            starts_at=starts_at,
            ends_at=ends_at,
            questions=[item.question for item in items(work, meeting)],
        )
        return meeting.number


def tell_committee(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> None:
    """Record that the residents' committee was told of an owners' assembly (物业管理条例 15).

    Raises:
        Refused: ``committee_told_already``, ``committee_needs_no_telling``.
    """
    with unit(community_id, kind="meeting.tell", actor=actor, at=at, power=POWER) as work:
        meeting = load(work, meeting_number)
        body = work.get(Body, meeting.body_id)
        written.may_call(body.kind, actor.office).demand()
        rule = law.rule(work.session, community_id, meeting.rule_id, meeting.starts_at)
        if rule.voters not in written.OWNERS:
            raise Refused([Reason("committee_needs_no_telling", {}, rule.id)])
        if meeting.told_at is not None:
            raise Refused([Reason("committee_told_already", {}, rule.id, rule.statutes)])
        meeting.told_at = work.at
        work.tell(number=meeting.number, body=body.name)


def load(work: Work, number: str) -> Meeting:
    """The written meeting with this number.

    Raises:
        Refused: ``not_found``, ``meeting_in_session`` where people gather.
    """
    meeting = attendance.load_meeting(work, number)
    if meeting.form != law_of.WRITTEN or meeting.ends_at is None:
        raise Refused([Reason("meeting_in_session", {}, meeting.rule_id)])
    return meeting


def items(work: Work, meeting: Meeting) -> Sequence[AgendaItem]:
    """The items in their order."""
    return work.all(AgendaItem, AgendaItem.meeting_id == meeting.id, order=AgendaItem.position)


def rule_on(work: Work, body: Body, rule_id: str, at: datetime) -> Rule:
    """The rule of the vote on its first day.

    Raises:
        Refused: ``body_without_rule``, ``rule_not_in_force``.
    """
    if rule_id not in law_of.rule_ids(body.kind):
        raise Refused([Reason("body_without_rule")])
    try:
        return law.rule(work.session, work.community_id, rule_id, at)
    except RuleNotFound:
        figures = {"rule": rule_id, "day": legal_day(at)}
        raise Refused([Reason("rule_not_in_force", figures, rule_id)]) from None


def _announce(
    work: Work, meeting: Meeting, body: Body, rule: Rule, questions: Sequence[Question]
) -> None:
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Refused([Reason("meeting_no_items")])
    for position, question in enumerate(questions, 1):
        proposal = _matter(work, meeting, body, question)
        subject = question.subject or topics.vetted_subject(work, proposal) or ""
        router.decides(subject, body.kind, rule.id).demand()
        topics.demand_as_vetted(work, proposal, subject)
        text = clean_text(question.text, 0, 400, "question") or (proposal.title if proposal else "")
        text = clean_text(text, 2, 400, "question")
        topics.demand_not_barred(work, body, proposal, text, meeting.starts_at)
        form = _form(work, question, rule, meeting, matter=proposal is not None)
        work.add(
            AgendaItem(
                meeting_id=meeting.id,
                proposal_id=proposal.id if proposal else None,
                position=position,
                title=(proposal.title if proposal else text)[:160],
                announced_at=work.at,
                question=text,
                ask=form.as_data() if form.kind != "motion" else None,
                subject=subject,
                building_id=_building(work, question, rule, body),
                tenure_id=_tenure(work, question, rule),
            )
        )
        work.session.flush()


def _matter(work: Work, meeting: Meeting, body: Body, question: Question) -> Proposal | None:
    """The matter that is put to the vote: it waits for a resolution of this body."""
    if not question.proposal:
        return None
    proposal = lifecycle.load(work, question.proposal)
    agenda.demand_item(work, meeting, proposal)
    router.track_decides(proposal.track, body.kind).demand()
    if proposal.stage != Stage.RESOLUTION:
        figures = {"stage": proposal.stage}
        raise Refused([Reason("stage_of_another_body", figures, meeting.rule_id)])
    return proposal


def _form(work: Work, question: Question, rule: Rule, meeting: Meeting, *, matter: bool) -> Form:
    """What is asked; lots for ties are drawn with the notice, before anybody has voted."""
    try:
        form = Form.from_data(question.ask or {"kind": "motion"})
    except CountError:
        raise Refused([Reason("form_unreadable")]) from None
    if rule.id == appraisals.RULE and form.kind == "appraisal":
        form = appraisals.form(work, rule, meeting.starts_at)
    written.may_ask(form, rule, matter=matter).demand()
    if form.tie == "lot" and form.options and form.kind != "appraisal":
        drawn = list(form.positions)
        secrets.SystemRandom().shuffle(drawn)
        form = replace(form, draw=tuple(drawn))
    return form


def _building(work: Work, question: Question, rule: Rule, body: Body) -> UUID | None:
    if rule.voters != "owners_of_building":
        return None
    if question.building_id is None:
        raise Refused([Reason("roll_no_building", {}, rule.id, rule.statutes)])
    building = work.get(Building, question.building_id)
    if body.compound_id not in (None, building.compound_id):
        raise Refused([Reason("building_of_other_owners", {"body": body.name}, rule.id)])
    return building.id


def _tenure(work: Work, question: Question, rule: Rule) -> UUID | None:
    """The term that a recall would end; it runs today."""
    if rule.id != "EL2":
        return None
    if question.tenure_id is None:
        raise Refused([Reason("recall_of_nobody", {}, rule.id)])
    tenure = work.get(Tenure, question.tenure_id)
    office = work.get(Office, tenure.office_id)
    if office.kind not in appraisals.OFFICES:
        raise Refused([Reason("recall_other_office", {"title": office.title}, rule.id)])
    if tenure.ends_on is not None and tenure.ends_on <= legal_day(work.at):
        raise Refused([Reason("tenure_ended", {"until": tenure.ends_on}, rule.id)])
    return tenure.id
