"""The debate: contributions by seat, answers, amendments, and the branch's conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from council.models import facts
from council.models.bodies import Office, Tenure
from council.models.debate import Contribution
from council.models.proposals import Proposal
from council.rules.calendar import legal_day
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import law, lifecycle
from council.services.unit import Actor, Work, unit

RULE = "DB1"
KINDS = ("for", "against", "condition", "question")
ANSWER = "answer"


# Asked at every contribution: put together once.
_MINE = (
    Contribution.community_id == bindparam("community"),
    Contribution.proposal_id == bindparam("proposal"),
)
_LAST = select(func.max(Contribution.position)).where(*_MINE)
_TURNS = (
    select(func.count())
    .select_from(Contribution)
    .where(
        *_MINE,
        Contribution.person_id == bindparam("speaker"),
        Contribution.kind != ANSWER,
        Contribution.at >= bindparam("since"),
    )
)


@dataclass(frozen=True, slots=True)
class Seat:
    """The office that somebody speaks from, and the group that it speaks for."""

    title: str
    seat: str


def contribute(
    community_id: UUID,
    actor: Actor,
    number: str,
    kind: str,
    text: str,
    *,
    request_key: str,
    at: datetime,
) -> int:
    """Say something for, against, on a condition, or ask; gives its position in the debate.

    Raises:
        Refused: ``turns_used`` after as many turns as the rule allows; answers are not counted.
    """
    if kind not in KINDS:
        raise Refused([Reason("value_unknown")])
    with unit(community_id, kind="debate.speak", actor=actor, at=at, power="debate.speak") as work:
        proposal = lifecycle.load(work, number)
        earlier = _earlier(work, proposal, request_key)
        if earlier is not None:
            work.repeat()
            return earlier
        lifecycle.verdict(work, proposal, "debate.speak").demand()
        _demand_turn(work, proposal)
        said = _say(work, proposal, kind, text, request_key)
        return said.position


def answer(
    community_id: UUID,
    actor: Actor,
    number: str,
    question: int,
    text: str,
    *,
    request_key: str,
    at: datetime,
) -> int:
    """Answer the question at position ``question``; gives the answer's own position."""
    with unit(
        community_id, kind="debate.answer", actor=actor, at=at, power="debate.answer"
    ) as work:
        proposal = lifecycle.load(work, number)
        earlier = _earlier(work, proposal, request_key)
        if earlier is not None:
            work.repeat()
            return earlier
        lifecycle.verdict(work, proposal, "debate.speak").demand()
        asked = work.find(
            Contribution,
            Contribution.proposal_id == proposal.id,
            Contribution.position == question,
            Contribution.kind == "question",
        )
        if asked is None:
            raise Refused([Reason("question_missing", {}, RULE)])
        if asked.answered_at is not None:
            raise Refused([Reason("question_answered", {}, RULE)])
        said = _say(work, proposal, ANSWER, text, request_key, answers=asked.id)
        asked.answered_at = work.at
        return said.position


def conclude(
    community_id: UUID,
    actor: Actor,
    number: str,
    text: str,
    *,
    revision: int | None = None,
    at: datetime,
) -> str:
    """End the debate with the branch's written conclusion; gives the next stage.

    Raises:
        Refused: ``questions_open``, ``amendments_open``.
    """
    with unit(
        community_id, kind="debate.conclude", actor=actor, at=at, power="debate.lead"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        said = clean_text(text, 2, 4000, "text")
        lifecycle.advance(work, proposal, "debate.conclude", reason=said, rule_id=RULE)
        return proposal.stage


def _earlier(work: Work, proposal: Proposal, key: str) -> int | None:
    """Where this very request was answered before."""
    if not 8 <= len(key) <= 64:
        raise Refused([Reason("value_unknown")])
    mine = (Contribution.proposal_id == proposal.id, Contribution.request_key == key)
    found = work.find(Contribution, *mine)
    return found.position if found else None


def _demand_turn(work: Work, proposal: Proposal) -> None:
    """Each speaker has so many turns on a matter; answers are not turns."""
    rule = law.rule(work.session, work.community_id, RULE, work.at)
    mine = {"community": work.community_id, "proposal": proposal.id}
    speaker = {"speaker": person_of(work.actor), "since": proposal.stage_since}
    turns = work.session.scalar(_TURNS, mine | speaker)
    times = rule.number("times")
    if (turns or 0) >= times:
        raise Refused([Reason("turns_used", {"times": times}, RULE, rule.statutes)])


def _say(
    work: Work,
    proposal: Proposal,
    kind: str,
    text: str,
    key: str,
    answers: UUID | None = None,
) -> Contribution:
    """Write the contribution down and keep the matter's count."""
    mine = {"community": work.community_id, "proposal": proposal.id}
    last = work.session.scalar(_LAST, mine) or 0
    seat = seat_of(work, work.actor)
    said = Contribution(
        proposal_id=proposal.id,
        position=last + 1,
        person_id=person_of(work.actor),
        office_title=seat.title,
        seat=seat.seat,
        kind=kind,
        text=clean_text(text, 2, 2000, "text"),
        answers_id=answers,
        request_key=key,
        at=work.at,
    )
    proposal.contribution_count += 1
    work.tell(number=proposal.number, position=said.position, speech=kind, seat=seat.seat)
    return work.add(said)


def person_of(actor: Actor) -> UUID:
    """The person who acts; Refused ``no_seat`` where nobody in person does."""
    if actor.person_id is None:
        raise Refused([Reason("no_seat", {}, RULE)])
    return actor.person_id


def seat_of(work: Work, actor: Actor) -> Seat:
    """The seat that the actor speaks from, held today.

    Raises:
        Refused: ``no_seat`` where the office is not held on this day.
    """
    row = work.session.execute(
        select(Office.title, Office.seat)
        .join(
            Tenure,
            and_(Tenure.community_id == Office.community_id, Tenure.office_id == Office.id),
        )
        .where(
            Office.community_id == work.community_id,
            Tenure.person_id == person_of(actor),
            Office.kind == actor.office,
            facts.holders_on(legal_day(work.at)),
        )
        .order_by(Office.seat.desc(), Office.number)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Refused([Reason("no_seat", {}, RULE)])
    return Seat(row.title, row.seat)
