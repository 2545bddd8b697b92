"""A meeting of five representatives that is open, with a shorthand for every act of the clerk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from council.models.hall import Speech
from council.models.meetings import AgendaItem, Meeting
from council.services import attendance, ballots, meetings, motions, polls, speeches
from council.services import hall as acts
from council.services.attendance import Mark
from council.services.motions import Decision
from tests.factories.hall import LATER, REPRESENTATIVES, make_matter, seat, stored

HANDS = Decision("hands", yes=4)


class Room:
    """Three items: a matter to decide, two topics only to discuss. Every act is a minute later."""

    def __init__(self, hall: Any) -> None:
        self.hall, self.minute, self.keys = hall, 0, 0
        make_matter(hall, "resolution")
        self.number = meetings.convene(
            hall.community_id,
            hall.actor("clerk"),
            body_id=hall.bodies["representatives"],
            starts_at=LATER,
            place="活动室",
            items=["2026-001"],
            topics=["三季度收支", "夜间照明"],
            at=LATER - timedelta(days=10),
        )
        meetings.open_meeting(hall.community_id, hall.actor("clerk"), self.number, at=LATER)
        seat(hall, self.number, REPRESENTATIVES[:5])

    @property
    def at(self) -> datetime:
        """The minute of the latest act."""
        return LATER + timedelta(minutes=self.minute)

    @property
    def here(self) -> str:
        """The address of the chair's screen."""
        return f"{self.hall.base}/chamber/meetings/{self.number}/hall"

    def do(self, act: Any, *args: Any, who: str = "clerk", **more: Any) -> Any:
        """An act of the meeting, by the clerk if nobody else is named."""
        self.minute += 1
        self.keys += 1
        more.setdefault("request_key", f"key-{self.keys:08d}")
        more.setdefault("at", self.at)
        return act(self.hall.community_id, self.hall.actor(who), self.number, *args, **more)

    def open(self, position: int = 1) -> None:
        """Take up an item."""
        self.do(acts.open_item, position)

    def ask(self, n: int, side: str = "for", **more: Any) -> int:
        """Representative ``n`` asks to speak."""
        place: int = self.do(speeches.ask, side, who=f"representative{n}", **more)
        return place

    def move(self, kind: str, topic: str = "", text: str = "改成十个插座", **more: Any) -> int:
        """Representative 1 moves, as the clerk hears it."""
        key = self.hall.people["representative1"].hex
        position: int = self.do(motions.move, kind, topic=topic, text=text, key=key, **more)
        return position

    def decide(self, position: int, decision: Decision = HANDS, **more: Any) -> str:
        """A motion is decided."""
        state: str = self.do(motions.decide, position, decision, **more)
        return state

    def rows(self, model: type, *where: object) -> list[Any]:
        """Rows as they are stored, in their order."""
        found = stored(self.hall, model, *where)
        return sorted(found, key=lambda row: getattr(row, "position", 0))

    def item(self, position: int = 1) -> AgendaItem:
        """An item as it is stored."""
        found: AgendaItem = self.rows(AgendaItem, AgendaItem.position == position)[0]
        return found

    def speech(self, position: int = 1) -> Speech:
        """A speech as it is stored."""
        found: Speech = self.rows(Speech, Speech.position == position)[0]
        return found

    def meeting(self) -> Meeting:
        """The meeting as it is stored."""
        found: Meeting = self.rows(Meeting)[0]
        return found

    def seat_out(self, n: int) -> None:
        """So many representatives leave."""
        marks = [Mark(self.hall.people[key], "left") for key in REPRESENTATIVES[:n]]
        clerk = self.hall.actor("clerk")
        attendance.mark(self.hall.community_id, clerk, self.number, marks, at=self.at)

    def open_poll(self) -> str:
        """The vote on the first item begins."""
        clerk = self.hall.actor("clerk")
        return polls.open_poll(self.hall.community_id, clerk, self.number, 1, at=self.at)

    def vote(self, poll: str) -> None:
        """All vote for it, and the vote ends."""
        here, clerk = self.hall.community_id, self.hall.actor("clerk")
        votes = {self.hall.people[key]: "yes" for key in REPRESENTATIVES[:5]}
        ballots.enter_hall(here, clerk, poll, votes, request_key="all the hands", at=self.at)
        polls.close_poll(here, clerk, poll, at=self.at)
