"""Pages that follow a meeting: what they show, how they are told that nothing is new."""

from __future__ import annotations

import pytest

from council.models.meetings import Attendance
from council.services import attendance, hall, polls, speeches
from council.services.attendance import Mark
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import LATER, REPRESENTATIVES, call, make_matter, opened, stored
from tests.support.statements import statements


@pytest.fixture
def handle(app_context, scene, clock):
    found = on_stage(app_context, scene)
    make_matter(found, "resolution")
    clock.set(LATER)
    return found


def key(n: int) -> str:
    return f"{n:032x}"


def debating(handle) -> str:
    """Item 1 is open, representative1 speaks against it, representative2 waits."""
    number = opened(handle, "representatives", REPRESENTATIVES[:4])
    cid, clerk = handle.community_id, handle.actor("clerk")
    hall.open_item(cid, clerk, number, 1, request_key=key(1), at=LATER)
    for n, (who, side) in enumerate([("representative1", "against"), ("representative2", "for")]):
        speeches.ask(cid, handle.actor(who), number, side, request_key=key(10 + n), at=LATER)
    speeches.start(cid, clerk, number, request_key=key(20), at=LATER)
    return number


def gone(handle, number: str, *who: str) -> None:
    marks = [Mark(handle.people[name], "left") for name in who]
    attendance.mark(handle.community_id, handle.actor("clerk"), number, marks, at=LATER)


def tag_of(response) -> dict[str, str]:
    return {"If-None-Match": response.headers["ETag"]}


def ask(client, address: str, **headers: str):
    """A fragment is no page: what the inspector asks of pages does not concern it."""
    client.inspect = False
    try:
        return client.get(address, headers=headers)
    finally:
        client.inspect = True


def test_the_wall(client, handle) -> None:
    number = debating(handle)
    sign_in(client, handle.accounts["clerk"])
    page = client.get(f"{handle.base}/chamber/meetings/{number}/projector")
    assert "一、在7号楼东侧建充电棚" in page.text
    assert "到会 4 / 6" in page.text and "够法定人数" in page.text
    assert "正在发言" in page.text and "<em>反对</em>" in page.text and "下一位" in page.text
    assert f'data-until="{int(LATER.timestamp() + 120) * 1000}"' in page.text
    gone(handle, number, "representative4")
    page = client.get(f"{handle.base}/chamber/meetings/{number}/projector")
    assert "到会 3 / 6" in page.text and "还差 1 人，不能表决" in page.text


def test_names_are_masked_on_the_wall_and_at_home(client, handle) -> None:
    from council.models.people import Person

    number = debating(handle)
    name = stored(handle, Person, Person.id == handle.people["representative1"])[0].name
    home = client.get(f"{handle.base}/meetings/{number}/live")
    assert home.status_code == 200 and name not in home.text and "*" in home.text
    sign_in(client, handle.accounts["clerk"])
    wall = client.get(f"{handle.base}/chamber/meetings/{number}/projector")
    assert name not in wall.text
    sign_in(client, handle.accounts["representative3"])
    phone = client.get(f"{handle.base}/chamber/meetings/{number}/follow")
    assert name in phone.text


def test_a_closed_item_is_not_told_outside(client, handle) -> None:
    from council.models.meetings import AgendaItem
    from council.services.unit import SYSTEM, unit

    number = debating(handle)
    with unit(handle.community_id, kind="meeting.item", actor=SYSTEM, at=LATER) as work:
        work.all(AgendaItem)[0].is_closed = True
    home = client.get(f"{handle.base}/meetings/{number}/live")
    assert "充电棚" not in home.text and "这一项不公开" in home.text
    sign_in(client, handle.accounts["representative3"])
    assert "充电棚" in client.get(f"{handle.base}/chamber/meetings/{number}/follow").text


def test_nothing_new_costs_no_query(client, handle) -> None:
    number = debating(handle)
    address = f"{handle.base}/meetings/{number}/live/now"
    first = ask(client, address)
    assert first.status_code == 200 and "充电棚" in first.text
    assert ask(client, address, **tag_of(first)).status_code == 304
    with statements() as sent:
        again = ask(client, address, **tag_of(first))
    assert again.status_code == 304 and not again.data and len(sent) <= 1


def test_what_happens_is_told_within_the_memory_of_a_process(app, client, handle) -> None:
    number = debating(handle)
    address = f"{handle.base}/meetings/{number}/live/now"
    first = ask(client, address)
    assert ask(client, address, **tag_of(first)).status_code == 304
    gone(handle, number, "representative4")
    app.extensions["pulse"].heads.clear()  # as after 0.3 seconds
    second = ask(client, address, **tag_of(first))
    assert second.status_code == 200 and "到会 3 / 6" in second.text
    assert second.headers["ETag"] != first.headers["ETag"]


def test_what_nobody_sees_changes_no_tag(app, client, handle) -> None:
    number = debating(handle)
    address = f"{handle.base}/meetings/{number}/live/now"
    first = ask(client, address)
    make_matter(handle, "resolution", "2026-777", at=LATER)
    app.extensions["pulse"].heads.clear()
    assert ask(client, address, **tag_of(first)).status_code == 304


def test_a_304_tells_strangers_nothing(client, handle) -> None:
    number = debating(handle)
    address = f"{handle.base}/chamber/meetings/{number}/follow/now"
    for guess in ('"1"', "*", 'W/"abc"', '""'):
        assert ask(client, address, **{"If-None-Match": guess}).status_code == 303
    sign_in(client, handle.accounts["representative3"])
    seen = ask(client, address)
    assert seen.status_code == 200
    sign_out(client)
    other = f"{handle.base}/chamber/meetings/{number}/projector/now"
    assert ask(client, other, **tag_of(seen)).status_code == 303


def test_who_was_let_in_gets_what_is_made_for_a_minute(app, client, handle) -> None:
    number = debating(handle)
    address = f"{handle.base}/chamber/meetings/{number}/follow/now"
    pulse = app.extensions["pulse"]
    sign_in(client, handle.accounts["representative3"])
    client.get(f"{handle.base}/chamber/meetings/{number}/follow")  # settles the session's cookie
    first = ask(client, address)
    second = app.test_client()
    sign_in(second, handle.accounts["representative2"])
    ask(second, address)
    gone(handle, number, "representative4")
    pulse.heads.clear()
    assert "到会 3 / 6" in ask(second, address, **tag_of(first)).text
    with statements() as sent:
        told = ask(client, address, **tag_of(first))
        assert told.status_code == 200 and "到会 3 / 6" in told.text and len(sent) <= 1
        assert "default-src" in told.headers["Content-Security-Policy"]
        stranger = app.test_client()
        assert ask(stranger, address, **tag_of(first)).status_code == 303
        for key, (since, variant) in pulse.seen_by.items():
            pulse.seen_by[key] = (since - 61, variant)
        sent.clear()
        assert ask(client, address, **tag_of(first)).status_code == 200 and len(sent) > 1


def test_who_is_not_expected_follows_from_outside(client, handle) -> None:
    number = debating(handle)
    sign_in(client, handle.accounts["resident1"])
    answer = client.get(f"{handle.base}/chamber/meetings/{number}/follow")
    assert answer.status_code == 302 and answer.location.endswith(f"/meetings/{number}/live")
    assert client.get(f"{handle.base}/chamber/meetings/{number}/follow/now").status_code == 403


def test_the_phone_asks_to_speak_and_takes_it_back(client, handle) -> None:
    number = debating(handle)
    base = f"{handle.base}/chamber/meetings/{number}/follow"
    sign_in(client, handle.accounts["representative3"])
    assert "要求发言" in client.get(base).text
    sent = {"side": "for", "request_key": key(77)}
    assert client.post(f"{base}/ask", data=sent).status_code == 303
    assert client.post(f"{base}/ask", data=sent).status_code == 303
    page = client.get(base)
    assert "排第 2 位" in page.text or "排第 1 位" in page.text
    position = page.text.split('name="position" value="')[1].split('"')[0]
    sent = {"position": position, "request_key": key(78)}
    assert client.post(f"{base}/withdraw", data=sent).status_code == 303
    assert "我不说了" not in client.get(base).text


def test_the_phone_votes_when_a_poll_opens_and_leaves(client, handle) -> None:
    number = debating(handle)
    poll = polls.open_poll(handle.community_id, handle.actor("clerk"), number, 1, at=LATER)
    base = f"{handle.base}/chamber/meetings/{number}/follow"
    sign_in(client, handle.accounts["representative3"])
    page = client.get(base)
    assert "去投票" in page.text and f"/chamber/polls/{poll}" in page.text
    assert client.post(f"{base}/leave").status_code == 303
    line = stored(handle, Attendance, Attendance.person_id == handle.people["representative3"])[0]
    assert line.state == "left"
    assert "中途离场" in client.get(base).text


def test_before_the_opening_members_may_look(client, handle) -> None:
    number = call(handle, "representatives", starts=LATER)
    sign_in(client, handle.accounts["representative3"])
    assert "会议还没有开始" in client.get(f"{handle.base}/chamber/meetings/{number}/follow").text
    assert client.get(f"{handle.base}/chamber/meetings/2026-999/follow").status_code == 404
