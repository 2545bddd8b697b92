"""Real messages taken over, and three of them taken through every stage by the services.

The data lie beside the checkout and are named here by their numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from council.models.acts import Act
from council.models.debate import Amendment, Contribution
from council.models.journal import JournalEntry
from council.models.polls import PollVoter
from council.models.proposals import Proposal, ProposalVersion
from council.models.rules import Category
from council.rules.calendar import legal_day
from council.rules.stages import TRACKS
from council.services import (
    acceptance,
    amendments,
    announcements,
    ballots,
    clockwork,
    debate,
    evaluations,
    implementation,
    integrity,
    meetings,
    outcomes,
    polls,
    proposals,
    resolutions,
    review,
    seconding,
    vetting,
)
from council.services.evaluations import Marks
from council.services.implementation import PlannedStep
from tests.factories.community import Handle, make_community
from tests.factories.hall import COMMITTEE, PARTY, REPRESENTATIVES, matter, opened, stored
from tests.factories.matters import milestones
from tests.factories.proposals import resident, supporters

pytestmark = pytest.mark.data
MESSAGES = 627
# Numbers in the file: dark stairs, a dirty square, trees whose fluff troubles people.
STAIRS, SQUARE, TREES = "282158", "219027", "249424"
MEMBERS = ("member1", "member2", "member3")


@pytest.fixture
def hall(app: Any) -> Iterator[Handle]:
    handle = make_community(app, "real")
    with app.app_context():
        yield handle


@pytest.fixture
def taken_over(hall: Handle, shared_data: Path, run_command: Any, clock: Any) -> Handle:
    folder = shared_data / "messages"
    tree = ("categories", "import", folder / "categories.xlsx", "--community", hall.slug)
    done = run_command(*tree)
    assert done.exit_code == 0, done.output
    assert run_command(*tree).stdout.startswith("0 new, ")
    done = take(hall, shared_data, run_command)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{MESSAGES} new, 0 already there\n"
    return hall


def take(hall: Handle, shared_data: Path, run_command: Any) -> Any:
    file = shared_data / "messages" / "residents-messages.xlsx"
    return run_command("proposals", "import", file, "--community", hall.slug)


@dataclass
class Way:
    """Real matters on their way through the house; ``at`` is the present moment."""

    hall: Handle
    at: datetime
    numbers: dict[str, str] = field(default_factory=dict)

    def row(self, message: str) -> Proposal:
        return matter(self.hall, self.numbers[message])

    def pass_by(self, **time: float) -> datetime:
        self.at += timedelta(**time)
        return self.at

    def propose(self, message: str, category: str, cost: int, place: str) -> None:
        """The clerk files the message; residents second it until it goes to the branch."""
        row = stored(self.hall, Proposal, Proposal.import_number == message)[0]
        number = self.numbers[message] = row.number
        subject = stored(self.hall, Category, Category.name == category)[0]
        content = proposals.Content(
            row.title, row.text, cost, subject.id, place=place, on_behalf=row.on_behalf
        )
        ours, clerk = self.hall.community_id, self.hall.actor("clerk")
        why = "归类，写明地点和估计费用"
        proposals.edit(ours, number, content, actor=clerk, reason=why, at=self.pass_by(minutes=5))
        for who in supporters(self.hall):
            if seconding.second(ours, number, actor=who, at=self.pass_by(minutes=1)).sent:
                return
        raise AssertionError("never sent")

    def accept(self, message: str, track: str) -> None:
        why, secretary = "属于社区公共事务，不动维修资金，同意列入。", self.hall.actor("secretary")
        number, at = self.numbers[message], self.pass_by(hours=1)
        ours = self.hall.community_id
        vetting.accept(ours, number, actor=secretary, reason=why, rule_id="PG1", track=track, at=at)

    def decide(
        self, body: str, people: Sequence[str], votes: dict[str, str], out: Sequence[str] = ()
    ) -> dict[str, str]:
        """A meeting of the body on these matters: one votes online, the rest in the hall.

        ``out`` stays silent. Gives the poll of each message.
        """
        items = [self.numbers[message] for message in votes]
        starts = self.at + timedelta(days=12)
        meeting = opened(self.hall, body, people, items, at=self.at, starts=starts)
        self.at = starts
        made = {}
        for position, (message, choice) in enumerate(votes.items(), 1):
            made[message] = self._poll(meeting, position, people, choice, out)
        at = self.pass_by(minutes=5)
        meetings.close_meeting(self.hall.community_id, self.hall.actor("clerk"), meeting, at=at)
        return made

    def _poll(
        self, meeting: str, position: int, people: Sequence[str], choice: str, out: Sequence[str]
    ) -> str:
        ours, clerk = self.hall.community_id, self.hall.actor("clerk")
        poll = polls.open_poll(ours, clerk, meeting, position, at=self.pass_by(minutes=5))
        first, *rest = [who for who in people if who not in out]
        key, at = f"{meeting}-{position}-{{}}", self.pass_by(minutes=1)
        online = self.hall.actor(first)
        ballots.vote(ours, online, poll, choice, request_key=key.format("online"), at=at)
        cast = {self.hall.people[who]: choice for who in rest}
        ballots.enter_hall(ours, clerk, poll, cast, request_key=key.format("in-hall"), at=at)
        polls.close_poll(ours, clerk, poll, at=self.pass_by(minutes=5))
        return poll

    def opinion(self, message: str, body: str) -> str:
        clerk, at = self.hall.actor("clerk"), self.pass_by(minutes=5)
        number, held = self.numbers[message], self.hall.bodies[body]
        return review.give_opinion(
            self.hall.community_id, clerk, number, held, "看过现场，写进方案后同意。", at=at
        )

    def debate(self, message: str) -> None:
        """For, a question with its answer, and an amendment that is adopted with its cost."""
        ours, number, hall = self.hall.community_id, self.numbers[message], self.hall
        for who, kind in (("representative1", "for"), ("councillor1", "question")):
            said = debate.contribute(
                ours, hall.actor(who), number, kind, "以后由谁养护，要写清楚。",
                request_key=f"{number}-{who}", at=self.pass_by(minutes=5),
            )  # fmt: skip
        debate.answer(
            ours, hall.actor("property"), number, said, "保修三年，之后由物业养护。",
            request_key=f"{number}-answer", at=self.pass_by(minutes=5),
        )  # fmt: skip
        text = f"{self.row(message).text}\n保修三年，之后由物业养护。"
        who, at = hall.actor("representative2"), self.pass_by(minutes=5)
        moved = amendments.amend(ours, who, number, text, "养护要落实到人。", 20_000, at=at)
        secretary, at = hall.actor("secretary"), self.pass_by(minutes=5)
        amendments.decide_amendment(ours, secretary, number, moved, "adopted", "都同意。", at=at)
        debate.conclude(ours, secretary, number, "意见一致，提交表决。", at=self.pass_by(hours=1))

    def resolve(self, poll: str, text: str) -> None:
        clerk, at = self.hall.actor("clerk"), self.pass_by(minutes=30)
        resolutions.record(self.hall.community_id, clerk, poll, text, at=at)

    def answer_objection(self, message: str) -> None:
        """Somebody objects while the decision is posted, and is answered in writing."""
        ours, number, hall = self.hall.community_id, self.numbers[message], self.hall
        found = announcements.object_to(
            ours, number, actor=resident(hall, "resident5"), title="夜里会不会吵",
            text="施工请不要在夜里。", request_key=f"{number}-objection", at=self.pass_by(days=1),
        )  # fmt: skip
        chair, at = hall.actor("chair"), self.pass_by(hours=20)
        announcements.answer(ours, found, actor=chair, text="只在白天施工。", at=at)

    def close_posting(self, message: str) -> None:
        ours, number = self.hall.community_id, self.numbers[message]
        announcements.close(ours, number, actor=self.hall.actor("clerk"), at=self.at)

    def work(self, message: str) -> None:
        ours, number, hall = self.hall.community_id, self.numbers[message], self.hall
        chair, day = hall.actor("chair"), legal_day(self.at) + timedelta(days=20)
        implementation.plan(
            ours, number, actor=chair, responsible_id=hall.people["property"],
            responsible_title="物业项目经理", steps=[PlannedStep("做完", "物业项目部", day)],
            at=self.pass_by(hours=1),
        )  # fmt: skip
        for step in milestones(hall, number):
            manager, at = hall.actor("property"), self.pass_by(days=2)
            implementation.complete_step(ours, step, actor=manager, note="做好了。", at=at)
        implementation.finish(ours, number, actor=chair, at=self.pass_by(hours=1))

    def accept_work(self, message: str) -> None:
        """A supervisor and a resident sign; the outcome is reported and stays posted."""
        ours, number, hall = self.hall.community_id, self.numbers[message], self.hall
        for who in (hall.actor("supervisor1"), resident(hall, "resident6")):
            acceptance.sign(ours, number, actor=who, accepted=True, at=self.pass_by(hours=1))
        text, at = "做完了，逐处看过，可以用。", self.pass_by(hours=1)
        outcomes.report(ours, number, actor=hall.actor("chair"), text=text, cost=510_000, at=at)
        self.pass_by(days=15)
        clockwork.run_due(self.at)

    def evaluate(self, message: str) -> None:
        ours, number = self.hall.community_id, self.numbers[message]
        for n in range(1, 7):
            who, at = resident(self.hall, f"resident{n}"), self.pass_by(hours=1)
            evaluations.give(ours, number, actor=who, marks=Marks(5, 4, 4, 5), at=at)
        self.pass_by(days=40)
        clockwork.run_due(self.at)


def test_the_messages_come_in_once(taken_over: Handle, shared_data: Path, run_command) -> None:
    hall = taken_over
    found = stored(hall, Proposal)
    assert len(found) == len({p.import_number for p in found}) == MESSAGES
    assert {p.stage for p in found} == {"proposing"}
    assert len(stored(hall, ProposalVersion)) == MESSAGES
    entries = len(stored(hall, JournalEntry))
    done = take(hall, shared_data, run_command)
    assert done.stdout == f"0 new, {MESSAGES} already there\n"
    assert len(stored(hall, JournalEntry)) == entries
    assert len(stored(hall, Proposal)) == MESSAGES


def test_three_real_matters_through_all_stages(app: Any, taken_over: Handle, clock: Any) -> None:
    hall = taken_over
    way = Way(hall, clock.now)
    way.propose(STAIRS, "物业服务", 500_000, "各楼栋楼梯间")
    way.propose(SQUARE, "园林绿化环卫", 490_000, "生活广场")
    way.propose(TREES, "园林绿化", 300_000, "路两旁")
    assert {way.row(m).stage for m in way.numbers} == {"vetting"}
    way.accept(STAIRS, "four_deliberations")
    way.accept(SQUARE, "standard")
    way.accept(TREES, "standard")
    _committees(way)
    members = way.decide("party_members", MEMBERS, {STAIRS: "yes"})
    assert set(members) == {STAIRS}
    for message in (STAIRS, SQUARE, TREES):
        way.debate(message)
        assert way.row(message).version == 3
    _assembly(way)
    for message in (STAIRS, SQUARE):
        way.answer_objection(message)
    way.pass_by(days=15)
    for message in (STAIRS, SQUARE):
        way.close_posting(message)
    for message in (STAIRS, SQUARE):
        way.work(message)
        way.accept_work(message)
        way.evaluate(message)
        assert (way.row(message).stage, way.row(message).ending) == ("closed", "completed")
    _traces(way)
    assert not list(integrity.check(app.config["UPLOADS"]))


def _committees(way: Way) -> None:
    """Both meet; one member is interested in one matter and stays outside roll and count."""
    hall, number = way.hall, way.numbers[SQUARE]
    why, at = "我家铺面在广场边上。", way.pass_by(hours=1)
    review.declare_interest(hall.community_id, hall.actor("committee2"), number, why, at=at)
    all_three = dict.fromkeys((STAIRS, SQUARE, TREES), "yes")
    way.decide("party_committee", PARTY, all_three)
    for message in all_three:
        assert way.opinion(message, "party_committee") == "review"
    polled = way.decide("residents_committee", COMMITTEE, {SQUARE: "yes"}, out=["committee2"])
    way.decide("residents_committee", COMMITTEE, {STAIRS: "yes", TREES: "yes"})
    for message, stage in ((STAIRS, "members"), (SQUARE, "debate"), (TREES, "debate")):
        assert way.opinion(message, "residents_committee") == stage
    person = hall.people["committee2"]
    mine = stored(hall, PollVoter, PollVoter.person_id == person, PollVoter.recused.is_(True))
    assert len(mine) == len(polled) == 1


def _assembly(way: Way) -> None:
    """The representatives pass two matters and vote the third down."""
    wanted = {STAIRS: "yes", SQUARE: "yes", TREES: "no"}
    for message, poll in way.decide("representatives", REPRESENTATIVES, wanted).items():
        way.resolve(poll, "按修改后的方案办理。" if wanted[message] == "yes" else "未获通过。")
    assert (way.row(TREES).stage, way.row(TREES).ending) == ("closed", "not_adopted")
    assert {way.row(m).stage for m in (STAIRS, SQUARE)} == {"announcement"}


def _traces(way: Way) -> None:
    """The acts of each matter went through every stage of its track, in its order."""
    for message, track in ((STAIRS, "four_deliberations"), (SQUARE, "standard")):
        row = way.row(message)
        acts = stored(way.hall, Act, Act.proposal_id == row.id)
        acts.sort(key=lambda act: act.position)
        reached = [act.to_stage for act in acts if act.to_stage and act.to_stage != act.stage]
        assert tuple(reached) == (*TRACKS[track], "closed")
        assert row.track == track
    failed = way.row(TREES)
    last = max(stored(way.hall, Act, Act.proposal_id == failed.id), key=lambda a: a.position)
    assert last.kind == "resolution.fail"
    adopted = stored(way.hall, Amendment, Amendment.state == "adopted")
    assert len(adopted) == 3
    assert len(stored(way.hall, Contribution)) == 9
