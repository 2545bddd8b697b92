"""The roll of a poll: frozen when it opens, sealed by its hash, never changed afterwards.

Who is on it, why and with which weight. What would keep somebody off the roll stops the opening
and is named: nobody is left out silently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from council.models import facts
from council.models.acts import Interest
from council.models.base import new_id
from council.models.bodies import Body
from council.models.meetings import Meeting
from council.models.people import Person
from council.models.places import Building, Household, Unit
from council.models.polls import Poll, PollVoter
from council.models.rolls import roll_lines
from council.rules.calendar import legal_day
from council.rules.roll import roll_hash
from council.rules.rule import Rule
from council.rules.verdict import Reason, Refused
from council.services.rollowners import owner_rows
from council.services.unit import Work

Recusals = Mapping[UUID, str]


def freeze(work: Work, poll: Poll, meeting: Meeting, body: Body) -> int:
    """Write and seal the roll of ``body`` for a poll without session; gives how many lines.

    The poll is flushed and carries the snapshot of its rule, and for ``owners_of_building`` the
    building. The roll is as things stand on the legal day of the act.

    Raises:
        Refused: with everything that keeps somebody off the roll, and ``poll_roll_empty``.
    """
    rule = Rule.from_snapshot(poll.rule)
    recused = recusals(work, poll.proposal_id)
    if rule.voters in ("owners", "owners_of_building"):
        rows = owner_rows(work, poll, body, rule, recused)
    else:
        rows = _ROWS.get(rule.voters or "", _of_tenures)(work, meeting, body, rule, recused)
    if not rows:
        raise Refused([Reason("poll_roll_empty", {}, rule.id)])
    work.put(PollVoter, [{"poll_id": poll.id} | row for row in _numbered(rows)])
    seal(work, poll)
    return len(rows)


def seal(work: Work, poll: Poll) -> str:
    """Keep the hash over the roll with the poll and tell it to the entry of the journal."""
    work.session.flush()
    lines = roll_lines(work.session, work.community_id, poll.id)
    poll.roll_sha256 = roll_hash(lines)
    work.tell(roll_sha256=poll.roll_sha256, roll_lines=len(lines))
    return poll.roll_sha256


def verify(session: Session, poll: Poll) -> bool:
    """Whether the roll still is the one that was sealed; a poll opened before seals has none."""
    if poll.roll_sha256 is None:
        return True
    return poll.roll_sha256 == roll_hash(roll_lines(session, poll.community_id, poll.id))


def recusals(work: Work, proposal_id: UUID | None) -> dict[UUID, str]:
    """Who declared an interest in the matter, and what they said."""
    if proposal_id is None:
        return {}
    rows = work.all(Interest, Interest.proposal_id == proposal_id)
    return {row.person_id: row.text for row in rows}


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number the lines of each person: what they own alone comes first. Ids keep the order."""
    counts: dict[UUID, int] = {}
    numbers: dict[int, int] = {}
    ranked = sorted(enumerate(rows), key=lambda pair: _RANK.get(pair[1]["basis"]["kind"], 0))
    for at, row in ranked:
        numbers[at] = counts.get(row["person_id"], 0)
        counts[row["person_id"]] = numbers[at] + 1
    return [row | {"id": new_id(), "line": numbers[at]} for at, row in enumerate(rows)]


_RANK = {"owner": 0, "co-owners": 1, "developer": 2}


def _line(person: UUID, recused: Recusals, label: str, basis: dict[str, Any]) -> dict[str, Any]:
    return {
        "person_id": person,
        "office_title": basis.get("title", ""),
        "recused": person in recused,
        "recusal": recused.get(person, ""),
        "label": label,
        "basis": basis,
    }


def _of_tenures(
    work: Work, meeting: Meeting, body: Body, _rule: Rule, recused: Recusals
) -> list[dict[str, Any]]:
    """Who holds an office of the body on the day: one line each, in the order of the seats."""
    held: dict[UUID, facts.Member] = {}
    bodies = [body.id]
    if _rule.voters == "sides" and meeting.joint_body_id not in (None, body.id):
        bodies.append(meeting.joint_body_id)
    for body_id in bodies:
        on = legal_day(work.at)
        for member in facts.members_of(work.session, work.community_id, body_id, on):
            held.setdefault(member.person_id, member)
    return [
        _line(
            member.person_id,
            recused,
            member.title,
            {
                "kind": "tenure",
                "tenure": member.tenure_id.hex,
                "office": member.kind,
                "title": member.title,
                "seat": member.seat,
            },
        )
        for member in held.values()
    ]


def _of_residents(
    work: Work, _meeting: Meeting, _body: Body, _rule: Rule, recused: Recusals
) -> list[dict[str, Any]]:
    """Everybody of age who lives here; the public sees the building only."""
    return [
        _line(person, recused, building, {"kind": "resident", "building": building})
        for person, building, *_ in _people(work)
    ]


def _of_households(
    work: Work, _meeting: Meeting, _body: Body, rule: Rule, recused: Recusals
) -> list[dict[str, Any]]:
    """One registered delegate for each household in which somebody of age lives."""
    homes: dict[str, list[Any]] = {}
    for row in _people(work):
        homes.setdefault(row.number, []).append(row)
    rows, reasons = [], []
    for number, people in homes.items():
        delegates = [row for row in people if row.is_delegate]
        if len(delegates) != 1:
            code = "roll_delegates_many" if delegates else "roll_no_delegate"
            reasons.append(Reason(code, {"household": number}, rule.id, rule.statutes))
            continue
        building = delegates[0].building
        basis = {"kind": "household", "household": number, "building": building}
        rows.append(_line(delegates[0].id, recused, building, basis))
    if reasons:
        raise Refused(reasons)
    return rows


def _people(work: Work) -> list[Any]:
    """Adults who live here: id, building, number of the household, whether they are its delegate.

    A home from which all have moved out, or where only children are recorded, has no voice.
    """
    return list(
        work.session.execute(
            select(Person.id, Building.name.label("building"), Household.number, Person.is_delegate)
            .join(Household, _same(Household, Person, "household_id"))
            .join(Unit, _same(Unit, Household, "unit_id"))
            .join(Building, _same(Building, Unit, "building_id"))
            .where(
                Person.community_id == work.community_id,
                Person.is_adult.is_(True),
                Person.moved_out.is_(False),
            )
            .order_by(Building.position, Household.number, Person.number)
        )
    )


def _same(one: Any, many: Any, key: str) -> Any:
    return and_(one.community_id == many.community_id, one.id == getattr(many, key))


_ROWS: dict[str, Callable[[Work, Meeting, Body, Rule, Recusals], list[dict[str, Any]]]] = {
    "residents": _of_residents,
    "registered_voters": _of_residents,
    "households": _of_households,
}
