"""The items of an agenda: what is written on it with the notice, and later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.models.proposals import Proposal
from council.rules import agenda as law_of
from council.rules import joint, router
from council.rules.meetings import ASSEMBLIES
from council.rules.powers import BodyKind
from council.rules.shapes import clean_line
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import lifecycle
from council.services.unit import Work


@dataclass(frozen=True, slots=True)
class Plan:
    """One item as it is called: of which kind, on which matter (its number) or under which title.

    ``planned`` is in minutes; ``side_id`` and ``topic`` belong to joint meetings; ``is_closed``
    keeps the item's papers and its part of the minutes from the public.
    """

    kind: str
    matter: str = ""
    title: str = ""
    planned: int | None = None
    side_id: UUID | None = None
    topic: str = ""
    is_closed: bool = False


def plans(items: Sequence[str], topics: Sequence[str], further: Sequence[Plan]) -> tuple[Plan, ...]:
    """The whole agenda: matters to decide, titles to talk about, and items written in full.

    Raises:
        Refused: ``meeting_no_items``, ``meeting_many_items``.
    """
    decided = [Plan(law_of.DECISION, matter=number) for number in dict.fromkeys(items)]
    spoken = [Plan(law_of.DELIBERATION, title=topic) for topic in topics if topic.strip()]
    found = (*decided, *spoken, *further)
    if not found:
        raise Refused([Reason("meeting_no_items")])
    if len(found) > law_of.MOST_ITEMS:
        raise Refused([Reason("meeting_many_items", {"most": law_of.MOST_ITEMS})])
    return found


def write(work: Work, meeting: Meeting, plan: Plan, *, in_time: bool = True) -> AgendaItem:
    """Put one item at the end of the agenda; one that comes too late is not decided.

    Raises:
        Refused: ``item_kind_unknown``, ``item_minutes``, ``item_exists``, ``matter_over``, and
            what a joint meeting or an assembly may not decide.
    """
    demand_shape(plan)
    proposal = lifecycle.load(work, plan.matter) if plan.matter else None
    decides = law_of.decides(plan.kind)
    title = proposal.title if proposal else clean_line(plan.title, 1, 160, "title")
    if meeting.kind == joint.JOINT:
        law_of.joint_item(plan.kind, title, proposal.track if proposal else None).demand()
    if proposal is not None:
        demand_item(work, meeting, proposal, decides=decides)
    known = work.all(AgendaItem, AgendaItem.meeting_id == meeting.id)
    item = work.add(
        AgendaItem(
            meeting_id=meeting.id,
            proposal_id=proposal.id if proposal else None,
            position=1 + max((i.position for i in known), default=0),
            title=title,
            for_decision=decides and in_time,
            announced_at=work.at,
            kind=plan.kind,
            planned=plan.planned,
            side_id=plan.side_id,
            topic=plan.topic,
            is_closed=plan.is_closed,
        )
    )
    work.session.flush()
    return item


def demand_shape(plan: Plan) -> None:
    """Refuse an unknown kind or topic, or a time that no item takes."""
    if plan.kind not in law_of.KINDS or (plan.topic and plan.topic not in joint.TOPICS):
        raise Refused([Reason("item_kind_unknown")])
    if plan.planned is not None and not 1 <= plan.planned <= law_of.LONGEST:
        raise Refused([Reason("item_minutes", {"most": law_of.LONGEST})])


def demand_item(work: Work, meeting: Meeting, proposal: Proposal, *, decides: bool = True) -> None:
    """Refuse a matter that is over, stands on the agenda already, or is decided by others."""
    if proposal.stage in (Stage.DRAFT, Stage.CLOSED):
        raise Refused([Reason("matter_over", {"number": proposal.number})])
    mine = (AgendaItem.meeting_id == meeting.id, AgendaItem.proposal_id == proposal.id)
    if work.all(AgendaItem, *mine):
        raise Refused([Reason("item_exists", {"number": proposal.number})])
    kind = BodyKind(work.get(Body, meeting.body_id).kind)
    if decides and kind in ASSEMBLIES:
        router.track_decides(proposal.track, kind).demand()
