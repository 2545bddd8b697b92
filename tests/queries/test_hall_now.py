"""The hall at this moment, as everybody may see it."""

from __future__ import annotations

import pytest

from council.db import reading
from council.models.meetings import Meeting
from council.queries.chamber import hall as chamber
from council.queries.public import hall as public
from tests.factories.community import on_stage
from tests.factories.hall import REPRESENTATIVES, make_matter, opened, stored


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
