"""The agenda: what an item is for, what a joint meeting leaves to others, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from council.rules import router
from council.rules.calendar import earliest_meeting, legal_day, notice_days_between
from council.rules.joint import RULE as JOINT_RULE
from council.rules.meetings import rule_ids
from council.rules.powers import BodyKind
from council.rules.rule import Rule
from council.rules.verdict import LAWFUL, Reason, Verdict

REPORT, DELIBERATION, DECISION, ELECTION, OTHER = (
    "report",
    "deliberation",
    "decision",
    "election",
    "other",
)
KINDS = (REPORT, DELIBERATION, DECISION, ELECTION, OTHER)
DECIDING = frozenset({DECISION, ELECTION})
"""Kinds of item that end in a vote; they have to be named in the notice."""

BODY, MEETS = "body", "meets"
"""A meeting of one body or of several together, and what the further ones are there
(:mod:`council.rules.joint` names the others: ``joint``; ``side`` and ``invited``)."""

HELPERS = frozenset({BodyKind.RESIDENTS_COMMITTEE, BodyKind.PARTY_COMMITTEE, BodyKind.STAFF})
"""Whose people chair or keep the minutes of others, too: of an assembly, of the owners."""

LONGEST = 480
"""The most minutes that one item may be planned to take."""
MOST_ITEMS = 40
MOST_LENGTH = timedelta(hours=24)
_LINKS = ("https://", "http://")


def kind_of(kind: str, *, for_decision: bool) -> str:
    """The kind of an item; one that was called without a kind is as ``for_decision`` says."""
    return kind or (DECISION if for_decision else DELIBERATION)


def decides(kind: str) -> bool:
    """Whether an item of this kind ends in a vote."""
    return kind in DECIDING


def joint_item(kind: str, title: str, track: str | None) -> Verdict:
    """Whether the item may stand on the agenda of a joint meeting: nothing is decided there.

    ``track`` is that of its matter, None where it has none; the reason names who decides instead.
    """
    if not decides(kind):
        return LAWFUL
    figures = {"title": title}
    if track is None:
        return Verdict((Reason("joint_decides_nothing", figures, JOINT_RULE, ("民法典 278",)),))
    if track == router.OWNERS:
        return Verdict((Reason("joint_owners_decide", figures, "OW1", ("民法典 278",)),))
    return Verdict((Reason("joint_assembly_decides", figures, "RC1", ("居委会组织法",)),))


def rule_of(meeting_rule: str, body_kind: str) -> str:
    """The rule under which a body of this kind sits and votes at a meeting called under another.

    Its own usual one, where the meeting's is not among its rules.
    """
    ids = rule_ids(body_kind)
    return meeting_rule if meeting_rule in ids or not ids else ids[0]


def times(starts: datetime, ends: datetime | None) -> Verdict:
    """Whether a meeting may be planned from ``starts`` until ``ends``."""
    if ends is None:
        return LAWFUL
    if ends <= starts:
        return Verdict((Reason("meeting_ends_before", {"opens": starts, "ended": ends}),))
    if ends - starts > MOST_LENGTH:
        return Verdict((Reason("meeting_too_long", {"hours": 24}),))
    return LAWFUL


def link(address: str) -> Verdict:
    """Whether this is an address that members may be sent to: http or https, with a host."""
    if not address:
        return LAWFUL
    lower = address.lower()
    host = next((lower[len(p) :] for p in _LINKS if lower.startswith(p)), "")
    plain = not any(c.isspace() or c in "\"'<>\\`" for c in address)
    if plain and host and host[0] not in "/:?#" and "@" not in host.partition("/")[0]:
        return LAWFUL
    return Verdict((Reason("meeting_link_kind"),))


@dataclass(frozen=True, slots=True)
class Notice:
    """How the notice of a meeting counts: ``have`` full days, ``need`` of them.

    ``last`` is the last day on which an item may still be named that is to be decided;
    None where even the day of the notice was too late.
    """

    have: int
    need: int
    sent_on: date
    last: date | None


def notice(sent: datetime, starts: datetime, rule: Rule) -> Notice:
    """How the notice counts; neither its day nor the day of the meeting does."""
    last = legal_day(starts) - timedelta(days=rule.notice_days + 1 if rule.notice_days else 0)
    on = legal_day(sent)
    have = notice_days_between(sent, starts)
    return Notice(have, rule.notice_days, on, last if last >= on else None)


def first_day(at: datetime, rule: Rule) -> date:
    """The first lawful day of a meeting that is called at ``at``."""
    return legal_day(earliest_meeting(at, rule.notice_days))


def timetable(
    starts: datetime, planned: Iterable[int | None]
) -> Iterator[tuple[datetime, datetime] | None]:
    """From when until when each item is planned; None from the first one that says nothing on."""
    now: datetime | None = starts
    for minutes in planned:
        if now is None or not minutes:
            now = None
            yield None
            continue
        until = now + timedelta(minutes=minutes)
        yield now, until
        now = until
