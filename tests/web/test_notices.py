"""Notices through the pages: receipts, list, poster; one's own mailbox and calendar."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council import ical
from council.models.bodies import Body
from council.models.calling import CalendarKey, Letter, Mailbox, NoticeDelivery
from council.models.people import Person
from council.services import calendars, mailboxes, meetings
from council.services.agenda import Plan
from council.services.unit import SYSTEM, unit
from tests.factories import voting
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import AT, LATER, REPRESENTATIVES, call, make_matter, stored
from tests.factories.joint import SIDES, call_joint

MAIL = "wang.xiao@example.com"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def as_(client, hall, who: str, meeting: str = "") -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/meetings/{meeting}" if meeting else f"{hall.base}/account"


def name_of(hall, who) -> str:
    return stored(hall, Person, Person.id == hall.people[who])[0].name


def test_the_clerk_sees_who_was_told_and_how(client, hall) -> None:
    with unit(hall.community_id, kind="person.add", actor=SYSTEM, at=AT) as work:
        work.get(Person, hall.people["representative2"]).account_id = None
    meeting = call(hall, "representatives")
    base = as_(client, hall, "representative1", meeting)
    assert "您在 2026年5月6日 10:00 打开了这份通知" in client.get(f"{base}/notice").text
    as_(client, hall, "clerk")
    page = client.get(f"{base}/notices")
    said = "通知 6 人：网页打开 1 人，邮件发出 0 人，纸质签收 0 人；还没有通知到 5 人。"
    assert said in page.text and "没有接通邮件" in page.text
    assert "等待送交" in page.text and name_of(hall, "representative2") in page.text
    assert f'href="{base}/notices"' in client.get(base).text


def test_signed_for_on_paper_in_one_form(client, hall) -> None:
    meeting = call(hall, "representatives")
    base = as_(client, hall, "clerk", meeting)
    people = [hall.people[who].hex for who in REPRESENTATIVES[:3]]
    for _ in range(2):
        answer = client.post(f"{base}/notices/handed", data={"person": people})
        assert answer.status_code == 303
    paper = stored(hall, NoticeDelivery, NoticeDelivery.channel == "paper")
    assert [row.state for row in paper] == ["handed"] * 3
    assert "纸质签收 3 人；还没有通知到 3 人" in client.get(f"{base}/notices").text
    assert client.post(f"{base}/notices/handed").status_code == 303
    assert "还没有勾选" in client.get(f"{base}/notices").text
    stranger = {"person": hall.people["resident1"].hex}
    assert client.post(f"{base}/notices/handed", data=stranger).status_code == 409
    assert client.post(f"{base}/notices/handed", data={"person": "x"}).status_code == 404


def test_again(client, hall) -> None:
    meeting = call(hall, "representatives")
    base = as_(client, hall, "clerk", meeting)
    assert client.post(f"{base}/notices/again").status_code == 303
    assert "没有要补发的人" in client.get(f"{base}/notices").text


def test_opening_it_twice_writes_once_and_others_write_nothing(client, hall) -> None:
    meeting = call(hall, "representatives")
    base = as_(client, hall, "resident1", meeting)
    page = client.get(f"{base}/notice")
    assert page.status_code == 200 and "打开了这份通知" not in page.text
    as_(client, hall, "representative1")
    client.get(f"{base}/notice")
    client.get(f"{base}/notice")
    assert [r.state for r in stored(hall, NoticeDelivery)].count("read") == 1
    assert client.get(f"{hall.base}/chamber/meetings/2026-999/notice").status_code == 404


def test_a_notice_awaits_until_it_is_opened(client, hall) -> None:
    meeting = call(hall, "representatives")
    base = as_(client, hall, "representative1", meeting)
    duties = f"{hall.base}/chamber/"
    assert "会议通知：" in client.get(duties).text and f"{base}/notice" in client.get(duties).text
    client.get(f"{base}/notice")
    assert f"{base}/notice" not in client.get(duties).text
    meetings.cancel(hall.community_id, hall.actor("clerk"), meeting, "停电了", at=AT)
    assert "会议取消：" in client.get(duties).text
    assert "停电了" in client.get(f"{base}/notice").text


def test_the_list_to_sign_names_everybody_and_nobody_keeps_a_copy(client, hall) -> None:
    meeting = call(hall, "representatives")
    base = as_(client, hall, "clerk", meeting)
    page = client.get(f"{base}/notices/list")
    assert all(name_of(hall, who) in page.text for who in REPRESENTATIVES)
    assert page.text.count("<tr><td>") == 6 and "签收" in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_the_poster_names_nobody(client, hall, size) -> None:
    meeting = call(hall, "representatives")
    base = as_(client, hall, "clerk", meeting)
    page = client.get(f"{base}/notices/poster?size={size}")
    assert f"bill--{size}" in page.text and "5月16日（星期六）10:00" in page.text
    assert f"http://localhost{hall.base}/meetings/{meeting}" in page.text and "<path" in page.text
    assert not any(name_of(hall, who) in page.text for who in REPRESENTATIVES)
    meetings.cancel(hall.community_id, hall.actor("clerk"), meeting, "停电了", at=AT)
    assert "取消：" in client.get(f"{base}/notices/poster").text


def test_the_poster_of_a_joint_meeting_names_every_side_and_who_is_invited(client, hall) -> None:
    base = as_(client, hall, "clerk", call_joint(hall))
    page = client.get(f"{base}/notices/poster").text
    names = [stored(hall, Body, Body.id == hall.bodies[kind])[0].name for kind in SIDES]
    assert "、".join(names) in page and "列席" in page
    assert "通知 3 人" in client.get(f"{base}/notices").text


def test_an_assembly_of_all_says_that_it_is_told_by_notice(client, hall) -> None:
    meeting = call(hall, "residents_assembly", starts=LATER + timedelta(days=10))
    base = as_(client, hall, "clerk", meeting)
    assert "不逐个通知" in client.get(f"{base}/notices").text
    assert "没有逐个签收的名单" in client.get(f"{base}/notices/list").text
    assert "全体，请都来" in client.get(f"{base}/notices/poster").text


def test_a_mailbox_is_kept_and_removed(client, hall, app) -> None:
    base = as_(client, hall, "representative1")
    assert "还没有接通邮件" in client.get(base).text
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    assert "还没有接通邮件" not in client.get(base).text
    assert client.post(f"{base}/mail", data={"mailbox": f" {MAIL} "}).status_code == 303
    assert [row.address for row in stored(hall, Mailbox)] == [MAIL]
    assert f'value="{MAIL}"' in client.get(base).text
    assert client.post(f"{base}/mail/remove").status_code == 303
    assert stored(hall, Mailbox) == [] and MAIL not in client.get(base).text


@pytest.mark.parametrize("typed", ["wang@", "wang xiao@example.com", "a@b", "x" * 5000, "<b>@x.cn"])
def test_what_is_no_address_stays_as_it_was_typed(client, hall, typed) -> None:
    base = as_(client, hall, "representative1")
    answer = client.post(f"{base}/mail", data={"mailbox": typed})
    assert answer.status_code == 422 and "这不像一个邮箱地址" in answer.text
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert stored(hall, Mailbox) == []


def test_no_address_at_all(client, hall) -> None:
    base = as_(client, hall, "representative1")
    assert client.post(f"{base}/mail", data={}).status_code == 422


def test_the_clerk_sees_no_address(client, hall, app) -> None:
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    mailboxes.keep(hall.community_id, hall.actor("representative1"), MAIL, at=AT)
    meeting = call(hall, "representatives")
    base = as_(client, hall, "clerk", meeting)
    page = client.get(f"{base}/notices").text
    assert "等待发送" in page and "wang.xiao" not in page


def feed_of(client, hall, who="representative1") -> str:
    """Make the private address through the page; gives its path."""
    base = as_(client, hall, who)
    assert client.post(f"{base}/calendar").status_code == 303
    page = client.get(base).text
    found = re.search(rf"http://localhost({hall.base}/calendar/[\w-]{{32}}\.ics)", page)
    assert found and found[1] not in client.get(base).text, "it is shown once"
    sign_out(client)
    return found[1]


def lines(answer) -> list[str]:
    raw = answer.data
    assert answer.mimetype == "text/calendar" and raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return raw.decode().replace("\r\n ", "").split("\r\n")


def test_my_calendar_holds_the_meetings_of_my_bodies(client, hall) -> None:
    mine = call(hall, "representatives")
    others = call(hall, "council", starts=LATER + timedelta(hours=3))
    found = lines(client.get(feed_of(client, hall)))
    assert f"UID:meeting-{mine}@{hall.slug}" in found
    assert f"UID:meeting-{others}@{hall.slug}" not in found
    assert "DTSTART:20260516T020000Z" in found and "DTEND:20260516T040000Z" in found
    everybody = call(hall, "residents_assembly", starts=LATER + timedelta(days=10))
    found = lines(client.get(feed_of(client, hall, "resident1")))
    assert [line for line in found if line.startswith("UID")] == [
        f"UID:meeting-{everybody}@{hall.slug}"
    ]


def test_my_calendar_holds_the_ends_of_my_votes(client, hall) -> None:
    poll = voting.begin(hall)
    found = lines(client.get(feed_of(client, hall, "resident1")))
    assert f"UID:vote-{poll}@{hall.slug}" in found
    assert f"DTSTART:{ical.stamp(voting.CLOSES)}" in found
    assert f"URL:http://localhost{hall.base}/polls/{poll}" in found
    assert not any("vote-" in line for line in lines(client.get(feed_of(client, hall, "street"))))


def test_called_off_stays_in_the_calendar_as_such(client, hall) -> None:
    meeting = call(hall, "representatives")
    path = feed_of(client, hall)
    assert "STATUS:CONFIRMED" in lines(client.get(path))
    meetings.cancel(hall.community_id, hall.actor("clerk"), meeting, "停电了", at=AT)
    found = lines(client.get(path))
    assert "STATUS:CANCELLED" in found and "SEQUENCE:1" in found
    public = lines(client.get(f"{hall.base}/meetings/{meeting}.ics"))
    assert "STATUS:CANCELLED" in public


def test_a_private_address_is_private(client, hall) -> None:
    answer = client.get(feed_of(client, hall))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    kept = stored(hall, CalendarKey)[0].key_hash
    assert len(kept) == 64 and client.get(f"{hall.base}/calendar/{kept}.ics").status_code == 404


def test_a_revoked_or_replaced_address_says_that_it_has_ended(client, hall) -> None:
    first = feed_of(client, hall)
    second = feed_of(client, hall)
    gone = client.get(first)
    assert gone.status_code == 410 and "已经停用" in gone.text and gone.mimetype == "text/plain"
    assert client.get(second).status_code == 200
    base = as_(client, hall, "representative1")
    assert client.post(f"{base}/calendar/revoke").status_code == 303
    assert client.post(f"{base}/calendar/revoke").status_code == 303
    assert client.get(second).status_code == 410
    assert "生成我的日历地址" in client.get(base).text


def test_an_unknown_address(client, hall) -> None:
    answer = client.get(f"{hall.base}/calendar/{'x' * 32}.ics")
    assert answer.status_code == 404 and "没有这个日历地址" in answer.text


def test_whoever_moved_away_reads_no_more(client, hall) -> None:
    path = feed_of(client, hall)
    with unit(hall.community_id, kind="person.move_out", actor=SYSTEM, at=AT) as work:
        work.get(Person, hall.people["representative1"]).moved_out = True
    assert client.get(path).status_code == 410


def test_one_meeting_for_everybodys_calendar(client, hall) -> None:
    meeting = call(hall, "representatives")
    path = f"{hall.base}/meetings/{meeting}.ics"
    assert path in client.get(f"{hall.base}/meetings/{meeting}").text
    found = lines(client.get(path))
    assert f"URL:http://localhost{hall.base}/meetings/{meeting}" in found
    assert any(line.startswith("DESCRIPTION:1. 在7号楼东侧建充电棚") for line in found)
    assert client.get(f"{hall.base}/meetings/2026-999.ics").status_code == 404


def test_marks_that_would_end_a_line_are_harmless(client, hall) -> None:
    meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        starts_at=LATER,
        place="一楼, 西; 里\\外",
        topics=["停车" * 60],
        at=AT,
    )
    secret = calendars.make(hall.community_id, hall.actor("representative1"), at=AT)
    found = lines(client.get(f"{hall.base}/calendar/{secret}.ics"))
    assert "LOCATION:一楼\\, 西\\; 里\\\\外" in found


def test_what_is_closed_to_the_public_is_told_to_members_only(client, hall, app) -> None:
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    mailboxes.keep(hall.community_id, hall.actor("representative1"), MAIL, at=AT)
    meeting = meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        starts_at=LATER,
        place="活动室",
        topics=["停车"],
        plans=[Plan("deliberation", title="某户的困难补助", is_closed=True)],
        at=AT,
    )
    feed = feed_of(client, hall)
    base = as_(client, hall, "clerk", meeting)
    for path in (feed, f"{hall.base}/meetings/{meeting}.ics", f"{base}/notices/poster"):
        text = client.get(path).data.decode().replace("\r\n ", "")
        assert "困难补助" not in text and "不公开的一项" in text, path
    letter = stored(hall, Letter)[0]
    assert "困难补助" not in letter.text + letter.calendar.replace("\r\n ", "")
    as_(client, hall, "resident1")
    assert "困难补助" not in client.get(f"{base}/notice").text
    as_(client, hall, "representative1")
    assert "困难补助" in client.get(f"{base}/notice").text
