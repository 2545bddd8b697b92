"""How many of each body are here: in person, by written mandate, and with what area.

One reading for the meters of every page and for the reasons why a vote is not possible; the acts
ask :mod:`council.services.presence`, which reads the same rolls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from council.models.hallfacts import HallRoll, Rolls
from council.queries.public.hallvalues import CountNow
from council.queries.public.meetings import MeetingPage, Turnout
from council.rules.agenda import rule_of
from council.rules.calendar import legal_day
from council.rules.meetings import quorum
from council.rules.rule import Rule
from council.rules.rulebook import Rulebook

Weights = Mapping[str, Rolls]
"""The rolls of a meeting that knows mandates or area, by the rule."""


def counts(turnout: Sequence[Turnout], rule: Callable[[UUID], Rule]) -> tuple[CountNow, ...]:
    """Body by body, of those present; of a joint meeting, how many sides are here."""
    if not turnout:
        return ()
    lines = [(t.body_id, t.body, t.present, t.hall, t.online, t.entitled) for t in turnout]
    if rule(turnout[0].body_id).voters == "sides":
        here, names = sum(t.present > 0 for t in turnout), "、".join(t.body for t in turnout)
        hall, online = (sum(n) for n in zip(*((t.hall, t.online) for t in turnout), strict=True))
        lines = [(turnout[0].body_id, names, here, hall, online, len(turnout))]
    found = [(line, quorum(line[2], line[5], rule(line[0]))) for line in lines]
    return tuple(CountNow(*line, need=q.need, met=q.met) for line, q in found)


def is_weighed(rule: Rule) -> bool:
    """Whether more than the people present counts under the rule."""
    return rule.counts_area or rule.proxies.allowed


def weights(
    connection: Connection,
    community_id: UUID,
    meeting_id: UUID,
    opened_at: datetime | None,
    rules: Sequence[Rule],
) -> Weights:
    """What those who are represented and the areas add, for the rules that know either."""
    if opened_at is None:
        return {}
    return {
        rule.id: Rolls.read(
            connection, community_id, meeting_id, rule, opened_at=opened_at, with_stays=False
        )
        for rule in rules
        if is_weighed(rule)
    }


def weighed(
    found: Sequence[CountNow],
    weights: Weights,
    rule: Callable[[UUID], Rule],
    position: int | None = None,
) -> tuple[CountNow, ...]:
    """The counts with area and with those who are represented; ``position``: on which item."""
    rolls = {
        (key, roll.body_id): roll for key, read in weights.items() for roll in read.of(position)
    }
    return tuple(
        _with_weight(count, rolls.get((rule(count.body_id).id, count.body_id)), rule(count.body_id))
        for count in found
    )


def _with_weight(count: CountNow, roll: HallRoll | None, rule: Rule) -> CountNow:
    if roll is None:
        return count
    found = roll.quorum(rule)
    return replace(
        count,
        present=found.have,
        entitled=found.of,
        need=found.need,
        met=found.met,
        represented=len(roll.by_proxy),
        area=found.area,
        roll=roll,
    )


class Standing:
    """A meeting's counts, on the whole and item by item, each body under its own rule."""

    def __init__(
        self,
        connection: Connection,
        community_id: UUID,
        meeting: MeetingPage,
        book: Rulebook,
        at: datetime,
    ) -> None:
        self._book, self._day, self._id = book, legal_day(at), meeting.rule_id
        self._kinds = {body.id: body.kind for body in meeting.bodies}
        rules = {self.rule(line.body_id).id: self.rule(line.body_id) for line in meeting.turnout}
        opened = meeting.opened_at if meeting.turnout else None
        distinct = list(rules.values())
        self._weights = weights(connection, community_id, meeting.id, opened, distinct)
        self._plain = counts(meeting.turnout, self.rule)
        self._found: dict[int | None, tuple[CountNow, ...]] = {}

    def rule(self, body_id: UUID) -> Rule:
        """The rule under which the body sits; at a joint meeting, that of the meeting."""
        whole = self._book.rule(self._id, self._day)
        if whole.voters == "sides":
            return whole
        return self._book.rule(rule_of(self._id, self._kinds.get(body_id, "")), self._day)

    def counts(self, position: int | None = None) -> tuple[CountNow, ...]:
        """Who counts now; on an item, mandates that are for this item only count too."""
        if position not in self._found:
            self._found[position] = weighed(self._plain, self._weights, self.rule, position)
        return self._found[position]

    def count(self, body_id: UUID, position: int | None = None) -> CountNow | None:
        """The same of one body; None where nobody of it is on the roll."""
        return next((one for one in self.counts(position) if one.body_id == body_id), None)
