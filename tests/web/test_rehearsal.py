"""The dry run: marked on every page, real roll, no trace in journal or record."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from council.db import db, recorded_tables
from council.models.base import Base
from council.models.hall import Rehearsal
from council.models.journal import JournalHead
from council.rules import rehearsal as law_of
from council.rules.verdict import Refused
from council.services import meetings, rehearsals
from council.services.clockwork import run_due
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import LATER, REPRESENTATIVES, call, make_matter, stored

MARK = "演练：这不是正式会议，不留任何记录"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(LATER - timedelta(days=1))
    return handle


def record() -> dict[str, str]:
    """A hash over every row of every recorded table, and the journal's head."""
    found = {}
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in recorded_tables() or table is JournalHead.__table__:
                rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_a_whole_meeting_is_practised_and_nothing_is_left(client, hall) -> None:
    number = call(hall, "representatives")
    base = f"{hall.base}/chamber/meetings/{number}/rehearsal"
    before = record()
    assert "journal_entry" in before and "journal_head" in before
    sign_in(client, hall.accounts["clerk"])
    assert MARK in client.get(base).text

    def post(action: str, **data) -> None:
        answer = client.post(f"{base}/{action}", data=data)
        assert answer.status_code == 303, (action, answer.status_code)

    post("start")
    post("start")
    here = [hall.people[who].hex for who in REPRESENTATIVES]
    post("attendance", here=here[:3])
    page = client.get(base)
    assert MARK in page.text and "应到 6 人，实到 3 人" in page.text and "还差" in page.text
    post("item", position=1)
    refused = client.post(f"{base}/vote")
    assert refused.status_code == 409 and "到会人数不够" in refused.text
    post("attendance", everybody="1")
    post("speakers", person=here[0], side="against")
    post("speakers", person=here[1], side="for")
    post("speakers")
    wall = client.get(f"{base}/projector")
    assert MARK in wall.text and "到会 6 / 6" in wall.text and "<em>反对</em>" in wall.text
    tag = re.search(r'data-tag="(\w+)"', wall.text)[1]
    unchanged = client.get(f"{base}/projector/now", headers={"If-None-Match": f'"{tag}"'})
    assert unchanged.status_code == 304
    post("vote")
    wrong = client.post(f"{base}/vote", data={"yes": 5, "no": 2, "abstain": 0})
    assert wrong.status_code == 409 and "不能超过" in wrong.text
    post("vote", yes=4, no=1, abstain=1)
    assert "赞成 4" in client.get(base).text
    assert len(stored(hall, Rehearsal)) == 1
    post("end")
    assert stored(hall, Rehearsal) == []
    assert record() == before
    assert "开始演练" in client.get(base).text
    assert client.post(f"{base}/item", data={"position": 1}).status_code == 409


def test_an_act_that_is_refused_changes_nothing(hall) -> None:
    number = call(hall, "representatives")
    clerk, cid = hall.actor("clerk"), hall.community_id
    with pytest.raises(Refused) as caught:
        rehearsals.start(cid, hall.actor("representative1"), number, at=LATER)
    assert caught.value.reasons[0].code == "no_power"
    rehearsals.start(cid, clerk, number, at=LATER)
    with pytest.raises(Refused) as caught:
        rehearsals.step(cid, clerk, number, lambda state: law_of.take_up(state, 9, {1}))
    assert caught.value.reasons[0].code == "not_found"
    assert stored(hall, Rehearsal)[0].state == law_of.EMPTY
    rehearsals.step(cid, clerk, number, lambda state: law_of.take_up(state, 1, {1}))
    assert stored(hall, Rehearsal)[0].state["item"] == 1


def test_not_once_the_meeting_itself_is_open(hall, clock) -> None:
    number = call(hall, "representatives")
    clock.set(LATER)
    clerk = hall.actor("clerk")
    meetings.open_meeting(hall.community_id, clerk, number, at=LATER)
    with pytest.raises(Refused) as caught:
        rehearsals.start(hall.community_id, clerk, number, at=LATER)
    assert caught.value.reasons[0].code == "rehearsal_too_late"


def test_what_nobody_ends_is_thrown_away(hall) -> None:
    number = call(hall, "representatives")
    began = LATER - timedelta(days=3)
    rehearsals.start(hall.community_id, hall.actor("clerk"), number, at=began)
    run_due(began + timedelta(days=1))
    assert len(stored(hall, Rehearsal)) == 1
    run_due(began + timedelta(days=2, hours=1))
    assert stored(hall, Rehearsal) == []


def test_each_step_is_refused_where_it_cannot_be() -> None:
    state = law_of.EMPTY
    for act, code in (
        (lambda: law_of.ask(state, "a", "for"), "rehearsal_not_here"),
        (lambda: law_of.vote(state, quorate=True), "rehearsal_no_item"),
        (lambda: law_of.count(state, [0, 0, 0]), "rehearsal_no_vote"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.reasons[0].code == code
    here = law_of.attend(state, ["a", "stranger"], {"a", "b"}, LATER)
    assert set(here["here"]) == {"a"} and state["here"] == {}
    asked = law_of.ask(here, "a", "for")
    with pytest.raises(Refused):
        law_of.ask(asked, "a", "for")
    with pytest.raises(Refused):
        law_of.ask(here, "a", "sideways")
    gone = law_of.attend(asked, [], {"a", "b"}, LATER)
    assert gone["waiting"] == []
    second = law_of.take_up(law_of.take_up(asked, 1, {1, 2}), 2, {1, 2})
    assert (second["item"], second["done"], second["waiting"]) == (2, [1], [])
