"""A quorum that is reached by written mandates is told the same way on every page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.services import hall as acts
from council.services import mandates, meetings, polls
from tests.factories.community import on_stage, sign_in, switch
from tests.factories.hall import AT, LATER, call, make_matter, seat

SAID = "应到 6 人，实到 3 人，委托 1 人，共 4 人"
SHORT = "才够法定人数，不能表决"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    switch(handle, "RC1", "proxies_allowed", at=AT)
    starts = LATER + timedelta(days=10)
    handle.meeting = call(handle, "representatives", at=LATER, starts=starts)
    mandates.give(
        handle.community_id, handle.actor("representative5"), handle.meeting,
        holder_id=handle.people["representative3"], at=LATER + timedelta(hours=1),
    )  # fmt: skip
    meetings.open_meeting(handle.community_id, handle.actor("clerk"), handle.meeting, at=starts)
    handle.starts = starts
    clock.set(starts + timedelta(minutes=5))
    return handle


def pages(client, hall) -> dict[str, str]:
    inside = f"/c/t1/chamber/meetings/{hall.meeting}"
    sign_in(client, hall.accounts["clerk"])
    return {
        "public": client.get(f"/c/t1/meetings/{hall.meeting}").text,
        "desk": client.get(inside).text,
        "chair": client.get(f"{inside}/hall").text,
    }


def test_every_page_counts_who_is_represented(client, hall) -> None:
    three = [f"representative{n}" for n in (1, 2, 3)]
    seat(hall, hall.meeting, three, at=hall.starts)
    clerk, cid = hall.actor("clerk"), hall.community_id
    acts.open_item(cid, clerk, hall.meeting, 1, request_key="o" * 32, at=hall.starts)
    for where, text in pages(client, hall).items():
        assert SAID in text and "已够法定人数" in text, where
        assert SHORT not in text and "现到 3 人" not in text, where
    polls.open_poll(cid, clerk, hall.meeting, 1, at=hall.starts + timedelta(minutes=6))


def test_who_is_represented_counts_only_while_the_holder_is_here(client, hall) -> None:
    seat(hall, hall.meeting, ["representative1", "representative2"], at=hall.starts)
    for where, text in pages(client, hall).items():
        assert "应到 6 人，实到 2 人：现场" in text and SHORT in text, where
