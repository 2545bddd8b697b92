"""The debate on a matter's page: speaking, answering, amending, deciding, concluding."""

from __future__ import annotations

import pytest

from council.models.debate import Amendment, Contribution
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import make_matter, matter, stored

KEY = "d" * 32


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "debate")
    return handle


def at(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/proposals/2026-001"


def speech(**changes) -> dict:
    return {"kind": "for", "text": "我赞成，楼道要清空。", "request_key": KEY} | changes


def test_speaking_twice_and_no_more(client, hall) -> None:
    url = at(client, hall, "block")
    assert "您还可以说 2 次" in client.get(url).text
    for key in ("1" * 32, "1" * 32, "2" * 32):
        assert client.post(f"{url}/speak", data=speech(request_key=key)).status_code == 303
    assert len(stored(hall, Contribution)) == 2
    page = client.get(url)
    assert "最多发言 2 次" in page.text
    third = client.post(f"{url}/speak", data=speech(request_key="3" * 32))
    assert third.status_code == 409 and "DB1" in third.text


@pytest.mark.parametrize(
    "changes",
    [{"text": ""}, {"text": "好" * 2001}, {"text": "a\x01b"}, {"kind": ""}, {"kind": "x"}],
)
def test_a_bad_speech_comes_back_with_its_words(client, hall, changes: dict) -> None:
    url = at(client, hall, "block")
    answer = client.post(f"{url}/speak", data=speech(**changes))
    assert answer.status_code == 422 and "有几处要改" in answer.text
    assert stored(hall, Contribution) == []


def test_markup_in_a_speech_is_only_text(client, hall) -> None:
    url = at(client, hall, "block")
    client.post(f"{url}/speak", data=speech(text="<script>alert(1)</script>好"))
    page = client.get(f"{hall.base}/proposals/2026-001")
    assert "<script>alert" not in page.text


def test_who_may_not(client, hall) -> None:
    for who, path in (
        ("resident1", "speak"),
        ("clerk", "speak"),
        ("resident1", "amend"),
        ("chair", "debate/conclude"),
        ("representative1", "amendments/decide"),
    ):
        url = at(client, hall, who)
        assert client.post(f"{url}/{path}", data=speech()).status_code == 403, who


def test_question_answer_conclusion(client, hall) -> None:
    url = at(client, hall, "grid")
    client.post(f"{url}/speak", data=speech(kind="question", text="一度电多少钱？"))
    url = at(client, hall, "secretary")
    assert "还有 1 个问题没有答复" in client.get(url).text
    end = {"conclusion": "位置移到东北角。", "revision": "1"}
    assert client.post(f"{url}/debate/conclude", data=end).status_code == 409
    url = at(client, hall, "property")
    assert "一度电多少钱" in client.get(url).text
    reply = {"question": "1", "answer": "九角。", "request_key": KEY + "a"}
    assert client.post(f"{url}/answer", data=reply | {"answer": ""}).status_code == 422
    assert client.post(f"{url}/answer", data=reply).status_code == 303
    assert client.post(f"{url}/answer", data=reply | {"request_key": "z" * 9}).status_code == 409
    url = at(client, hall, "secretary")
    assert client.post(f"{url}/debate/conclude", data=end | {"conclusion": ""}).status_code == 422
    assert client.post(f"{url}/debate/conclude", data=end | {"revision": "5"}).status_code == 409
    assert client.post(f"{url}/debate/conclude", data=end).status_code == 303
    assert matter(hall).stage == "resolution"


def test_amending_and_deciding(client, hall) -> None:
    url = at(client, hall, "representative1")
    form = {
        "amended": "7号楼东北角清出来，装棚、装20个带烟感的插座。",
        "amend_reason": "离窗太近。",
        "cost_change": "-120.50",
        "revision": "1",
    }
    for wrong in ({"cost_change": "很多"}, {"amended": "短"}, {"amend_reason": ""}):
        assert client.post(f"{url}/amend", data=form | wrong).status_code == 422
    assert client.post(f"{url}/amend", data=form).status_code == 303
    motion = stored(hall, Amendment)[0]
    assert motion.cost_change == -12_050
    url = at(client, hall, "secretary")
    page = client.get(url)
    assert "<ins>" in page.text and "离窗太近" in page.text
    data = {"motion": motion.id.hex, "decision": "adopted", "decision_reason": "都同意。"}
    nothing = client.post(f"{url}/amendments/decide", data=data | {"decision": ""})
    assert nothing.status_code == 422
    odd = client.post(f"{url}/amendments/decide", data=data | {"motion": "zz"})
    assert odd.status_code == 409
    assert client.post(f"{url}/amendments/decide", data=data).status_code == 303
    assert (matter(hall).version, matter(hall).cost) == (2, 487_950)
    assert client.post(f"{url}/amendments/decide", data=data).status_code == 409
