"""Demo mode: one click signs in, the clock moves; outside it none of this exists."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from council.db import db
from council.models.accounts import Account
from tests.factories.community import on_stage

pytestmark = pytest.mark.one_database


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


@pytest.fixture
def demo_app(make_app, app, hall, tmp_path):
    """An app in demo mode on the same database, with two people to try it as."""
    demo = make_app(DEMO=True, INSTANCE=tmp_path)
    with demo.app_context(), db.engine.connect() as connection:
        for key in ("secretary", "resident1"):
            rename = update(Account).where(Account.id == hall.accounts[key])
            connection.execute(rename.values(login=f"demo-{key}"))
        db.engine.dispose()
    yield demo
    from council import clock

    clock.allow_demo(None)
    with demo.app_context():
        db.engine.dispose()


def test_one_click_signs_in(demo_app, hall):
    client = demo_app.test_client()
    page = client.get("/sign-in").text
    assert hall.accounts["secretary"].hex in page
    assert hall.accounts["clerk"].hex not in page
    answer = client.post("/demo/sign-in", data={"person": hall.accounts["secretary"].hex})
    assert (answer.status_code, answer.location) == (303, "/c/t1/chamber/")
    assert client.get("/account").status_code == 200


def test_nobody_but_the_demo_people(demo_app, hall):
    client = demo_app.test_client()
    assert (
        client.post("/demo/sign-in", data={"person": hall.accounts["clerk"].hex}).status_code == 404
    )
    assert client.post("/demo/sign-in", data={"person": "x"}).status_code == 400


def test_the_clock_moves_forward(demo_app):
    from council import clock

    client, before = demo_app.test_client(), clock.now()
    came = {"Referer": "http://localhost/sign-in"}
    answer = client.post("/demo/clock", data={"days": "3"}, headers=came)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert (clock.now() - before).days == 3


@pytest.mark.parametrize("days", ["", "-1", "0", "2", "1.5", "9999", "x"])
def test_the_clock_takes_only_its_steps(demo_app, days):
    assert demo_app.test_client().post("/demo/clock", data={"days": days}).status_code == 400


def test_outside_demo_mode_nothing_of_it_exists(app, client, hall):
    who = {"person": hall.accounts["secretary"].hex}
    assert client.post("/demo/sign-in", data=who).status_code == 404
    assert client.post("/demo/clock", data={"days": "1"}).status_code == 404
    assert "/demo/" not in client.get("/sign-in").text
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]


def test_the_environment_alone_does_not_reach_a_running_app(app, client, hall, monkeypatch):
    monkeypatch.setenv("COUNCIL_DEMO", "1")
    assert client.post("/demo/clock", data={"days": "1"}).status_code == 404
