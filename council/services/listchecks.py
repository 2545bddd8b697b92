"""The negative list at the door of the books: what hints at it is answered in writing."""

from __future__ import annotations

from council.models.bodies import Body
from council.models.plans import FundWish
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules import negative
from council.rules.meetings import ASSEMBLIES
from council.rules.powers import BodyKind
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import law
from council.services.unit import Work


def demand_checked(
    work: Work,
    said: tuple[str, str, str],
    *,
    matter: Proposal | None,
    reason: str,
    exception: Resolution | None,
) -> str:
    """Refuse what words of the list hint at (FN1), unless somebody says in writing why not.

    ``said`` is title, text and place. A wish of a plan was checked there. An exception is a
    resolution of the assembly that names the matter. Gives the reason to keep, or nothing.

    Raises:
        Refused: ``maybe_on_list`` for each item; what stands against the exception.
    """
    hits = negative.check(*said)
    if not hits or (matter is not None and _was_checked(work, matter)):
        return ""
    work.tell(hits=[hit.item for hit in hits])
    if exception is not None:
        _demand_exception(work, matter, exception)
        return exception.reference
    kept = clean_text(reason, 0, 500, "not_listed")
    if len(kept) < 5:
        rule = negative.LIST
        raise Refused(
            Reason("maybe_on_list", {"negative_item": hit.item, "words": _quoted(hit)}, rule)
            for hit in hits
        )
    return kept


def _quoted(hit: negative.Hit) -> str:
    return "、".join(hit.words)


def _was_checked(work: Work, matter: Proposal) -> bool:
    passed = FundWish.state.in_(("checked", "chosen"))
    return bool(work.all(FundWish, FundWish.proposal_id == matter.id, passed))


def _demand_exception(work: Work, matter: Proposal | None, exception: Resolution) -> None:
    """The assembly's own resolution, where the rulebook allows exceptions; it names the matter."""
    if not law.rule(work.session, work.community_id, negative.LIST, work.at).number("exception"):
        raise Refused([Reason("exception_not_allowed", {}, negative.LIST)])
    told = {"number": exception.number}
    if BodyKind(work.get(Body, exception.body_id).kind) not in ASSEMBLIES:
        raise Refused([Reason("exception_not_in_force", told, negative.LIST)])
    number = matter.number or "" if matter is not None else ""
    if not number or number not in exception.text:
        raise Refused([Reason("exception_of_other", told | {"matter": number}, negative.LIST)])
