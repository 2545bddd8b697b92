"""两委审议: the opinion of one's own committee is missing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Exists, exists

from council.models.acts import Interest
from council.models.base import tied
from council.models.bodies import Body
from council.models.proposals import Proposal
from council.models.review import Opinion
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.powers import BodyKind, OfficeKind
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage

_BODIES = {
    BodyKind.PARTY_COMMITTEE: {OfficeKind.PARTY_SECRETARY, OfficeKind.PARTY_COMMITTEE},
    BodyKind.RESIDENTS_COMMITTEE: {OfficeKind.COMMITTEE_CHAIR, OfficeKind.COMMITTEE_MEMBER},
}


def parts(who: Who) -> Iterator[Part]:
    """Matters in review without the opinion of a committee that the visitor sits on."""
    for body, kinds in _BODIES.items():
        if kinds.isdisjoint(who.kinds):
            continue
        given = (
            exists()
            .where(
                tied(Proposal, Opinion, "proposal_id"),
                Opinion.round == Proposal.round,
                Body.kind == body,
                tied(Body, Opinion, "body_id"),
            )
            .correlate(Proposal)
        )
        yield Part(
            columns(number=Proposal.number, title=Proposal.title)
            .where(
                Proposal.community_id == who.community_id,
                Proposal.stage == Stage.REVIEW,
                ~given,
                ~_interested(who),
            )
            .order_by(Proposal.listed_at),
            _opinion,
        )


def _interested(who: Who) -> Exists:
    return (
        exists()
        .where(
            tied(Proposal, Interest, "proposal_id"),
            Interest.person_id == who.person_id,
        )
        .correlate(Proposal)
    )


def _opinion(row: Row, _: Rulebook) -> Duty:
    href = at_matter(row.number, "review.opinion")
    return Duty("review.opinion", row.title, href, row.number, None, "PG3")
