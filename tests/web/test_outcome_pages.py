"""From the posting to the evaluation through the pages: what is offered, refused, and why."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.implementation import Evaluation, Milestone
from council.models.resolutions import Objection
from council.rules.calendar import deadline
from tests.factories.community import on_stage, sign_in
from tests.factories.matters import START, evaluate, matter_in, milestones, plan, row_of, since

DAY = timedelta(days=1)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


class Desk:
    """A client at the acts of one matter, as one person."""

    def __init__(self, client, hall, number):
        self.client, self.hall, self.number = client, hall, number
        self.at = f"{hall.base}/chamber/proposals/{number}"

    def sit(self, who):
        sign_in(self.client, self.hall.accounts[who])
        return self

    def page(self):
        answer = self.client.get(self.at)
        assert answer.status_code == 200
        return answer.text

    def post(self, to, **fields):
        revision = row_of(self.hall, self.number).revision
        data = {"revision": revision, **{k.replace("__", "-"): v for k, v in fields.items()}}
        return self.client.post(f"{self.at}/{to}", data=data, content_type="multipart/form-data")

    def stage(self):
        return row_of(self.hall, self.number).stage


@pytest.fixture
def desk(client, hall, clock):
    def at(stage, who, *, after=DAY):
        number = matter_in(hall, stage)
        clock.set(since(hall, number) + after)
        return Desk(client, hall, number).sit(who)

    return at


def objections(hall):
    with Session(db.engine) as session:
        mine = Objection.community_id == hall.community_id
        return session.scalars(select(Objection).where(mine)).all()


def test_objecting_and_answering(desk, hall, clock):
    seat = desk("announcement", "resident1")
    page = seat.page()
    assert "提异议" in page
    assert f"{hall.base}/rules/#OB1" in page
    key = re.search(r'name="objection-request_key" value="(\w+)"', page)[1]
    fields = {
        "objection__title": "为什么不装到一层",
        "objection__text": "一层住户也要用扶手。<script>",
        "objection__request_key": key,
    }
    assert seat.post("objections", **fields).status_code == 303
    assert seat.post("objections", **fields).status_code == 303  # the same form twice
    (row,) = objections(hall)
    page = seat.sit("chair").page()
    assert "答复异议：为什么不装到一层" in page
    assert "&lt;script&gt;" in page
    assert "还有 1 件异议没有书面答复" in page
    name = f"answer-{row.id.hex}-text"
    assert seat.post(f"objections/{row.id.hex}", **{name: " "}).status_code == 422
    assert seat.post(f"objections/{row.id.hex}", **{name: "一层已有扶手。"}).status_code == 303
    clock.set(deadline(START, 7))
    again = seat.post(f"objections/{row.id.hex}", **{name: "一层已有扶手。"})
    assert again.status_code == 409
    assert "已经答复过" in again.text
    assert seat.post("announcement/close").status_code == 303
    assert seat.stage() == "implementation"


def test_after_the_posting_no_objection_and_the_page_says_why(desk, hall, clock):
    seat = desk("announcement", "resident1")
    clock.set(deadline(START, 7))
    assert "不能再提异议" in seat.page()
    fields = {"objection__title": "太晚了", "objection__text": "还是想提一条。"}
    answer = seat.post("objections", **fields)
    assert answer.status_code == 409
    assert f"{hall.base}/rules/#AN1" in answer.text


def test_closing_early_is_refused_with_the_rule(desk, hall):
    seat = desk("announcement", "clerk")
    assert "公示期还没满" in seat.page()
    answer = seat.post("announcement/close")
    assert answer.status_code == 409
    assert "公示期还没满" in answer.text


def photo():
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "PNG")
    data.seek(0)
    return data


def test_planning_working_handing_over(desk, hall, clock):
    seat = desk("implementation", "chair", after=timedelta(hours=1))
    assert "还没有列出实施步骤" in seat.page()
    due = (clock.now + 10 * DAY).date().isoformat()
    fields = {
        "plan__responsible": hall.people["property"].hex,
        "plan__contractor": "松河某安装队",
        "plan__workers": "P026",
        "plan__title1": "安装扶手",
        "plan__owner1": "物业项目部",
        "plan__due1": due,
    }
    wrong = seat.post("plan", **{**fields, "plan__owner1": "", "plan__workers": "查无此人"})
    assert wrong.status_code == 422
    assert "还没有填" in wrong.text
    wrong = seat.post("plan", **{**fields, "plan__workers": "查无此人"})
    assert wrong.status_code == 422
    assert "没有找到或不止一人" in wrong.text
    assert seat.post("plan", **fields).status_code == 303
    (step,) = milestones(hall, seat.number)
    seat.sit("property")
    assert "完成步骤 1：安装扶手" in seat.page()
    to = f"steps/{step.hex}/done"
    bad = seat.post(to, step1__note="装好", step1__photos=(io.BytesIO(b"GIF89a"), "a.jpg"))
    assert bad.status_code == 409
    good = seat.post(to, step1__note="装好", step1__photos=(photo(), "a.png"))
    assert good.status_code == 303
    assert seat.sit("chair").post("finish").status_code == 303
    assert seat.stage() == "acceptance"


def test_a_due_day_in_the_past_is_refused(desk, hall):
    seat = desk("implementation", "chair")
    answer = seat.post(
        "plan",
        plan__responsible=hall.people["chair"].hex,
        plan__title1="安装扶手",
        plan__owner1="物业项目部",
        plan__due1="2020-01-01",
    )
    assert answer.status_code == 409
    assert "已经过去" in answer.text


def test_the_branch_urges_what_is_overdue(desk, hall, clock):
    seat = desk("implementation", "secretary", after=timedelta(hours=1))
    (step,) = plan(hall, seat.number, clock.now.date() + 2 * DAY)
    assert "没有超期，不用催办" in seat.page()
    clock.forward(days=11)
    assert "红：已超期" in seat.page()
    assert seat.post(f"steps/{step.hex}/remind").status_code == 303
    assert "今天已经催过一次" in seat.page()
    assert seat.post(f"steps/{step.hex}/remind").status_code == 409
    with Session(db.engine) as session:
        assert session.get(Milestone, (hall.community_id, step)).reminded_at is not None


def test_a_worker_is_told_why_not(desk, hall, client, clock):
    number = matter_in(hall, "implementation")
    at = since(hall, number)
    plan(hall, number, at.date() + 5 * DAY, workers=["resident2"], at=at)
    clock.set(at + DAY)
    seat = Desk(client, hall, number).sit("property")
    (step,) = milestones(hall, number)
    seat.post(f"steps/{step.hex}/done", step1__note="装好")
    seat.sit("chair").post("finish")
    page = seat.sit("resident2").page()
    assert "参与了施工或负责实施的人不能验收" in page
    assert f"{hall.base}/rules/#AC1" in page
    answer = seat.post("acceptance", sign__verdict="accepted")
    assert answer.status_code == 409
    assert "不能验收" in answer.text


def test_signing_refusing_and_rework(desk, hall):
    seat = desk("acceptance", "resident1", after=timedelta(hours=2))
    assert "checked" not in seat.page()
    assert seat.post("acceptance").status_code == 422
    assert seat.post("acceptance", sign__verdict="refused").status_code == 422
    said = {"sign__verdict": "refused", "sign__remark": "三层扶手松动。"}
    assert seat.post("acceptance", **said).status_code == 303
    assert "您已经签过字了" in seat.page()
    page = seat.sit("chair").page()
    assert "还缺居务监督委员会 1 人签字" in page
    assert seat.post("acceptance/conclude").status_code == 409
    assert seat.post("acceptance/rework", rework__reason="").status_code == 422
    assert seat.post("acceptance/rework", rework__reason="重新固定三层扶手。").status_code == 303
    assert seat.stage() == "implementation"


def test_a_supervisor_who_lives_here_signs_as_supervisor(desk, hall):
    seat = desk("acceptance", "supervisor1", after=timedelta(hours=2))
    assert seat.post("acceptance", sign__verdict="accepted").status_code == 303
    assert "还缺附近居民 1 人签字" in seat.sit("chair").page()
    seat.sit("resident1").post("acceptance", sign__verdict="accepted")
    assert seat.stage() == "disclosure"


def test_reporting_the_outcome(desk, hall, clock):
    seat = desk("disclosure", "chair", after=timedelta(hours=2))
    assert "还没有公开做了什么" in seat.page()
    text = "扶手已经装好，共六层，逐层试过。"
    wrong = seat.post("outcome", outcome__text=text, outcome__cost="1e3")
    assert wrong.status_code == 422
    assert text in wrong.text
    good = seat.post("outcome", outcome__text=text, outcome__cost="11,500.50")
    assert good.status_code == 303
    assert "结果已经公开过了" in seat.page()
    assert seat.post("outcome/close").status_code == 409
    clock.forward(days=9)
    assert seat.post("outcome/close").status_code == 303
    assert seat.stage() == "evaluation"


def test_evaluating_once_with_nothing_preselected(desk, hall):
    seat = desk("evaluation", "resident1")
    assert "checked" not in seat.page()
    four = {f"mark__{name}": "4" for name in ("result", "speed", "cost", "communication")}
    assert seat.post("evaluations", **{**four, "mark__cost": "6"}).status_code == 422
    assert seat.post("evaluations", **{**four, "mark__cost": ""}).status_code == 422
    assert seat.post("evaluations", **four).status_code == 303
    assert "您已经评过了" in seat.page()
    assert seat.post("evaluations", **four).status_code == 409
    with Session(db.engine) as session:
        assert len(session.scalars(select(Evaluation)).all()) == 1


def test_the_figure_shows_only_from_the_minimum_count(desk, hall):
    seat = desk("evaluation", "chair")
    evaluate(hall, seat.number, 2, people=4)
    page = seat.page()
    assert "满意度 25" not in page
    assert "还差 1 人" in page
    assert seat.post("evaluations/reopen", reopen__reason="三层扶手松动。").status_code == 409


def test_a_low_score_reopens(desk, hall):
    seat = desk("evaluation", "chair")
    evaluate(hall, seat.number, 2, people=5)
    assert "满意度 25.0%" in seat.page()
    assert seat.post("evaluations/close").status_code == 409
    assert seat.post("evaluations/reopen", reopen__reason=" ").status_code == 422
    assert seat.post("evaluations/reopen", reopen__reason="三层扶手松动。").status_code == 303
    assert (seat.stage(), row_of(hall, seat.number).round) == ("implementation", 2)


def test_correcting_names_the_step(desk, hall):
    seat = desk("implementation", "clerk")
    page = seat.page()
    assert "从“决议公示”到“实施与督办”" in page
    act = re.search(r'name="correct-act" value="(\w+)"', page)[1]
    fields = {"correct__act": act, "correct__reason": "公示日期登记有误，按存根更正。"}
    assert seat.post("corrections", **{**fields, "correct__reason": "错"}).status_code == 422
    assert seat.post("corrections", **fields).status_code == 303
    assert seat.stage() == "announcement"
    assert "经过表决的决定不能用更正撤销" in seat.page()
    assert seat.post("corrections", **fields).status_code == 409


def test_a_stale_page_is_refused(desk, hall):
    seat = desk("evaluation", "clerk")
    answer = seat.client.post(f"{seat.at}/evaluations/close", data={"revision": "1"})
    assert answer.status_code == 409
    assert "刚才有人先办了一步" in answer.text
    assert seat.client.post(f"{seat.at}/evaluations/close", data={}).status_code == 400


@pytest.mark.parametrize(
    ("standing", "who", "to"),
    [
        ("announcement", "resident1", "announcement/close"),
        ("implementation", "resident1", "finish"),
        ("acceptance", "property", "acceptance"),
        ("disclosure", "supervisor1", "outcome"),
        ("evaluation", "street", "evaluations/close"),
        ("implementation", "operator", "corrections"),
    ],
)
def test_others_may_not(desk, standing, who, to):
    assert desk(standing, who).post(to).status_code == 403


def test_an_office_of_another_community_has_no_say(desk, hall, app, client):
    from tests.factories.community import make_community

    other = make_community(app, "t2")
    seat = desk("announcement", "clerk")
    sign_in(client, other.accounts["clerk"])
    assert seat.post("announcement/close").status_code == 403
