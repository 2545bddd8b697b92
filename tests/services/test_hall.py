"""The hall: items, speakers, motions, tasks, and everything that is refused there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council.db import reading
from council.models.hall import MeetingTask, Motion, Speech
from council.models.journal import JournalEntry
from council.models.meetings import Meeting, Observer
from council.queries.public import hall as public
from council.rules.verdict import Refused
from council.services import hall as acts
from council.services import meetings, meetingtasks, motions, speeches
from council.services.meetingtasks import Owner
from council.services.motions import Decision
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, switch
from tests.factories.hall import LATER
from tests.factories.room import Room


def now(room: Room):
    return public.now(reading(), room.hall.community_id, room.meeting().id)


@pytest.fixture
def room(app_context, scene) -> Room:
    return Room(on_stage(app_context, scene))


def refused(*codes: str):
    return pytest.raises(Refused, match=", ".join(codes))


class TestItems:
    def test_one_at_a_time_with_a_conclusion(self, room) -> None:
        room.open(1)
        with refused("item_other_open"):
            room.open(2)
        room.do(acts.close_item, 1, "原则同意，两周内报方案。", version=0)
        assert room.item().conclusion == "原则同意，两周内报方案。"
        with refused("item_done"):
            room.open(1)
        room.open(2)
        assert [one.state for one in now(room).items] == ["done", "open", "ahead"]
        assert [one.position for one in now(room).done] == [1]

    def test_going_back_takes_a_reason_that_is_recorded(self, room) -> None:
        room.open(1)
        with refused("item_open_already"):
            room.do(acts.reopen_item, 1, "漏了一点")
        room.do(acts.close_item, 1, "同意。", version=0)
        with refused("item_not_open"):
            room.do(acts.reopen_item, 2, "漏了一点")
        with refused("text_missing"):
            room.do(acts.reopen_item, 1, "")
        room.do(acts.reopen_item, 1, "漏了一点")
        ruling = room.rows(Motion)[0]
        assert (ruling.topic, ruling.state, ruling.reason) == ("reopened", "ruled", "漏了一点")
        assert now(room).item.position == 1

    def test_nothing_without_a_meeting(self, room) -> None:
        meetings.close_meeting(
            room.hall.community_id, room.hall.actor("clerk"), room.number, at=LATER
        )
        with refused("meeting_closed"):
            room.open(1)

    def test_the_meeting_ends_when_its_item_has_ended(self, room) -> None:
        room.open(1)
        here, clerk = room.hall.community_id, room.hall.actor("clerk")
        with refused("meeting_item_open"):
            meetings.close_meeting(here, clerk, room.number, at=room.at)
        room.do(acts.close_item, 1, "未议完，下次再议。", version=0)
        meetings.close_meeting(here, clerk, room.number, at=room.at)
        assert room.meeting().closed_at is not None

    def test_closing_needs_words_and_nothing_pending(self, room) -> None:
        room.open(1)
        with refused("text_missing"):
            room.do(acts.close_item, 1, " ", version=0)
        room.move("amendment", "alter")
        with refused("item_motions_open"):
            room.do(acts.close_item, 1, "同意。", version=0)

    def test_closing_strikes_off_who_waits(self, room) -> None:
        room.open(1)
        room.ask(1)
        room.ask(2)
        room.do(speeches.start)
        room.do(acts.close_item, 1, "同意。", version=0)
        assert [one.state for one in room.rows(Speech)] == ["spoken", "withdrawn"]

    def test_two_clerks_lose_nothing(self, room) -> None:
        room.open(1)
        assert room.do(acts.write_record, 1, "先介绍方案。", version=0) == 1
        with pytest.raises(acts.Stale) as newer:
            room.do(acts.write_record, 1, "王代表问费用。", version=0)
        assert (newer.value.text, newer.value.version) == ("先介绍方案。", 1)
        room.do(acts.write_record, 1, "先介绍方案。王代表问费用。", version=1)
        assert room.item().record == "先介绍方案。王代表问费用。"
        room.do(acts.close_item, 1, "同意。", version=0)
        room.do(acts.reopen_item, 1, "漏了一点")
        with pytest.raises(acts.Stale) as older:
            room.do(acts.close_item, 1, "不同意。", version=1)
        assert older.value.text == "同意。"

    def test_sent_again_it_is_done_once(self, room) -> None:
        for _ in range(2):
            room.do(acts.open_item, 1, request_key="the same key")
        for _ in range(2):
            room.do(acts.write_record, 1, "介绍。", version=0, request_key="same again")
        assert (room.item().version, room.item().record) == (1, "介绍。")
        kinds = [entry.kind for entry in room.rows(JournalEntry)]
        assert (kinds.count("item.open"), kinds.count("item.record")) == (1, 1)


class TestSpeakers:
    def test_who_has_not_spoken_first_then_the_other_side(self, room) -> None:
        room.open(1)
        for n, side in ((1, "for"), (2, "for"), (3, "against"), (4, "neutral")):
            room.ask(n, side)
        assert room.do(speeches.start, seen=0) == 1
        room.ask(1, "for", request_key="first again")
        seen = now(room)
        assert seen.speaker.position == 1 and seen.speaker.seconds == 120
        assert [one.position for one in seen.waiting] == [3, 2, 4, 5]
        assert "*" in seen.speaker.name

    def test_the_floor_is_given_once_however_many_press(self, room) -> None:
        room.open(1)
        for n in (1, 2, 3):
            room.ask(n)
        assert room.do(speeches.start, seen=0) == 1
        with refused("hall_moved"):
            room.do(speeches.start, seen=0)
        assert room.do(speeches.start, seen=1) == 2
        states = [one.state for one in room.rows(Speech)]
        assert states == ["spoken", "speaking", "waiting"]

    def test_out_of_turn_only_by_a_ruling(self, room) -> None:
        room.open(1)
        room.ask(1)
        room.ask(2)
        with refused("speaker_out_of_turn") as no:
            room.do(speeches.start, 2)
        told = no.value.reasons[0].params
        assert told["who"] == room.rows(Speech)[0].name and told["turn_why"] == "asked"
        assert room.do(speeches.start, 2, ruling="要赶末班车") == 2
        ruling = room.rows(Motion)[0]
        assert (ruling.topic, ruling.reason) == ("out_of_turn", "要赶末班车")

    def test_stopping_and_the_empty_list(self, room) -> None:
        room.open(1)
        with refused("list_empty"):
            room.do(speeches.start)
        room.ask(1)
        room.do(speeches.start)
        room.do(speeches.stop, 1)
        with refused("hall_moved"):
            room.do(speeches.stop, 1)
        speech = room.rows(Speech)[0]
        assert speech.ended_at - speech.started_at == timedelta(minutes=1)

    def test_no_more_turns_than_allowed(self, room) -> None:
        room.open(1)
        for n in (1, 2):
            room.ask(1, request_key=f"turn number {n}")
            room.do(speeches.start)
        with refused("speaker_turns_used"):
            room.ask(1)
        assert [one.turn for one in room.rows(Speech)] == [1, 2]

    def test_the_community_decides_how_often_and_how_long(self, room) -> None:
        switch(room.hall, "DB1", "times", "1", at=LATER)
        switch(room.hall, "DB1", "minutes", "5", at=LATER)
        room.open(1)
        room.ask(1)
        room.do(speeches.start)
        assert room.rows(Speech)[0].seconds == 300
        with refused("speaker_turns_used"):
            room.ask(1)

    def test_only_who_is_here(self, room) -> None:
        room.open(1)
        with refused("speaker_not_here"):
            room.ask(6)
        with refused("speaker_not_here"):
            room.do(speeches.ask, "for", who="resident1")
        with refused("item_not_open"):
            room.do(acts.close_item, 1, "同意。", version=0)
            room.ask(1)

    def test_observers_and_guests_on_the_clerks_list(self, room) -> None:
        with unit(room.hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
            meeting = work.all(Meeting)[0]
            guest = work.add(
                Observer(meeting_id=meeting.id, name="钱工", title="设计院", arrived_at=LATER)
            )
            work.session.flush()
        room.open(1)
        room.do(speeches.add, f"o-{guest.id.hex}", "neutral")
        room.do(speeches.add, "", "for", name="过路人", title="")
        room.do(speeches.add, room.hall.people["representative1"].hex, "for")
        assert [one.name for one in room.rows(Speech)][:2] == ["钱工", "过路人"]
        with refused("speaker_waits"):
            room.do(speeches.add, "", "for", name="过路人")
        for wrong in ("x", "o-" + "f" * 32, room.hall.people["resident1"].hex):
            with pytest.raises(Refused):
                room.do(speeches.add, wrong, "for")

    def test_withdrawing_is_ones_own(self, room) -> None:
        room.open(1)
        room.ask(1)
        room.ask(2)
        with refused("speech_of_another"):
            room.do(speeches.withdraw, 2, who="representative1")
        room.do(speeches.withdraw, 1, who="representative1")
        room.do(speeches.withdraw, 2, by_clerk=True)
        with refused("speaker_not_waiting"):
            room.do(speeches.withdraw, 2, by_clerk=True)

    def test_the_gist_keeps_its_versions(self, room) -> None:
        room.open(1)
        room.ask(1)
        room.do(speeches.start)
        assert room.do(speeches.write_gist, 1, "同意装棚", version=0) == 1
        with pytest.raises(acts.Stale) as newer:
            room.do(speeches.write_gist, 1, "同意", version=0)
        assert newer.value.text == "同意装棚"
        assert room.do(speeches.write_gist, 1, "同意装棚", version=0) == 1
        assert room.do(speeches.write_gist, 1, "", version=1) == 2


class TestMotions:
    def test_in_lawful_order(self, room) -> None:
        room.open(3)
        with refused("motion_no_main"):
            room.move("amendment", "alter")
        main = room.move("main", text="请物业每周巡查")
        with refused("motion_main_open"):
            room.move("main", text="请物业每天巡查")
        small = room.move("amendment", "insert")
        large = room.move("amendment", "replace")
        with refused("amendments_before_main"):
            room.decide(main, Decision("consensus", "adopted"))
        with refused("amendment_goes_further"):
            room.decide(small)
        order = room.move("order", "close_list", "")
        with refused("order_first"):
            room.decide(large)
        assert [m.position for m in now(room).motions] == [order, large, small, main]
        assert room.decide(order) == "adopted"
        with refused("list_closed"):
            room.ask(2)

    def test_a_show_of_hands_counts_against_who_is_present(self, room) -> None:
        room.open(1)
        position = room.move("amendment", "alter")
        with refused("hands_too_many"):
            room.decide(position, Decision("hands", yes=5, no=1))
        assert room.decide(position, Decision("hands", yes=2, no=1)) == "rejected"
        motion = room.rows(Motion)[0]
        assert (motion.yes, motion.no, motion.abstain, motion.method) == (2, 1, 0, "hands")
        with refused("motion_decided"):
            room.decide(position)

    def test_no_decision_without_quorum(self, room) -> None:
        room.open(1)
        position = room.move("amendment", "alter")
        order = room.move("order", "adjourn", "")
        room.seat_out(2)
        assert room.decide(order, Decision("consensus", "adopted")) == "adopted"
        with refused("no_quorum"):
            room.decide(position, Decision("hands", yes=3))

    def test_what_was_only_for_discussion_is_not_put_to_the_vote(self, room) -> None:
        room.open(2)
        main = room.move("main", text="公布明细")
        with refused("item_not_announced"):
            room.decide(main)
        assert room.decide(main, Decision("consensus", "adopted")) == "adopted"

    def test_an_item_added_late_is_discussed_not_decided(self, room) -> None:
        meetings.add_item(
            room.hall.community_id,
            room.hall.actor("clerk"),
            room.number,
            title="门禁卡",
            at=LATER,
        )
        room.open(4)
        main = room.move("main", text="换门禁")
        with refused("item_not_announced"):
            room.decide(main, Decision("consensus", "adopted"))

    @pytest.mark.parametrize(
        ("topic", "told"),
        [
            ("close_debate", "debate_closed"),
            ("put_off", "item_put_off"),
            ("adjourn", "item_adjourned"),
        ],
    )
    def test_what_was_adopted_binds(self, room, topic: str, told: str) -> None:
        room.open(1)
        room.ask(1)
        order = room.move("order", topic, "")
        with refused("order_first"):
            room.do(speeches.start)
        room.decide(order, Decision("consensus", "adopted"))
        with refused(told):
            room.do(speeches.start)
        room.do(acts.reopen_item, 1, "继续")
        assert room.do(speeches.start) == 1

    def test_the_chair_rules_with_a_reason(self, room) -> None:
        room.open(1)
        order = room.move("order", "quorum", "")
        with refused("method_not_lawful"):
            room.decide(order, Decision("hands", yes=3))
        with refused("text_missing"):
            room.decide(order, Decision("chair"))
        assert room.decide(order, Decision("chair", reason="到会五人，够。")) == "ruled"

    def test_a_member_moves_and_takes_back(self, room) -> None:
        room.open(1)
        position = room.do(motions.move, "order", topic="correct", who="representative2")
        with refused("motion_of_another"):
            room.do(motions.take_back, position, who="representative1")
        room.do(motions.take_back, position, who="representative2")
        with refused("motion_decided"):
            room.do(motions.take_back, position, by_clerk=True)
        with refused("value_unknown"):
            room.move("order", "tea")

    def test_the_vote_waits_for_amendments(self, room) -> None:
        room.open(1)
        position = room.move("amendment", "alter")
        with refused("amendments_before_main"):
            room.open_poll()
        room.decide(position)
        main = room.move("main", text="按修正后的方案装")
        with refused("method_not_lawful"):
            room.decide(main)
        poll = room.open_poll()
        with refused("item_poll_open"):
            room.decide(main, Decision("poll", poll=poll))
        room.vote(poll)
        assert room.decide(main, Decision("poll", poll=poll)) == "adopted"
        with refused("poll_of_another_item"):
            again = room.move("main", text="再来一次")
            room.decide(again, Decision("poll", poll="2026-099"))


class TestTasks:
    def test_with_an_owner_and_a_day(self, room) -> None:
        room.open(1)
        due = (LATER + timedelta(days=14)).date()
        person = Owner(person_id=room.hall.people["chair"], holder="居委会主任")
        number = room.do(meetingtasks.set_task, "报方案", person, due, position=1)
        task = room.rows(MeetingTask)[0]
        assert (task.number, task.due_on, task.state) == (number, due, "open")
        with refused("task_without_owner"):
            room.do(meetingtasks.set_task, "报方案", Owner(), due)
        with refused("task_due_past"):
            room.do(meetingtasks.set_task, "报方案", person, date(2026, 5, 1))
        room.do(meetingtasks.drop, number, "记错了")
        with refused("task_not_open"):
            room.do(meetingtasks.drop, number, "记错了")
