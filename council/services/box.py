"""The ballot box of a secret poll.

Sheets leave the stock by the pile and voters draw one, so no sheet is ever given to somebody. The
mark "has voted" is made when a sheet goes into the box. After voting has ended the sheets come out
of it by their serials. Nothing that is written has both a voter and a sheet, and no act touches
both.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from council.models import paperfacts
from council.models.paperfacts import LOST
from council.models.papers import PaperBallot
from council.models.polls import Ballot, Poll
from council.rules import hands
from council.rules.meetings import PAPER
from council.rules.reconciliation import Sheets
from council.rules.verdict import Reason, Refused
from council.services import casting, mandates, polls, sheets
from council.services.sheets import keeping
from council.services.unit import Actor, Work, unit

PILE = 10
"""How many sheets leave the stock together, at least: one alone could be told by its time."""


def end_in_session(community_id: UUID, actor: Actor, poll_number: str, *, at: datetime) -> None:
    """The chair ends the voting of a poll in session: from now on sheets are only counted.

    Raises:
        Refused: ``poll_ended``, ``poll_not_over`` for a vote over a period, which ends by time, or
            ``hands_unfinished``: no hand is raised any more once voting has ended.
    """
    with unit(community_id, kind="poll.end", actor=actor, at=at, power="poll.open") as work:
        poll = polls.load(work, poll_number)
        sheets.demand_open(poll)
        sheets.demand_taken(work, poll)
        if poll.closes_at is not None:
            raise Refused([Reason("poll_not_over", {"closes": poll.closes_at}, poll.rule_id)])
        counts = paperfacts.hand_counts(work.session, community_id, poll.id)
        if counts and hands.standing(counts).agreed is None:
            raise Refused([Reason("hands_unfinished", {}, poll.rule_id)])
        poll.ended_at = work.at
        work.tell(number=poll.number)


def hand_out(
    community_id: UUID, actor: Actor, poll_number: str, n: int, *, at: datetime
) -> list[str]:
    """A pile of ``n`` sheets leaves the stock, for voters to draw from; gives the serials."""
    with keeping(community_id, actor, poll_number, "issue", at) as (work, poll):
        _demand_secret(poll)
        sheets.demand_taken(work, poll)
        left = sheets.stock(work, poll, max(n, PILE))
        if n > len(left) or not left:
            raise Refused([Reason("stock_short", {"have": len(left)})])
        least = min(PILE, len(left))
        if n < least:
            raise Refused([Reason("pile_too_small", {"least": least})])
        for sheet in left[:n]:
            sheet.state, sheet.issued_at = "issued", work.at
        work.tell(sheets=n)
        return [sheet.serial for sheet in left[:n]]


def mark_returned(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    voter_id: UUID,
    *,
    by_holder: bool = False,
    at: datetime,
) -> int:
    """This voter puts a sheet into the box. Gives how many are in it now.

    ``by_holder``: whoever holds the voter's written mandate does, and the mandate is used up.

    After voting has ended only where more sheets came out than voters were marked: one mark was
    forgotten.

    Raises:
        Refused: ``already_voted``, ``mandate_missing`` … The sheet then does not go into the
            box; it is set aside.
    """
    with keeping(community_id, actor, poll_number, "box", at) as (work, poll):
        _demand_secret(poll)
        voter = sheets.voter_of(work, poll, voter_id)
        sheets.demand_unmarked(work, poll, voter)
        inside, found = _marks(work, poll), _sheets(work, poll)
        if _came_out(found) <= inside:
            sheets.demand_taken(work, poll)
        if inside >= found.issued - found.spoiled - found.set_aside:
            raise Refused([Reason("box_without_sheet", {"inside": inside})])
        key = hashlib.sha256(f"box {poll.id.hex} {voter.id.hex}".encode()).hexdigest()
        mandate = sheets.mandate_for(work, poll, voter) if by_holder else None
        if mandate is not None:
            mandates.use(work, mandate)
        holder = mandate.holder_id if mandate else None
        casting.mark(work, poll, voter, PAPER, key, holder_id=holder, entered=True)
        return inside + 1


def count_lost(community_id: UUID, actor: Actor, poll_number: str, *, at: datetime) -> int:
    """Fewer sheets came out of the box than voters were marked: each lost one counts as spoiled.

    Only where every sheet is entered or explained; gives how many are counted so.
    """
    with keeping(community_id, actor, poll_number, "lost", at) as (work, poll):
        _demand_secret(poll)
        sheets.demand_ended(work, poll)
        found = _sheets(work, poll)
        n = _marks(work, poll) - _came_out(found)
        if n <= 0 or found.out or found.waiting:
            raise Refused([Reason("box_not_short", {})])
        mine = (PaperBallot.poll_id == poll.id, PaperBallot.state == "missing")
        gone = work.all(PaperBallot, *mine, PaperBallot.reason != LOST, order=PaperBallot.serial)
        for sheet in gone[:n]:
            sheet.reason = LOST
            casting.drop(work, poll, {"choice": "spoiled"}, sheets.sheet_key(sheet))
        work.tell(sheets=len(gone[:n]))
        return len(gone[:n])


def _demand_secret(poll: Poll) -> None:
    if not poll.secret:
        raise Refused([Reason("paper_named", {}, poll.rule_id)])


def _marks(work: Work, poll: Poll) -> int:
    mine = (Ballot.community_id == work.community_id, Ballot.poll_id == poll.id)
    query = select(func.count()).select_from(Ballot).where(*mine, Ballot.channel == PAPER)
    return int(work.session.scalar(query) or 0)


def _sheets(work: Work, poll: Poll) -> Sheets:
    return paperfacts.sheets(work.session, work.community_id, poll.id)


def _came_out(found: Sheets) -> int:
    """Sheets that came out of the box, or are taken as if they had."""
    return found.waiting + found.counted + found.lost
