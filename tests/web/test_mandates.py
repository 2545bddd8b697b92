"""Mandates through the pages: given, entered with a paper, taken back; who may see the paper."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest

from council.models.mandates import Mandate
from council.models.people import Person
from council.services import rolls
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import LATER, call, make_matter, stored
from tests.factories.owners import OWNERS, make_owners, place_poll

BASE = "/c/t1/chamber/meetings/2026-090/mandates"
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_owners(handle)
    with unit(handle.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        poll, meeting, body = place_poll(
            work, handle.bodies[OWNERS], closes_at=LATER + timedelta(days=15)
        )
        rolls.freeze(work, poll, meeting, body)
    clock.set(LATER + timedelta(hours=1))
    handle.names = {key: stored(handle, Person, Person.id == who)[0] for key, who in
                    handle.people.items()}  # fmt: skip
    return handle


def give(client, hall, giver="resident2", holder="resident4", **more):
    sign_in(client, hall.accounts[giver])
    return client.post(f"{BASE}/give", data={"holder": hall.names[holder].name} | more)


def enter(client, hall, giver="resident2", holder="resident4", paper=PDF):
    sign_in(client, hall.accounts["clerk"])
    given = {"giver": hall.names[giver].number, "holder": hall.names[holder].number}
    return client.post(f"{BASE}/enter", data=given | {"paper": (io.BytesIO(paper), "w.pdf")})


def test_given_seen_by_both_and_taken_back(client, hall):
    assert give(client, hall, holder="resident2").status_code == 409
    assert give(client, hall).status_code == 303
    giver, holder = hall.names["resident2"].name, hall.names["resident4"].name
    said = f"{giver} 委托 {holder}"
    page = client.get(BASE)
    assert said in page.text
    sign_in(client, hall.accounts["resident4"])
    other = client.get(BASE)
    assert said in other.text and "/revoke" not in other.text
    sign_in(client, hall.accounts["resident6"])
    assert said not in client.get(BASE).text
    url = re.search(r'action="([^"]+/revoke)"', page.text)[1]
    assert client.post(url).status_code == 403
    sign_in(client, hall.accounts["resident2"])
    assert client.post(url).status_code == 303
    assert "已经撤回" in client.get(BASE).text
    assert stored(hall, Mandate)[0].revoked_at


def test_what_is_refused_is_said_at_the_form(client, hall):
    page = give(client, hall, holder="clerk")
    assert page.status_code == 409 and "受托人不在这次表决的名册里" in page.text
    assert give(client, hall, holder="resident2").status_code == 409
    sign_in(client, hall.accounts["resident2"])
    assert client.post(f"{BASE}/give", data={}).status_code == 422
    assert client.post(f"{BASE}/give", data={"holder": "没有这个人"}).status_code == 422
    assert stored(hall, Mandate) == []


def test_a_paper_is_entered_and_goes_only_to_those_concerned(client, hall):
    assert enter(client, hall, paper=b"<script>").status_code == 409
    assert enter(client, hall).status_code == 303
    url = f"/c/t1/chamber/mandates/{stored(hall, Mandate)[0].number}/paper"
    for who in ("clerk", "resident2", "resident4", "supervisor1"):
        sign_in(client, hall.accounts[who])
        answer = client.get(url)
        assert answer.status_code == 200, who
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.data == PDF
        answer.close()
    for who in ("resident6", "chair", "secretary", "street"):
        sign_in(client, hall.accounts[who])
        assert client.get(url).status_code == 404, who
    sign_out(client)
    assert client.get(url).status_code == 303
    sha = stored(hall, Mandate)[0].sha256
    assert client.get(f"/c/t1/files/{sha}").status_code == 404


def test_only_the_clerk_enters(client, hall):
    sign_in(client, hall.accounts["chair"])
    assert client.post(f"{BASE}/enter", data={}).status_code == 403


def test_the_form_on_paper(client, hall):
    empty = client.get("/c/t1/meetings/2026-090/mandate")
    assert empty.status_code == 200 and "授权委托书" in empty.text and "<svg" in empty.text
    assert not [p.name for p in hall.names.values() if p.name in empty.text]
    sign_in(client, hall.accounts["resident2"])
    mine = client.get(f"{BASE}/form")
    assert hall.names["resident2"].name in mine.text and "3号楼 1单元 127" in mine.text
    assert mine.headers["Cache-Control"] == "no-store"


def test_where_the_rule_allows_none_the_page_says_so(client, hall):
    make_matter(hall, "resolution")
    meeting = call(hall, "representatives", at=LATER, starts=LATER + timedelta(days=9))
    sign_in(client, hall.accounts["representative1"])
    page = client.get(f"/c/t1/chamber/meetings/{meeting}/mandates")
    assert "不接受委托" in page.text and "/give" not in page.text


def test_no_such_meeting(client, hall):
    assert client.get("/c/t1/meetings/2026-999/mandate").status_code == 404
    sign_in(client, hall.accounts["resident2"])
    assert client.get("/c/t1/chamber/meetings/2026-999/mandates").status_code == 404
    assert client.get("/c/t1/chamber/mandates/2026-999/paper").status_code == 404
