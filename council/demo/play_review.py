"""Plays the meetings before an assembly: the two committees, the party members, the debate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from council.demo.content import Act, Matter, Moment
from council.demo.play import Event, Play
from council.services import (
    amendments,
    attendance,
    ballots,
    corrections,
    debate,
    meetings,
    polls,
    review,
)
from council.services.attendance import Mark

CHAIRS = {"party": "gao", "committee": "lu", "members": "gao", "council": "gao", "assembly": "lu"}
ROOMS = {
    "party": "党群服务中心二楼党员活动室",
    "committee": "党群服务中心一楼会议室",
    "members": "党群服务中心三楼会议室",
    "council": "党群服务中心二楼议事厅",
}
SPEAKERS = ("council", "assembly", "committee", "party")


def convene(
    play: Play, body: str, starts: datetime, numbers: list[str], place: str, at: datetime
) -> str:
    """Call a meeting of a body by its chair."""
    return meetings.convene(
        play.cid,
        play.settled.actor(CHAIRS[body], "party", "committee"),
        body_id=play.settled.bodies[body],
        starts_at=starts,
        place=place,
        items=numbers,
        at=at,
    )


def on_convene(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """A meeting is noticed that will be held after the day of loading."""
    starts = play.settled.on(Moment(act.get("for"), Moment.parse("0 19:00").time))
    yield Event(play.when(act), partial(_notice, play, matter, act.get("body"), starts))


def _notice(play: Play, matter: Matter, body: str, starts: datetime, at: datetime) -> None:
    numbers = [play.numbers[matter.key]]
    key = f"{matter.key}/{body}"
    play.meetings[key] = convene(play, body, starts, numbers, ROOMS[body], at)


def on_review(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """A committee meets, declares interests, votes, gives its opinion."""
    body = act.get("body")
    roll = play.settled.story.holders(body, act.at.day)
    starts = play.when(act)
    noticed = play.settled.on(Moment(act.get("noticed"), Moment.parse("0 21:30").time))
    yield Event(noticed, partial(_notice, play, matter, body, starts))
    for who, why in act.get("recused", ()):
        yield Event(starts - timedelta(hours=2), partial(_declare, play, matter, body, who, why))
    votes = dict.fromkeys(roll, "yes")
    votes |= dict.fromkeys(act.get("against", ()), "no")
    votes |= dict.fromkeys(act.get("abstain", ()), "abstain")
    absent = set(act.get("absent", ()))
    recused = {who for who, _ in act.get("recused", ())}
    ids = play.settled.people
    present = {ids[who] for who in roll if who not in absent}
    cast = {ids[who]: votes[who] for who in roll if who not in absent | recused}
    marks = [Mark(ids[who], "excused", reason="请假") for who in roll if who in absent]
    marks += [Mark(person, "present") for person in sorted(present)]
    yield Event(starts, partial(_hold, play, f"{matter.key}/{body}", marks, cast))
    yield Event(starts + timedelta(minutes=50), partial(_opinion, play, matter, act))


def _declare(play: Play, matter: Matter, body: str, who: str, why: str, at: datetime) -> None:
    actor = play.settled.actor(who, body)
    review.declare_interest(play.cid, actor, play.numbers[matter.key], why, at=at)


def _hold(play: Play, key: str, marks: list[Mark], votes: Mapping[UUID, str], at: datetime) -> None:
    """Open, call the roll, vote by show of hands, count."""
    clerk, number = play.clerk(), play.meetings[key]
    meetings.open_meeting(play.cid, clerk, number, at=at)
    attendance.mark(play.cid, clerk, number, marks, at=at + timedelta(minutes=5))
    poll = polls.open_poll(play.cid, clerk, number, 1, at=at + timedelta(minutes=30))
    voted = at + timedelta(minutes=35)
    ballots.enter_hall(play.cid, clerk, poll, votes, request_key=f"demo {key}", at=voted)
    polls.close_poll(play.cid, clerk, poll, at=at + timedelta(minutes=40))


def _opinion(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    body = act.get("body")
    story = play.settled.story
    dissent = "\n".join(
        f"{_title(play, who, body)}：{text}" for who, text in act.get("dissent", ())
    )
    review.give_opinion(
        play.cid,
        play.settled.actor(CHAIRS[body], body),
        play.numbers[matter.key],
        play.settled.bodies[body],
        act.get("opinion"),
        dissent,
        at=at,
    )
    number = play.meetings[f"{matter.key}/{body}"]
    title = next(b.name for b in story.bodies if b.key == body)
    meetings.close_meeting(play.cid, play.clerk(), number, remark=f"{title}审议结束。", at=at)


def _title(play: Play, who: str, body: str) -> str:
    """The office of a dissenter: the opinion names no names in public."""
    return next(o.title for o in play.settled.story.people[who].offices if o.body == body)


def on_members(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """The party members' meeting, for the track of four deliberations."""
    starts = play.when(act)
    noticed = play.settled.on(Moment(act.get("noticed"), Moment.parse("0 09:00").time))
    yield Event(noticed, partial(_notice, play, matter, "members", starts))
    present = play.settled.party_members[: act.get("present")]
    choices = ["no"] * act.get("votes_against") + ["abstain"] * act.get("votes_abstain")
    choices = ["yes"] * (len(present) - len(choices)) + choices
    votes = dict(zip(present, choices, strict=True))
    marks = [Mark(person, "present") for person in present]
    key = f"{matter.key}/members"
    yield Event(starts, partial(_hold, play, key, marks, votes))
    yield Event(starts + timedelta(minutes=80), partial(_close, play, key, act.words))


def _close(play: Play, key: str, remark: str, at: datetime) -> None:
    meetings.close_meeting(play.cid, play.clerk(), play.meetings[key], remark=remark, at=at)


def on_debate(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """The council of deliberation is called for the first evening of the debate."""
    first = next((a for a in matter.acts if a.kind == "say"), act)
    starts = play.when(first) - timedelta(minutes=20)
    noticed = play.settled.on(Moment(act.get("noticed"), Moment.parse("0 22:00").time))
    yield Event(noticed, partial(_notice, play, matter, "council", starts))
    roll = play.settled.story.holders("council", first.at.day)
    dice = play.dice("council", matter.key)
    said = {a.by for a in matter.acts if a.kind in {"say", "amend"}}
    away = set(dice.sample([who for who in roll if who not in said], dice.randrange(1, 4)))
    ids = play.settled.people
    marks = [
        Mark(ids[who], "excused", reason="请假") if who in away else Mark(ids[who], "present")
        for who in roll
    ]
    yield Event(starts, partial(_sit, play, f"{matter.key}/council", marks))
    remark = "会上发言的要点已逐条记入这件事的商议，会后几天可以在网上继续。"
    done = starts + timedelta(hours=2)
    yield Event(done, partial(_close, play, f"{matter.key}/council", remark))


def _sit(play: Play, key: str, marks: list[Mark], at: datetime) -> None:
    clerk, number = play.clerk(), play.meetings[key]
    meetings.open_meeting(play.cid, clerk, number, at=at)
    attendance.mark(play.cid, clerk, number, marks, at=at + timedelta(minutes=5))


def on_say(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """Somebody speaks from a seat, or answers a question."""
    yield Event(play.when(act), partial(_say, play, matter, act))


def _say(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor = play.settled.actor(act.by, *SPEAKERS, day=act.at.day)
    number = play.numbers[matter.key]
    key = f"demo {matter.key} {act.at.day} {act.by}"
    if act.get("stance") == "answer":
        asked = play.questions[matter.key, act.get("answers")]
        debate.answer(play.cid, actor, number, asked, act.words, request_key=key, at=at)
        return
    stance = act.get("stance")
    place = debate.contribute(play.cid, actor, number, stance, act.words, request_key=key, at=at)
    if stance == "question":
        play.questions[matter.key, act.get("ref")] = place


def on_amend(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """An amendment is moved; the branch decides it the next morning."""
    yield Event(play.when(act), partial(_amend, play, matter, act))
    yield Event(play.when(act, hours=13), partial(_decide, play, matter, act))


def _amend(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor = play.settled.actor(act.by, *SPEAKERS, day=act.at.day)
    text = f"{play.text(matter)}\n{act.words}"
    why, cost = act.get("why"), act.get("effect", 0)
    number = play.numbers[matter.key]
    made = amendments.amend(play.cid, actor, number, text, why, cost, at=at)
    play.ids[matter.key, f"amend {act.at}"] = made


def _decide(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    reject = act.get("reject", "")
    amendments.decide_amendment(
        play.cid,
        play.settled.actor("gao", "party"),
        play.numbers[matter.key],
        play.ids[matter.key, f"amend {act.at}"],
        "rejected" if reject else "adopted",
        reject or act.get("adopt"),
        at=at,
    )


def on_conclude(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """The branch writes down the conclusion of the debate."""

    def run(at: datetime) -> None:
        actor = play.settled.actor(act.by, "party")
        debate.conclude(play.cid, actor, play.numbers[matter.key], act.words, at=at)

    yield Event(play.when(act), run)


def on_correct(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """A wrong step is taken back by a recorded correction."""

    def run(at: datetime) -> None:
        actor = play.settled.actor(act.by, "committee", "party")
        number = play.numbers[matter.key]
        corrections.correct(play.cid, number, actor=actor, reason=act.words, at=at)

    yield Event(play.when(act), run)


HANDLERS = {
    "convene": on_convene,
    "review": on_review,
    "members": on_members,
    "debate": on_debate,
    "say": on_say,
    "amend": on_amend,
    "conclude": on_conclude,
    "correct": on_correct,
}
