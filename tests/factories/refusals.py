"""What a vote refuses, as cases: prepared with the community, an act, and the code."""

from __future__ import annotations

from collections.abc import Callable

from council.models.meetings import AgendaItem, Meeting
from council.models.places import Ownership, Unit
from council.services import (
    assisted,
    ballots,
    mandates,
    owners,
    paperentries,
    written,
)
from council.services.unit import SYSTEM, unit
from tests.factories import papers as sheets
from tests.factories.community import Handle
from tests.factories.hall import (
    AT,
    LATER,
    stored,
)
from tests.factories.owners import OWNERS
from tests.factories.voting import begin, vote
from tests.factories.written import STARTS

Act = Callable[[], object]
CASES: dict[str, tuple[str, Callable[[Handle], Act]]] = {}
WHY = "投票箱被雨淋湿，先停一天。"
YES, NO = {"choice": "yes"}, {"choice": "no"}


def refuses(name: str, code: str) -> Callable:
    """A case: prepare with the community, give the act that must be refused by ``code``."""

    def keep(prepare: Callable[[Handle], Act]) -> Callable[[Handle], Act]:
        assert name not in CASES
        CASES[name] = (code, prepare)
        return prepare

    return keep


def enter(hall: Handle, poll: str, *who: str) -> int:
    votes = {hall.people[key]: "yes" for key in who}
    return ballots.enter_hall(
        hall.community_id, hall.actor("clerk"), poll, votes, request_key="h" * 32, at=LATER
    )


def assist(hall: Handle, poll: str, who: str, at=LATER) -> object:
    voter = sheets.line(hall, poll, who).id
    return assisted.assist(
        hall.community_id, hall.actor("clerk"), poll, voter, YES, request_key="a" * 20, at=at
    )


def read(hall: Handle, poll: str, serial: str, who: str, content) -> object:
    return paperentries.enter(hall.community_id, hall.actor(who), poll, serial, content, at=LATER)


def owners_poll(hall: Handle) -> str:
    return begin(hall, body=OWNERS, rule="OW1")


def give(hall: Handle, giver: str, holder: str) -> str:
    return mandates.give(
        hall.community_id, hall.actor(giver), "2026-090", holder_id=hall.people[holder], at=LATER
    )


def vote_for(hall: Handle, who: str, giver: str, poll: str) -> object:
    return vote(hall, who, poll, "yes", for_person=hall.people[giver])


def open_it(hall: Handle, meeting: str, *, at=STARTS, **more) -> list[str]:
    return written.open_polls(hall.community_id, hall.actor("clerk"), meeting, at=at, **more)


def change_item(hall: Handle, meeting: str, **columns: object) -> None:
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AT) as work:
        row = work.find(Meeting, Meeting.number == meeting)
        item = work.find(AgendaItem, AgendaItem.meeting_id == row.id)
        for name, value in columns.items():
            setattr(item, name, value)


def measure(hall: Handle, area: int) -> None:
    home = stored(hall, Ownership)[0].unit_id
    owners.set_area(hall.community_id, home, area, "survey", actor=hall.actor("clerk"), at=AT)


def set_area(hall: Handle, area: int | None) -> None:
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        work.get(Unit, work.all(Ownership)[-1].unit_id).area = area
