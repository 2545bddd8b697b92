"""What the acts on paper ballots share: finding sheets and voters, and what has to hold first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, select

from council.models.mandates import Mandate
from council.models.papers import PaperBallot
from council.models.polls import Ballot, Poll, PollVoter
from council.rules import meetings as law_of
from council.rules import serials
from council.rules.verdict import Reason, Refused
from council.services import mandates, polls
from council.services.unit import Actor, Work, unit

LIVE = ("issued", "returned", "counted")
"""States of a sheet that its voter holds or has cast."""
AT_ONCE = 5_000
"""The most sheets made in one act."""


@contextmanager
def keeping(
    community_id: UUID, actor: Actor, number: str, act: str, at: datetime
) -> Iterator[tuple[Work, Poll]]:
    """An act of whoever keeps the sheets, on a poll that is not counted yet."""
    kind = f"paper.{act}"
    with unit(community_id, kind=kind, actor=actor, at=at, power="paper.keep") as work:
        poll = polls.load(work, number)
        demand_open(poll)
        work.tell(number=poll.number)
        yield work, poll


def demand_open(poll: Poll) -> None:
    """That the poll is not counted yet.

    Raises:
        Refused: ``poll_closed``.
    """
    if poll.closed_at is not None:
        raise Refused([Reason("poll_closed", {}, poll.rule_id)])


def demand_taken(work: Work, poll: Poll) -> None:
    """That votes are taken now."""
    law_of.votes_are_taken(polls.window(poll), work.at, poll.rule_id).demand()


def demand_ended(work: Work, poll: Poll) -> None:
    """That no more votes are taken: only then is the box opened."""
    if not has_ended(poll, work.at):
        raise Refused([Reason("box_closed", {}, poll.rule_id)])


def has_ended(poll: Poll, at: datetime) -> bool:
    """Whether no more votes are taken."""
    return poll.ended_at is not None or (poll.closes_at is not None and at >= poll.closes_at)


def demand_named(poll: Poll) -> None:
    """That the poll is not secret: a sheet may be given to a line of the roll."""
    if poll.secret:
        raise Refused([Reason("paper_secret", {}, poll.rule_id)])


def demand_unmarked(work: Work, poll: Poll, voter: PollVoter) -> None:
    """That this voter may vote and has not."""
    if voter.recused:
        raise Refused([Reason("voter_recused", {}, poll.rule_id)])
    if marked(work, poll, voter):
        raise Refused([Reason("already_voted", {}, poll.rule_id)])


def demand_without_sheet(work: Work, poll: Poll, voter: PollVoter) -> None:
    """That this voter may vote, has not, and holds no sheet."""
    demand_unmarked(work, poll, voter)
    held = work.all(
        PaperBallot,
        PaperBallot.poll_id == poll.id,
        PaperBallot.person_id == voter.person_id,
        PaperBallot.line == voter.line,
        PaperBallot.state.in_(LIVE),
    )
    if held:
        raise Refused([Reason("sheet_out", {"serial": held[0].serial})])


def demand_no_paper_in(work: Work, poll: Poll, voter: PollVoter) -> None:
    """That no sheet of this voter has come back: it was cast, only its mark is still to come."""
    mine = (PaperBallot.person_id == voter.person_id, PaperBallot.line == voter.line)
    returned = (PaperBallot.poll_id == poll.id, PaperBallot.state == "returned")
    if work.all(PaperBallot, *returned, *mine):
        raise Refused([Reason("paper_is_in", {}, poll.rule_id)])


def against(work: Work, poll: Poll, sheet: PaperBallot) -> str:
    """Why a sheet of a named poll cannot count, as a code of ``aside``; empty: it can."""
    voter = line_of(work, poll, sheet)
    if voter.recused:
        return "recused"
    if marked(work, poll, voter):
        return "voted"
    if sheet.holder_id is None:
        return ""
    mandate = mandates.holding(work, poll, voter.person_id, voter.line)
    stands = mandate is not None and mandate.holder_id == sheet.holder_id
    return "" if stands else "mandate_revoked"


def mandate_for(work: Work, poll: Poll, voter: PollVoter) -> Mandate:
    """The mandate by which somebody else may hand in this voter's sheet.

    Raises:
        Refused: ``mandate_missing``.
    """
    found = mandates.holding(work, poll, voter.person_id, voter.line)
    if found is None:
        raise Refused([Reason("mandate_missing", {}, poll.rule_id)])
    return found


def use_mandate(work: Work, poll: Poll, sheet: PaperBallot) -> None:
    """A holder's sheet came back: from now on the mandate cannot be revoked."""
    if sheet.holder_id is not None and sheet.person_id is not None:
        mandate = mandates.holding(work, poll, sheet.person_id, sheet.line)
        if mandate is not None:
            mandates.use(work, mandate)


def sheet_key(sheet: PaperBallot) -> str:
    """The key under which a sheet is cast: whoever knows only the serial does not find it."""
    return hashlib.sha256(b"paper " + sheet.salt + sheet.serial.encode()).hexdigest()


def sheet(work: Work, poll: Poll, typed: str, states: Sequence[str]) -> PaperBallot:
    """The sheet with this serial (as typed or scanned), in one of ``states``.

    Raises:
        Refused: ``serial_unreadable``, ``serial_wrong``, ``sheet_unknown``, ``sheet_is`` …
    """
    serial = serials.read(typed, poll.number)
    found = work.find(PaperBallot, PaperBallot.poll_id == poll.id, PaperBallot.serial == serial)
    if found is None:
        raise Refused([Reason("sheet_unknown", {"serial": serial})])
    if found.state not in states:
        raise Refused([Reason("sheet_is", {"serial": serial, "sheet_state": found.state})])
    return found


def stock(work: Work, poll: Poll, most: int) -> Sequence[PaperBallot]:
    """The first ``most`` sheets that lie in stock."""
    where = (PaperBallot.community_id == work.community_id, PaperBallot.poll_id == poll.id)
    query = select(PaperBallot).where(*where, PaperBallot.state == "stock")
    query = query.order_by(func.length(PaperBallot.serial), PaperBallot.serial)
    return work.session.scalars(query.limit(most)).all()


def bind(
    work: Work, poll: Poll, voter: PollVoter, typed: str | None, holder_id: UUID | None = None
) -> PaperBallot:
    """Issue a sheet of the stock, the next one where none is named, for a line of the roll."""
    if typed:
        found = sheet(work, poll, typed, ("stock",))
    else:
        left = stock(work, poll, 1)
        if not left:
            raise Refused([Reason("stock_empty", {})])
        found = left[0]
    found.state, found.issued_at = "issued", work.at
    found.person_id, found.line = voter.person_id, voter.line
    found.holder_id = holder_id
    return found


def make(work: Work, poll: Poll, n: int, voters: Sequence[PollVoter] = ()) -> list[str]:
    """Write ``n`` new sheets, issued at once to ``voters`` where there are such."""
    where = (PaperBallot.community_id == work.community_id, PaperBallot.poll_id == poll.id)
    made = work.session.scalar(select(func.count()).select_from(PaperBallot).where(*where)) or 0
    if not 1 <= n <= AT_ONCE or made + n > serials.MOST:
        raise Refused([Reason("papers_number", {"most": AT_ONCE})])
    rows: list[dict[str, Any]] = [
        {"poll_id": poll.id, "serial": serials.serial(poll.number, made + at), "state": "stock"}
        for at in range(1, n + 1)
    ]
    for row, voter in zip(rows, voters, strict=False):
        row |= {"state": "issued", "issued_at": work.at}
        row |= {"person_id": voter.person_id, "line": voter.line}
    work.put(PaperBallot, rows)
    return [row["serial"] for row in rows]


def voter_of(work: Work, poll: Poll, voter_id: UUID) -> PollVoter:
    """The line of the poll's roll with this id."""
    voter = work.get(PollVoter, voter_id)
    if voter.poll_id != poll.id:
        raise Refused([Reason("not_on_roll", {}, poll.rule_id)])
    return voter


def line_of(work: Work, poll: Poll, sheet: PaperBallot) -> PollVoter:
    """The line of the roll that a sheet of a named poll was issued to."""
    voter = work.find(
        PollVoter,
        PollVoter.poll_id == poll.id,
        PollVoter.person_id == sheet.person_id,
        PollVoter.line == sheet.line,
    )
    if voter is None:
        raise Refused([Reason("not_on_roll", {}, poll.rule_id)])
    return voter


def marked(work: Work, poll: Poll, voter: PollVoter) -> bool:
    """Whether this voter has voted, whatever the channel."""
    mine = (Ballot.person_id == voter.person_id, Ballot.line == voter.line)
    return work.find(Ballot, Ballot.poll_id == poll.id, *mine) is not None


def without_sheet(work: Work, poll: Poll) -> Sequence[PollVoter]:
    """The lines of the roll that may vote, have not, and hold no sheet."""
    cast = exists().where(_same(Ballot))
    held = exists().where(_same(PaperBallot), PaperBallot.state.in_(LIVE))
    mine = (PollVoter.community_id == work.community_id, PollVoter.poll_id == poll.id)
    query = select(PollVoter).where(*mine, PollVoter.recused.is_(False), ~cast, ~held)
    query = query.order_by(PollVoter.office_title, PollVoter.label, PollVoter.id)
    return work.session.scalars(query).all()


def _same(model: Any) -> Any:
    return and_(
        model.community_id == PollVoter.community_id,
        model.poll_id == PollVoter.poll_id,
        model.person_id == PollVoter.person_id,
        model.line == PollVoter.line,
    )
