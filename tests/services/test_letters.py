"""The outbox before a real mail server: a kind one, a refusing one, a broken line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.calling import Letter, Mailbox, NoticeDelivery
from council.models.journal import JournalEntry
from council.rules.mailing import WAITS
from council.services import clockwork, letters, mailboxes, meetings
from tests.factories.community import on_stage
from tests.factories.hall import AT, LATER, call, make_matter, stored
from tests.support import post

SOON = AT + timedelta(minutes=1)


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


@pytest.fixture
def server(hall, app_context):
    with post.office() as found:
        app_context.config["MAIL_URL"] = found.url
        app_context.config["SITE_URL"] = "https://council.example.org/"
        yield found


def leaves(hall, who="representative1", address="", at=AT) -> None:
    address = address or f"{who}@example.com"
    mailboxes.keep(hall.community_id, hall.actor(who), address, at=at)


def tick(hall, at=SOON) -> int:
    return letters.due(hall.community_id, at)


def mailed(hall) -> NoticeDelivery:
    return stored(hall, NoticeDelivery, NoticeDelivery.channel == "mail")[0]


def test_a_letter_goes_out_once(hall, server) -> None:
    leaves(hall)
    number = call(hall, "representatives")
    assert mailed(hall).state == "waiting" and server.letters == []
    assert tick(hall) == 1
    assert tick(hall) == tick(hall, SOON + timedelta(days=3)) == 0
    assert server.to() == ["representative1@example.com"]
    assert mailed(hall).state == "sent"
    _address, letter = server.letters[0]
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"].startswith("【试验社区t1】会议通知：") and number in text
    assert "2026年5月16日（星期六）10:00" in text and "活动室" in text and "充电棚" in text
    assert f"https://council.example.org{hall.base}/meetings/{number}" in text
    assert letter["From"].addresses[0].addr_spec == "council@example.org"


def test_the_calendar_goes_with_it(hall, server) -> None:
    leaves(hall)
    number = call(hall, "representatives")
    tick(hall)
    part = next(server.letters[0][1].iter_attachments())
    assert part.get_content_type() == "text/calendar" and part.get_filename() == "meeting.ics"
    raw = part.get_payload(decode=True)
    assert b"DTSTART:20260516T020000Z\r\n" in raw and b"STATUS:CONFIRMED\r\n" in raw
    assert f"UID:meeting-{number}@{hall.slug}\r\n".encode() in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_nobody_is_named_in_a_letter(hall, server) -> None:
    leaves(hall)
    call(hall, "representatives")
    tick(hall)
    assert "赵试" not in server.letters[0][1].as_string()
    told = "".join(entry.payload for entry in stored(hall, JournalEntry))
    assert "example.com" not in told


def test_no_mail_server_no_letters(hall) -> None:
    leaves(hall)
    call(hall, "representatives")
    assert stored(hall, Letter) == [] and tick(hall) == 0
    assert {row.channel for row in stored(hall, NoticeDelivery)} == {"app"}


def test_refused_is_for_good(hall, server) -> None:
    server.mood = "refuses"
    leaves(hall)
    call(hall, "representatives")
    assert tick(hall) == 1
    assert (mailed(hall).state, mailed(hall).detail) == ("failed", "mail_refused")
    server.mood = "kind"
    assert tick(hall, SOON + timedelta(days=1)) == 0 and server.letters == []


@pytest.mark.parametrize("mood", ["busy", "breaks"])
def test_what_fails_for_now_is_tried_again_later_and_later(hall, server, mood) -> None:
    server.mood = mood
    leaves(hall)
    call(hall, "representatives")
    at, waits = SOON, []
    tick(hall, at)
    for _ in range(3):
        letter = stored(hall, Letter)[0]
        assert letter.state == "waiting"
        waits.append(letter.next_at - at)
        at = letter.next_at
        tick(hall, at - timedelta(seconds=1))
        tick(hall, at)
    assert waits == list(WAITS[:3])
    server.mood = "kind"
    tick(hall, at + timedelta(days=1))
    assert server.to() == ["representative1@example.com"] and mailed(hall).state == "sent"


def test_in_the_end_it_is_given_up_and_says_so(hall, server) -> None:
    server.mood = "busy"
    leaves(hall)
    call(hall, "representatives")
    at = SOON
    for wait in (*WAITS, timedelta()):
        tick(hall, at)
        at += wait
    assert (mailed(hall).state, mailed(hall).detail) == ("failed", "mail_tired")
    assert stored(hall, Letter)[0].tries == len(WAITS) + 1


def test_after_the_last_dot_a_broken_line_is_not_tried_again(hall, server) -> None:
    server.mood = "mumbles"
    leaves(hall)
    call(hall, "representatives")
    tick(hall)
    assert (mailed(hall).state, mailed(hall).detail) == ("failed", "mail_unsure")
    server.mood = "kind"
    for days in range(1, 5):
        tick(hall, SOON + timedelta(days=days))
    assert len(server.letters) == 1


def test_one_bad_letter_does_not_hold_up_the_others(hall, server, monkeypatch) -> None:
    for n in range(1, 4):
        leaves(hall, f"representative{n}")
    call(hall, "representatives")
    answer = post._Conversation.answer

    def picky(self, words):
        self.server.mood = "refuses" if "representative2@" in words else "kind"
        return answer(self, words)

    monkeypatch.setattr(post._Conversation, "answer", picky)
    assert tick(hall) == 3
    assert server.to() == ["representative1@example.com", "representative3@example.com"]
    assert server.calls == 1, "one conversation for all"


def test_nobody_answers_at_the_port(hall, server, app_context) -> None:
    leaves(hall)
    call(hall, "representatives")
    server.shutdown()
    server.server_close()
    assert tick(hall) == 0
    assert stored(hall, Letter)[0].tries == 1 and mailed(hall).state == "waiting"


def test_a_mail_url_that_cannot_be_read_loses_nothing(hall, server, app_context) -> None:
    leaves(hall)
    call(hall, "representatives")
    app_context.config["MAIL_URL"] = "http://mail"
    assert tick(hall) == 0 and stored(hall, Letter)[0].state == "waiting"


def test_killed_in_between_means_unsure(hall, server, monkeypatch) -> None:
    leaves(hall)
    call(hall, "representatives")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(letters.mail, "hand_over", killed)
        with pytest.raises(KeyboardInterrupt):
            tick(hall)
    assert tick(hall, SOON + timedelta(minutes=5)) == 0, "another tick may still be at it"
    assert tick(hall, SOON + letters.LEASE) == 1
    assert mailed(hall).detail == "mail_unsure" and server.letters == []


def test_marked_as_sent_though_the_record_was_not_reached(hall, server, monkeypatch) -> None:
    leaves(hall)
    call(hall, "representatives")
    with monkeypatch.context() as patch:
        patch.setattr(letters, "_settle", lambda *_: 0)
        tick(hall)
    assert mailed(hall).state == "waiting"
    assert tick(hall, SOON + timedelta(minutes=1)) == 1
    assert mailed(hall).state == "sent" and len(server.letters) == 1


def test_two_ticks_at_once_send_one_letter(hall, server) -> None:
    leaves(hall)
    call(hall, "representatives")
    found = letters._waiting(hall.community_id, SOON)
    letters._send(found, SOON)
    letters._send(found, SOON)
    assert len(server.letters) == 1


def test_a_change_before_it_went_out_is_one_letter(hall, server) -> None:
    leaves(hall)
    number = call(hall, "representatives")
    clerk = hall.actor("clerk")
    for title in ("三季度收支", "停车"):
        meetings.add_item(hall.community_id, clerk, number, title=title, at=AT)
    tick(hall)
    assert len(server.letters) == 1
    assert "停车" in server.letters[0][1].get_body(("plain",)).get_content()


def test_a_change_and_a_cancellation_are_told(hall, server) -> None:
    leaves(hall)
    number = call(hall, "representatives")
    tick(hall)
    clerk = hall.actor("clerk")
    meetings.add_item(hall.community_id, clerk, number, title="停车", at=SOON)
    assert tick(hall, SOON) == 0, "it waits for further changes"
    tick(hall, SOON + letters.DELAY)
    meetings.cancel(hall.community_id, clerk, number, "停电了", at=SOON + timedelta(days=1))
    tick(hall, SOON + timedelta(days=1))
    subjects = [letter["Subject"].partition("】")[2][:5] for _, letter in server.letters]
    assert subjects == ["会议通知：", "会议有变动", "会议取消："]
    last = server.letters[-1][1]
    assert "停电了" in last.get_body(("plain",)).get_content()
    assert b"STATUS:CANCELLED" in next(last.iter_attachments()).get_payload(decode=True)
    assert mailed(hall).detail == "cancelled"


def test_too_late_for_the_meeting(hall, server) -> None:
    leaves(hall)
    call(hall, "representatives")
    assert tick(hall, LATER) == 1
    assert mailed(hall).detail == "mail_late" and server.letters == []


def test_taking_the_address_away_stops_what_waits(hall, server) -> None:
    leaves(hall)
    call(hall, "representatives")
    assert mailboxes.remove(hall.community_id, hall.actor("representative1"), at=AT)
    assert not mailboxes.remove(hall.community_id, hall.actor("representative1"), at=AT)
    tick(hall)
    assert server.letters == [] and stored(hall, Mailbox) == []
    assert mailed(hall).detail == "mail_removed"


def test_a_new_address_gets_what_waits(hall, server) -> None:
    leaves(hall)
    call(hall, "representatives")
    leaves(hall, address="new@example.com")
    tick(hall)
    assert server.to() == ["new@example.com"]


def test_letters_are_forgotten_after_a_month(hall, server) -> None:
    leaves(hall)
    call(hall, "representatives")
    tick(hall)
    tick(hall, SOON + letters.KEPT)
    assert len(stored(hall, Letter)) == 1
    tick(hall, SOON + letters.KEPT + timedelta(minutes=1))
    assert stored(hall, Letter) == [] and mailed(hall).state == "sent"


def test_the_tick_sends(hall, server) -> None:
    leaves(hall)
    call(hall, "representatives")
    clockwork.run_due(SOON)
    assert len(server.letters) == 1
