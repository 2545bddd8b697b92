"""The clerk's pages: roster, offices, letters; and the public page of bodies; the street office."""

from __future__ import annotations

import io
import re

import pytest

from tests.factories.community import make_community, on_stage, sign_in
from tests.factories.rosters import HOME, LI, UNITS, WANG, book, full


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


@pytest.fixture
def clerk(client, hall, clock):
    sign_in(client, hall.accounts["clerk"])
    return client


def upload(client, data, name="roster.xlsx"):
    return client.post("/c/t1/chamber/roster/preview", data={"file": (io.BytesIO(data), name)})


def token(page):
    return re.search(r'name="token" value="([0-9a-f]{32})"', page.text)[1]


def test_preview_then_confirm(clerk):
    shown = upload(clerk, full())
    assert "确认导入" in shown.text
    assert "1 号" not in clerk.get("/c/t1/bodies/").text
    answer = clerk.post("/c/t1/chamber/roster/import", data={"token": token(shown)})
    assert (answer.status_code, answer.location) == (303, "/c/t1/chamber/roster/")
    assert "名册已经导入" in clerk.get("/c/t1/chamber/roster/").text
    assert "没有新内容" in upload(clerk, full()).text


def test_a_confirmation_is_used_once(clerk):
    given = {"token": token(upload(clerk, full()))}
    assert clerk.post("/c/t1/chamber/roster/import", data=given).status_code == 303
    assert clerk.post("/c/t1/chamber/roster/import", data=given).status_code == 404
    for wrong in ("", "../../secret-key", "0" * 32):
        answer = clerk.post("/c/t1/chamber/roster/import", data={"token": wrong})
        assert answer.status_code == 404


def test_a_confirmation_is_for_its_community(app, clerk, client):
    other = make_community(app, "t2")
    given = {"token": token(upload(clerk, full()))}
    sign_in(client, other.accounts["clerk"])
    assert client.post("/c/t2/chamber/roster/import", data=given).status_code == 404
    assert client.post("/c/t1/chamber/roster/import", data=given).status_code == 403


def test_faults_are_named(clerk):
    page = upload(clerk, full(units=(HOME, [*HOME[:4], "89.315", ""])))
    assert page.status_code == 422
    assert re.search(r"房屋.*3.*建筑面积", page.text, re.DOTALL)


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "r.xlsx"), (b"PK\x03\x04", "r.xlsx"), (b"\x89PNG\r\n", "r.xlsx"), (b"a,b\n", "r.csv")],
)
def test_files_that_are_no_roster(clerk, data, name):
    assert upload(clerk, data, name).status_code == 422


def test_no_file(clerk):
    assert clerk.post("/c/t1/chamber/roster/preview", data={}).status_code == 422


def test_markup_in_names_stays_text(clerk):
    bad = [WANG[0], "<b>王</b>", *WANG[2:]]
    shown = upload(clerk, full(people=(bad, LI), offices=()))
    clerk.post("/c/t1/chamber/roster/import", data={"token": token(shown)})
    letters = clerk.post("/c/t1/chamber/codes/", data={})
    assert "&lt;b&gt;王" in letters.text


def test_the_template(clerk):
    answer = clerk.get("/c/t1/chamber/roster/template.xlsx")
    assert answer.status_code == 200
    assert "没有新内容" not in upload(clerk, answer.data).text


def test_letters_are_shown_once(clerk, app):
    clerk.get("/c/t1/chamber/codes/")
    shown = clerk.post("/c/t1/chamber/codes/", data={"building": ""})
    assert shown.headers["Cache-Control"] == "no-store"
    (code,) = re.findall(r'letter__code">([0-9A-Z-]{14})<', shown.text)
    assert shown.text.count("<svg") == 1
    assert clerk.post("/c/t1/chamber/codes/", data={"building": ""}).status_code == 409
    assert clerk.post("/c/t1/chamber/codes/", data={"building": "nowhere"}).status_code == 422
    other = app.test_client()
    data = {"code": code, "login": "neighbour", "password": "a good one 5", "again": "a good one 5"}
    assert other.post("/sign-in/code", data=data).status_code == 303


def test_the_qr_code_says_the_address(clerk, monkeypatch):
    import segno

    said = []
    real = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **k: said.append(text) or real(text, **k))
    clerk.post("/c/t1/chamber/codes/", data={})
    assert re.fullmatch(r"http://localhost/sign-in/code\?code=[0-9A-Z-]{14}", said[0])


def test_bodies_mask_names(client, hall, clock):
    page = client.get("/c/t1/bodies/").text
    assert "林**" in page or "林*" in page
    assert "林试甲" not in page


def test_who_was_entitled_on_that_day(client, hall, clock):
    assert "空缺" in client.get("/c/t1/bodies/?on=2024-12-31").text
    assert "空缺" not in client.get("/c/t1/bodies/?on=2025-01-06").text
    assert client.get("/c/t1/bodies/?on=9999-01-01").status_code == 422


def office(hall, key):
    return f"/c/t1/chamber/offices/{hall.offices[key]}"


def test_taking_and_leaving_an_office(clerk, hall):
    tenure = hall.tenures["block"]
    wrong = clerk.post(office(hall, "block") + f"/end/{tenure}", data={"last_day": "2026-02-31"})
    assert wrong.status_code == 422
    (field,) = re.findall(r'<a href="#([^"]*last_day)">', wrong.text)
    assert re.search(rf'<input[^>]*id="{field}"[^>]*name="last_day"', wrong.text)
    answer = clerk.post(office(hall, "block") + f"/end/{tenure}", data={"last_day": "2026-05-05"})
    assert answer.status_code == 303
    assert "现在空缺" in clerk.get(office(hall, "block")).text
    data = {"person": "P900", "starts_on": "2026-05-06"}
    assert clerk.post(office(hall, "block") + "/appoint", data=data).status_code == 303
    assert "林小童" in clerk.get(office(hall, "block")).text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"person": "P030", "starts_on": "2026-05-06"}, 409),
        ({"person": "nobody", "starts_on": "2026-05-06"}, 422),
        ({"person": "", "starts_on": "2026-05-06"}, 422),
        ({"person": "P030", "starts_on": "soon"}, 422),
        ({"person": "P030", "starts_on": "1969-12-31", "last_day": "1969-12-31"}, 409),
    ],
)
def test_appointments_that_are_refused(clerk, hall, data, status):
    assert clerk.post(office(hall, "block") + "/appoint", data=data).status_code == status


def test_a_new_seat(clerk, hall):
    data = {"body": hall.bodies["council"].hex, "kind": "councillor", "seat": "non_local"}
    answer = clerk.post("/c/t1/chamber/offices/", data=data | {"title": "议事会成员"})
    assert answer.status_code == 303
    assert "现在空缺" in clerk.get(answer.location).text
    assert clerk.post("/c/t1/chamber/offices/", data=data).status_code == 422
    wrong = data | {"title": "x", "kind": "operator"}
    assert clerk.post("/c/t1/chamber/offices/", data=wrong).status_code == 422
    assert clerk.get("/c/t1/chamber/offices/").status_code == 200


def test_the_street_office_sees_its_communities(client, hall, clock):
    sign_in(client, hall.accounts["street"])
    assert "现在没有等街道办理的事" in client.get("/street/").text
    sign_in(client, hall.accounts["secretary"])
    assert client.get("/street/").status_code == 403


def test_a_sheet_of_units_alone(clerk):
    assert "确认导入" in upload(clerk, book(房屋=[UNITS, HOME])).text
