"""待我办理: meetings, votes, debates and resolutions stand in it for those they await."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.services import ballots, debate, meetings, polls
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import AT, LATER, REPRESENTATIVES, make_matter, opened


@pytest.fixture
def hall(app_context, scene, clock):
    return on_stage(app_context, scene)


def duties(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    page = client.get(f"{hall.base}/chamber/")
    assert page.status_code == 200
    return page.text


def test_meetings_votes_and_resolutions(client, hall, clock) -> None:
    make_matter(hall, "resolution")
    assert "召集会议议决" in duties(client, hall, "clerk")
    assert "召集会议议决" not in duties(client, hall, "representative1")
    meeting = opened(hall, "representatives", REPRESENTATIVES)
    assert "召集会议议决" not in duties(client, hall, "clerk")
    clock.set(LATER)
    assert "主持会议" in duties(client, hall, "clerk")
    assert "参加会议" in duties(client, hall, "representative1")
    poll = polls.open_poll(hall.community_id, hall.actor("clerk"), meeting, 1, at=LATER)
    assert "投票：" in duties(client, hall, "representative1")
    for who in REPRESENTATIVES:
        ballots.vote(
            hall.community_id, hall.actor(who), poll, "yes", request_key=f"{who:->16}", at=LATER
        )
    assert "投票：" not in duties(client, hall, "representative1")
    polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=LATER)
    assert "登记决议" in duties(client, hall, "clerk")


def test_the_debate(client, hall) -> None:
    make_matter(hall, "debate")
    assert "参加商议" in duties(client, hall, "block")
    assert "形成商议结论" in duties(client, hall, "secretary")
    debate.contribute(
        hall.community_id,
        hall.actor("block"),
        "2026-001",
        "question",
        "多少钱？",
        request_key="b" * 16,
        at=AT + timedelta(hours=1),
    )
    assert "参加商议" not in duties(client, hall, "block")
    assert "答复提问" in duties(client, hall, "property")
    assert "形成商议结论" not in duties(client, hall, "secretary")


def test_two_meetings_are_to_be_called_for_the_two_committees(client, hall) -> None:
    make_matter(hall, "review", "2026-002")
    assert "召集会议议决" in duties(client, hall, "chair")
    opened(hall, "party_committee", (), ["2026-002"])
    assert "召集会议议决" in duties(client, hall, "chair")


def test_who_meets_together_or_is_invited_is_told(client, hall, clock) -> None:
    make_matter(hall, "resolution")
    meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        together=[hall.bodies["council"]],
        invited=[hall.bodies["supervision_committee"]],
        starts_at=LATER,
        place="活动室",
        items=["2026-001"],
        at=AT,
    )
    clock.set(LATER - timedelta(days=1))
    for who in ("representative1", "councillor1", "supervisor1"):
        assert "参加会议" in duties(client, hall, who)
    assert "参加会议" not in duties(client, hall, "owners1")
