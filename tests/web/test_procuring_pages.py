"""Projects, quotes, contracts, suppliers and urgent expenses through the chamber's pages."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from council.models.fundprojects import Contract, FundProject, Quote, Supplier, SupplierTie
from tests.factories import money
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored
from tests.factories.money import AT, PROJECT
from tests.factories.paperfiles import jpeg

FUND = "/c/t1/chamber/fund"
FIRM = "杏北装饰有限公司"


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.Purse(on_stage(app, scene))
    money.resolve(made, PROJECT, 1_200_000)
    money.open_fund(made.hall)
    made.projects.append(money.project(made, 0))
    clock.set(AT)
    return made


def as_(client, purse, who):
    sign_in(client, purse.hall.accounts[who])
    return client


def project_form(purse, **given):
    seat = purse.hall.tenures["committee1"].hex
    about = {
        "resolution": purse.resolutions[1],
        "fund": money.CODE,
        "title": "三号楼扶手",
        "kind": "works",
        "subject": "elderly",
        "approved": "12,000.00",
        "compound": "",
        "seat": seat,
        "on": "2026-03-02",
        "request_key": "p" * 32,
    }
    return about | given


def contract_form(**given):
    about = {
        "supplier": FIRM,
        "supplier_kind": "company",
        "amount": "9000",
        "signed_on": "2026-03-02",
        "request_key": "c" * 32,
    }
    return about | given


def test_a_project_is_opened_under_a_resolution(client, purse) -> None:
    as_(client, purse, "clerk")
    page = client.get(f"{FUND}/projects/new?resolution={purse.resolutions[1]}").text
    assert 'value="12,000.00"' in page
    assert f'value="{purse.resolutions[0]}"' not in page  # has its project
    where = f"{FUND}/projects/new"
    wrong = client.post(where, data=project_form(purse, approved="1,20.00", title="三号楼的扶手"))
    assert wrong.status_code == 422 and "三号楼的扶手" in wrong.text and "1,20.00" in wrong.text
    above = client.post(where, data=project_form(purse, approved="12000.01"))
    assert above.status_code == 409 and "12000.01" in above.text and "超过了它" in above.text
    answer = client.post(where, data=project_form(purse))
    assert answer.status_code == 303
    assert client.post(where, data=project_form(purse)).location == answer.location
    page = client.get(answer.location).text
    assert "三号楼扶手" in page and "12,000.00 元" in page and "居委会委员" in page
    assert "三号楼扶手" in client.get(f"{FUND}/projects").text


def test_quotes_then_a_contract_that_asks_why(client, purse) -> None:
    as_(client, purse, "clerk")
    here = f"{FUND}/projects/{purse.projects[0]}"
    quoting = {
        "supplier": FIRM,
        "supplier_kind": "company",
        "amount": "20,000",
        "quoted_on": "2026-03-01",
        "file": (io.BytesIO(jpeg()), "q.jpg"),
    }
    assert client.post(f"{here}/quotes", data=quoting).status_code == 303
    again = client.post(f"{here}/quotes", data=quoting | {"file": (io.BytesIO(b""), "")})
    assert again.status_code == 409 and "对这个项目已经报过价" in again.text
    bad = client.post(f"{here}/quotes", data=quoting | {"amount": "-5", "file": (io.BytesIO(), "")})
    assert bad.status_code == 422 and 'value="-5"' in bad.text
    row = stored(purse.hall, Quote)[0]
    paper = client.get(f"{here}/quotes/{row.id}/paper")
    assert paper.mimetype == "image/jpeg" and "attachment" in paper.headers["Content-Disposition"]
    paper.close()
    page = client.get(here).text
    assert "20,000.00" in page and "最低" in page
    form = contract_form(amount="20000", in_advance="6000", retained="1000")
    refused = client.post(f"{here}/contracts", data=form)
    assert refused.status_code == 409 and "应当有 3 份报价" in refused.text
    assert 'value="6000"' in refused.text
    form |= {"few_quotes": "只有一家有资质", "guarantee_until": "2027-03-02"}
    answer = client.post(f"{here}/contracts", data=form)
    assert answer.status_code == 303
    assert client.post(f"{here}/contracts", data=form).location == answer.location
    assert len(stored(purse.hall, Contract)) == 1
    page = client.get(answer.location).text
    assert "只有一家有资质" in page and "20,000.00 元" in page
    assert "今天最多可以付 6,000.00 元。" in page and "还没有验收" in page
    assert FIRM in client.get(f"{FUND}/contracts").text
    later = client.post(f"{answer.location}/guarantee", data={"until": "2026-01-01"})
    assert later.status_code == 409 and "太早" in later.text
    assert (
        client.post(f"{answer.location}/guarantee", data={"until": "2028-01-01"}).status_code == 303
    )
    ending = {"on": "2026-03-02", "reason": ""}
    assert client.post(f"{answer.location}/end", data=ending).status_code == 422
    ending["reason"] = "对方停业，不能履行"
    assert client.post(f"{answer.location}/end", data=ending).status_code == 303
    assert stored(purse.hall, FundProject)[0].planned == PROJECT


def test_what_may_be_done_with_a_project(client, purse) -> None:
    as_(client, purse, "clerk")
    here = f"{FUND}/projects/{purse.projects[0]}"
    page = client.get(here).text
    assert "退回用不完的钱" in page and "监督委员会验收" not in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    form = {"amount": "50000", "reason": "便宜了", "on": "2026-03-02", "version": version}
    refused = client.post(f"{here}/release", data=form | {"request_key": "r" * 32})
    assert refused.status_code == 409 and "便宜了" in refused.text
    form |= {"amount": "10000.50", "request_key": "r" * 32}
    assert client.post(f"{here}/release", data=form).status_code == 303
    assert client.post(f"{here}/release", data=form).status_code == 303
    assert stored(purse.hall, FundProject)[0].planned == PROJECT - 1_000_050
    stale = client.post(f"{here}/release", data=form | {"request_key": "q" * 32})
    assert stale.status_code == 409 and "有变动" in stale.text
    seat = {"seat": purse.hall.tenures["chair"].hex}
    assert client.post(f"{here}/seat", data=seat).status_code == 303
    assert "居委会主任" in client.get(here).text
    finishing = {"on": "2026-03-02", "version": ""}
    assert client.post(f"{here}/finish", data=finishing).status_code == 409
    dropping = {"on": "2026-03-02", "reason": "居民不再需要"}
    assert client.post(f"{here}/drop", data=dropping).status_code == 303
    assert "已取消" in client.get(here).text
    as_(client, purse, "street")
    assert client.get(here).status_code == 200
    assert client.post(f"{here}/drop", data=dropping).status_code == 403
    as_(client, purse, "representative1")
    assert client.get(here).status_code == 403


def test_the_chair_decides_what_cannot_wait(client, purse) -> None:
    as_(client, purse, "clerk")
    assert client.get(f"{FUND}/projects/urgent").status_code == 403
    as_(client, purse, "chair")
    form = project_form(
        purse, title="抢修水管", approved="5000.01", reason="半夜爆管，楼道进水，等不到开会。"
    )
    form.pop("resolution")
    refused = client.post(f"{FUND}/projects/urgent", data=form)
    assert refused.status_code == 409 and "应急支出每笔最多 5,000.00 元" in refused.text
    answer = client.post(f"{FUND}/projects/urgent", data=form | {"approved": "5000"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "待追认" in page and "半夜爆管" in page
    assert "提请追认应急支出：抢修水管" in client.get("/c/t1/chamber/").text
    as_(client, purse, "supervisor1")
    day = {"on": "2026-03-02", "note": "水已止住"}
    assert client.post(f"{answer.location}/accept", data=day).status_code == 303
    assert client.post(f"{answer.location}/accept", data=day).status_code == 409
    as_(client, purse, "clerk")
    chosen = {"resolution": purse.resolutions[1]}
    assert client.post(f"{answer.location}/confirm", data=chosen).status_code == 303
    assert "应急，已追认" in client.get(answer.location).text
    assert "提请追认应急支出" not in client.get("/c/t1/chamber/").text


def test_suppliers_and_who_is_close_to_them(client, purse) -> None:
    as_(client, purse, "clerk")
    form = {"name": FIRM, "kind": "company", "credit_code": "91350100M000100Y44"}
    wrong = client.post(f"{FUND}/suppliers", data=form)
    assert wrong.status_code == 409 and "91350100M000100Y44" in wrong.text
    form["credit_code"] = "91350100M000100Y43"
    answer = client.post(f"{FUND}/suppliers", data=form | {"account_number": "6222 0001"})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "91350100M000100Y43" in page.text and "62220001" in page.text
    tie = {"person": "没有这个人", "relation": "owner"}
    unknown = client.post(f"{answer.location}/ties", data=tie)
    assert unknown.status_code == 422 and "名册里没有这个人" in unknown.text
    tie["person"] = "P008"  # committee1
    assert client.post(f"{answer.location}/ties", data=tie).status_code == 303
    assert client.post(f"{answer.location}/ties", data=tie).status_code == 409
    here = f"{FUND}/projects/{purse.projects[0]}"
    as_(client, purse, "committee1")
    refused = client.post(f"{here}/contracts", data=contract_form())
    assert refused.status_code == 409 and "应当回避" in refused.text
    row = stored(purse.hall, SupplierTie)[0]
    assert client.post(f"{FUND}/ties/{row.id}/end").status_code == 303
    change = {"kind": "company", "phone": "0755-1"}
    assert client.post(answer.location, data=change).status_code == 303
    assert stored(purse.hall, Supplier)[0].phone == "0755-1"


def test_a_member_declares_their_own(client, purse) -> None:
    money.contract(purse)
    firm = stored(purse.hall, Supplier)[0]
    as_(client, purse, "representative1")
    assert client.get(f"{FUND}/suppliers").status_code == 403
    assert FIRM in client.get(f"{FUND}/ties").text
    assert client.post(f"{FUND}/ties", data={"relation": "relative"}).status_code == 422
    form = {"supplier": firm.id.hex, "relation": "relative", "note": "弟弟"}
    assert client.post(f"{FUND}/ties", data=form).status_code == 303
    assert client.post(f"{FUND}/ties", data=form).status_code == 409
    assert "弟弟" in client.get(f"{FUND}/ties").text
    row = stored(purse.hall, SupplierTie)[0]
    assert row.person_id == purse.hall.people["representative1"]
    as_(client, purse, "representative2")
    assert client.post(f"{FUND}/ties/{row.id}/end").status_code == 409


def test_lists_as_workbooks(client, purse) -> None:
    money.contract(purse)
    as_(client, purse, "supervisor1")
    for noun, at in (
        ("projects", "B2"),
        ("contracts", "E2"),
        ("suppliers", "A2"),
        ("quotes", "A1"),
    ):
        answer = client.get(f"{FUND}/{noun}.xlsx")
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer.headers
        sheet = load_workbook(io.BytesIO(answer.data)).active
        assert sheet[at].value
    book = load_workbook(io.BytesIO(client.get(f"{FUND}/projects.xlsx").data)).active
    heads = {cell.value: cell.column - 1 for cell in book[1]}
    assert book[2][heads["批准（元）"]].value == PROJECT / 100
    as_(client, purse, "representative1")
    assert client.get(f"{FUND}/suppliers.xlsx").status_code == 403


def test_suppliers_from_a_table(client, purse) -> None:
    as_(client, purse, "clerk")
    where = f"{FUND}/import/suppliers"
    assert "从表格导入供应商" in client.get(where).text

    def upload(text):
        file = (io.BytesIO(text.encode()), "a.csv")
        return client.post(f"{where}/preview", data={"file": file})

    bad = upload("名称,统一社会信用代码\n杏北,91350100M000100Y44\n")
    assert bad.status_code == 422 and "整个文件都没有导入" in bad.text
    assert client.post(f"{where}/preview", data={}).status_code == 422
    good = upload("名称,统一社会信用代码\n杏北,91350100M000100Y43\n")
    token = re.search(r'name="token" value="(\w+)"', good.text)[1]
    assert client.post(f"{where}/take", data={"token": token}).status_code == 303
    assert client.post(f"{where}/take", data={"token": token}).status_code == 404
    assert [row.name for row in stored(purse.hall, Supplier)] == ["杏北"]
    again = upload("名称,统一社会信用代码\n杏北,91350100M000100Y43\n")
    assert "没有新内容" in again.text
