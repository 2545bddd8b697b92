"""The clerk's pages of owners: what is missing, a sale, who casts, areas."""

from __future__ import annotations

import pytest

from council.models.places import Building, Ownership, Unit
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import LATER, stored
from tests.factories.owners import make_owners

BASE = "/c/t1/chamber/owners"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    handle.units = make_owners(handle)
    clock.set(LATER)
    return handle


@pytest.fixture
def clerk(client, hall):
    sign_in(client, hall.accounts["clerk"])
    return client


@pytest.fixture
def flat(hall):
    return f"{BASE}/units/{hall.units['resident2']}"


def owned(hall):
    rows = stored(hall, Ownership, Ownership.unit_id == hall.units["resident2"])
    return sorted(((r.ends_on, r.casts, r.developer) for r in rows), key=str)


def test_buildings_tell_what_is_missing(clerk, hall):
    page = clerk.get(f"{BASE}/")
    assert "杏园 1号楼" in page.text and "没有业主" in page.text


def test_a_building_lists_units_with_owners_and_areas(clerk, hall):
    unit = stored(hall, Unit, Unit.id == hall.units["resident2"])[0]
    page = clerk.get(f"{BASE}/{unit.building_id}")
    assert "89.57" in page.text and "不动产登记" in page.text
    assert f"{BASE}/units/{unit.id}" in page.text


def test_a_long_building_is_paged(clerk, hall, monkeypatch):
    monkeypatch.setattr("council.queries.chamber.owners.PAGE", 2)
    building = stored(hall, Building)[0].id
    assert "?page=2" in clerk.get(f"{BASE}/{building}").text
    assert "?page=1" in clerk.get(f"{BASE}/{building}?page=2").text


def test_a_sale_to_two_and_who_casts(clerk, hall, flat):
    given = {"owners": "P028\nP029", "on": "2026-05-01", "casts": "P029"}
    assert clerk.post(f"{flat}/owners", data=given).status_code == 303
    assert sorted(row[1] for row in owned(hall)) == [False, False, True]
    assert "投票人" in clerk.get(flat).text
    other = hall.people["resident3"]
    answer = clerk.post(f"{flat}/caster", data={"person": other.hex})
    assert answer.status_code == 303
    assert [r.person_id for r in stored(hall, Ownership, Ownership.casts)] == [other]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 422),
        ({"owners": "没有这个人", "on": "2026-05-01"}, 422),
        ({"owners": "P028", "on": "五月"}, 422),
        ({"owners": "P028", "on": "2026-05-01", "casts": "没有"}, 422),
        ({"owners": "P028", "on": "2026-05-01", "casts": "P030"}, 409),
        ({"owners": "P028", "on": "2001-05-01"}, 409),
    ],
)
def test_what_is_refused(clerk, hall, flat, given, status):
    before = owned(hall)
    assert clerk.post(f"{flat}/owners", data=given).status_code == status
    assert owned(hall) == before


@pytest.mark.parametrize(
    ("area", "status"), [("91.05", 303), ("0", 422), ("-1", 422), ("很大", 422), ("", 422)]
)
def test_areas(clerk, hall, flat, area, status):
    given = {"area": area, "source": "survey"}
    assert clerk.post(f"{flat}/area", data=given).status_code == status
    unit = stored(hall, Unit, Unit.id == hall.units["resident2"])[0]
    assert (unit.area, unit.area_source) == (
        (9105, "survey") if status == 303 else (8957, "certificate")
    )


def test_nobody_else_enters(client, hall, flat):
    for who in ("chair", "resident2", "owner", "street"):
        sign_in(client, hall.accounts[who])
        assert client.get(f"{BASE}/").status_code == 403
        assert client.post(f"{flat}/owners", data={}).status_code == 403


def test_no_such_unit_or_building(clerk, hall):
    nobody = hall.community_id
    assert clerk.get(f"{BASE}/{nobody}").status_code == 404
    assert clerk.get(f"{BASE}/units/{nobody}").status_code == 404
