"""联名要求召开会议: opened, signed online or on paper, reached, and the meeting called on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.bodies import Body
from council.models.calling import Petition, PetitionSignature
from council.models.meetings import Meeting
from council.rules import meetings as law_of_meetings
from council.rules import petitions as law_of
from council.rules.petitions import CALLED, LAPSED, OPEN, REACHED, Standing
from council.rules.rule import Rule
from council.rules.rulebook import RuleNotFound
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import law, petitionsheet, signers
from council.services.numbers import next_number
from council.services.signers import Callers
from council.services.unit import SYSTEM, Actor, Work, unit

MOST_ROWS = 500


def open_petition(
    community_id: UUID,
    actor: Actor,
    *,
    body_id: UUID,
    rule_id: str,
    title: str,
    text: str,
    closes_at: datetime,
    request_key: str = "",
    at: datetime,
) -> str:
    """Begin to gather signatures for a meeting of a body; who opens it is the first to sign.

    Gives the petition's number; sent again under the same key, the number of the first.

    Raises:
        Refused: ``petition_not_by_signature``, ``petition_not_yours``, ``petition_no_base``,
            ``petition_in_past``, ``petition_too_long``, and against title and text.
    """
    with unit(
        community_id, kind="petition.open", actor=actor, at=at, power="petition.open"
    ) as work:
        if request_key and work.done_before(request_key):
            return _newest_of(work, actor.person_id)
        body = work.get(Body, body_id)
        rule = _rule(work, body, rule_id)
        found = signers.callers(work, body, rule)
        bases = {who: callers.base for who, callers in found.items()}
        law_of.may_open(rule, _of(found, actor.person_id), bases, work.at, closes_at).demand()
        petition = work.add(
            Petition(
                number=next_number(work, "petition"),
                body_id=body.id,
                rule_id=rule.id,
                title=clean_line(title, 2, 120, "title"),
                text=clean_text(text, 2, 4000, "text"),
                opener_id=actor.person_id,
                opened_at=work.at,
                closes_at=closes_at,
                state=OPEN,
            )
        )
        work.session.flush()
        _put(work, petition, [_demand_person(actor)], law_of.ONLINE)
        now = _reckon(work, petition, rule, found)
        work.tell(body=body.name, rule=rule.id, closes_at=closes_at, **_told(petition, now))
        return petition.number


def sign(community_id: UUID, actor: Actor, number: str, *, at: datetime) -> Standing:
    """Sign online, once; a second time changes nothing.

    Raises:
        Refused: ``petition_not_yours``, ``petition_reached``, ``petition_over``.
    """
    with unit(
        community_id, kind="petition.sign", actor=actor, at=at, power="petition.sign"
    ) as work:
        petition = load(work, number)
        me = _demand_person(actor)
        if me in _standing_signatures(work, petition):
            work.repeat()
            return Standing.from_data(petition.found or {})
        rule, found = _gathering(work, petition)
        law_of.may_sign(_of(found, me), rule).demand()
        _put(work, petition, [me], law_of.ONLINE)
        now = _reckon(work, petition, rule, found)
        work.tell(**_told(petition, now))
        return now


def withdraw(community_id: UUID, actor: Actor, number: str, *, at: datetime) -> Standing:
    """Take one's own signature back, as long as the petition is not reached.

    Raises:
        Refused: ``petition_not_signed``, ``petition_reached``, ``petition_over``.
    """
    with unit(
        community_id, kind="petition.withdraw", actor=actor, at=at, power="petition.sign"
    ) as work:
        petition = load(work, number)
        rule, found = _gathering(work, petition)
        mine = _standing_signatures(work, petition).get(_demand_person(actor))
        if mine is None:
            raise Refused([Reason("petition_not_signed", {}, rule.id)])
        mine.withdrawn_at = work.at
        now = _reckon(work, petition, rule, found)
        work.tell(**_told(petition, now))
        return now


def enter(
    community_id: UUID,
    actor: Actor,
    number: str,
    rows: Sequence[str],
    *,
    request_key: str = "",
    at: datetime,
) -> int:
    """Enter the signatures of a sheet, each row held against the register; all of it or nothing.

    Gives how many were entered.

    Raises:
        Refused: with every row that cannot be taken, by its number and what stands in it.
    """
    with unit(
        community_id, kind="petition.enter", actor=actor, at=at, power="petition.enter"
    ) as work:
        petition = load(work, number)
        if request_key and work.done_before(request_key):
            return 0
        rule, found = _gathering(work, petition)
        if not 1 <= len(rows) <= MOST_ROWS:
            raise Refused([Reason("petition_sheet_rows", {"most": MOST_ROWS}, rule.id)])
        people = petitionsheet.read(work, rows)
        entitled = {person for callers in found.values() for person in callers.weights}
        signed = _standing_signatures(work, petition)
        petitionsheet.demand(people, rows, entitled, signed.keys(), rule)
        _put(work, petition, people, law_of.PAPER)
        now = _reckon(work, petition, rule, found)
        work.tell(entered=len(people), **_told(petition, now))
        return len(people)


def mine(
    community_id: UUID, number: str, person_id: UUID, *, at: datetime
) -> tuple[str, ...] | None:
    """As whom somebody may sign a petition (residents, owners …); None where there is none."""
    with Session(db.engine) as session:
        work = Work(session, community_id, SYSTEM, "", at)
        petition = work.find(Petition, Petition.number == number)
        if petition is None:
            return None
        body = work.get(Body, petition.body_id)
        rule = _rule(work, body, petition.rule_id)
        return _of(signers.callers(work, body, rule), person_id)


def demand(work: Work, petition_id: UUID, body: Body, rule: Rule) -> Petition:
    """The petition, where a meeting of ``body`` under ``rule`` may be called on it.

    Raises:
        Refused: ``not_found``, ``petition_not_reached``, ``petition_called``,
            ``petition_of_another``.
    """
    petition = work.get(Petition, petition_id)
    asked = _rule(work, work.get(Body, petition.body_id), petition.rule_id)
    law_of.may_call_on(petition.state, petition.body_id == body.id, asked, rule).demand()
    return petition


def demand_demanded(work: Work, body: Body, rule: Rule, petition_id: UUID | None) -> None:
    """Where this office may not call alone, enough must have demanded the vote (see the rules).

    Raises:
        Refused: ``petition_needed``.
    """
    if petition_id is None and law_of.needs_petition(body.kind, work.actor.office, rule):
        raise Refused([Reason("petition_needed", {}, rule.id, rule.statutes)])


def called(work: Work, meeting: Meeting) -> None:
    """Mark the petition of a meeting that is being called; without one nothing happens.

    Raises:
        Refused: as :func:`demand`.
    """
    if meeting.petition_id is None:
        return
    rule = law.rule(work.session, work.community_id, meeting.rule_id, meeting.starts_at)
    petition = demand(work, meeting.petition_id, work.get(Body, meeting.body_id), rule)
    petition.state = CALLED
    work.tell(petition=petition.number)


def released(work: Work, meeting: Meeting) -> None:
    """The meeting is called off: what was demanded waits to be called again."""
    if meeting.petition_id is not None:
        work.get(Petition, meeting.petition_id).state = REACHED


def load(work: Work, number: str) -> Petition:
    """The petition with this number.

    Raises:
        Refused: ``not_found``.
    """
    petition = work.find(Petition, Petition.number == number)
    if petition is None:
        raise Refused([Reason("not_found", {"what": "petition"})])
    return petition


def due(community_id: UUID, at: datetime) -> int:
    """End the petitions whose time is over, and note those that suffice as the roster is now."""
    with Session(db.engine) as session:
        mine = (Petition.community_id == community_id, Petition.state == OPEN)
        still = list(session.scalars(select(Petition).where(*mine)))
        over = [row.id for row in still if row.closes_at <= at]
        work = Work(session, community_id, SYSTEM, "", at)
        reached = [row.id for row in still if row.closes_at > at and _stands(work, row).reached]
    for petition_id in over:
        with unit(community_id, kind="petition.lapse", actor=SYSTEM, at=at) as work:
            petition = work.get(Petition, petition_id)
            if petition.state != OPEN:  # somebody else was faster
                work.repeat()
                continue
            petition.state = LAPSED
            work.tell(number=petition.number)
    for petition_id in reached:
        with unit(community_id, kind="petition.reach", actor=SYSTEM, at=at) as work:
            petition = work.get(Petition, petition_id)
            if petition.state != OPEN:
                work.repeat()
                continue
            rule, found = _gathering(work, petition)
            work.tell(**_told(petition, _reckon(work, petition, rule, found)))
    return len(over) + len(reached)


def _rule(work: Work, body: Body, rule_id: str) -> Rule:
    """The rule on the day of the act, one under which the body meets."""
    if rule_id not in law_of_meetings.rule_ids(body.kind):
        raise Refused([Reason("body_without_rule")])
    try:
        return law.rule(work.session, work.community_id, rule_id, work.at)
    except RuleNotFound:
        raise Refused([Reason("body_without_rule")]) from None


def _gathering(work: Work, petition: Petition) -> tuple[Rule, dict[str, Callers]]:
    """Rule and callers of a petition that still gathers signatures; refused where it does not."""
    body = work.get(Body, petition.body_id)
    rule = _rule(work, body, petition.rule_id)
    law_of.running(petition.state, petition.closes_at, work.at, rule).demand()
    return rule, signers.callers(work, body, rule)


def _of(found: Mapping[str, Callers], person: UUID | None) -> tuple[str, ...]:
    return tuple(who for who, callers in found.items() if person in callers.weights)


def _demand_person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Refused([Reason("no_power", {"act": "petition.sign"})])
    return actor.person_id


def _put(work: Work, petition: Petition, people: Sequence[UUID], channel: str) -> None:
    """Add signatures; one that was taken back stands again."""
    old = {row.person_id: row for row in _signatures(work, petition)}
    clerk = work.actor.person_id if channel == law_of.PAPER else None
    for person in people:
        row = old.get(person) or work.add(
            PetitionSignature(petition_id=petition.id, person_id=person, channel=channel)
        )
        row.channel, row.entered_by_id, row.at, row.withdrawn_at = channel, clerk, work.at, None
    work.session.flush()


def _signatures(work: Work, petition: Petition) -> Sequence[PetitionSignature]:
    return work.all(PetitionSignature, PetitionSignature.petition_id == petition.id)


def _standing_signatures(work: Work, petition: Petition) -> dict[UUID, PetitionSignature]:
    rows = _signatures(work, petition)
    return {row.person_id: row for row in rows if row.withdrawn_at is None}


def _reckon(work: Work, petition: Petition, rule: Rule, found: Mapping[str, Callers]) -> Standing:
    """How it stands now is kept with the petition; once reached it stays as it was."""
    people = _standing_signatures(work, petition)
    now = _standing(rule, found, people)
    petition.found = now.as_data() | {"at": work.at.isoformat(), "signatures": len(people)}
    if now.reached:
        petition.state, petition.reached_at = REACHED, work.at
    return now


def _stands(work: Work, petition: Petition) -> Standing:
    """How an open petition stands today."""
    rule, found = _gathering(work, petition)
    return _standing(rule, found, _standing_signatures(work, petition))


def _standing(rule: Rule, found: Mapping[str, Callers], people: Iterable[UUID]) -> Standing:
    signers = list(people)
    bases = {who: callers.base for who, callers in found.items()}
    signed = {who: callers.signed(signers) for who, callers in found.items()}
    return law_of.standing(rule, bases, signed)


def _told(petition: Petition, now: Standing) -> dict[str, object]:
    signatures = (petition.found or {})["signatures"]
    return {"number": petition.number, "signatures": signatures, "reached": now.reached}


def _newest_of(work: Work, person: UUID | None) -> str:
    mine = work.all(Petition, Petition.opener_id == person, order=Petition.opened_at.desc())
    return mine[0].number if mine else ""
