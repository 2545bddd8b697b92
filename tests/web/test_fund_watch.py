"""Those who watch the money, on their pages: asking, answering, signing, auditing."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from council.models.base import new_id
from council.models.fundwatch import FundQuestion
from council.models.people import Person
from tests.factories import money, postings
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored
from tests.services.test_fundwatch import APRIL, PDF, answer, ask, attach, sign
from tests.support.statements import statements

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE = datetime(2026, 6, 3, 9, tzinfo=SHANGHAI)


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene))
    clock.set(money.AT)
    return made


def enter(client, purse, who):
    sign_in(client, purse.hall.accounts[who])


def test_a_resident_asks_from_the_project_page(purse, client) -> None:
    project = f"{purse.base}/fund/projects/{purse.projects[0]}"
    address = f"{purse.base}/chamber/fund/questions/new?project={purse.projects[0]}"
    assert address.replace("&", "&amp;") in client.get(project).text
    enter(client, purse, "resident3")
    assert purse.projects[0] in client.get(address).text
    given = {"project": purse.projects[0], "request_key": new_id().hex, "text": "为什么这么贵？"}
    for _ in range(2):
        response = client.post(f"{purse.base}/chamber/fund/questions/new", data=given)
        assert response.status_code == 303
    assert len(stored(purse.hall, FundQuestion)) == 1
    for page in (project, f"{purse.base}/fund/2026/questions"):
        text = client.get(page).text
        assert "为什么这么贵？" in text and "由居委会委员答复" in text
    person = stored(purse.hall, Person, Person.id == purse.hall.people["resident3"])[0]
    assert person.name not in client.get(project).text


def test_who_may_not_ask_learns_who_may(purse, client) -> None:
    enter(client, purse, "clerk")
    address = f"{purse.base}/chamber/fund/questions/new?project={purse.projects[0]}"
    for refused in (client.get(address), client.post(address)):
        assert refused.status_code == 403
        assert "党员和各委员会的成员可以问账" in refused.text
    enter(client, purse, "resident3")
    other = client.get(f"{purse.base}/chamber/fund/questions/")
    assert other.status_code == 403 and "可以问账" not in other.text


def test_too_short_a_question_comes_back(purse, client) -> None:
    enter(client, purse, "resident3")
    given = {"project": purse.projects[0], "request_key": new_id().hex, "text": "贵"}
    response = client.post(f"{purse.base}/chamber/fund/questions/new", data=given)
    assert response.status_code == 422 and "贵" in response.text
    assert client.get(f"{purse.base}/chamber/fund/questions/new").status_code == 404


def test_an_answer_is_public_and_an_overdue_question_is_seen(purse, client, clock) -> None:
    first, second = ask(purse), ask(purse, words="验收了没有呢？")
    page = f"{purse.base}/fund/2026/questions"
    assert "到 3月5日" in client.get(page).text
    clock.set(money.AT + timedelta(days=6))
    assert "超期 3 天未答复" in client.get(page).text
    enter(client, purse, "committee1")
    todo = client.get(f"{purse.base}/chamber/").text
    assert "答复居民问账" in todo and f"/chamber/fund/questions/{first}" in todo
    assert first in client.get(f"{purse.base}/chamber/fund/questions/").text
    given = {"request_key": new_id().hex, "text": "已经验收，见项目页。"}
    place = f"{purse.base}/chamber/fund/questions/{second}"
    assert client.get(place).status_code == 200
    assert client.post(place, data=given).status_code == 303
    text = client.get(page).text
    assert "已经验收，见项目页。" in text and "超期后答复" in text
    data = client.get(f"{purse.base}/fundquestions.json").json
    assert [row["number"] for row in data["rows"]] == [second, first]


def test_the_supervision_committee_signs(purse, client, clock) -> None:
    clock.set(APRIL)
    enter(client, purse, "supervisor1")
    assert "签季度监督意见" in client.get(f"{purse.base}/chamber/").text
    assert "2026" in client.get(f"{purse.base}/chamber/fund/statements/").text
    place = f"{purse.base}/chamber/fund/statements/{money.CODE}/2026"
    assert "第 1 季度" in client.get(place).text
    given = {"request_key": new_id().hex, "quarter": "1", "verdict": "remarks", "text": ""}
    assert client.post(place, data=given).status_code == 409
    given["text"] = "凭证补得太慢。"
    assert client.post(place, data=given).status_code == 303
    public = f"{purse.base}/fund/2026/statements"
    assert "凭证补得太慢。" in client.get(public).text
    assert "200,000" in client.get(f"{public}/1/print").text
    assert client.get(f"{public}/2/print").status_code == 404
    again = client.get(place).text
    assert '<option value="1"' not in again and "已经结束的季度您都签了" in again
    assert "签季度监督意见" not in client.get(f"{purse.base}/chamber/").text


def test_an_audit_report_is_a_download(purse, client, clock, app, tmp_path) -> None:
    app.config["UPLOADS"] = tmp_path
    clock.set(datetime(2027, 4, 1, 9, tzinfo=SHANGHAI))
    enter(client, purse, "clerk")
    assert "上传审计报告" in client.get(f"{purse.base}/chamber/").text
    assert "2026" in client.get(f"{purse.base}/chamber/fund/audits/").text
    place = f"{purse.base}/chamber/fund/audits/{money.CODE}/2026"
    assert client.get(place).status_code == 200
    given = {"request_key": new_id().hex, "title": "审计报告", "auditor": "松河会计师事务所",
             "issued_on": "2027-03-01", "conclusion": "账目真实。"}  # fmt: skip

    def post(data):
        file = (io.BytesIO(data), "report.pdf")
        return client.post(place, data=given | {"file": file}, content_type="multipart/form-data")

    assert post(b"no pdf").status_code == 409
    assert post(PDF).status_code == 303
    page = client.get(f"{purse.base}/fund/2026/statements").text
    address = page.split(f"{purse.base}/fund/2026/audits/")[1].split('"')[0].split("?")[0]
    with client.get(f"{purse.base}/fund/2026/audits/{address}") as found:
        assert found.headers["Content-Disposition"].startswith("attachment")
        assert found.data == PDF
    gone = client.get(place).text.split(f"{place}/")[1].split('"')[0]
    assert client.post(f"{place}/{gone}").status_code == 303
    assert client.get(f"{purse.base}/fund/2026/audits/{address}").status_code == 404
    assert "已撤下" in client.get(f"{purse.base}/fund/2026/statements").text


def test_what_is_unexplained_has_its_page(purse, client, clock) -> None:
    page = f"{purse.base}/fund/2026/unexplained"
    assert "现在没有说不清的" in client.get(page).text
    number = ask(purse)
    clock.set(LATE)
    text = client.get(page).text
    assert "一共 4 处，其中超期 4 处，支付有提示 0 处。" in text
    assert "超期 90 天" in text and f"#q-{number}" in text
    assert client.get(f"{purse.base}/fund/2024/unexplained").status_code == 404
    assert client.get(f"{page}?fund=nothing").status_code == 404


def test_few_queries_however_much_there_is(purse, client, tmp_path) -> None:
    def sent(path):
        client.get(path)
        with statements() as found:
            assert client.get(path).status_code == 200
        return len(found)

    paths = {
        f"{purse.base}/fund/projects/{purse.projects[0]}": 10,
        f"{purse.base}/fund/2026/unexplained": 5,
        f"{purse.base}/fund/2026/questions": 3,
        f"{purse.base}/fund/2026/statements": 4,
    }
    few = {path: sent(path) for path in paths}
    contract = money.contract(purse, 0, 3_000_000)
    for _ in range(4):
        money.paid(purse, 0, 100_000, contract=contract)
        answer(purse, ask(purse, words=f"问题{new_id().hex}是什么？"))
    sign(purse)
    attach(purse, tmp_path)
    for path, most in paths.items():
        assert few[path] <= most
        assert sent(path) <= most


def test_the_fund_page_and_the_monthly_posting_lead_to_each_other(purse, client) -> None:
    page = f"{purse.base}/fund/2026"
    assert "最近一期收支公开" not in client.get(page).text
    postings.catalogue(purse.hall, money.DAY)
    other = postings.posted(purse.hall, money.AT, item=11, period=f"{money.DAY}")
    numbers = [
        postings.posted(purse.hall, money.AT + timedelta(days=days), item=1, period=period)
        for days, period in ((30, "2026-03"), (60, "2026-04"))
    ]
    assert (
        f'<a href="{purse.base}/disclosure/{numbers[1]}">最近一期收支公开' in client.get(page).text
    )
    for number in numbers:
        assert f'href="{page}"' in client.get(f"{purse.base}/disclosure/{number}").text
    assert f'href="{page}"' not in client.get(f"{purse.base}/disclosure/{other}").text


def test_a_question_about_a_posting(purse, client) -> None:
    postings.catalogue(purse.hall, money.DAY)
    number = postings.posted(purse.hall, money.AT, item=11, period=f"{money.DAY}")
    enter(client, purse, "resident3")
    address = f"{purse.base}/chamber/fund/questions/new"
    assert number in client.get(f"{address}?posting={number}").text
    given = {"posting": number, "request_key": new_id().hex, "text": "新增的两户是怎么定的？"}
    response = client.post(address, data=given)
    assert response.location == f"{purse.base}/disclosure/{number}"
    assert "新增的两户是怎么定的？" in client.get(response.location).text
    (row,) = client.get(f"{purse.base}/fundquestions.json").json["rows"]
    assert (row["posting"], row["year"]) == (number, None)
    assert row["url"].startswith(f"{purse.base}/disclosure/{number}#q-")
