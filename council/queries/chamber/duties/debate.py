"""Questions to answer, amendments to decide, debates to join and to conclude."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from council.models.base import tied
from council.models.debate import Amendment, Contribution
from council.models.proposals import Proposal
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage

RULE = "DB1"


def parts(who: Who) -> Iterator[Part]:
    """What awaits those who debate, and the branch that leads the debate."""
    if who.may("debate.answer"):
        yield Part(_debates(who, n=_questions()).where(_asked(who)), _answer)
    if who.may("debate.lead"):
        yield Part(_debates(who, n=_motions()).where(_motions() > 0), _decide)
        yield Part(_debates(who).where(~_asked(who), _motions() == 0), _conclude)
    if who.may("debate.speak"):
        yield Part(_debates(who).where(_turns(who) == 0), _speak)


def _debates(who: Who, **more: Any) -> Select[Any]:
    return (
        columns(number=Proposal.number, title=Proposal.title, **more)
        .where(Proposal.community_id == who.community_id, Proposal.stage == Stage.DEBATE.value)
        .order_by(Proposal.listed_at)
    )


def _count(model: Any, *where: Any) -> Any:
    mine = tied(Proposal, model, "proposal_id")
    query = select(func.count()).select_from(model).where(mine, *where)
    return query.correlate(Proposal).scalar_subquery()


def _questions() -> Any:
    return _count(Contribution, Contribution.kind == "question", Contribution.answered_at.is_(None))


def _asked(who: Who) -> Any:
    """A question about the matter is open: read from the few open ones, not from every debate."""
    return Proposal.id.in_(
        select(Contribution.proposal_id).where(
            Contribution.community_id == who.community_id,
            Contribution.kind == "question",
            Contribution.answered_at.is_(None),
        )
    )


def _motions() -> Any:
    return _count(Amendment, Amendment.state == "moved")


def _turns(who: Who) -> Any:
    mine = (Contribution.person_id == who.person_id, Contribution.kind != "answer")
    return _count(Contribution, *mine)


def _answer(row: Row, _book: Rulebook) -> Duty:
    href = at_matter(row.number, "debate.answer")
    return Duty("debate.answer", row.title, href, row.number, rule=RULE, facts={"n": row.n})


def _decide(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/proposals/{row.number}"
    return Duty("debate.decide", row.title, href, row.number, rule=RULE, facts={"n": row.n})


def _conclude(row: Row, _book: Rulebook) -> Duty:
    href = at_matter(row.number, "debate.conclude")
    return Duty("debate.conclude", row.title, href, row.number, rule=RULE)


def _speak(row: Row, _book: Rulebook) -> Duty:
    href = at_matter(row.number, "debate.speak")
    return Duty("debate.speak", row.title, href, row.number, rule=RULE, primary=False)
