"""Minutes: completed without losing words, corrected by who spoke, whole before anybody signs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.hall import Speech
from council.models.journal import JournalEntry
from council.models.meetings import Meeting
from council.models.minutes import Minutes, MinutesCorrection
from council.rules import minutes as composing
from council.rules.calendar import deadline
from council.rules.minuteslife import missing
from council.rules.verdict import Refused
from council.services import meetings, minutes
from council.services.hall import Stale
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, switch
from tests.factories.hall import AT, LATER, call, make_matter, stored
from tests.factories.minutes import (
    AFTER,
    OVER,
    circulated,
    held,
    item,
    kept,
    key,
    officers,
    submitted,
    write,
)


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def refused(code: str):
    return pytest.raises(Refused, match=code)


def composed(hall, number):
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AFTER) as work:
        work.repeat()
        return minutes.composed(work, work.find(Meeting, Meeting.number == number))


def correct(hall, number, who="representative1", speech=1, *, at=OVER, **changes) -> int:
    given = {"text": "我说的是水压。", "version": 0, "at": at} | changes
    return minutes.correct(hall.community_id, hall.actor(who), number, speech, **given)


def circulate(hall, number, at=OVER):
    return minutes.circulate(hall.community_id, hall.actor("clerk"), number, at=at)


def submit(hall, number, at=AFTER):
    return minutes.submit(hall.community_id, hall.actor("clerk"), number, at=at)


def test_composed_from_what_happened(hall) -> None:
    made = composed(hall, held(hall))
    assert (made.bodies, made.place, made.rule) == (("居民代表会议",), "活动室", "RC1")
    assert made.opened_at is not None and made.closed_at == LATER + timedelta(hours=1)
    assert (made.notice.days, made.notice.need) == (9, 5)
    (turnout,) = made.turnout
    assert (turnout.entitled, turnout.hall, turnout.absent, turnout.met) == (6, 5, 1, True)
    assert made.attendees[0].stays[0].arrived_at == LATER
    first, second = made.items
    assert [speech.gist for speech in first.speeches] == ["第 1 位的话。", "第 2 位的话。"]
    assert first.proposal == "2026-001"
    assert [task.text for task in first.tasks] == ["向三家以上询价"]
    assert second.title == "其他"
    assert [(change.met, change.have, change.need, change.of) for change in made.quorum] == [
        (True, 5, 4, 6)
    ]
    assert composing.from_data(composing.to_data(made)) == made


def test_what_is_missing_is_told_until_it_is_filled(hall) -> None:
    number = held(hall)
    codes = [(gap.code, gap.item) for gap in missing(composed(hall, number))]
    assert codes == [
        ("gap_chair", 0),
        ("gap_recorder", 0),
        ("gap_conclusion", 1),
        ("gap_record", 2),
        ("gap_conclusion", 2),
    ]
    write(hall, number, 1)
    write(hall, number, 2)
    officers(hall, number)
    assert missing(composed(hall, number)) == ()


def test_who_writes_second_is_told_and_overwrites_nothing(hall) -> None:
    number = held(hall)
    assert write(hall, number, 2, record="先写的", version=0) == 1
    with pytest.raises(Stale) as stale:
        write(hall, number, 2, record="后写的", version=0)
    assert (stale.value.text, stale.value.version) == ("先写的", 1)
    assert item(hall, number, 2).record == "先写的"
    assert write(hall, number, 2, record="先写的，后写的", version=1) == 2


def test_sent_twice_is_written_once(hall) -> None:
    number = held(hall)
    same = key()
    for _ in range(2):
        assert write(hall, number, 2, version=0, request_key=same) == 1
    write(hall, number, 2, version=0)
    assert len(stored(hall, JournalEntry, JournalEntry.kind == "minutes.item")) == 1


def test_only_whoever_keeps_minutes_writes_them(hall) -> None:
    number = held(hall)
    with refused("no_power"):
        minutes.write_item(
            hall.community_id,
            hall.actor("representative1"),
            number,
            1,
            record="x",
            conclusion="y",
            version=0,
            request_key=key(),
            at=OVER,
        )


def test_sent_round_after_the_meeting_for_the_days_of_the_rule(hall) -> None:
    number = held(hall, closes=False)
    with refused("minutes_meeting_open"):
        circulate(hall, number)
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, at=OVER)
    switch(hall, "MN1", "correct_days", "2", at=OVER)
    assert circulate(hall, number) == deadline(OVER, 2)
    assert kept(hall, number).content is not None
    with refused("minutes_sent_round"):
        circulate(hall, number)


def test_nothing_before_the_meeting_was_opened(hall) -> None:
    number = call(hall, "representatives")
    with refused("meeting_not_open"):
        circulate(hall, number, AT)


def test_own_words_are_corrected_and_the_old_ones_kept(hall) -> None:
    number = circulated(hall)
    assert correct(hall, number) == 1
    assert correct(hall, number) == 1, "the same again changes nothing"
    assert correct(hall, number, text="我说的是水压和水质。", version=1) == 2
    found = sorted(stored(hall, MinutesCorrection), key=lambda row: row.position)
    assert [(row.before, row.after) for row in found] == [
        ("第 1 位的话。", "我说的是水压。"),
        ("我说的是水压。", "我说的是水压和水质。"),
    ]
    assert composed(hall, number).items[0].speeches[0].gist == "我说的是水压和水质。"
    was = composing.from_data(kept(hall, number).content)
    assert was.items[0].speeches[0].gist == "第 1 位的话。", "what was sent round stays readable"


def test_nobody_corrects_anothers_words(hall) -> None:
    number = circulated(hall)
    for who in ("representative2", "clerk", "chair"):
        with refused("minutes_not_your_words"):
            correct(hall, number, who)
    assert stored(hall, MinutesCorrection) == []
    assert stored(hall, Speech, Speech.position == 1)[0].gist == "第 1 位的话。"


def test_not_before_they_are_sent_round_and_not_after_the_term(hall) -> None:
    number = held(hall)
    with refused("minutes_not_sent_round"):
        correct(hall, number)
    until = circulate(hall, number)
    with refused("minutes_correction_over"):
        correct(hall, number, at=until)
    assert correct(hall, number, at=until - timedelta(seconds=1)) == 1


def test_two_windows_of_one_speaker_lose_nothing(hall) -> None:
    number = circulated(hall)
    correct(hall, number)
    with pytest.raises(Stale):
        correct(hall, number, text="另一个窗口里写的")


def test_incomplete_minutes_cannot_be_signed(hall) -> None:
    number = held(hall)
    circulate(hall, number)
    with pytest.raises(Refused, match="minutes_incomplete") as no:
        submit(hall, number)
    assert no.value.reasons[0].params["n"] == 5
    assert kept(hall, number).state == "correcting"


def test_not_before_the_term_is_over(hall) -> None:
    number = circulated(hall)
    until = kept(hall, number).corrections_until
    with refused("minutes_correction_running"):
        submit(hall, number, until - timedelta(seconds=1))
    assert submit(hall, number, until) == kept(hall, number).sha256


def test_what_is_being_signed_is_not_written_any_more(hall) -> None:
    number = submitted(hall)
    assert composing.seal(kept(hall, number).content) == kept(hall, number).sha256
    with refused("minutes_in_signing"):
        write(hall, number, 1, record="还想改")
    with refused("minutes_in_signing"):
        officers(hall, number, chair="secretary")
    with refused("minutes_in_signing"):
        submit(hall, number)


def test_taken_back_completed_and_sent_round_anew(hall) -> None:
    number = submitted(hall)
    minutes.withdraw(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    row = kept(hall, number)
    assert (row.state, row.content, row.sha256) == ("draft", None, "")
    write(hall, number, 1, record="补一句", at=AFTER)
    circulate(hall, number, AFTER)
    assert [one.state for one in stored(hall, Minutes)] == ["correcting"]


def test_sent_again_after_somebody_else_wrote_is_answered_as_done(hall) -> None:
    number = held(hall)
    first = key()
    write(hall, number, 2, record="先写的", version=0, request_key=first)
    write(hall, number, 2, record="先写的，别人补的", version=1)
    assert write(hall, number, 2, record="先写的", version=0, request_key=first) == 2
    assert item(hall, number, 2).record == "先写的，别人补的"
