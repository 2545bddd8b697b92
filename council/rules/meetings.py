"""Meetings: notice, what may be decided there, quorum, and who may vote. Answers with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from council.rules import router
from council.rules.calendar import earliest_meeting, legal_day, notice_days_between
from council.rules.powers import BodyKind
from council.rules.rule import Rule
from council.rules.stages import Stage
from council.rules.tally import format_area
from council.rules.verdict import LAWFUL, Reason, Verdict

CHOICES = ("yes", "no", "abstain", "spoiled")
HALL, ONLINE, PROXY, PAPER = "hall", "online", "proxy", "paper"
SESSION, WRITTEN = "session", "written"

# Under which rule a body meets; the residents' assembly may also meet by households.
BODY_RULES: dict[str, tuple[str, ...]] = {
    BodyKind.PARTY_COMMITTEE: ("PG3",),
    BodyKind.RESIDENTS_COMMITTEE: ("PG3",),
    BodyKind.PARTY_MEMBERS: ("PG2",),
    BodyKind.REPRESENTATIVES: ("RC1", "EL1R", "EV1", "FD1"),
    BodyKind.RESIDENTS_ASSEMBLY: ("RA1", "RA2", "EL1", "EL2"),
    BodyKind.COUNCIL: ("DL1",),
    BodyKind.OWNERS_COMMITTEE: ("OC1",),
    BodyKind.OWNERS_ASSEMBLY: ("OW1", "OW2", "OW3"),
}
COMMITTEES = frozenset({BodyKind.PARTY_COMMITTEE, BodyKind.RESIDENTS_COMMITTEE})
ASSEMBLIES = frozenset(
    {BodyKind.REPRESENTATIVES, BodyKind.RESIDENTS_ASSEMBLY, BodyKind.OWNERS_ASSEMBLY}
)
# Which bodies decide a matter in which stage.
DECIDES: dict[Stage, frozenset[BodyKind]] = {
    Stage.REVIEW: COMMITTEES,
    Stage.MEMBERS: frozenset({BodyKind.PARTY_MEMBERS}),
    Stage.RESOLUTION: ASSEMBLIES,
    Stage.FUNDING: ASSEMBLIES,  # a plan may be voted on item by item
}


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many are present of all entitled, how many are needed, how many are still missing.

    Heads; ``area`` is the same in hundredths of m² where owners meet, and ``met`` means both.
    """

    have: int
    of: int
    need: int
    missing: int
    met: bool
    area: Quorum | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Where a meeting stands."""

    starts_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda as far as a poll on it needs to know.

    ``announced_at`` is when the notice named it; ``decided`` whether this body has already voted
    on the matter in its present stage, or is voting; ``track`` tells whether owners decide it.
    """

    announced_at: datetime
    for_decision: bool
    stage: Stage | None
    decided: bool = False
    track: str = "standard"


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody before a poll: on its roll or not, recused, done, present."""

    on_roll: bool
    recused: bool = False
    voted: bool = False
    present: bool = False


def rule_ids(body_kind: str) -> tuple[str, ...]:
    """The rules under which a body of this kind meets, the usual one first; empty: it has none."""
    return BODY_RULES.get(body_kind, ())


def announced_in_time(announced: datetime, starts: datetime, rule: Rule) -> bool:
    """Whether the notice was long enough: neither its day nor the day of the meeting counts."""
    return notice_days_between(announced, starts) >= rule.notice_days


def notice(sent: datetime, starts: datetime, rule: Rule) -> Verdict:
    """Whether a meeting called at ``sent`` may be set for ``starts``."""
    if starts <= sent:
        return Verdict((Reason("meeting_in_past", {}, rule.id, rule.statutes),))
    if announced_in_time(sent, starts, rule):
        return LAWFUL
    params = {
        "have": notice_days_between(sent, starts),
        "need": rule.notice_days,
        "earliest": legal_day(earliest_meeting(sent, rule.notice_days)),
    }
    return Verdict((Reason("notice_too_short", params, rule.id, rule.statutes),))


def quorum(present: int, entitled: int, rule: Rule) -> Quorum:
    """How attendance stands under the rule; recused members are in neither figure."""
    if rule.participation is None:
        return Quorum(present, entitled, 0, 0, met=True)
    need = rule.participation.needed(entitled)
    missing = rule.participation.missing(present, entitled)
    return Quorum(present, entitled, need, missing, rule.participation.met(present, entitled))


def may_open(meeting: State, at: datetime) -> Verdict:
    """A meeting opens once, not before its day: the notice promised that day."""
    if meeting.cancelled_at is not None:
        return _refuse("meeting_cancelled")
    if meeting.closed_at is not None:
        return _refuse("meeting_closed")
    if meeting.opened_at is not None:
        return _refuse("meeting_already_open")
    if legal_day(at) < legal_day(meeting.starts_at):
        return _refuse("meeting_not_yet", day=legal_day(meeting.starts_at))
    return LAWFUL


def may_excuse(meeting: State) -> Verdict:
    """Apologies are noted ahead: from the notice until the opening freezes the roll."""
    if meeting.cancelled_at is not None:
        return _refuse("meeting_cancelled")
    if meeting.closed_at is not None:
        return _refuse("meeting_closed")
    return LAWFUL if meeting.opened_at is None else _refuse("excuse_on_the_roll")


def running(meeting: State) -> Verdict:
    """The meeting is open: opened, and neither closed nor called off."""
    if meeting.cancelled_at is not None:
        return _refuse("meeting_cancelled")
    if meeting.closed_at is not None:
        return _refuse("meeting_closed")
    return _refuse("meeting_not_open") if meeting.opened_at is None else LAWFUL


def may_poll(meeting: State, item: Item, body: BodyKind, present: Quorum, rule: Rule) -> Verdict:
    """Whether the body may vote on the item now, with every reason against it."""
    found = list(running(meeting).reasons)
    announced = announced_in_time(item.announced_at, meeting.starts_at, rule)
    if not item.for_decision or not announced:
        found.append(
            Reason("item_not_announced", {"need": rule.notice_days}, rule.id, rule.statutes)
        )
    if item.stage is None:
        found.append(Reason("item_without_matter", {}, rule.id))
    elif body not in DECIDES.get(item.stage, ()):
        found.append(Reason("stage_of_another_body", {"stage": item.stage.value}, rule.id))
    elif body in ASSEMBLIES:
        found += router.track_decides(item.track, body).reasons
    if item.decided:
        found.append(Reason("poll_exists", {}, rule.id))
    if meeting.opened_at is not None:
        found += short(present, rule)
    return Verdict(tuple(found))


def short(present: Quorum, rule: Rule) -> list[Reason]:
    """What is missing of the quorum: heads, area, or both; empty where it is reached."""
    if present.met:
        return []
    found = [no_quorum(present, rule)] if present.missing or present.area is None else []
    if present.area is not None and not present.area.met:
        figures = {
            "missing": format_area(present.area.missing),
            "need": format_area(present.area.need),
            "of": format_area(present.area.of),
            "have": format_area(present.area.have),
        }
        found.append(Reason("no_quorum_area", figures, rule.id, rule.statutes))
    return found


def no_quorum(present: Quorum, rule: Rule) -> Reason:
    """The reason that says how many are still missing."""
    figures = {
        "missing": present.missing,
        "need": present.need,
        "of": present.of,
        "have": present.have,
    }
    return Reason("no_quorum", figures, rule.id, rule.statutes)


def may_vote(voter: Voter, *, closed: bool, channel: str, online: bool, rule_id: str) -> Verdict:
    """Whether a ballot of this voter may be taken now through this channel."""
    if not voter.on_roll:
        return _refuse("not_on_roll", rule_id)
    if voter.recused:
        return _refuse("voter_recused", rule_id)
    if voter.voted:
        return _refuse("already_voted", rule_id)
    if closed:
        return _refuse("poll_closed", rule_id)
    if channel == ONLINE and not online:
        return _refuse("channel_closed", rule_id)
    if channel == HALL and not voter.present:
        return _refuse("voter_not_present", rule_id)
    return LAWFUL


@dataclass(frozen=True, slots=True)
class Window:
    """When votes are taken: from the opening until ``closes_at`` (in session: until the close)."""

    opened_at: datetime
    closes_at: datetime | None = None
    ended_at: datetime | None = None
    suspended_at: datetime | None = None


def votes_are_taken(window: Window, at: datetime, rule_id: str) -> Verdict:
    """Whether a vote may be cast at ``at``."""
    if at < window.opened_at:
        return _refuse("poll_not_open_yet", rule_id, opens=window.opened_at)
    if window.ended_at is not None or (window.closes_at is not None and at >= window.closes_at):
        return _refuse("poll_ended", rule_id, ended=window.ended_at or window.closes_at)
    if window.suspended_at is not None:
        return _refuse("poll_suspended", rule_id)
    return LAWFUL


def may_close(window: Window, at: datetime, rule_id: str) -> Verdict:
    """A written poll runs as long as its notice said; one in session ends when the chair says."""
    if window.closes_at is not None and at < window.closes_at and window.ended_at is None:
        return _refuse("poll_not_over", rule_id, closes=window.closes_at)
    if window.suspended_at is not None:
        return _refuse("poll_suspended", rule_id)
    return LAWFUL


def _refuse(code: str, rule_id: str | None = None, **params: object) -> Verdict:
    return Verdict((Reason(code, params, rule_id),))
