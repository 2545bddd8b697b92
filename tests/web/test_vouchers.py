"""Vouchers through the pages: brought, looked at, blacked out, opened by everybody, struck."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from PIL import Image

from council.db import reading
from council.models.payments import Voucher
from council.queries.chamber import vouchers as chamber
from tests.factories import money
from tests.factories import vouchers as samples
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import stored
from tests.factories.money import AT
from tests.factories.vouchers import put


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene))
    clock.set(AT)
    return made


@pytest.fixture
def folder(app):
    return app.config["UPLOADS"]


def at(purse, number: str = "") -> str:
    return f"{purse.base}/chamber/fund/vouchers/{number}"


def enter(client, purse, who: str):
    sign_in(client, purse.hall.accounts[who])
    return client


def row(purse, number: str) -> Voucher:
    return stored(purse.hall, Voucher, Voucher.number == number)[0]


def lines(*areas: tuple) -> dict[str, list[str]]:
    """Areas as the form sends them, with an empty line behind."""
    columns = zip(*[*areas, ("", "", "", "", "")], strict=True)
    return dict(zip(("page", "x", "y", "w", "h"), map(list, columns), strict=True))


def typed(purse, **changes) -> dict:
    form = {"request_key": "k" * 32, "kind": "invoice", "seller": samples.SELLER, "amount": "1,000",
            "invoice_number": "12345678", "issued_on": "2026-03-02",
            "file": (io.BytesIO(samples.photo()), "a.jpg")}  # fmt: skip
    return form | changes


def bring(client, purse, payment: str, **changes):
    where = at(purse, f"new?payment={payment}")
    return enter(client, purse, "clerk").post(where, data=typed(purse, **changes))


def test_from_the_photo_to_what_everybody_can_open(client, purse) -> None:
    payment = money.entered(purse)
    form = enter(client, purse, "clerk").get(at(purse, f"new?payment={payment}")).text
    assert f"支付 {payment}" in form and 'value="1,000.00"' in form, "the payment's own figures"
    assert client.get(at(purse, "new")).status_code == 404
    answer = bring(client, purse, payment)
    number = answer.location.rpartition("/")[2]
    assert answer.status_code == 303
    out = f"{purse.base}/fund/vouchers/{number}"
    assert client.get(out).status_code == 404
    page = client.get(at(purse, number)).text
    assert "待遮盖" in page and samples.SELLER in page
    desk = client.get(at(purse, f"{number}/redact")).text
    assert f"{number}/pages/1.jpg" in desk and desk.count('name="x"') == 4
    with client.get(at(purse, f"{number}/pages/1.jpg")) as got:
        assert got.mimetype == "image/jpeg" and "private" in got.headers["Cache-Control"]
    assert client.get(at(purse, f"{number}/pages/2.jpg")).status_code == 404
    form = lines(("1", "0", "0", "50", "50")) | {"version": "1", "confirmed": "y"}
    assert client.post(at(purse, f"{number}/redact"), data=form).status_code == 303
    sign_out(client)
    with client.get(out) as got:
        assert got.status_code == 200
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        with Image.open(io.BytesIO(got.data)) as picture:
            assert picture.getpixel((300, 200)) == (0, 0, 0)
            assert picture.getpixel((900, 600)) == (255, 255, 255)
    assert "12.5" not in desk
    again = enter(client, purse, "clerk").get(at(purse, f"{number}/redact")).text
    assert 'name="w" value="50"' in again, "the areas that are black now are there to be changed"


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        (lines(("1", "0", "0", "50", "50")), 422, "确认没有个人信息"),
        (lines(("1", "0", "0", "50", "")) | {"confirmed": "y"}, 422, "第 1 行看不懂"),
        (lines(("2", "0", "0", "50", "50")) | {"confirmed": "y"}, 422, "超出了第 2 页"),
        (lines(("1", "60", "0", "50", "50")) | {"confirmed": "y"}, 422, "超出了第 1 页"),
        (lines() | {"confirmed": "y", "version": "7"}, 409, "有变动"),
        (lines() | {"confirmed": "y", "version": "x"}, 422, ""),
    ],
)  # fmt: skip
def test_what_was_typed_comes_back(client, purse, folder, form, status: int, said: str) -> None:
    number = put(purse, money.entered(purse), folder)
    enter(client, purse, "clerk")
    answer = client.post(at(purse, f"{number}/redact"), data={"version": "1"} | form)
    assert answer.status_code == status and said in answer.text
    assert all(f'value="{value}"' in answer.text for value in form["x"] if value)
    assert row(purse, number).public_sha256 is None


def test_an_original_is_given_after_it_is_entered_that_it_is_opened(client, purse, folder) -> None:
    number = put(purse, money.entered(purse), folder)
    for who, keeps in (("supervisor1", False), ("chair", True)):
        enter(client, purse, who)
        assert client.get(at(purse, f"{number}/original")).status_code == 303
        wanted = 404 if keeps else 403
        assert client.get(at(purse, f"{number}/pages/1.jpg")).status_code == wanted
        if keeps:
            assert "pages/1.jpg" not in client.get(at(purse, f"{number}/redact")).text
        answer = client.post(at(purse, f"{number}/open"), data={"to": "original"})
        assert answer.status_code == 303 and answer.location.endswith("/original")
        with client.get(answer.location) as got:
            assert got.status_code == 200 and b"Exif" not in got.data
            assert "no-store" in got.headers["Cache-Control"]
    for who in ("resident1", "representative1"):
        assert enter(client, purse, who).get(at(purse, f"{number}/original")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"file": ""}, 422, "请选一张凭证照片"),
        ({"amount": "1.234"}, 422, "最多两位小数"),
        ({"amount": "1,00.00"}, 422, "最多两位小数"),
        ({"amount": "-5"}, 422, "大于 0"),
        ({"seller": ""}, 422, "错误"),
        ({"issued_on": "2026-03-03"}, 409, "还没有到"),
        ({"file": (io.BytesIO(b"MZ"), "a.exe")}, 409, "只收 JPEG"),
        ({"file": (io.BytesIO(samples.encrypted()), "a.pdf")}, 409, "加了密"),
        ({"file": (io.BytesIO(samples.scripted()), "a.pdf")}, 409, "脚本"),
    ],
)
def test_a_wrong_voucher_comes_back_with_what_was_typed(
    client, purse, changes: dict, status: int, said: str
) -> None:
    if changes.get("file"):
        held = changes["file"][0].getvalue()
        changes = {"file": (io.BytesIO(held), changes["file"][1])}
    answer = bring(client, purse, money.entered(purse), **changes)
    assert answer.status_code == status and said in answer.text and "12345678" in answer.text
    assert stored(purse.hall, Voucher) == []


def test_an_invoice_that_is_known_names_the_other(client, purse, folder) -> None:
    payment = money.entered(purse)
    number = put(purse, payment, folder, "1234-5678")
    answer = bring(client, purse, money.entered(purse))
    assert answer.status_code == 409
    assert f"凭证 {number}，属于支付 {payment}" in answer.text
    assert bring(client, purse, "2026-999").status_code == 404


def test_the_list_finds_and_narrows(client, purse, folder) -> None:
    payment = money.entered(purse)
    first = put(purse, payment, folder, "NO.0012345")
    other = put(purse, payment, folder, seller="光明灯具店")
    enter(client, purse, "supervisor1")

    def shown(query: str) -> set[str]:
        page = client.get(at(purse, f"?{query}")).text
        return {number for number in (first, other) if f"/vouchers/{number}" in page}

    assert shown("") == {first, other}
    assert shown("q=光明") == {other}
    assert shown("q=no.００１２３４５") == {first}
    assert shown("q=100%25") == set()
    assert shown("state=to_redact") == {first, other} and shown("state=public") == set()
    assert shown("state=over") == set() and shown("page=9") == set()
    assert "2 张还没有公开件" in client.get(at(purse)).text
    enter(client, purse, "clerk").post(
        at(purse, f"{other}/strike"), data={"version": "1", "reason": "附错了凭证"}
    )
    assert shown("state=struck") == {other} and shown("state=standing") == {first}
    with client.get(at(purse, "vouchers.xlsx")) as got:
        sheet = load_workbook(io.BytesIO(got.data)).active
    cells = list(sheet.values)
    assert len(cells) == 3 and cells[0][0] == "凭证号"
    assert {line[5] for line in cells[1:]} == {samples.SELLER, "光明灯具店"}


def test_terms_of_keeping_that_end(app, purse, folder) -> None:
    number = put(purse, money.entered(purse), folder)

    def listed(state: str, today: date) -> list[str]:
        with app.test_request_context():
            found, total = chamber.listing(
                reading(), purse.hall.community_id, state=state, asked="", today=today, page=1
            )
        assert total == len(found)
        return [line.number for line in found]

    assert listed("soon", date(2056, 7, 3)) == [] and listed("soon", date(2056, 7, 4)) == [number]
    assert (
        listed("soon", date(2056, 12, 31)) == [number] and listed("over", date(2056, 12, 31)) == []
    )
    assert listed("over", date(2057, 1, 1)) == [number] and listed("soon", date(2057, 1, 1)) == []


def test_a_struck_voucher_leaves_the_public(client, purse, folder) -> None:
    number = put(purse, money.entered(purse), folder, "12345678")
    enter(client, purse, "clerk")
    form = lines() | {"version": "1", "confirmed": "y"}
    assert client.post(at(purse, f"{number}/redact"), data=form).status_code == 303
    assert client.post(at(purse, f"{number}/strike"), data={"version": "2"}).status_code == 422
    form = {"version": "2", "reason": "重复上传了"}
    assert (
        client.post(at(purse, f"{number}/strike"), data=form | {"version": "1"}).status_code == 409
    )
    assert client.post(at(purse, f"{number}/strike"), data=form).status_code == 303
    assert client.get(f"{purse.base}/fund/vouchers/{number}").status_code == 404
    page = client.get(at(purse, number)).text
    assert "重复上传了" in page and "/strike" not in page and f"{number}/redact" not in page


def test_the_page_of_a_payment_opens_it_once_there_is_a_copy(client, purse, folder) -> None:
    payment = money.entered(purse)
    number = put(purse, payment, folder, "12345678")
    thread, copy = f"{purse.base}/fund/payments/{payment}", f"{purse.base}/fund/vouchers/{number}"
    page = client.get(thread).text
    assert number in page and "公开件还没有做好" in page and copy not in page
    form = lines() | {"version": "1", "confirmed": "y"}
    enter(client, purse, "clerk").post(at(purse, f"{number}/redact"), data=form)
    sign_out(client)
    assert copy in client.get(thread).text
    form = {"version": "2", "reason": "付款人 13812345678 弄错了"}
    enter(client, purse, "clerk").post(at(purse, f"{number}/strike"), data=form)
    sign_out(client)
    page = client.get(thread).text
    assert copy not in page and "作废" in page and "13812345678" not in page


def test_the_clerk_is_told_of_what_waits(client, purse, folder) -> None:
    payment = money.entered(purse)
    chamber = f"{purse.base}/chamber/"
    assert "凭证待遮盖" not in enter(client, purse, "clerk").get(chamber).text
    put(purse, payment, folder)
    number = put(purse, payment, folder)
    page = client.get(chamber).text
    assert "凭证待遮盖：2 张" in page and "vouchers/?state=to_redact" in page
    form = lines() | {"version": "1", "confirmed": "y"}
    client.post(at(purse, f"{number}/redact"), data=form)
    assert "凭证待遮盖：1 张" in client.get(chamber).text
    assert "凭证待遮盖" not in enter(client, purse, "supervisor1").get(chamber).text
