"""What a vote in writing would need, before it opens: by question, from the roll of today."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council.models.acts import Interest
from council.models.places import Building, Ownership, Unit
from council.models.polls import Poll, PollVoter
from council.models.proposals import Proposal
from council.services import written
from council.services.unit import SYSTEM, unit
from council.services.written import Question
from tests.factories.community import on_stage
from tests.factories.hall import AT, make_matter, stored
from tests.factories.written import PUMP, STARTS, call, elect, on_owners_track, village
from tests.support.statements import statements
from tests.web.test_poll_page import QUERIES
from tests.web.test_simulation import rows


@pytest.fixture
def hall(app_context, scene, clock):
    clock.set(AT)
    return village(on_stage(app_context, scene))


def outlook(client, hall, meeting: str) -> str:
    with statements() as seen:
        answer = client.get(f"{hall.base}/meetings/{meeting}/outlook")
    assert answer.status_code == 200
    assert len(seen) <= QUERIES, "\n".join(seen)
    return answer.text


def frozen(hall, number: str) -> tuple[int, int]:
    """Heads and area on the frozen roll."""
    poll = stored(hall, Poll, Poll.number == number)[0]
    lines = stored(hall, PollVoter, PollVoter.poll_id == poll.id)
    mine = [line for line in lines if not line.recused]
    return sum(line.heads for line in mine), sum(line.area or 0 for line in mine)


def needed(cells: list[str]) -> tuple[int, int]:
    """Entitled and least participation, in whole units."""
    return tuple(int(re.sub(r"\D", "", cell.split("m")[0])) for cell in cells[1:3])  # type: ignore[return-value]


def test_the_figures_are_those_of_the_roll_that_is_frozen_at_the_opening(client, hall) -> None:
    meeting = call(hall, PUMP)
    text = outlook(client, hall, meeting)
    assert PUMP.text in text and "按 2026" in text and "冻结的名册为准" in text
    heads, area = (needed(row) for row in rows(text))
    number = written.open_polls(hall.community_id, hall.actor("clerk"), meeting, at=STARTS)[0]
    of_heads, of_area = frozen(hall, number)
    assert heads == (of_heads, -(-2 * of_heads // 3))
    assert area == (of_area, -(-2 * of_area // 3))


def test_who_is_recused_is_taken_off_in_that_question_only(client, hall) -> None:
    make_matter(hall, "resolution", "2026-301")
    on_owners_track(hall, "2026-301")
    matter = stored(hall, Proposal, Proposal.number == "2026-301")[0]
    owner = stored(hall, Ownership)[0].person_id
    with unit(hall.community_id, kind="interest.declare", actor=SYSTEM, at=AT) as work:
        work.add(Interest(proposal_id=matter.id, person_id=owner, text="家属承包", at=AT))
    meeting = call(hall, PUMP, Question("", "fund_use", proposal="2026-301"))
    text = outlook(client, hall, meeting)
    first, _area, second, _other = (needed(row) for row in rows(text))
    assert second[0] == first[0] - 1
    assert text.count("申请回避、不计入的有 1 人") == 1


def test_a_building_of_its_own_counts_only_its_owners(client, hall) -> None:
    building = stored(hall, Building, Building.id == hall.buildings["杏园1号楼"])[0]
    shop = Question("是否同意101室住宅改为理发店？", "business_use", building_id=building.id)
    meeting = call(hall, shop, rule_id="OW3")
    text = outlook(client, hall, meeting)
    units = stored(hall, Unit, Unit.building_id == building.id)
    heads, *_ = (needed(row) for row in rows(text))
    assert heads[0] == heads[1] <= len(units)
    assert "1号楼：" in text


def test_a_unit_without_area_is_said(client, hall) -> None:
    unit_ = stored(hall, Ownership)[0].unit_id
    with unit(hall.community_id, kind="unit.measure", actor=SYSTEM, at=AT) as work:
        work.get(Unit, unit_).area = None
    text = outlook(client, hall, call(hall))
    assert "有 1 套没有登记面积" in text and "补齐以前不能开始表决" in text
    assert "今天还算不出来" in text and not rows(text)


def test_an_election_is_by_heads(client, hall) -> None:
    (heads,) = (needed(row) for row in rows(outlook(client, hall, elect(hall))))
    assert heads[0] // 2 < heads[1] < heads[0]


def test_the_page_of_the_meeting_leads_there_until_it_opens(client, hall, clock) -> None:
    meeting = call(hall)
    here = f"{hall.base}/meetings/{meeting}"
    assert f'{here}/outlook"' in client.get(here).text
    written.open_polls(hall.community_id, hall.actor("clerk"), meeting, at=STARTS)
    clock.set(STARTS + timedelta(hours=1))
    assert f'{here}/outlook"' not in client.get(here).text
    assert client.get(f"{here}/outlook").status_code == 302
