"""Who has to do what for a plan, until when: it stands in 待我办理, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.services import announcements, plans
from tests.factories import plans as making
from tests.factories.community import on_stage, sign_in


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


def awaits(client, hall, who) -> str:
    sign_in(client, hall.accounts[who])
    return client.get("/c/t1/chamber/").text


def test_each_stage_awaits_those_who_do_it(app, client, hall, clock) -> None:
    base = "/c/t1/chamber/fund/plans"
    with app.app_context():
        made = making.begin(hall)
        making.put(made, 5_000_000)
    clock.set(made.at)
    path = f"{base}/{made.plan}"
    assert f"{path}/wishes/{made.wishes[0]}" in awaits(client, hall, "committee1")
    assert "审核能不能列支" not in awaits(client, hall, "secretary")
    assert f"{path}/rank/party" not in awaits(client, hall, "secretary")
    with app.app_context():
        making.check(made, 0)
    assert f"{path}/rank/party" in awaits(client, hall, "secretary")
    assert f"{path}/rank/residents" in awaits(client, hall, "committee1")
    assert f"{path}#conclude" not in awaits(client, hall, "clerk")
    with app.app_context():
        making.rank(made)
    assert f"{path}/rank/party" not in awaits(client, hall, "secretary")
    made.at = making.COLLECTED
    clock.set(made.at)
    assert f"{path}#conclude" in awaits(client, hall, "clerk")
    with app.app_context():
        plans.conclude(hall.community_id, made.plan, actor=hall.actor("clerk"), at=made.at)
        making.reviewed(made)
        making.called(made)
    clock.set(made.at)
    assert f"{path}#ballot" in awaits(client, hall, "chair")
    with app.app_context():
        making.planvotes.prepare(
            hall.community_id, made.plan, made.meeting, actor=hall.actor("clerk"), at=made.at
        )
    assert f"{path}#ballot" not in awaits(client, hall, "chair")
    with app.app_context():
        making.sit(made)
        making.voted(made, {who: {"marks": [1]} for who in making.REPRESENTATIVES})
        made.at += timedelta(days=20)
        clerk = hall.actor("clerk")
        announcements.close(hall.community_id, made.plan, actor=clerk, at=made.at)
    clock.set(made.at)
    assert f"{path}#file" in awaits(client, hall, "clerk")
    assert f"{path}#file" not in awaits(client, hall, "secretary")
    with app.app_context():
        plans.file(hall.community_id, made.plan, "8号", actor=clerk, at=made.at)
    assert f"{path}#note" in awaits(client, hall, "street")
    assert f"{path}#books" in awaits(client, hall, "clerk")


def test_a_proposer_is_told_that_a_plan_collects(app, client, hall, clock) -> None:
    with app.app_context():
        made = making.begin(hall)
        making.make_matter(hall, "funding", "2026-601", track="fund", at=made.at)
    clock.set(made.at)
    wanted = f"/c/t1/chamber/fund/plans/{made.plan}/wishes/new?matter=2026-601"
    assert wanted in awaits(client, hall, "resident1").replace("&amp;", "&")
    assert wanted not in awaits(client, hall, "resident2")
