"""Overviews tell of a secret poll whether it passed, whatever its size."""

from __future__ import annotations

import pytest

from council.db import reading
from council.models.polls import Poll
from council.queries.public import front, matter
from council.queries.public.sealed import overview
from council.services import polls, resolutions
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage
from tests.factories.hall import LATER, REPRESENTATIVES, make_matter, opened
from tests.factories.voting import poll_of, vote

YEAR = LATER.replace(month=1, day=1)


@pytest.fixture
def decided(app_context, scene, clock):
    """A matter decided in secret by the representatives, with its resolution."""
    hall = on_stage(app_context, scene)
    clock.set(LATER)
    make_matter(hall, "resolution")
    meeting = opened(hall, "representatives", REPRESENTATIVES)
    clerk = hall.actor("clerk")
    number = polls.open_poll(hall.community_id, clerk, meeting, 1, at=LATER)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
        work.find(Poll, Poll.number == number).secret = True
        work.tell(number=number)
    for n, who in enumerate(REPRESENTATIVES):
        vote(hall, who, number, "no" if n == 5 else "yes")
    polls.close_poll(hall.community_id, clerk, number, at=LATER)
    resolutions.record(hall.community_id, clerk, number, "同意建充电棚。", at=LATER)
    hall.poll = number
    return hall


def test_neither_front_nor_matter_tells_the_figures(client, decided) -> None:
    hall = decided
    stored = poll_of(hall, hall.poll).tally
    assert stored["counts"]["yes"] == 5, "otherwise this test proves nothing"
    told = front.load(reading(), hall.community_id, LATER, YEAR).decided[0].tally
    page = matter.load(reading(), hall.community_id, "2026-001")
    assert page is not None
    for tally in (told, page.votes[-1].tally):
        assert tally is not None and tally["counts"] == {} and "heads" not in tally["approval"]
    for path in ("/", "/proposals/2026-001", "/proposals/2026-001.json", "/decisions/2026-001"):
        text = client.get(f"{hall.base}{path}").text
        assert "赞成 5" not in text and '"yes": 5' not in text and "5 人，参加表决的" not in text


def test_an_open_poll_is_told_as_it_is() -> None:
    tally = {"counts": {"yes": 5}}
    assert overview(tally, secret=False) is tally and overview(None, secret=True) is None
