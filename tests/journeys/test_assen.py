"""A real year's ballots through our own vote: a file as a community's plan, shared, carried out.

The real file lies beside the checkout; a small one of our own takes the same way in every run. Its
voters are made up here, one for each ballot: the program itself never takes ballots from a file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from council.models.funds import FundYear
from council.models.payments import Payment, Voucher
from council.models.plans import FundWish
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules.calendar import legal_day
from council.rules.pabulib import PbFile, read_pb
from council.services import (
    announcements,
    ballots,
    integrity,
    people,
    plans,
    planvotes,
    polls,
    written,
)
from council.services.calling import Question
from council.services.people import PersonSeed
from council.services.unit import SYSTEM, Actor, unit
from tests.cli.test_fund_plan import SMALL
from tests.factories import money
from tests.factories import plans as making
from tests.factories.community import Handle, make_community
from tests.factories.hall import stored

FILE = "Netherlands_Assen_2024.pb"


@pytest.fixture
def hall(app: Any, app_context: Any) -> Handle:
    return make_community(app, "pb")


@dataclass
class Street:
    """A file on its way through the house: the plan, and which wish is which project."""

    made: making.Planned
    file: PbFile
    ranks: dict[str, int]

    @property
    def hall(self) -> Handle:
        return self.made.hall

    def rank_of(self, project: str) -> int:
        return self.ranks[project]


def take(hall: Handle, path: Path, run_command: Any, clock: Any) -> Street:
    """The file imported, every wish checked and ranked in the order of the file."""
    file = read_pb(path.read_text(encoding="utf-8"))
    clock.set(making.AT)
    making.open_fund(hall, 2 * int(file.poll.budget * 100))
    given = ("--community", hall.slug, "--year", making.YEAR, "--until", making.UNTIL)
    done = run_command("fund", "plan-import", path, *given)
    assert done.exit_code == 0, done.output
    wishes = {row.import_number: row for row in stored(hall, Proposal) if row.import_number}
    numbers = [wishes[f"pb-service-2026-{p.id}"].number for p in file.poll.projects]
    plan = next(row.number for row in stored(hall, Proposal) if row.track == "fund_plan")
    made = making.Planned(hall, plan=plan, wishes=numbers)
    for n in range(len(numbers)):
        hits = made.wish(n).check["hits"]
        said = [making.Answer(h["item"], confirmed=False, reason="给居民用的。") for h in hits]
        making.check(made, n, *said)
    making.rank(made)
    made.at = making.COLLECTED
    plans.conclude(hall.community_id, plan, actor=hall.actor("clerk"), at=made.at)
    making.reviewed(made)
    ranks = {p.id: made.wish(n).rank or 0 for n, p in enumerate(file.poll.projects)}
    return Street(made, file, ranks)


def voters(hall: Handle, n: int, at: datetime) -> list[Actor]:
    """As many new residents as there are ballots."""
    home = stored(hall, people.Person, people.Person.id == hall.people["resident1"])[0]
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=at) as work:
        made = [
            people.enter_person(
                work, PersonSeed(f"V{i:04d}", f"选民{i}", household_id=home.household_id)
            )
            for i in range(n)
        ]
        work.session.flush()
        return [Actor(person.id, "resident") for person in made]


def share(street: Street) -> Poll:
    """The residents vote over a period, each as one ballot of the file says."""
    made, hall, ours = street.made, street.hall, street.hall.community_id
    clerk = hall.actor("clerk")
    who = voters(hall, len(street.file.poll.ballots), made.at)
    starts, ends = made.at + timedelta(days=12), made.at + timedelta(days=22)
    made.meeting = written.call(
        ours, clerk, body_id=hall.bodies["residents_assembly"], rule_id="RA1",
        starts_at=starts, ends_at=ends, place="居委会",
        questions=[Question(subject="fund_plan", proposal=made.plan)], at=made.at,
    )  # fmt: skip
    planvotes.prepare(ours, made.plan, made.meeting, actor=clerk, at=made.at)
    (made.poll,) = written.open_polls(ours, clerk, made.meeting, at=starts)
    at = starts + timedelta(hours=1)
    for n, (person, ballot) in enumerate(zip(who, street.file.poll.ballots, strict=True)):
        marks = sorted(street.rank_of(project) for project in ballot.choices)
        key = f"ballot-{n:08d}-{made.poll}"
        ballots.vote(ours, person, made.poll, {"marks": marks}, request_key=key, at=at)
    polls.close_poll(ours, clerk, made.poll, at=ends)
    made.at = ends + timedelta(hours=1)
    poll: Poll = stored(hall, Poll, Poll.number == made.poll)[0]
    return poll


def carry_out(street: Street) -> None:
    """Recorded, posted, filed, in the books; two winners go on to contract, voucher, payment."""
    made, hall, ours = street.made, street.hall, street.hall.community_id
    clerk = hall.actor("clerk")
    making.planvotes.record(ours, made.plan, "按表决结果列入。", actor=clerk, at=made.at)
    made.at += timedelta(days=20)
    announcements.close(ours, made.plan, actor=clerk, at=made.at)
    plans.file(ours, made.plan, "松居〔2026〕8号", actor=clerk, at=made.at)
    made.projects = plans.take_up(
        ours, made.plan, responsible=(hall.people["committee1"], "居委会委员"),
        actor=clerk, at=made.at,
    )  # fmt: skip
    today = legal_day(made.at)
    purse = money.Purse(hall, projects=made.projects)
    chosen = sorted(
        (w for w in stored(hall, FundWish) if w.state == "chosen"), key=lambda w: w.rank
    )
    for n, wish in enumerate(chosen[:2]):
        contract = money.contract(purse, n, wish.estimate, signed_on=today)
        money.paid(purse, n, wish.estimate, today, contract=contract)


def compare(street: Street, poll: Poll, counted: dict[str, Any]) -> None:
    """Our vote chose what ``count pb`` chooses, with the same votes."""
    names = {rank: project for project, rank in street.ranks.items()}
    results = {names[r["position"]]: r for r in poll.tally["results"]}
    assert {p: r["votes"] for p, r in results.items()} == counted["votes"]
    assert {p for p, r in results.items() if r["selected"]} == set(counted["selected"])
    fund = poll.tally["fund"]
    assert (fund["ballots"], fund["method"]) == (counted["ballots"], "equal-shares")
    assert (fund["budget"], fund["cost"]) == (counted["budget"] * 100, counted["cost"] * 100)


def whole_way(app: Any, hall: Handle, path: Path, run_command: Any, clock: Any) -> Street:
    street = take(hall, path, run_command, clock)
    poll = share(street)
    done = run_command("count", "pb", path, "--method", "equal-shares")
    counted = json.loads(done.stdout)
    compare(street, poll, counted)
    clock.set(street.made.at)
    carry_out(street)
    paid = stored(hall, Payment, Payment.state == "paid")
    assert len(paid) == len(stored(hall, Voucher)) == 2
    (year,) = stored(hall, FundYear)
    assert year.paid == sum(payment.amount for payment in paid)
    assert year.planned + year.paid == counted["cost"] * 100
    assert not list(integrity.check(app.config["UPLOADS"]))
    return street


def test_a_small_file(app, hall, run_command, clock, tmp_path: Path) -> None:
    path = tmp_path / "small.pb"
    voters = "".join(f"{n};{vote}\n" for n, vote in enumerate(["3,1"] * 30 + ["1"] * 8 + ["2"] * 9))
    path.write_text(SMALL.split("VOTES\n")[0] + "VOTES\nvoter_id;vote\n" + voters, "utf-8")
    whole_way(app, hall, path, run_command, clock)


@pytest.mark.data
def test_a_real_year(app, hall, run_command, clock, shared_data: Path, client) -> None:
    street = whole_way(app, hall, shared_data / "pabulib" / FILE, run_command, clock)
    assert set(street.file.selected or ()) == {
        project for project, rank in street.ranks.items()
        if stored(hall, FundWish, FundWish.rank == rank)[0].state == "chosen"
    }  # fmt: skip
    page = client.get(f"{hall.base}/fund/plans/2026").text
    assert f"{len(street.ranks)} 件项目建议里选入 {len(street.file.selected or ())} 件" in page
    for project in street.made.projects:
        assert f"{hall.base}/fund/projects/{project}" in page
