"""Polls as everybody may see them.

While a poll runs, only the turnout. A committee's result stays hidden until both committees have
given their opinion, unless they sat jointly. Of a secret poll only what its rule lets be shown.
Whoever votes by office is named by office and masked name, everybody else by unit or building.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, or_, select

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Ballot, Poll, PollVoter
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.prepared import Prepared
from council.queries.public import ballots, turnout
from council.queries.public.ballots import NamedVote
from council.queries.public.rules import book
from council.queries.public.turnout import Turnout, hundredths
from council.rules.calendar import legal_day
from council.rules.form import MOTION, Form
from council.rules.masking import mask_text
from council.rules.meetings import COMMITTEES
from council.rules.rule import Rule
from council.rules.stages import Stage
from council.rules.withholding import disclose

PAGE = 30
UNTOLD = frozenset({"announced", "running", "suspended", "counting", "hidden"})
"""States in which nothing but the turnout is told."""


@dataclass(frozen=True, slots=True)
class PollLine:
    """One poll in a list. ``state`` is one of ``UNTOLD``, or the outcome."""

    number: str
    question: str
    body: str
    proposal: str | None
    opened_at: datetime
    closed_at: datetime | None
    state: str
    entitled: int
    cast: int


@dataclass(frozen=True, slots=True)
class PollPage:
    """One poll. ``tally`` and ``votes`` are empty while it must not be told; ``votes`` is one page.

    ``tally`` of a secret poll is what may be shown of it. Without ``proposal`` it is about no
    matter (an election). Areas in ``turnout`` are hundredths of m².
    """

    id: UUID
    number: str
    question: str
    body: str
    body_kind: str
    proposal: str | None
    title: str
    stage: str | None
    meeting: str
    meeting_id: UUID
    meeting_title: str
    position: int
    rule: dict[str, Any]
    allows_online: bool
    secret: bool
    consultation: bool
    extensions: int
    opened_at: datetime
    closes_at: datetime | None
    ended_at: datetime | None
    suspended_at: datetime | None
    closed_at: datetime | None
    objections_until: datetime | None
    roll_sha256: str | None
    ballots_sha256: str | None
    state: str
    tally: dict[str, Any] | None
    resolution: str | None
    reference: str | None
    ask: dict[str, Any] | None
    figures: Rule
    turnout: Turnout
    votes: tuple[NamedVote, ...] = ()
    more_votes: bool = False

    @property
    def form(self) -> Form:
        """What the ballot asks, its texts masked."""
        return MOTION if self.ask is None else Form.from_data(self.ask)

    @property
    def told(self) -> bool:
        """Whether the result may be told."""
        return self.tally is not None

    @property
    def withheld(self) -> bool:
        """Whether figures of a secret poll are withheld; then no ballot is shown either."""
        return self.tally is not None and _withheld(self.tally)

    @property
    def entitled(self) -> int:
        """Heads on the roll that count."""
        return self.turnout.heads

    @property
    def recused(self) -> int:
        """Lines of the roll that do not count."""
        return self.turnout.recused

    @property
    def taking_part(self) -> int:
        """Heads present or with a ballot: the rule's participants."""
        return self.turnout.taking_part

    @property
    def by_channel(self) -> dict[str, int]:
        """Ballots by channel."""
        return dict(self.turnout.by_channel)

    @property
    def cast(self) -> int:
        """All ballots so far."""
        return sum(self.turnout.by_channel.values())


def hidden() -> ColumnElement[bool]:
    """The condition that a poll's result must not be told yet."""
    return and_(
        Body.kind.in_([kind.value for kind in COMMITTEES]),
        Meeting.joint_body_id.is_(None),
        Proposal.stage == Stage.REVIEW.value,
        Poll.opened_at >= Proposal.stage_since,
    )


def state(at: Any = None) -> Any:
    """One of ``UNTOLD``, or the outcome; without ``at`` no term is taken to have passed."""
    over: Any = Poll.ended_at.is_not(None)
    if at is not None:
        over = or_(over, Poll.closes_at <= at)
    later = and_(Poll.closed_at.is_(None), Poll.opened_at > at) if at is not None else None
    ahead = [(later, "announced")] if later is not None else []
    return case(
        *ahead,
        (and_(Poll.closed_at.is_(None), Poll.suspended_at.is_not(None)), "suspended"),
        (and_(Poll.closed_at.is_(None), over), "counting"),
        (Poll.closed_at.is_(None), "running"),
        (hidden(), "hidden"),
        else_=func.coalesce(Poll.outcome, ""),
    )


def joined(query: Any) -> Any:
    """Poll with its body and meeting, and its matter where it has one."""
    return (
        query.select_from(Poll)
        .join(Body, and_(Body.community_id == Poll.community_id, Body.id == Poll.body_id))
        .join(
            Meeting,
            and_(Meeting.community_id == Poll.community_id, Meeting.id == Poll.meeting_id),
        )
        .outerjoin(
            Proposal,
            and_(Proposal.community_id == Poll.community_id, Proposal.id == Poll.proposal_id),
        )
    )


def public() -> ColumnElement[bool]:
    """The condition that everybody may know of the poll."""
    return or_(Poll.proposal_id.is_(None), Proposal.is_public.is_(True))


def lines(
    connection: Connection, community_id: UUID, skip: int = 0, at: datetime | None = None
) -> list[PollLine]:
    """Polls, open ones first; one more than a page where there are further ones."""
    rows = connection.execute(
        joined(select(*_line(at)))
        .where(Poll.community_id == community_id, public())
        .order_by(case((Poll.closed_at.is_(None), 0), else_=1), Poll.opened_at.desc(), Poll.number)
        .limit(PAGE + 1)
        .offset(skip)
    )
    return [_poll_line(row) for row in rows]


def of_meeting(
    connection: Connection, community_id: UUID, meeting_id: UUID, at: datetime | None = None
) -> dict[int, list[PollLine]]:
    """The polls of a meeting by the position of their item."""
    found: dict[int, list[PollLine]] = {}
    asked = {"community": community_id, "meeting": meeting_id}
    if at is None:
        rows = _held(timed=False).rows(connection, **asked)
    else:
        rows = _held(timed=True).rows(connection, **asked, at=at)
    for row in rows:
        found.setdefault(row[-1], []).append(_poll_line(row[:-1]))
    return found


@cache
def _held(*, timed: bool) -> Prepared:
    """The polls of a meeting, as they stand at a moment or without one; put together once."""
    at: Any = bindparam("at") if timed else None
    return Prepared(
        _with_item(joined(select(*_line(at), AgendaItem.position)))
        .where(Poll.community_id == bindparam("community"), Poll.meeting_id == bindparam("meeting"))
        .order_by(Poll.opened_at)
    )


def load(
    connection: Connection,
    community_id: UUID,
    number: str,
    at: datetime | None = None,
    *,
    skip: int = 0,
) -> PollPage | None:
    """The poll with this number, or None; ``skip`` lines of its roll are left out before."""
    row = connection.execute(_one(community_id, number, at)).mappings().one_or_none()
    if row is None:
        return None
    values = dict(row)
    day = legal_day(values["opened_at"])
    figures = book(connection, community_id)[0].rule("SV1", day)
    told = values["state"] not in UNTOLD and values["tally"] is not None
    ask = masked(values["ask"])
    tally = _shown(values, ask, figures) if told else None
    values |= {"ask": ask, "tally": tally, "figures": figures}
    if tally is not None and _withheld(tally):
        # whoever knows all of a few ballots but one could find that one from the hash
        values["ballots_sha256"] = None
    for name in ("question", "title", "meeting_title"):
        values[name] = mask_text(values[name] or "")
    values["turnout"] = (
        _counted(tally) if tally else turnout.so_far(connection, community_id, values["id"])
    )
    page = PollPage(**values)
    if not told or page.secret:
        return page
    votes = ballots.named(connection, community_id, page.id, skip)
    return replace(page, votes=tuple(votes[: ballots.PAGE]), more_votes=len(votes) > ballots.PAGE)


def masked(value: Any) -> Any:
    """JSON-safe data with every text in it masked."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {key: masked(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [masked(entry) for entry in value]
    return value


def _shown(values: Mapping[str, Any], ask: Any, figures: Rule) -> dict[str, Any]:
    """The tally as everybody may see it."""
    tally: dict[str, Any] = dict(values["tally"])
    if values["secret"]:
        tally = disclose(tally, MOTION if ask is None else Form.from_data(ask), figures)
    for name in ("results", "lines", "run_off"):
        if name in tally:
            tally[name] = masked(tally[name])
    return tally


def _withheld(tally: Mapping[str, Any]) -> bool:
    """Whether all figures are withheld, or the grades of one member to whom all gave the same."""
    results = tally.get("results", ())
    return "withheld" in tally or any(r["why"]["code"] == "result_withheld" for r in results)


def _counted(tally: Mapping[str, Any]) -> Turnout:
    """Turnout as it was counted at the close."""
    part = tally["participation"]
    heads, area = part["heads"], part.get("area")
    return Turnout(
        heads=heads["of"],
        taking_part=heads["have"],
        area=hundredths(area["of"]) if area else None,
        area_taking_part=hundredths(area["have"]) if area else None,
        recused=tally["recused"],
        by_channel={c: n for c, n in tally["channels"].items() if n},
    )


def _line(at: Any) -> Iterable[Any]:
    return (
        Poll.number,
        Poll.question,
        Body.name,
        Proposal.number,
        Poll.opened_at,
        Poll.closed_at,
        state(at),
        Poll.tally,
        case((_UNCOUNTED, _count(PollVoter, PollVoter.recused.is_(False)))),
        case((_UNCOUNTED, _count(Ballot))),
    )


_UNCOUNTED = Poll.tally.is_(None)


def _poll_line(row: Any) -> PollLine:
    """A poll in a list; a count that is done says itself how many voted, of how many."""
    number, question, body, matter, opened, closed, state, tally, entitled, cast = row
    if entitled is None:
        whole = (tally or {}).get("participation", {}).get("heads", {})
        entitled = int(whole.get("of", 0))
        cast = sum((tally or {}).get("channels", {}).values())
    asked = mask_text(question)
    return PollLine(number, asked, body, matter, opened, closed, state, entitled, cast)


def _count(model: Any, *where: Any) -> Any:
    mine = (model.community_id == Poll.community_id, model.poll_id == Poll.id)
    query = select(func.count()).select_from(model).where(*mine, *where)
    return query.correlate(Poll).scalar_subquery()


def _with_item(query: Any) -> Any:
    item = and_(AgendaItem.community_id == Poll.community_id, AgendaItem.id == Poll.item_id)
    return query.join(AgendaItem, item)


_OWN = (
    *("id", "number", "question", "rule", "ask", "tally", "allows_online", "secret"),
    *("consultation", "extensions", "opened_at", "closes_at", "ended_at", "suspended_at"),
    *("closed_at", "objections_until", "roll_sha256", "ballots_sha256"),
)


def _one(community_id: UUID, number: str, at: datetime | None) -> Any:
    resolution = and_(Resolution.community_id == Poll.community_id, Resolution.poll_id == Poll.id)
    columns = (
        *(getattr(Poll, name) for name in _OWN),
        Body.name.label("body"),
        Body.kind.label("body_kind"),
        Proposal.number.label("proposal"),
        Proposal.title,
        Proposal.stage,
        Meeting.id.label("meeting_id"),
        Meeting.number.label("meeting"),
        Meeting.title.label("meeting_title"),
        AgendaItem.position,
        state(at).label("state"),
        Resolution.number.label("resolution"),
        Resolution.reference,
    )
    return (
        _with_item(joined(select(*columns)))
        .outerjoin(Resolution, resolution)
        .where(Poll.community_id == community_id, Poll.number == number, public())
    )
