"""提案: drafts, versions, sending in, withdrawing, lapsing. Seconding and merging stand apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from council.models.people import Person
from council.models.places import Building, Compound
from council.models.proposals import Proposal, ProposalAuthor, ProposalVersion
from council.models.rules import Category
from council.rules.shapes import clean_line, clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import helping, lifecycle, search_index
from council.services.numbers import next_number
from council.services.search_index import Entry
from council.services.seconding import send_if_enough
from council.services.unit import SYSTEM, Actor, Work, unit

TITLE_MIN, TITLE_MAX, TEXT_MIN, TEXT_MAX = 4, 80, 10, 6000
COST_MAX = 100_000_000_00
"""Fen: a hundred million yuan; more is a slip of the finger."""
_WORDS = ("title", "text", "cost", "category_id", "compound_id", "building_id", "place")


@dataclass(frozen=True, slots=True)
class Content:
    """What a proposer writes. ``cost`` in fen; ``on_behalf``: who is helped (by a clerk).

    ``helped_id``: the person of the roster who is helped; the name is taken from there.
    """

    title: str
    text: str
    cost: int | None = None
    category_id: UUID | None = None
    compound_id: UUID | None = None
    building_id: UUID | None = None
    place: str = ""
    on_behalf: str = ""
    helped_id: UUID | None = None


def save_draft(
    community_id: UUID,
    content: Content,
    *,
    actor: Actor,
    at: datetime,
    proposal_id: UUID,
    revision: int | None = None,
) -> UUID:
    """Keep a draft. ``proposal_id`` is chosen by the form, so a retry keeps the same draft.

    Raises:
        Refused: for what cannot be kept, somebody else's draft, or ``moved_meanwhile``.
    """
    content = checked(content)
    with unit(
        community_id, kind="proposal.draft", actor=actor, at=at, power="proposal.write"
    ) as work:
        content = helping.checked(work, content)
        draft = work.session.get(Proposal, (community_id, proposal_id))
        if draft is None:
            draft = _new(work, content, proposal_id)
        else:
            demand_own(work, draft)
            _demand_unchanged(draft, content, revision)
            lifecycle.verdict(work, draft, "proposal.edit").demand()
            if draft.number is not None:
                raise Refused([Reason("submitted_already", {"number": draft.number})])
            renamed = _name_helped(work, draft, content)
            if not change(work, draft, content, "") and not renamed:
                work.repeat()
        work.tell(draft=draft.id, version=draft.version)
        return draft.id


def edit(
    community_id: UUID,
    number: str,
    content: Content,
    *,
    actor: Actor,
    reason: str = "",
    revision: int | None = None,
    at: datetime,
) -> int:
    """Change a proposal that was sent in; the new version's number. Every version stays readable.

    Possible until the vetting begins, and again when it was returned. Sending the same words again
    (a retry) makes no further version.
    """
    content = checked(content)
    reason = clean_line(reason, 0, 200, "reason")
    with unit(
        community_id, kind="proposal.edit", actor=actor, at=at, power="proposal.write"
    ) as work:
        proposal = lifecycle.load(work, number)
        demand_own(work, proposal)
        lifecycle.verdict(work, proposal, "proposal.edit").demand()
        if says(proposal, content):
            work.repeat()
            return proposal.version
        lifecycle.demand_seen(proposal, revision)
        change(work, proposal, content, reason)
        detail = {"version": proposal.version}
        lifecycle.advance(work, proposal, "proposal.edit", reason=reason, detail=detail)
        reindex(work, proposal)
        return proposal.version


def submit(
    community_id: UUID,
    proposal_id: UUID,
    *,
    actor: Actor,
    revision: int | None = None,
    at: datetime,
) -> str:
    """Send a draft in; it becomes public, gets its number and looks for seconders.

    Sending the same draft a second time gives the same number and changes nothing.
    """
    with unit(
        community_id, kind="proposal.submit", actor=actor, at=at, power="proposal.write"
    ) as work:
        proposal = work.get(Proposal, proposal_id)
        demand_own(work, proposal)
        if proposal.number and proposal.stage != Stage.DRAFT:
            work.repeat()
            return proposal.number
        lifecycle.demand_seen(proposal, revision)
        clean_text(proposal.text, TEXT_MIN, TEXT_MAX, "description")
        if proposal.number is None:
            proposal.number = next_number(work, "proposal")
            proposal.listed_at = work.at
            add_version(work, proposal, "")
        proposal.is_public = True
        lifecycle.advance(work, proposal, "proposal.submit")
        reindex(work, proposal)
        send_if_enough(work, proposal)
        return proposal.number


def withdraw(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Take a proposal back before the vetting is decided; it stays readable, with the reason."""
    reason = clean_text(reason, 5, 1000, "reason")
    with unit(
        community_id, kind="proposal.withdraw", actor=actor, at=at, power="proposal.write"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        demand_own(work, proposal)
        lifecycle.advance(work, proposal, "proposal.withdraw", reason=reason)


def discard(
    community_id: UUID,
    proposal_id: UUID,
    *,
    actor: Actor,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Give a draft up. One that was public before (returned) stays readable as withdrawn."""
    with unit(
        community_id, kind="proposal.discard", actor=actor, at=at, power="proposal.write"
    ) as work:
        proposal = work.get(Proposal, proposal_id)
        demand_own(work, proposal)
        lifecycle.demand_seen(proposal, revision)
        lifecycle.advance(work, proposal, "proposal.discard")


def lapse(community_id: UUID, number: str, *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Close a proposal that found too few seconders in time.

    Raises:
        Refused: while its time runs.
    """
    with unit(community_id, kind="proposal.lapse", actor=actor, at=at) as work:
        proposal = lifecycle.load(work, number)
        lifecycle.advance(work, proposal, "proposal.lapse")


def due(community_id: UUID, at: datetime) -> int:
    """Close what found too few seconders in time; returns how many."""
    numbers = lifecycle.standing_in(community_id, Stage.PROPOSING)
    return sum(lifecycle.attempt(lapse, community_id, number, at) for number in numbers)


def checked(content: Content) -> Content:
    """The content in the shape that we keep.

    Raises:
        Refused: with the first field that cannot be kept.
    """
    if content.cost is not None and not 0 <= content.cost <= COST_MAX:
        raise Refused([Reason("number_too_large", {"field": "cost", "maximum": COST_MAX // 100})])
    return replace(
        content,
        title=clean_line(content.title, TITLE_MIN, TITLE_MAX, "headline"),
        text=clean_text(content.text, 0, TEXT_MAX, "description"),
        place=clean_line(content.place, 0, 120, "place"),
        on_behalf=clean_line(content.on_behalf, 0, 60, "on_behalf"),
    )


def is_own(work: Work, proposal: Proposal) -> bool:
    """Whether the actor is proposer or author (the one helped, or the clerk who helped)."""
    if work.actor.person_id == proposal.proposer_id:
        return True
    mine = (ProposalAuthor.proposal_id == proposal.id,)
    author = work.find(ProposalAuthor, *mine, ProposalAuthor.person_id == work.actor.person_id)
    return author is not None and author.role in {"helped", "clerk"}


def demand_own(work: Work, proposal: Proposal) -> None:
    """Refuse everybody but the proposer and who helped; a stranger's draft does not even exist."""
    if is_own(work, proposal):
        return
    if not proposal.is_public:
        raise Refused([Reason("not_found", {"what": "proposal"})])
    raise Refused([Reason("proposer_only")])


def change(work: Work, proposal: Proposal, content: Content, reason: str) -> bool:
    """Write the content; whether it says something else.

    From the first sending in every change is a version. Before that none is kept: early words are
    for nobody else to read.
    """
    _demand_place(work, content)
    if says(proposal, content):
        return False
    for name in _WORDS:
        setattr(proposal, name, getattr(content, name))
    if proposal.number is None:
        proposal.revision += 1
    else:
        proposal.version += 1
        add_version(work, proposal, reason)
    return True


def add_version(work: Work, proposal: Proposal, reason: str) -> None:
    """Keep the present text as a version."""
    work.add(
        ProposalVersion(
            proposal_id=proposal.id,
            version=proposal.version,
            title=proposal.title,
            text=proposal.text,
            cost=proposal.cost,
            editor_id=work.actor.person_id or proposal.proposer_id,
            reason=reason,
            at=work.at,
        )
    )


def reindex(work: Work, proposal: Proposal) -> None:
    """Let the search find the proposal by its present words."""
    if not proposal.is_public or proposal.number is None:
        return
    search_index.index(work.session, work.community_id, entry_of(work, proposal))


def entry_of(work: Work, proposal: Proposal) -> Entry:
    """A proposal as it is found."""
    category = work.session.get(Category, (work.community_id, proposal.category_id))
    return Entry(
        proposal.number or "",
        proposal.title,
        proposal.text,
        proposal.listed_at,
        place_words(work, proposal),
        category.name if category else "",
        proposal.stage,
    )


def place_words(work: Work, proposal: Proposal) -> str:
    """Compound, building and place in one line."""
    compound = work.session.get(Compound, (work.community_id, proposal.compound_id))
    building = work.session.get(Building, (work.community_id, proposal.building_id))
    names = (compound.name if compound else "", building.name if building else "", proposal.place)
    return " ".join(name for name in names if name)


def says(proposal: Proposal, content: Content) -> bool:
    """Whether the proposal says already what the content says."""
    return _words(proposal) == _words(content)


def _words(said: Proposal | Content) -> tuple[object, ...]:
    return tuple(getattr(said, name) for name in _WORDS)


def _new(work: Work, content: Content, proposal_id: UUID) -> Proposal:
    _demand_place(work, content)
    draft = Proposal(
        id=proposal_id,
        title=content.title,
        text=content.text,
        cost=content.cost,
        category_id=content.category_id,
        compound_id=content.compound_id,
        building_id=content.building_id,
        place=content.place,
        on_behalf=content.on_behalf,
        proposer_id=work.get(Person, work.actor.person_id).id,
        stage=Stage.DRAFT.value,
        track="standard",
        stage_since=work.at,
        listed_at=work.at,
        revision=1,
        version=1,
        round=1,
        is_public=False,
        seconder_count=0,
        contribution_count=0,
    )
    work.add(draft)
    work.session.flush()
    helping.link(work, draft, content.helped_id)
    return draft


def _name_helped(work: Work, draft: Proposal, content: Content) -> bool:
    """A clerk may correct who is helped while it is a draft; whether that changed."""
    if work.actor.office != "clerk":
        return False
    renamed = draft.on_behalf != content.on_behalf
    if renamed:
        draft.on_behalf = content.on_behalf
    return helping.link(work, draft, content.helped_id) or renamed


def _demand_unchanged(draft: Proposal, content: Content, revision: int | None) -> None:
    """Refuse a stale form, unless it says what is kept already (a retry)."""
    if revision is None or revision == draft.revision:
        return
    if not says(draft, content):
        raise Refused([Reason("moved_meanwhile", {"stage": draft.stage})])


def _demand_place(work: Work, content: Content) -> None:
    """Refuse a category or place of another community, and a building of another compound."""
    if content.category_id is not None:
        work.get(Category, content.category_id)
    if content.compound_id is not None:
        work.get(Compound, content.compound_id)
    if content.building_id is not None:
        building = work.get(Building, content.building_id)
        if building.compound_id != content.compound_id:
            raise Refused([Reason("building_elsewhere")])
