"""What was ever decided: searched, narrowed, on the matter's page; how far it is carried out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from council.db import db
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person
from council.models.proposals import Proposal
from council.models.search import SearchDocument
from council.queries.public import recall
from council.queries.public.recall import Filters
from council.services import meetings, search_rebuild, signing
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage
from tests.factories.hall import LATER, make_matter, stored
from tests.factories.minutes import AFTER, circulated, held, officers, published, sign, write
from tests.factories.owners import OWNERS, make_owners
from tests.factories.square import NOW, square
from tests.factories.written import call
from tests.web.test_public_pages import queries

SECRET = "某户纠纷的调解"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(AFTER)
    return handle


def found(client, words, **narrowed):
    asked = {"q": words} | narrowed
    page = client.get("/c/t1/search/", query_string=asked)
    assert page.status_code == 200
    return re.findall(r'<h3><a href="/c/t1([^"]+)">', page.text)


def kinds(hall):
    return sorted({row.kind for row in stored(hall, SearchDocument)})


def with_secret(hall):
    """Published minutes of a meeting whose second item stays closed."""
    from council.services import minutes as acts

    number = held(hall)
    name = stored(hall, Person, Person.id == hall.people["representative1"])[0].name
    write(hall, number, 1, record=f"{name}说排水沟要清。", conclusion="先清理排水沟，再询价。")
    write(hall, number, 2, record=SECRET, conclusion=SECRET, closed=True)
    officers(hall, number)
    clerk = hall.actor("clerk")
    acts.circulate(hall.community_id, clerk, number, at=LATER + timedelta(hours=2))
    acts.submit(hall.community_id, clerk, number, at=AFTER)
    sign(hall, number, "chair")
    sign(hall, number, "clerk")
    return number, name


def test_a_meeting_is_found_from_its_notice_on(client, hall) -> None:
    number = held(hall, closes=False)
    assert f"/meetings/{number}" in found(client, "充电棚", kind="meeting")
    search_rebuild.rebuild(hall.community_id, at=AFTER)  # a matter put straight into place
    assert found(client, "充电棚", kind="proposal") == ["/proposals/2026-001"]
    assert len(found(client, "充电棚")) == 2
    meetings.add_item(hall.community_id, hall.actor("clerk"), number, title="雨水管堵塞", at=LATER)
    assert found(client, "雨水管") == [f"/meetings/{number}"]


def test_minutes_are_found_once_published_and_closed_items_never(client, hall) -> None:
    number, name = with_secret(hall)
    assert found(client, "排水沟") == []
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    minutes = f"/meetings/{number}/minutes"
    assert found(client, "清理排水沟", kind="conclusion") == [minutes]
    assert found(client, "排水沟", kind="minutes") == [minutes]
    assert found(client, "第 2 位的话", kind="minutes") == [minutes]
    for words in (SECRET, "调解", name):
        assert found(client, words) == []
    kept = stored(hall, SearchDocument)
    assert not [row for row in kept if SECRET in row.text + row.title or name in row.text]
    signing.annex(
        hall.community_id, hall.actor("clerk"), number, text="询价另附水表清单。", at=AFTER
    )
    assert found(client, "水表清单", kind="minutes") == [minutes]


def test_an_item_that_is_closed_later_is_no_longer_found(client, hall) -> None:
    number = held(hall)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
        meeting = work.find(Meeting, Meeting.number == number)
        item = work.find(AgendaItem, AgendaItem.meeting_id == meeting.id, AgendaItem.position == 2)
        item.title = SECRET
    write(hall, number, 2, record="x", conclusion="x", closed=True)
    assert found(client, "调解") == []


def test_votes_in_writing_are_found(client, hall) -> None:
    make_owners(hall)
    number = call(hall)
    assert found(client, "更换水泵", kind="meeting") == [f"/meetings/{number}"]
    assert hall.bodies[OWNERS]


def test_the_index_made_again_is_the_same(hall) -> None:
    published(hall)
    with Session(db.engine) as session:
        mine = SearchDocument.community_id == hall.community_id
        columns = (SearchDocument.kind, SearchDocument.number, SearchDocument.text)
        before = set(map(tuple, session.execute(select(*columns).where(mine))))
        session.execute(delete(SearchDocument).where(mine))
    n = search_rebuild.rebuild(hall.community_id, at=AFTER)
    with Session(db.engine) as session:
        after = set(map(tuple, session.execute(select(*columns).where(mine))))
    # a matter put straight into place was never indexed
    assert {row for row in after if row[0] != "proposal"} == before
    assert n == len(after)


def test_conclusions_stand_among_what_was_decided(client, hall) -> None:
    number, _name = with_secret(hall)
    assert "排水沟" not in client.get("/c/t1/decisions/").text
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    page = client.get("/c/t1/decisions/").text
    assert "先清理排水沟" in page and SECRET not in page
    assert f"/c/t1/meetings/{number}/minutes" in page
    body = hall.bodies["representatives"].hex
    for narrowed, there in (
        ("kind=conclusion", True), ("kind=resolution", False), (f"body={body}", True),
        (f"body={hall.bodies['council'].hex}", False), ("year=2026", True), ("year=2025", False),
        ("topic=lifts", False), ("compound=杏园", False), ("building=zz&year=x&kind=y", True),
        ("category=01", False), ("page=2", False), ("building=" + "0" * 32, False),
    ):  # fmt: skip
        page = client.get(f"/c/t1/decisions/?{narrowed}")
        assert page.status_code == 200, narrowed
        assert ("先清理排水沟" in page.text) is there, narrowed


def test_by_the_place_of_the_matter(client, hall) -> None:
    number, _name = with_secret(hall)
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    building = hall.buildings["杏园1号楼"]
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AFTER) as work:
        from council.models.places import Building

        matter = work.find(Proposal, Proposal.number == "2026-001")
        matter.building_id = building
        matter.compound_id = work.get(Building, building).compound_id
    for narrowed, there in (
        ("compound=杏园", True), ("compound=柳岸", False), (f"building={building.hex}", True),
        (f"building={hall.buildings['杏园2号楼'].hex}", False),
    ):  # fmt: skip
        page = client.get(f"/c/t1/decisions/?{narrowed}").text
        assert ("先清理排水沟" in page) is there, narrowed


def test_a_matter_that_is_not_public_tells_nothing(hall) -> None:
    number, _name = with_secret(hall)
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AFTER) as work:
        work.find(Proposal, Proposal.number == "2026-001").is_public = False
    with db.engine.connect() as connection:
        assert recall.lines(connection, hall.community_id, Filters()) == []


def test_the_thread_of_meetings_on_the_matters_page(client, hall) -> None:
    number = circulated(hall)
    page = client.get("/c/t1/proposals/2026-001").text
    assert "哪些会议议过这件事" in page and f"/c/t1/meetings/{number}" in page
    assert "先询价" not in page
    from council.services import minutes as acts

    acts.submit(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    sign(hall, number, "chair")
    sign(hall, number, "clerk")
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    page = client.get("/c/t1/proposals/2026-001").text
    assert "先询价" in page and f"/c/t1/meetings/{number}/minutes" in page


def test_a_closed_item_is_not_in_the_thread(client, hall) -> None:
    number = held(hall)
    write(hall, number, 1, closed=True)
    assert "哪些会议议过这件事" not in client.get("/c/t1/proposals/2026-001").text


# --- on the square: resolutions passed and failed ---


@pytest.fixture
def place(app, scene, clock):
    made = square(app, scene)
    clock.set(NOW)
    return made


def test_the_register_tells_how_far_each_is(client, place) -> None:
    page = client.get(f"{place.base}/decisions/register").text
    assert "没有通过" in page and f"{place.base}/decisions/2026-001" in page
    failed = client.get(f"{place.base}/decisions/register?state=failed").text
    assert f'{place.base}/decisions/2026-001"' not in failed
    assert client.get(f"{place.base}/decisions/register?state=zz&page=x").status_code == 200
    rows = client.get(f"{place.base}/register.json").json["rows"]
    assert {row["number"] for row in rows} >= {"2026-001", "2026-002"}
    assert {"steps", "done", "late", "stage"} <= rows[0].keys()
    for kind in ("csv", "xlsx"):
        assert client.get(f"{place.base}/register.{kind}").status_code == 200


def test_resolutions_are_found_by_their_words(client, place) -> None:
    with client.application.app_context():
        search_rebuild.rebuild(place.hall.community_id, at=NOW)
    with client.application.app_context(), db.engine.connect() as connection:
        text = connection.scalar(
            select(SearchDocument.title).where(
                SearchDocument.kind == "resolution", SearchDocument.number == "2026-001"
            )
        )
    page = client.get(f"{place.base}/search/", query_string={"q": text, "kind": "resolution"})
    assert f"{place.base}/decisions/2026-001" in page.text


@pytest.mark.parametrize("path", ["/decisions/", "/decisions/register", "/search/?q=充电棚"])
def test_few_queries(app, client, place, path) -> None:
    client.get(place.base + path)
    assert queries(app, client, place.base + path) <= 8
