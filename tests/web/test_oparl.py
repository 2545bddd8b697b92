"""OParl 1.1: every object has what the standard asks for, every address in it can be opened."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlsplit

import pytest

from council.models.people import Person
from council.services.unit import SYSTEM, unit
from council.web.api import oparl
from council.web.api.oparl_objects import SCHEMA
from council.web.api.oparl_schema import REQUIRED
from tests.factories.hall import stored
from tests.factories.square import NOW, square
from tests.support.statements import statements
from tests.web.test_open_data import faults

LISTS = {
    "organization": "Organization",
    "meeting": "Meeting",
    "agendaItem": "AgendaItem",
    "consultation": "Consultation",
    "paper": "Paper",
    "file": "File",
    "locationList": "Location",
}
EMPTY = ("person", "membership", "legislativeTermList")


@pytest.fixture
def place(app, app_context, scene, clock):
    made = square(app, scene)
    clock.set(NOW)
    return made


@pytest.fixture
def fetch(client, place):
    def get(address: str, status: int = 200):
        parts = urlsplit(address)
        answer = client.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert answer.status_code == status, address
        assert answer.mimetype == "application/json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        return answer.get_json()

    return get


@pytest.fixture
def body(fetch):
    system = fetch("/api/oparl/")
    assert system["type"] == SCHEMA + "System" and system["oparlVersion"] == SCHEMA
    (found,) = fetch(system["body"])["data"]
    return found


def objects(value):
    """Every object in a value, those inside others among them."""
    if isinstance(value, list):
        for one in value:
            yield from objects(one)
    elif isinstance(value, dict):
        if "type" in value:
            yield value
        for one in value.values():
            yield from objects(one)


def test_from_the_system_to_every_object(fetch, body) -> None:
    assert fetch(body["id"]) == body
    for name, kind in LISTS.items():
        page = fetch(body[name])
        assert page["data"], name
        assert set(page) == {"data", "pagination", "links"}
        for one in page["data"]:
            assert one["type"] == SCHEMA + kind
            assert fetch(one["id"]) == one
    for name in EMPTY:
        assert fetch(body[name])["data"] == []


def test_everything_has_what_the_standard_asks_for(client, fetch, body) -> None:
    book = client.get("/api/openapi.json").get_json()
    seen = set()
    pages = [fetch(body[name]) for name in LISTS]
    for page in pages:
        assert not faults(page, book["components"]["schemas"]["OParlList"], book)
    for one in objects([fetch("/api/oparl/"), body, *pages]):
        kind = one["type"].removeprefix(SCHEMA)
        seen.add(kind)
        assert not faults(one, book["components"]["schemas"][f"OParl{kind}"], book), one["id"]
        stamps = [one[name] for name in ("created", "modified") if name in one]
        assert all(datetime.fromisoformat(at).tzinfo for at in stamps)
        assert stamps == sorted(stamps), "nothing was changed before it was made"
    assert seen == set(REQUIRED)


def test_every_address_in_an_object_can_be_opened(client, fetch, body) -> None:
    addresses = set()
    for page in (fetch(body[name]) for name in LISTS):
        for one in objects(page):
            for value in one.values():
                values = value if isinstance(value, list) else [value]
                addresses |= {v for v in values if isinstance(v, str) and v.startswith("http")}
    for address in sorted(addresses - {a for a in addresses if a.startswith(SCHEMA)}):
        path = urlsplit(address).path
        assert client.get(path).status_code == 200, address
    assert len(addresses) > 30


def test_a_meeting_its_agenda_and_what_was_decided(fetch, body, place) -> None:
    meetings = fetch(body["meeting"])["data"]
    decided = [i for m in meetings for i in m["agendaItem"] if "result" in i]
    assert {item["result"] for item in decided} >= {"通过", "未通过"}
    for item in decided:
        assert item["resolutionText"] and item["resolutionFile"]["accessUrl"].endswith(".docx")
        consulted = fetch(item["consultation"])
        paper = fetch(consulted["paper"])
        assert consulted in paper["consultation"] and paper["reference"]
    orders = [[item["order"] for item in m["agendaItem"]] for m in meetings]
    assert all(order == list(range(len(order))) for order in orders)


def test_nobody_is_named(client, fetch, body, place) -> None:
    names = {row.name for row in stored(place.hall, Person)}
    for name in LISTS:
        text = client.get(urlsplit(body[name]).path).get_data(as_text=True)
        assert not [one for one in names if one in text], name


def test_closed_items_tell_nothing(fetch, body, place) -> None:
    from council.models.meetings import AgendaItem

    with unit(place.hall.community_id, kind="meeting.arrange", actor=SYSTEM, at=NOW) as work:
        for row in work.all(AgendaItem):
            row.is_closed = True
    items = fetch(body["agendaItem"])["data"]
    assert {item["name"] for item in items} == {"不公开的议程"}
    assert not any(item["public"] or "consultation" in item or "result" in item for item in items)
    assert fetch(body["consultation"])["data"] == []


def test_papers_of_meetings_are_files_unless_they_are_closed(client, fetch, body, place) -> None:
    from council.models.hall import MeetingPaper
    from council.models.meetings import AgendaItem, Meeting

    with unit(place.hall.community_id, kind="meeting.paper", actor=SYSTEM, at=NOW) as work:
        item = work.all(AgendaItem)[0]
        number = work.get(Meeting, item.meeting_id).number
        for n, (item_id, closed) in enumerate(((None, False), (item.id, False), (item.id, True))):
            work.add(
                MeetingPaper(
                    meeting_id=item.meeting_id,
                    item_id=item_id,
                    title=f"材料{n} 13800001234",
                    sha256=f"{n}" * 64,
                    media_type="application/pdf",
                    size=1000 + n,
                    is_closed=closed,
                    at=NOW,
                )
            )
    found = fetch(f"{body['id']}/meetings/{number}")
    of_all = [one["size"] for one in found["auxiliaryFile"]]
    of_items = [f["size"] for i in found["agendaItem"] for f in i.get("auxiliaryFile", ())]
    assert (of_all, of_items) == ([1000], [1001])
    (first,) = found["auxiliaryFile"]
    assert fetch(first["id"]) == first and first["fileName"].endswith(".pdf")
    assert "13800001234" not in first["name"]
    assert "材料2" not in client.get(urlsplit(body["file"]).path).get_data(as_text=True)


def test_pages_and_their_links(fetch, body, monkeypatch) -> None:
    whole = fetch(body["paper"])["data"]
    at, seen = body["paper"] + "?elementsPerPage=2", []
    while at:
        page = fetch(at)
        seen += page["data"]
        assert page["pagination"]["totalElements"] == len(whole)
        assert len(page["data"]) <= 2
        at = page["links"].get("next")
    assert seen == whole and len(whole) > 2
    beyond = fetch(body["paper"] + "?page=500")
    assert beyond["data"] == [] and "next" not in beyond["links"] and "prev" in beyond["links"]


def test_filters_by_time(fetch, body) -> None:
    papers = fetch(body["paper"])["data"]
    newest = max(one["modified"] for one in papers)
    since = fetch(f"{body['paper']}?modified_since={quote(newest)}&elementsPerPage=1")
    assert since["data"][0]["modified"] == newest
    assert quote(newest, safe="") in since["links"]["self"].replace(":", "%3A")
    assert fetch(f"{body['paper']}?created_since=2099-01-01T00%3A00%3A00%2B08%3A00")["data"] == []
    until = fetch(f"{body['paper']}?created_until=1999-01-01T00:00:00Z&modified_until={newest}")
    assert until["data"] == []


def test_without_what_is_inside(fetch, body) -> None:
    for one in fetch(body["meeting"] + "?omit_internal=true")["data"]:
        assert not {"agendaItem", "invitation", "location"} & set(one)
        assert one["organization"]


@pytest.mark.parametrize(
    "query",
    [
        *("created_since=yesterday", "modified_until=2026-01-01", "page=0", "page=-1", "page=x"),
        *("elementsPerPage=0", "created_since=", "page=٣"),
        "created_since=9999-12-31T23:59:59-23:59",
    ],
)
def test_what_cannot_be_read_is_an_error_object(fetch, body, query) -> None:
    error = fetch(f"{body['paper']}?{query}", 400)
    assert error["type"] == SCHEMA + "Error" and error["message"]


def test_what_is_not_there_is_an_error_object(client, fetch, body, place) -> None:
    for path in ("laws", "meetings/2026-999", "agenda-items/x", "files/notice-1", "laws/1"):
        error = fetch(f"{body['id']}/{path}", 404)
        assert error["type"] == SCHEMA + "Error"
    assert client.get("/api/oparl/bodies/nowhere").status_code == 404


def test_a_list_asks_few_questions(client, body) -> None:
    with statements() as asked:
        client.get(urlsplit(body["meeting"]).path)
    assert 1 < len(asked) <= 8, asked


def test_every_list_of_a_body_has_its_door(body) -> None:
    paths = {urlsplit(body[name]).path.rpartition("/")[2] for name in (*LISTS, *EMPTY)}
    assert paths == set(oparl._LISTS)
