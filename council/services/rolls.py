"""The roll of a poll: frozen when it opens, sealed by its hash, never changed afterwards.

Who is on it, why and with which weight. What would keep somebody off the roll stops the opening
and is named: nobody is left out silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.models import facts
from council.models.acts import Interest
from council.models.base import new_id, tied
from council.models.bodies import Body
from council.models.meetings import Meeting
from council.models.people import Person
from council.models.places import Building, Household, Unit
from council.models.polls import Poll, PollVoter
from council.models.rolls import roll_lines
from council.rules import written
from council.rules.calendar import legal_day
from council.rules.roll import roll_hash
from council.rules.rule import Rule
from council.rules.tally import Line
from council.rules.verdict import Reason, Refused
from council.services import law
from council.services.rollowners import owner_rows
from council.services.unit import Work

Recusals = Mapping[UUID, str]
OWNERS = ("owners", "owners_of_building")


def freeze(work: Work, poll: Poll, meeting: Meeting, body: Body) -> int:
    """Write and seal the roll of ``body`` for a poll without session; gives how many lines.

    The poll is flushed and carries the snapshot of its rule, and for ``owners_of_building`` the
    building. The roll is as things stand on the legal day of the act.

    Raises:
        Refused: with everything that keeps somebody off the roll, and ``poll_roll_empty``.
    """
    rule = Rule.from_snapshot(poll.rule)
    recused = recusals(work, poll.proposal_id)
    if rule.voters in OWNERS:
        rows = _numbered(owner_rows(work, body, rule, recused, poll.building_id))
    else:
        rows = _numbered(_rows(work, meeting, body, rule, recused))
    if not rows:
        raise Refused([Reason("poll_roll_empty", {}, rule.id)])
    work.put(PollVoter, [{"poll_id": poll.id} | row for row in rows])
    seal(work, poll)
    return len(rows)


def expected(work: Work, meeting: Meeting, body: Body, rule: Rule) -> list[dict[str, Any]]:
    """Who would be on the roll of a poll in this meeting today, as far as that is clear."""
    if rule.voters in OWNERS:
        if body.compound_id is None:
            return []
        whole = replace(rule, voters="owners")
        return _numbered(owner_rows(work, body, whole, {}, strict=False))
    return _numbered(_rows(work, meeting, body, rule, {}, strict=False))


def demand_lawful(work: Work, poll: Poll, rule: Rule) -> None:
    """Somebody is entitled, with an area where it counts, and enough of them to vote in secret.

    Raises:
        Refused: ``poll_roll_empty``, ``poll_roll_no_area``, ``poll_secret_few`` (SV1) …
    """
    voters = work.all(PollVoter, PollVoter.poll_id == poll.id)
    lines = [Line(f"{v.person_id.hex}/{v.line}", v.heads, v.area, v.recused) for v in voters]
    standing = [line for line in lines if not line.recused]
    if not standing:
        raise Refused([Reason("poll_roll_empty", {}, rule.id)])
    if rule.counts_area and any((line.area or 0) <= 0 for line in standing):
        raise Refused([Reason("poll_roll_no_area", {}, rule.id, rule.statutes)])
    if poll.secret:
        figures = law.rule(work.session, work.community_id, "SV1", work.at)
        written.secrecy(rule, lines, figures).demand()


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


def _rows(
    work: Work, meeting: Meeting, body: Body, rule: Rule, recused: Recusals, *, strict: bool = True
) -> list[dict[str, Any]]:
    match rule.voters:
        case "residents" | "registered_voters":
            return _of_residents(work, recused)
        case "households":
            return _of_households(work, rule, recused, strict=strict)
        case _:
            joint = meeting.joint_body_id if rule.voters == "sides" else None
            return _of_tenures(work, body, joint, recused)


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
    work: Work, body: Body, joint_body_id: UUID | None, recused: Recusals
) -> list[dict[str, Any]]:
    """Who holds an office of the body on the day: one line each, in the order of the seats."""
    held: dict[UUID, facts.Member] = {}
    for body_id in dict.fromkeys((body.id, joint_body_id or body.id)):
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


def _of_residents(work: Work, recused: Recusals) -> list[dict[str, Any]]:
    """Everybody of age who lives here; the public sees the building only."""
    return [
        _line(person, recused, building, {"kind": "resident", "building": building})
        for person, building, *_ in _people(work)
    ]


def _of_households(
    work: Work, rule: Rule, recused: Recusals, *, strict: bool
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
    if strict and reasons:
        raise Refused(reasons)
    return rows


def _people(work: Work) -> list[Any]:
    """Adults who live here: id, building, number of the household, whether they are its delegate.

    A home from which all have moved out, or where only children are recorded, has no voice.
    """
    return list(
        work.session.execute(
            select(Person.id, Building.name.label("building"), Household.number, Person.is_delegate)
            .join(Household, tied(Household, Person, "household_id"))
            .join(Unit, tied(Unit, Household, "unit_id"))
            .join(Building, tied(Building, Unit, "building_id"))
            .where(
                Person.community_id == work.community_id,
                Person.is_adult.is_(True),
                Person.moved_out.is_(False),
            )
            .order_by(Building.position, Household.number, Person.number)
        )
    )
