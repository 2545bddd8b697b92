"""Wishes for the annual plan: put forward, checked against list and caps, ranked, dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from council.models import facts
from council.models.bodies import Body
from council.models.plans import FundPlan, FundWish
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.models.review import Opinion
from council.rules import negative, tally
from council.rules import plans as law_of
from council.rules.calendar import legal_day
from council.rules.meetings import ASSEMBLIES
from council.rules.negative import Answer
from council.rules.powers import BodyKind, OfficeKind
from council.rules.shapes import clean_text
from council.rules.stages import FUND, FUND_PLAN, Stage
from council.rules.verdict import Reason, Refused
from council.services import funds, law, lifecycle, plans
from council.services.unit import Actor, Work, unit

MOST_CASES = 5
_BODIES = {
    law_of.PARTY: BodyKind.PARTY_COMMITTEE,
    law_of.RESIDENTS: BodyKind.RESIDENTS_COMMITTEE,
}


@dataclass(frozen=True, slots=True)
class WishSeed:
    """What a wish asks for: kind and subject of the project, ``estimate`` in fen and its basis."""

    kind: str
    subject: str
    estimate: int
    basis: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out of a check: whether the wish may be paid, and what stands against it."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()


def put(
    community_id: UUID,
    plan_number: str,
    number: str,
    seed: WishSeed,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Put a proposal forward for the plan: it waits for it in the stage of the fund.

    Its proposer may, or who convenes. The list is asked at once: what it hints at is kept with the
    earlier cases, for the person who checks.

    Raises:
        Refused: ``collection_over``, ``wish_already``, ``wish_not_ready``, ``wish_in_review``,
            ``wish_not_yours``, ``wish_no_basis``, ``amount_not_positive``, ``value_unknown``.
    """
    with unit(community_id, kind="wish.put", actor=actor, at=at, power="wish.put") as work:
        plan, of_plan = plans.load(work, plan_number)
        matter = lifecycle.load(work, number)
        if actor.office == OfficeKind.RESIDENT and matter.proposer_id != actor.person_id:
            raise Refused([Reason("wish_not_yours")])
        enter(work, plan, of_plan, matter, seed)


def enter(
    work: Work, plan: FundPlan, of_plan: Proposal, matter: Proposal, seed: WishSeed
) -> FundWish:
    """Inside an act: the wish, as :func:`put`."""
    _demand_collecting(work, of_plan)
    mine = (FundWish.plan_id == plan.id, FundWish.proposal_id == matter.id)
    if work.find(FundWish, *mine) is not None:
        raise Refused([Reason("wish_already", {"number": matter.number})])
    _demand_ready(work, matter)
    _demand_seed(seed)
    wish = work.add(
        FundWish(
            plan_id=plan.id,
            proposal_id=matter.id,
            kind=seed.kind,
            subject=seed.subject,
            estimate=seed.estimate,
            estimate_basis=_basis(seed.basis),
            check=_suggested(work, matter, seed.kind),
            state="put",
            put_by_id=work.actor.person_id,
            put_title=work.actor.title,
            at=work.at,
        )
    )
    matter.track = FUND
    detail = {"plan": of_plan.number}
    lifecycle.advance(work, matter, "wish.put", rule_id="FD1", detail=detail)
    work.tell(plan=of_plan.number, estimate=seed.estimate)
    return wish


def check(
    community_id: UUID,
    plan_number: str,
    number: str,
    seed: WishSeed,
    answers: Sequence[Answer],
    *,
    exception: str = "",
    actor: Actor,
    at: datetime,
) -> Checked:
    """Say of every item that was hinted at (and any other) whether the wish falls under it.

    What is on the list without a resolution of the assembly (``exception``: its number), and what
    is above the cap, is refused and its matter ends. The estimate is confirmed or corrected here.

    Raises:
        Refused: ``wish_hit_open``, ``wish_reason_missing``, ``exception_not_in_force``,
            ``exception_not_allowed``, ``wish_above_budget``, ``collection_over``.
    """
    with unit(community_id, kind="wish.check", actor=actor, at=at, power="wish.check") as work:
        plan, of_plan, wish, matter = _load(work, plan_number, number)
        if wish.state not in ("put", "checked"):
            raise Refused([Reason("wrong_stage", {"stage": matter.stage})])
        hits = negative.check(matter.title, matter.text, matter.place)
        negative.answered(hits, answers).demand()
        _demand_seed(seed)
        confirmed = [answer for answer in answers if answer.confirmed]
        allowed = _exception(work, matter, exception) if confirmed and exception else None
        wish.kind, wish.subject, wish.estimate = seed.kind, seed.subject, seed.estimate
        wish.estimate_basis = _basis(seed.basis)
        wish.check = _answered(work, matter, seed.kind, answers)
        wish.exception_id = allowed.id if allowed else None
        wish.checked_by_id, wish.checked_at = actor.person_id, work.at
        caps = law.rule(work.session, community_id, negative.CAPS, work.at)
        against = [
            *negative.against(answers, exception=allowed is not None),
            *negative.above_cap(caps, seed.kind, seed.estimate).reasons,
        ]
        if not against:
            law_of.within(seed.estimate, plan.budget).demand()
        _conclude(work, wish, matter, against, answers)
        _forget_ranks(work, plan)
        work.tell(plan=of_plan.number, state=wish.state)
        return Checked(not against, tuple(against))


def rank(
    community_id: UUID,
    plan_number: str,
    committee: str,
    places: Mapping[str, int],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """One committee (``party`` or ``residents``) puts all checked wishes in its order.

    The order stands until it is given anew; a wish checked later has to be ranked too.

    Raises:
        Refused: ``rank_numbers``, ``rank_not_yours``, ``wishes_unchecked``.
    """
    if committee not in _BODIES:
        raise Refused([Reason("value_unknown")])
    with unit(community_id, kind="plan.rank", actor=actor, at=at, power="wish.rank") as work:
        plan, of_plan = plans.load(work, plan_number)
        _demand_of_committee(work, committee)
        lifecycle.verdict(work, of_plan, "plan.rank").demand()
        checked = plans.in_state(work, plan, "checked")
        matters = {w.id: work.get(Proposal, w.proposal_id).number or "" for w in checked}
        law_of.demand_order(places, list(matters.values()))
        for wish in checked:
            place = places[matters[wish.id]]
            if committee == law_of.PARTY:
                wish.party_rank = place
            else:
                wish.committee_rank = place
        order = sorted(places, key=places.__getitem__)
        detail = {"committee": committee, "order": order}
        lifecycle.advance(work, of_plan, "plan.rank", rule_id="FD1", detail=detail)
        work.tell(committee=committee, order=order)


def drop(community_id: UUID, number: str, reason: str, *, actor: Actor, at: datetime) -> None:
    """End a wish that no plan will take up, with the reason; it stays readable.

    Raises:
        Refused: while it stands on a plan that has not ended or been shared.
    """
    reason = clean_text(reason, 5, 1000, "reason")
    with unit(community_id, kind="wish.drop", actor=actor, at=at, power="plan.keep") as work:
        matter = lifecycle.load(work, number)
        for wish in work.all(FundWish, FundWish.proposal_id == matter.id):
            plan = work.get(FundPlan, wish.plan_id)
            of_plan = work.get(Proposal, plan.proposal_id)
            if wish.state != "passed_over" and of_plan.stage != Stage.CLOSED:
                raise Refused([Reason("wish_already", {"number": number})])
        lifecycle.advance(work, matter, "wish.drop", reason=reason, rule_id="FD1")


def _load(
    work: Work, plan_number: str, number: str
) -> tuple[FundPlan, Proposal, FundWish, Proposal]:
    plan, of_plan = plans.load(work, plan_number)
    if of_plan.stage != Stage.COLLECTION:
        raise Refused([Reason("collection_over", {"until": of_plan.stage_since})])
    matter = lifecycle.load(work, number)
    wish = work.find(FundWish, FundWish.plan_id == plan.id, FundWish.proposal_id == matter.id)
    if wish is None:
        raise Refused([Reason("not_found", {"what": "fund_wish"})])
    return plan, of_plan, wish, matter


def _demand_collecting(work: Work, of_plan: Proposal) -> None:
    over = of_plan.stage != Stage.COLLECTION or (of_plan.due_at and work.at >= of_plan.due_at)
    if over:
        until = of_plan.due_at if of_plan.stage == Stage.COLLECTION else of_plan.stage_since
        raise Refused([Reason("collection_over", {"until": until})])


def _demand_ready(work: Work, matter: Proposal) -> None:
    """It was put on the agenda, nobody has given an opinion on it yet, and no other plan has it."""
    number = {"number": matter.number}
    if matter.stage not in (Stage.REVIEW, Stage.FUNDING) or matter.track == FUND_PLAN:
        raise Refused([Reason("wish_not_ready", number)])
    if matter.stage == Stage.REVIEW:
        opinions = work.all(Opinion, Opinion.proposal_id == matter.id)
        running = work.all(Poll, Poll.proposal_id == matter.id, Poll.closed_at.is_(None))
        if running or any(opinion.round == matter.round for opinion in opinions):
            raise Refused([Reason("wish_in_review", number)])
    for wish in work.all(FundWish, FundWish.proposal_id == matter.id):
        plan = work.get(FundPlan, wish.plan_id)
        going_on = work.get(Proposal, plan.proposal_id).stage != Stage.CLOSED
        if going_on and wish.state in ("put", "checked", "chosen"):
            raise Refused([Reason("wish_already", number)])


def _demand_seed(seed: WishSeed) -> None:
    if seed.kind not in negative.KINDS:
        raise Refused([Reason("value_unknown")])
    funds.demand_amount(seed.estimate)


def _basis(text: str) -> str:
    if len(text.strip()) < 2:
        raise Refused([Reason("wish_no_basis", {}, "FD1")])
    return clean_text(text, 2, 1000, "basis")


def _suggested(work: Work, matter: Proposal, kind: str) -> dict[str, object]:
    """What list and caps say before anybody has looked."""
    hits = negative.check(matter.title, matter.text, matter.place)
    rows: list[dict[str, object]] = [{"item": h.item, "words": list(h.words)} for h in hits]
    return _kept(work, matter, kind, rows)


def _answered(
    work: Work, matter: Proposal, kind: str, answers: Sequence[Answer]
) -> dict[str, object]:
    hits = {h.item: h for h in negative.check(matter.title, matter.text, matter.place)}
    rows = [
        {
            "item": answer.item,
            "words": list(hits[answer.item].words) if answer.item in hits else [],
            "confirmed": answer.confirmed,
            "reason": clean_text(answer.reason, 2, 500, "reason"),
        }
        for answer in answers
        if answer.item in negative.items()
    ]
    return _kept(work, matter, kind, rows)


def _kept(
    work: Work, matter: Proposal, kind: str, rows: list[dict[str, object]]
) -> dict[str, object]:
    caps = law.rule(work.session, work.community_id, negative.CAPS, work.at)
    wanted = {str(row["item"]) for row in rows}
    return {
        "hits": rows,
        "cap": negative.cap(caps, kind),
        "cases": earlier_cases(work, matter, wanted),
    }


def earlier_cases(work: Work, matter: Proposal, wanted: set[str]) -> list[str]:
    """Numbers of other wishes that were asked about the same items and decided, newest first."""
    if not wanted:
        return []
    found: list[str] = []
    for wish in work.all(FundWish, FundWish.state != "put", order=FundWish.at.desc()):
        asked = {hit["item"] for hit in (wish.check or {}).get("hits", ())}
        if wish.proposal_id != matter.id and asked & wanted:
            number = work.get(Proposal, wish.proposal_id).number
            if number and number not in found:
                found.append(number)
    return found[:MOST_CASES]


def _exception(work: Work, matter: Proposal, number: str) -> Resolution:
    """The assembly's resolution in force that allows this wish; it names the matter."""
    if not law.rule(work.session, work.community_id, negative.LIST, work.at).number("exception"):
        raise Refused([Reason("exception_not_allowed", {}, negative.LIST)])
    found = work.find(Resolution, Resolution.number == number)
    refuse = Reason("exception_not_in_force", {"number": number}, negative.LIST)
    if found is None or found.outcome != tally.PASSED:
        raise Refused([refuse])
    of = work.get(Proposal, found.proposal_id)
    posted = of.stage in (Stage.RESOLUTION, Stage.ANNOUNCEMENT) or of.ending not in (
        None,
        "completed",
    )
    if BodyKind(work.get(Body, found.body_id).kind) not in ASSEMBLIES or posted:
        raise Refused([refuse])
    if (matter.number or "") not in found.text:
        told = {"number": number, "matter": matter.number}
        raise Refused([Reason("exception_of_other", told, negative.LIST)])
    return found


def _conclude(
    work: Work,
    wish: FundWish,
    matter: Proposal,
    against: Sequence[Reason],
    answers: Sequence[Answer],
) -> None:
    """The wish may be paid, or it is refused with the rule and the words of who checked."""
    if not against:
        wish.state = "checked"
        wish.reason = ""
        lifecycle.advance(work, matter, "wish.check", rule_id=negative.LIST)
        return
    wish.state = "refused"
    wish.party_rank = wish.committee_rank = None
    wish.reason = "；".join(a.reason.strip() for a in answers if a.confirmed)
    items = [reason.params.get("negative_item", negative.CAPS) for reason in against]
    detail = {"items": items}
    rule = against[0].rule or negative.LIST
    lifecycle.advance(work, matter, "wish.refuse", reason=wish.reason, rule_id=rule, detail=detail)


def _forget_ranks(work: Work, plan: FundPlan) -> None:
    """A wish more or less changes every place: both committees rank anew."""
    for wish in work.all(FundWish, FundWish.plan_id == plan.id):
        wish.party_rank = wish.committee_rank = None


def _demand_of_committee(work: Work, committee: str) -> None:
    if work.actor.office in (OfficeKind.CLERK, "system"):
        return
    body = work.find(Body, Body.kind == _BODIES[committee])
    on = legal_day(work.at)
    members = facts.members_of(work.session, work.community_id, body.id, on) if body else []
    if work.actor.person_id not in {member.person_id for member in members}:
        raise Refused([Reason("rank_not_yours", {}, "PG3")])
