"""Papers of meetings through the pages: added, listed, handed out as downloads, withdrawn."""

from __future__ import annotations

import io

import pytest

from council.models.hall import MeetingPaper
from council.services import meetings
from council.services.agenda import Plan
from tests.factories import paperfiles as made
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import AT, LATER, call, make_matter, stored


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(AT)
    return handle


def put(client, hall, number: str, who: str = "clerk", data: bytes = made.PDF, **more):
    sign_in(client, hall.accounts[who])
    form = {
        "title": "电梯维修方案",
        "position": "1",
        "body": "",
        "file": (io.BytesIO(data), "a.pdf"),
    }
    return client.post(f"{hall.base}/chamber/meetings/{number}/papers", data=form | more)


def test_a_public_paper_is_listed_and_downloaded_by_everybody(client, hall) -> None:
    number = call(hall, "representatives")
    assert put(client, hall, number).status_code == 303
    sha = stored(hall, MeetingPaper)[0].sha256
    sign_out(client)
    page = client.get(f"{hall.base}/meetings/{number}").text
    address = f"{hall.base}/meetings/{number}/papers/{sha}"
    assert "会议材料" in page and "电梯维修方案" in page and address in page
    with client.get(address) as got:
        assert got.status_code == 200 and got.data == made.PDF
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
    for wrong in ("f" * 64, "x", sha.upper()):
        assert client.get(f"{hall.base}/meetings/{number}/papers/{wrong}").status_code == 404
    make_matter(hall, "resolution", "2026-002")
    other = call(hall, "representatives", ["2026-002"], starts=LATER.replace(hour=15))
    assert client.get(f"{hall.base}/meetings/{other}/papers/{sha}").status_code == 404


def test_a_closed_paper_is_only_for_those_who_sit_there(client, hall) -> None:
    number = call(hall, "representatives")
    assert put(client, hall, number, is_closed="y").status_code == 303
    sha = stored(hall, MeetingPaper)[0].sha256
    inside = f"{hall.base}/chamber/meetings/{number}/papers"
    for who, may in (("clerk", True), ("representative1", True), ("owners1", False)):
        sign_in(client, hall.accounts[who])
        with client.get(f"{inside}/{sha}") as got:
            assert got.status_code == (200 if may else 404)
        assert ("电梯维修方案" in client.get(inside).text) is may
    sign_out(client)
    assert client.get(f"{hall.base}/meetings/{number}/papers/{sha}").status_code == 404
    assert "电梯维修方案" not in client.get(f"{hall.base}/meetings/{number}").text


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"title": ""}, 422, "有几处要改"),
        ({"file": ""}, 422, "请选一个文件"),
        ({"position": "9"}, 422, "有几处要改"),
        ({"body": "f" * 32}, 422, "有几处要改"),
        ({"data": b"MZ an exe"}, 409, "只收 PDF"),
        ({"data": made.xlsx(xl__vbaProject="x")}, 409, "宏"),
    ],
)
def test_a_wrong_paper_comes_back_with_what_was_typed(
    client, hall, changes: dict, status: int, said: str
) -> None:
    number = call(hall, "representatives")
    answer = put(client, hall, number, **changes)
    assert answer.status_code == status and said in answer.text
    assert stored(hall, MeetingPaper) == []
    if changes.get("title") != "":
        assert "电梯维修方案" in answer.text


def test_a_side_adds_and_withdraws_its_own(client, hall) -> None:
    sides = [hall.bodies[name] for name in ("owners_committee", "property_company")]
    number = meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=sides[0],
        kind="joint",
        sides=sides,
        starts_at=LATER,
        place="活动室",
        plans=[Plan("deliberation", title="电梯")],
        at=AT,
    )
    here = f"{hall.base}/chamber/meetings/{number}/papers"
    assert put(client, hall, number, "property", body=sides[1].hex).status_code == 303
    assert put(client, hall, number, "property", body=sides[0].hex).status_code == 422
    page = client.get(here).text
    assert "撤下" in page and "业主委员会</option>" not in page
    paper = stored(hall, MeetingPaper)[0].id.hex
    sign_in(client, hall.accounts["owners1"])
    assert "撤下" not in client.get(here).text
    assert client.post(f"{here}/{paper}/withdraw").status_code == 409
    sign_in(client, hall.accounts["property"])
    assert client.post(f"{here}/{paper}/withdraw").status_code == 303
    assert client.post(f"{here}/x/withdraw").status_code == 404
    assert "还没有材料" in client.get(here).text
    sign_in(client, hall.accounts["representative1"])
    assert "附一份材料" not in client.get(here).text
    assert client.post(here, data={}).status_code == 403
