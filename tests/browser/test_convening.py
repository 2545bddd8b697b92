"""Calling a meeting in a real browser: the form without JavaScript, the pages, their papers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.meetings import Meeting
from council.services import meetingpapers, meetings
from council.services.agenda import Plan
from tests.browser.test_every_page import Walker
from tests.factories import paperfiles as made
from tests.factories.community import on_stage
from tests.factories.hall import AT, LATER, make_matter, stored

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def hall(app, app_context, scene, clock):
    """A meeting of two bodies with invited ones, papers, and an item that came too late."""
    handle = on_stage(app, scene)
    make_matter(handle, "resolution")
    clerk = handle.actor("clerk")
    handle.number = meetings.convene(
        handle.community_id,
        clerk,
        body_id=handle.bodies["representatives"],
        together=[handle.bodies["council"]],
        invited=[handle.bodies["supervision_committee"], handle.bodies["property_company"]],
        starts_at=LATER,
        ends_at=LATER + timedelta(hours=2),
        place="党群服务中心三楼会议室",
        link="https://meet.example.org/room/7",
        chair_id=handle.people["chair"],
        recorder_id=handle.people["clerk"],
        plans=[
            Plan("report", title="一季度服务群众专项经费收支情况的通报", planned=15),
            Plan("decision", matter="2026-001", planned=45),
            Plan("deliberation", title="某户低保复核", planned=10, is_closed=True),
            Plan("election", title="补选一名监票人"),
            Plan("other", title="其他事项"),
        ],
        at=AT,
    )
    for data, title, position in ((made.PDF, "经费收支明细表", 1), (made.xlsx(), "预算", None)):
        meetingpapers.add(
            handle.community_id,
            clerk,
            handle.number,
            data=data,
            title=title,
            position=position,
            folder=app.config["UPLOADS"],
            at=AT,
        )
    make_matter(handle, "resolution", "2026-002")
    late = LATER - timedelta(days=2)
    meetings.add_item(
        handle.community_id, clerk, handle.number, proposal_number="2026-002", planned=20, at=late
    )
    clock.set(late + timedelta(hours=1))
    return handle


@pytest.mark.parametrize("look", ["narrow", "wide", "large", "large-en"])
def test_pages_of_a_meeting_ahead(hall, open_page, site, assert_accessible, look: str) -> None:
    walk = Walker(open_page, site, look, assert_accessible)
    walk.walk([f"/c/t1/meetings/{hall.number}"])
    walk.sign_in(hall.accounts["clerk"])
    pages = ("new?matter=2026-001", hall.number, f"{hall.number}/papers")
    walk.walk([f"/c/t1/chamber/meetings/{path}" for path in pages])
    assert not walk.faults, "\n".join(walk.faults)


def test_a_meeting_is_called_row_by_row(hall, open_page, site, assert_accessible) -> None:
    walk = Walker(open_page, site, "narrow", assert_accessible)
    walk.sign_in(hall.accounts["clerk"])
    page = walk.page
    page.goto("/c/t1/chamber/meetings/new")
    page.select_option("[name=body]", hall.bodies["council"].hex + ".DL1")
    page.fill("[name=starts_at]", "2026-05-20T19:30")
    page.fill("[name=place]", "议事厅")
    for n in range(3):
        page.select_option(f"[name=item-{n}-kind]", "deliberation")
        page.fill(f"[name=item-{n}-title]", f"第{n + 1}件事")
    page.get_by_role("button", name="再加一项").click()
    page.select_option("[name=item-3-kind]", "report")
    page.fill("[name=item-3-title]", "第四件事")
    page.fill("[name=ends_at]", "2026-05-20T18:00")
    page.get_by_role("button", name="发出通知").click()
    assert page.get_by_role("alert").count() and "请改结束时间" in page.inner_text("main")
    assert page.input_value("[name=item-3-title]") == "第四件事"
    page.fill("[name=ends_at]", "2026-05-20T21:00")
    page.get_by_role("button", name="发出通知").click()
    assert "会议已召集" in page.inner_text("body")
    assert len(stored(hall, Meeting)) == 2
