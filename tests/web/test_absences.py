"""Representatives who stayed away: seen by office holders, a duty of the chair, never public."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.people import Person
from council.services import meetings
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import AT, LATER, REPRESENTATIVES, call, make_matter, seat, stored


@pytest.fixture
def hall(app_context, scene, clock):
    """Three sessions: representative1 was never there, representative2 came once."""
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    for n in range(3):
        day = LATER + timedelta(days=30 * n)
        number = call(handle, "representatives", at=AT + timedelta(days=30 * n), starts=day)
        meetings.open_meeting(handle.community_id, handle.actor("clerk"), number, at=day)
        seat(handle, number, REPRESENTATIVES[2 if n else 1 :], at=day)
        end = day + timedelta(hours=1)
        meetings.close_meeting(handle.community_id, handle.actor("clerk"), number, at=end)
    clock.set(LATER + timedelta(days=61))
    handle.name = stored(handle, Person, Person.id == handle.people["representative1"])[0].name
    return handle


def test_office_holders_see_who_stayed_away(client, hall):
    sign_in(client, hall.accounts["committee1"])
    page = client.get("/c/t1/bodies/")
    assert "多次缺席的居民代表" in page.text and hall.name in page.text
    other = stored(hall, Person, Person.id == hall.people["representative2"])[0]
    assert other.name not in page.text


def test_nobody_else_does(client, hall):
    for who in (None, "resident2", "owner"):
        if who:
            sign_in(client, hall.accounts[who])
        page = client.get("/c/t1/bodies/")
        assert "多次缺席" not in page.text and hall.name not in page.text


def test_the_chair_is_told(client, hall):
    sign_in(client, hall.accounts["chair"])
    assert "多次缺席的居民代表" in client.get("/c/t1/chamber/").text
    sign_in(client, hall.accounts["committee1"])
    assert "多次缺席" not in client.get("/c/t1/chamber/").text


def test_after_a_year_it_is_over(client, hall, clock):
    clock.set(LATER + timedelta(days=367))
    sign_in(client, hall.accounts["chair"])
    assert "多次缺席" not in client.get("/c/t1/bodies/").text
