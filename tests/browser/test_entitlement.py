"""Owners, rolls, objections and mandates in a real browser: axe, and nothing wider than a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.services import mandates, roll_objections, rolls
from council.services.unit import SYSTEM, unit
from tests.browser.test_every_page import Walker
from tests.factories.community import on_stage
from tests.factories.hall import LATER
from tests.factories.owners import OWNERS, house, make_owners, own, place_poll

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
SOON = LATER + timedelta(hours=1)


@pytest.fixture
def hall(app, app_context, scene, clock):
    """An owners' poll with a co-owned unit, an objection that waits, and a mandate."""
    handle = on_stage(app, scene)
    handle.units = make_owners(handle)
    one, two = handle.people["resident2"], handle.people["resident4"]
    with unit(handle.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        flat = house(work, handle.buildings["杏园1号楼"], "901", 8888, "contract")
        own(work, flat.id, one, two, casts=two)
        poll, meeting, body = place_poll(
            work, handle.bodies[OWNERS], closes_at=LATER + timedelta(days=15),
            objections_until=LATER + timedelta(days=3),
        )  # fmt: skip
        rolls.freeze(work, poll, meeting, body)
    roll_objections.object_to_roll(
        handle.community_id, handle.actor("resident2"), poll.number, "我家的面积写少了", at=SOON
    )
    mandates.give(
        handle.community_id, handle.actor("resident2"), meeting.number, holder_id=two, at=SOON
    )
    clock.set(SOON)
    return handle


def pages(hall) -> dict[str | None, list[str]]:
    """Every page, by who opens it."""
    roll, chamber = "/c/t1/polls/2026-090/roll", "/c/t1/chamber"
    given = f"{chamber}/meetings/2026-090/mandates"
    mine = f"{chamber}/polls/2026-090/roll"
    building = hall.buildings["杏园1号楼"]
    return {
        None: [roll, "/c/t1/meetings/2026-090/mandate"],
        "resident2": [roll, mine, given, f"{given}/form"],
        "resident4": [mine, given],
        "clerk": [
            mine, given, f"{chamber}/owners/", f"{chamber}/owners/{building}",
            f"{chamber}/owners/units/{hall.units['resident2']}", f"{chamber}/roster/",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("look", ["narrow", "wide", "large"])
def test_pages_of_owners_rolls_and_mandates(
    hall, open_page, site, assert_accessible, look: str
) -> None:
    walk = Walker(open_page, site, look, assert_accessible)
    for who, paths in pages(hall).items():
        if who:
            walk.sign_in(hall.accounts[who])
        walk.walk(paths)
    assert not walk.faults, "\n".join(walk.faults)
