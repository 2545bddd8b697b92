"""What minutes tell of votes, of a quorum lost, of who attended without a vote, of mandates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.db import reading
from council.models.hall import Motion
from council.models.mandates import Mandate
from council.models.meetings import Meeting, Observer
from council.queries.public import minutes as public
from council.services import attendance, ballots, minutes, polls, signing
from council.services.attendance import Mark
from council.services.unit import SYSTEM, unit
from council.web import minutes_view
from tests.factories import voting
from tests.factories.community import on_stage
from tests.factories.hall import LATER, PARTY, REPRESENTATIVES, make_matter, opened, stored

SOON = LATER + timedelta(minutes=30)


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


def composed(hall, number):
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=SOON) as work:
        work.repeat()
        return minutes.composed(work, work.find(Meeting, Meeting.number == number))


def meeting_of(work, number) -> Meeting:
    return work.find(Meeting, Meeting.number == number)


def voted(hall, number, votes: dict[str, str]) -> str:
    clerk = hall.actor("clerk")
    poll = polls.open_poll(hall.community_id, clerk, number, 1, at=LATER)
    found = {hall.people[who]: choice for who, choice in votes.items()}
    ballots.enter_hall(
        hall.community_id, clerk, poll, found, request_key="minutes-votes-0001", at=LATER
    )
    polls.close_poll(hall.community_id, clerk, poll, at=LATER)
    return poll


def test_a_vote_with_its_computation(hall) -> None:
    make_matter(hall, "resolution")
    number = opened(hall, "representatives", REPRESENTATIVES[:5])
    choices = ("yes", "yes", "yes", "no", "abstain")
    poll = voted(hall, number, dict(zip(REPRESENTATIVES[:5], choices, strict=True)))
    (vote,) = composed(hall, number).items[0].votes
    assert (vote.number, vote.rule, vote.outcome, vote.secret) == (poll, "RC1", "passed", False)
    assert vote.counts == {"yes": 3, "no": 1, "abstain": 1, "spoiled": 0}
    assert vote.statutes
    shown = minutes_view.vote(vote, "/c/t1")
    assert shown.counts == "赞成 3，反对 1，弃权 1，废票 0"
    assert shown.lines == [
        "参加 5 人，应到 6 人，要求2/3 以上，至少 4 人，达到。",
        "同意 3 人，参加表决的 5 人，要求超过 1/2，至少 3 人，达到。",
    ]


def test_of_a_small_secret_vote_no_figures(hall) -> None:
    poll = voting.begin(hall, voting.ELECTION, secret=True)
    for who in ("resident1", "resident2"):
        voting.vote(hall, who, poll, {"marks": [1]})
    voting.close(hall, poll)
    row = voting.poll_of(hall, poll)
    meeting = stored(hall, Meeting, Meeting.id == row.meeting_id)[0]
    votes = [vote for item in composed(hall, meeting.number).items for vote in item.votes]
    assert [vote.secret for vote in votes] == [True]
    assert "withheld" in votes[0].tally
    assert votes[0].counts == {}
    assert minutes_view.vote(votes[0], "").withheld


def test_a_quorum_lost_and_regained_with_the_minute(hall) -> None:
    make_matter(hall, "resolution")
    number = opened(hall, "representatives", REPRESENTATIVES[:4])
    for minute, who, state in ((10, 1, "left"), (20, 5, "present")):
        mark = Mark(hall.people[f"representative{who}"], state)
        at = LATER + timedelta(minutes=minute)
        attendance.mark(hall.community_id, hall.actor("clerk"), number, [mark], at=at)
    made = composed(hall, number)
    assert [(c.met, c.have, c.need) for c in made.quorum] == [
        (True, 4, 4),
        (False, 3, 4),
        (True, 4, 4),
    ]
    assert made.quorum[1].at == LATER + timedelta(minutes=10)
    head = dict(minutes_view.document(made, "").head)
    assert "10:10" in head["法定人数"] and "不够法定人数" in head["法定人数"]
    assert "10:10 离会" in head["到会变动"] and "10:20 到会" in head["到会变动"]


def test_guests_mandates_and_motions(hall) -> None:
    make_matter(hall, "resolution")
    number = opened(hall, "representatives", REPRESENTATIVES[:5])
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
        meeting = meeting_of(work, number)
        work.add(Observer(meeting_id=meeting.id, name="钱来客", title="区民政局"))
        work.add(
            Mandate(
                number="2026-001",
                meeting_id=meeting.id,
                giver_id=hall.people["representative6"],
                holder_id=hall.people["representative1"],
                scope="1",
                used_at=LATER,
                at=LATER,
            )
        )
        work.add(
            Motion(
                meeting_id=meeting.id,
                position=1,
                kind="order",
                topic="adjourn",
                name="钱来客",
                text="休会十分钟",
                state="adopted",
                method="hands",
                yes=4,
                no=1,
                abstain=0,
                at=LATER,
            )
        )
    made = composed(hall, number)
    assert [(g.name, g.title) for g in made.guests] == [("钱来客", "区民政局")]
    assert [(p.items, p.used) for p in made.proxies] == [((1,), True)]
    assert (made.turnout[0].proxy, made.turnout[0].present) == (1, 5)
    shown = minutes_view.document(made, "")
    assert shown.moved[0].ended == "通过（举手表决）：赞成 4，反对 1，弃权 0"
    assert "钱来客（区民政局）" in dict(shown.head)["列席"]


@pytest.mark.parametrize("joint", [None, "residents_committee"])
def test_a_committees_result_waits_for_the_other_committee(hall, joint) -> None:
    make_matter(hall, "review")
    number = opened(hall, "party_committee", PARTY, joint=joint)
    body = hall.bodies["party_committee"]
    clerk = hall.actor("clerk")
    polls.open_poll(hall.community_id, clerk, number, 1, body_id=body, at=LATER)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=SOON) as work:
        work.repeat()
        hidden = signing._hidden(work, meeting_of(work, number))
    assert hidden is (joint is None)


def test_no_minutes_of_a_meeting_that_does_not_exist(hall) -> None:
    assert public.load(reading(), hall.community_id, "2026-999") is None
