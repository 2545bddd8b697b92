"""What a community switched on by a recorded decision: voting online (OV1); and whether local law
keeps owners' online votes for the city's own platform (OP1).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from council.rules.rule import Rule
from council.rules.verdict import Reason, Refused
from council.rules.written import OWNERS
from council.services import law
from council.services.unit import Work


def online(session: Session, community_id: UUID, at: datetime) -> bool:
    """Whether votes online count on that day."""
    return law.rule(session, community_id, "OV1", at).number("online") == 1


def chosen_online(work: Work, wanted: bool | None) -> bool:
    """Whether a poll opened now takes votes online; None: as the community decided.

    Raises:
        Refused: ``online_not_switched_on`` where they are wanted and the community did not.
    """
    switched = online(work.session, work.community_id, work.at)
    if wanted and not switched:
        raise Refused([Reason("online_not_switched_on", {}, "OV1")])
    return switched if wanted is None else wanted


def reserved(session: Session, community_id: UUID, rule: Rule, at: datetime) -> bool:
    """Whether our online count under this rule only informs (北京市物业管理条例 35)."""
    if rule.voters not in OWNERS:
        return False
    return law.rule(session, community_id, "OP1", at).number("reserved") == 1
