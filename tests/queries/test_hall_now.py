"""The hall at this moment, as everybody may see it."""

from __future__ import annotations

import pytest

from council.db import reading
from council.models.meetings import AgendaItem, Meeting
from council.queries.chamber import hall as chamber
from council.queries.public import hall as public
from council.services import hall as acts
from council.services import speeches
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage
from tests.factories.hall import REPRESENTATIVES, make_matter, opened, stored
from tests.factories.room import Room


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def test_before_an_item_is_open(hall) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:4])
    meeting = stored(hall, Meeting, Meeting.number == number)[0]
    now = public.now(reading(), hall.community_id, meeting.id)
    assert (now.state, now.item, now.speaker, now.waiting) == ("open", None, None, ())
    assert [item.state for item in now.items] == ["ahead"]
    assert [(count.present, count.entitled, count.met) for count in now.counts] == [(4, 6, True)]
    assert chamber.now(reading(), hall.community_id, meeting.id) == now


def test_in_clear_only_for_the_chamber(hall) -> None:
    with pytest.raises(ValueError, match="chamber"):
        public.now(reading(), hall.community_id, hall.community_id, masked=False)
    with pytest.raises(LookupError):
        public.now(reading(), hall.community_id, hall.community_id)


def test_what_is_kept_out_of_the_minutes_is_not_told_here(app_context, scene) -> None:
    room = Room(on_stage(app_context, scene))
    with unit(room.hall.community_id, kind="test", actor=SYSTEM, at=room.at) as work:
        work.all(AgendaItem, AgendaItem.position == 1)[0].is_closed = True
    room.open(1)
    room.ask(1)
    room.do(speeches.start)
    room.move("amendment", "alter", "住户张某的情况")
    meeting = room.meeting()
    told = public.now(reading(), room.hall.community_id, meeting.id)
    assert told.item is not None and told.item.title == "" and told.item.proposal is None
    assert (told.speaker, told.waiting, told.motions, told.poll) == (None, (), (), None)
    clear = chamber.now(reading(), room.hall.community_id, meeting.id)
    assert clear.item is not None and "充电棚" in clear.item.title
    assert clear.speaker is not None and "*" not in clear.speaker.name
    assert clear.motions[0].text == "住户张某的情况"


def test_names_are_masked_and_what_was_concluded_is_told(app_context, scene) -> None:
    room = Room(on_stage(app_context, scene))
    room.open(1)
    room.ask(1)
    room.ask(2, "against")
    room.do(speeches.start)
    order = room.move("order", "close_list", "")
    room.decide(order)
    now = public.now(reading(), room.hall.community_id, room.meeting().id)
    assert now.speaker is not None and "*" in now.speaker.name and now.speaker.seconds == 120
    assert [(one.why, one.spoken) for one in now.waiting] == [("asked", 0)]
    assert now.orders == {"close_list"} and now.decided[0].yes == 4
    room.do(acts.close_item, 1, "同意，联系人 13812345678。", version=0)
    done = public.now(reading(), room.hall.community_id, room.meeting().id).done
    assert [one.position for one in done] == [1] and "13812345678" not in done[0].conclusion
