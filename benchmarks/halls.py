"""A meeting that is open, of whatever size, for the pages of the hall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from benchmarks.writer import NOW, Writer
from council.models.bodies import Body
from council.rules.counting import Cast, count
from council.rules.form import MOTION
from council.rules.rulebook import default_book
from council.rules.tally import Line

NUMBER = "2026-800"
ITEMS, SPEECHES, VOTES = 40, 120, 30


def meeting(writer: Writer, people: list[UUID]) -> UUID:
    """Forty items, 120 speeches, thirty votes of all these people; the last item is open."""
    body = writer.connection.scalar(
        select(Body.id).where(Body.community_id == writer.community, Body.kind == "representatives")
    )
    called = NOW - timedelta(days=20)
    head = {"number": NUMBER, "body_id": body, "rule_id": "RC1", "title": "居民代表会议",
            "place": "活动室", "starts_at": NOW, "noticed_at": called, "opened_at": NOW,
            "form": "session"}  # fmt: skip
    (meeting_id,) = writer.put("meeting", [head])
    _roll(writer, meeting_id, body, people)
    items = _items(writer, meeting_id, called)
    _speeches(writer, meeting_id, items, people)
    _votes(writer, meeting_id, body, items, people)
    return meeting_id


def _roll(writer: Writer, meeting_id: UUID, body: UUID | None, people: list[UUID]) -> None:
    seat = {"meeting_id": meeting_id, "body_id": body, "office": "representative",
            "office_title": "居民代表", "state": "present", "channel": "hall", "reason": "",
            "arrived_at": NOW}  # fmt: skip
    writer.put("attendance", [seat | {"person_id": who} for who in people])
    stay = {"meeting_id": meeting_id, "channel": "hall", "via": "qr", "arrived_at": NOW}
    writer.put("presence", [stay | {"person_id": who} for who in people])


def _items(writer: Writer, meeting_id: UUID, called: Any) -> list[UUID]:
    rows = [
        {"meeting_id": meeting_id, "position": n, "title": f"第{n}项：{n % 9 + 1}号楼加装充电棚",
         "for_decision": True, "announced_at": called, "kind": "decision", "planned": 10,
         "started_at": NOW, "ended_at": None if n == ITEMS else NOW,
         "conclusion": "" if n == ITEMS else "同意，由居民委员会办。"}
        for n in range(1, ITEMS + 1)
    ]  # fmt: skip
    return writer.put("agenda_item", rows)


def _speeches(writer: Writer, meeting_id: UUID, items: list[UUID], people: list[UUID]) -> None:
    """As many on each item; on the open one somebody speaks and the others wait."""
    rows = []
    for n in range(SPEECHES):
        item = items[-1] if n < SPEECHES // 6 else items[n % (ITEMS - 1)]
        waits = item == items[-1]
        state = ("speaking" if n == 0 else "waiting") if waits else "spoken"
        rows.append(
            {"meeting_id": meeting_id, "item_id": item, "position": n + 1,
             "person_id": people[n % len(people)], "name": "王明华", "title": "居民代表",
             "side": ("for", "against")[n % 2], "turn": 1, "state": state, "seconds": 120,
             "asked_at": NOW, "started_at": None if state == "waiting" else NOW,
             "gist": "" if waits else "夜里看不清，同意先装灯。"}
        )  # fmt: skip
    writer.put("speech", rows)


def _votes(
    writer: Writer, meeting_id: UUID, body: UUID | None, items: list[UUID], people: list[UUID]
) -> None:
    rule = default_book().rule("RC1", NOW.date())
    lines = [Line(str(n)) for n in range(len(people))]
    cast = [Cast(line.voter, {"choice": "yes"}, "online") for line in lines]
    tally = count(rule, MOTION, lines, cast, voted=[x.voter for x in lines])
    rows = [
        {"number": f"2026-{700 + n}", "meeting_id": meeting_id, "item_id": items[n],
         "body_id": body, "rule_id": rule.id, "rule": rule.snapshot(), "question": f"第{n + 1}项",
         "version": 1, "allows_online": True, "opened_at": NOW, "closed_at": NOW,
         "outcome": "passed", "tally": tally}
        for n in range(VOTES)
    ]  # fmt: skip
    for poll in writer.put("poll", rows):
        line = {"poll_id": poll, "office_title": "居民代表", "heads": 1, "recused": False,
                "recusal": "", "attended": True, "line": 0, "label": ""}  # fmt: skip
        writer.put("poll_voter", [line | {"person_id": who} for who in people])
        mark = {"poll_id": poll, "line": 0, "choice": "yes", "channel": "online", "receipt": "",
                "assisted": False, "at": NOW}  # fmt: skip
        writer.put(
            "ballot",
            [mark | {"person_id": who, "request_key": f"{n:032x}"} for n, who in enumerate(people)],
        )
