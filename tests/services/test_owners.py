"""Owners: recorded, sold, one caster, areas with a source; taken over from a table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.bodies import Body
from council.models.journal import JournalEntry
from council.models.places import Compound, Ownership, Unit
from council.models.polls import Ballot, Poll, PollVoter
from council.rules.owning import Stake, owning
from council.rules.verdict import Refused
from council.services import owners, rolls, roster, rosterfile
from council.services.tables import RowsRefused
from council.services.unit import SYSTEM, unit
from tests.factories.community import FOUNDED, on_stage
from tests.factories.hall import LATER, stored
from tests.factories.owners import OWNERS, make_owners, place_poll
from tests.factories.rosters import HOME, book, owned, owns

DAY = date(2026, 3, 1)


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


@pytest.fixture
def flat(hall):
    return make_owners(hall)["resident2"]


def reasons(caught):
    return [reason.code for reason in caught.value.reasons]


def who(hall, *keys):
    return [hall.people[key] for key in keys]


def sell(hall, flat, *keys, on=DAY, casts=None, **more):
    return owners.sell(
        hall.community_id,
        flat,
        who(hall, *keys),
        on=on,
        casts=hall.people[casts] if casts else None,
        actor=hall.actor("clerk"),
        at=LATER,
        **more,
    )


def rows(hall, flat):
    found = stored(hall, Ownership, Ownership.unit_id == flat)
    return sorted((r.starts_on, r.ends_on, r.person_id, r.casts, r.developer) for r in found)


def test_the_first_record_makes_the_owners_assembly(hall):
    flat = stored(hall, Unit)[0]
    owners.record(
        hall.community_id, flat.id, who(hall, "resident3"), starts_on=DAY,
        actor=hall.actor("clerk"), at=LATER,
    )  # fmt: skip
    body = stored(hall, Body, Body.kind == "owners_assembly")
    compound = stored(hall, Compound, Compound.id == body[0].compound_id)[0]
    assert [b.name for b in body] == [f"{compound.name}业主大会"]


def test_a_sale_ends_one_ownership_and_begins_the_next(hall, flat):
    sell(hall, flat, "resident5")
    old, new = rows(hall, flat)
    assert (old[1], new[0], new[1], new[2]) == (DAY, DAY, None, hall.people["resident5"])


def test_a_sale_to_several_with_one_who_casts(hall, flat):
    sell(hall, flat, "resident5", "resident6", casts="resident6")
    _, *new = rows(hall, flat)
    assert {(row[2], row[3]) for row in new} == {
        (hall.people["resident5"], False),
        (hall.people["resident6"], True),
    }
    owners.name_caster(
        hall.community_id, flat, hall.people["resident5"], on=DAY,
        actor=hall.actor("clerk"), at=LATER,
    )  # fmt: skip
    assert {row[2] for row in rows(hall, flat) if row[3]} == {hall.people["resident5"]}


def test_what_a_sale_is_refused_for(hall, flat):
    with pytest.raises(Refused) as caught:
        sell(hall, flat)
    assert reasons(caught) == ["owners_nobody"]
    with pytest.raises(Refused) as caught:
        sell(hall, flat, "resident5", casts="resident6")
    assert reasons(caught) == ["not_an_owner"]
    with pytest.raises(Refused) as caught:
        sell(hall, flat, "resident5", on=date(2001, 1, 1))
    assert reasons(caught) == ["ownership_none"]
    assert len(rows(hall, flat)) == 1


def test_a_unit_that_is_owned_is_not_recorded_again(hall, flat):
    with pytest.raises(Refused) as caught:
        owners.record(
            hall.community_id, flat, who(hall, "resident5"), starts_on=DAY,
            actor=hall.actor("clerk"), at=LATER,
        )  # fmt: skip
    assert reasons(caught) == ["ownership_overlap"]


def test_the_same_again_is_no_second_act(hall, flat):
    sell(hall, flat, "resident5", "resident6", casts="resident6")
    before, entries = rows(hall, flat), len(stored(hall, JournalEntry))
    sell(hall, flat, "resident5", "resident6", casts="resident6")
    owners.name_caster(
        hall.community_id, flat, hall.people["resident6"], on=DAY,
        actor=hall.actor("clerk"), at=LATER,
    )  # fmt: skip
    owners.set_area(hall.community_id, flat, 8957, "certificate",
                    actor=hall.actor("clerk"), at=LATER)  # fmt: skip
    assert (rows(hall, flat), len(stored(hall, JournalEntry))) == (before, entries)


def test_only_the_clerk_keeps_owners(hall, flat):
    with pytest.raises(Refused) as caught:
        owners.sell(
            hall.community_id, flat, who(hall, "resident5"), on=DAY,
            actor=hall.actor("chair"), at=LATER,
        )  # fmt: skip
    assert reasons(caught) == ["no_power"]


def test_a_sale_during_the_vote_leaves_roll_and_vote(hall, flat):
    with unit(hall.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        poll, meeting, body = place_poll(work, hall.bodies[OWNERS])
        rolls.freeze(work, poll, meeting, body)
        work.add(
            Ballot(
                poll_id=poll.id, person_id=hall.people["resident2"], choice="yes",
                channel="online", request_key="a" * 32, receipt="b", at=LATER,
            )
        )  # fmt: skip
    before = {(v.person_id, v.area) for v in stored(hall, PollVoter)}
    assert sell(hall, flat, "resident5", on=LATER.date() + timedelta(days=1)) == (poll.number,)
    assert {(v.person_id, v.area) for v in stored(hall, PollVoter)} == before
    assert [b.person_id for b in stored(hall, Ballot)] == [hall.people["resident2"]]
    with Session(db.engine) as session:
        assert rolls.verify(session, session.scalars(select(Poll)).one())


@pytest.mark.parametrize(
    ("area", "source", "code"),
    [
        (0, "survey", "area_not_positive"),
        (-1, "survey", "area_not_positive"),
        (10_000_001, "survey", "area_too_large"),
        (1, "declared", "value_unknown"),
    ],
)
def test_areas_that_are_refused(hall, flat, area, source, code):
    with pytest.raises(Refused) as caught:
        owners.set_area(hall.community_id, flat, area, source, actor=hall.actor("clerk"), at=LATER)
    assert reasons(caught) == [code]


def test_an_area_has_its_source(hall, flat):
    owners.set_area(hall.community_id, flat, 8850, "contract", actor=hall.actor("clerk"), at=LATER)
    row = stored(hall, Unit, Unit.id == flat)[0]
    assert (row.area, row.area_source) == (8850, "contract")


def test_one_set_of_owners_after_the_other():
    li, wang = Stake("li", DAY, None, True), Stake("wang", DAY, None, False)
    assert owning(wang, [li]).lawful
    for new, code in (
        (Stake("wang", DAY, None, True), "casters_two"),
        (Stake("wang", DAY, None, False, True), "developer_mixed"),
        (Stake("wang", DAY + timedelta(days=1)), "ownership_overlap"),
        (Stake("wang", DAY, date(2030, 1, 1)), "ownership_overlap"),
        (Stake("li", DAY + timedelta(days=9)), "owner_twice"),
        (Stake("zhao", date(2001, 1, 1), date(2000, 1, 1)), "ownership_order"),
        (Stake("zhao", date(1900, 1, 1), date(1901, 1, 1)), "date_out_of_range"),
    ):
        assert [r.code for r in owning(new, [li]).reasons] == [code]
    ended = Stake("li", date(2000, 1, 1), DAY)
    assert owning(Stake("wang", DAY), [ended]).lawful


# ---------------------------------------------------------------- from a table


def take(hall, data, **more):
    return roster.take_over(
        hall.community_id, rosterfile.read(data, "r.xlsx"), actor=hall.actor("clerk"),
        at=FOUNDED, **more,
    )  # fmt: skip


def faults(hall, data):
    before = len(stored(hall, Ownership)), len(stored(hall, JournalEntry))
    with pytest.raises(RowsRefused) as caught:
        take(hall, data)
    assert (len(stored(hall, Ownership)), len(stored(hall, JournalEntry))) == before
    return [(f.sheet, f.row, f.column, f.reason.code) for f in caught.value.faults]


def test_ownership_is_taken_over_and_twice_changes_nothing(hall):
    data = owned(owns("N1", casts="是"), owns("N2"))
    assert take(hall, data).added["ownership"] == 2
    assert [b.name for b in stored(hall, Body, Body.compound_id.is_not(None))] == ["新苑业主大会"]
    entries = len(stored(hall, JournalEntry))
    again = take(hall, data)
    assert again.nothing
    assert again.same["ownership"] == 2
    assert len(stored(hall, JournalEntry)) == entries


def test_a_dry_run_writes_no_ownership(hall):
    before = len(stored(hall, Ownership))
    assert take(hall, owned(owns("N1")), dry_run=True).added["ownership"] == 1
    assert len(stored(hall, Ownership)) == before
    assert not stored(hall, Body, Body.compound_id.is_not(None))


def test_a_sale_in_a_table(hall):
    take(hall, owned(owns("N1")))
    sold = owned(owns("N2", "2026-03-01"), owns("N1", ends="2026-02-28"))
    outcome = take(hall, sold)
    assert (outcome.added, outcome.changed) == ({"ownership": 1}, {"ownership": 1})
    assert take(hall, sold).nothing


def test_the_developers_unit_in_a_table(hall):
    take(hall, owned(owns("N1", developer="是")))
    assert [r.developer for r in stored(hall, Ownership) if r.starts_on.year == 2020] == [True]


ELSEWHERE = [*HOME[:3], "999", *HOME[4:]]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (owns("N2"), []),
        (owns("N1", home=ELSEWHERE), [(3, "房号", "roster_unit_unknown")]),
        (owns("N9"), [(3, "姓名", "roster_person_unknown")]),
        (owns(""), [(3, "姓名", "roster_nobody")]),
        (owns("N2", casts="是"), [(3, "投票人", "casters_two")]),
        (owns("N2", "2021-01-01"), [(3, "产权起", "ownership_overlap")]),
        (owns("N2", developer="是"), [(3, "建设单位", "developer_mixed")]),
        (owns("N2", casts="也许"), [(3, "投票人", "roster_flag")]),
        (owns("N2", "2020-13-01"), [(3, "产权起", "date_unreadable")]),
        (owns("N2", ends="2019-01-01"), [(3, "产权止", "ownership_order")]),
        (owns("N1"), [(3, "产权起", "roster_twice")]),
    ],
)
def test_bad_ownership(hall, wrong, found):
    data = owned(owns("N1", casts="是"), wrong)
    if not found:
        assert take(hall, data).added["ownership"] == 2
        return
    mine = [fault[1:] for fault in faults(hall, data) if fault[:2] == ("产权", 3)]
    assert mine[:1] == found


@pytest.mark.parametrize("area", ["0", "-3", "0.00"])
def test_a_unit_without_area_is_refused_by_row(hall, area):
    bad = [*HOME[:3], "102", area, "合同"]
    found = faults(hall, owned(owns("N1"), units=(HOME, bad)))
    assert found == [("房屋", 3, "建筑面积", "number_too_small")]


def test_ownership_alone_as_csv(hall):
    take(hall, owned(owns("N1")))
    text = "小区,楼栋,单元,房号,人员编号,产权起,产权止\n新苑,9号楼,1单元,101,N1,2020-01-01,\n"
    outcome = roster.take_over(
        hall.community_id, rosterfile.read(text.encode(), "业主.csv"),
        actor=hall.actor("clerk"), at=FOUNDED,
    )  # fmt: skip
    assert outcome.same["ownership"] == 1


def test_a_book_with_other_sheets_only_needs_no_ownership(hall):
    assert take(hall, book(人员=[["编号", "姓名"], ["X1", "王一"]])).added == {"person": 1}
