"""The plan's public page and its desk in the chamber."""

from __future__ import annotations

import csv
import io
import re

import pytest

from council.rules.negative import Answer
from tests.factories import plans as making
from tests.factories.community import on_stage, sign_in


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


@pytest.fixture
def executed(app, scene, hall, clock):
    """A plan that was carried as far as the books."""
    with app.app_context():
        made = making.executed(hall)
    clock.set(made.at)
    return made


def test_the_page_tells_every_wish_and_why(client, executed) -> None:
    page = client.get("/c/t1/fund/plans/2026").text
    assert "3 件项目建议里选入 2 件" in page
    for number in executed.wishes:
        assert f"/c/t1/proposals/{number}" in page
    for number in executed.projects:
        assert f"/c/t1/fund/projects/{number}" in page
    assert "平均份额法" in page
    assert "人支持" in page
    assert "没有碰到不得列支的事项" in page
    assert 'aria-current="step"' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("lang", ["zh-Hant", "en"])
def test_in_other_languages(client, executed, lang) -> None:
    assert client.get(f"/c/t1/fund/plans/2026?lang={lang}").status_code == 200


def test_the_files_say_the_same(client, executed) -> None:
    data = client.get("/c/t1/fund/plans/2026.json").get_json()["rows"]
    assert [(row["rank"], row["state"], row["votes"]) for row in data] == [
        (1, "passed_over", 2),
        (2, "chosen", 5),
        (3, "chosen", 3),
    ]
    assert [row["estimate"] for row in data] == [6_000_000, 3_000_000, 2_000_000]
    body = client.get("/c/t1/fund/plans/2026.csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(body)))
    assert len(lines) == 4
    assert lines[1][4] == "60000"
    assert client.get("/c/t1/fund/plans/2026.xlsx").status_code == 200


def test_a_year_without_a_plan(client, hall, clock) -> None:
    assert "还没有年度计划" in client.get("/c/t1/fund/plans/2026").text
    assert client.get("/c/t1/fund/plans/1066").status_code == 404
    assert client.get("/c/t1/fund/plans/2026?plan=2026-001").status_code == 404
    assert client.get("/c/t1/fund/plans/2026.csv").status_code == 404
    assert "还没有年度计划" in client.get("/c/t1/fund/plans/").text


def test_the_one_year_is_shown_at_once(client, executed) -> None:
    answer = client.get("/c/t1/fund/plans/")
    assert (answer.status_code, answer.location) == (302, "/c/t1/fund/plans/2026")
    assert "2025 年没有年度计划" in client.get("/c/t1/fund/plans/2025").text


def test_a_refused_wish_tells_rule_reason_and_case(app, client, hall, clock) -> None:
    with app.app_context():
        made = making.begin(hall)
        making.put(made, 500_000, 500_000)
        said = "打印机是居委会的，问13812345678。"
        making.check(made, 0, Answer("office", confirmed=True, reason=said))
        making.check(made, 1, Answer("office", confirmed=False, reason="给居民用。"))
    clock.set(made.at)
    page = client.get("/c/t1/fund/plans/2026").text
    assert "属于“办公费用”，不得列支（FN1）" in page
    assert "13812345678" not in page
    assert "以前碰到同样事项的" in page
    assert f"{made.wishes[0]}）</a> · 不得列支" in page
    assert "正在征集项目建议" in page


DESK = "/c/t1/chamber/fund/plans"


def sign(client, hall, who):
    sign_in(client, hall.accounts[who])
    return client


def send(client, path, status=303, **data):
    answer = client.post(f"{DESK}/{path}", data=data)
    assert answer.status_code == status, answer.text
    return answer


def revision(app, made) -> str:
    with app.app_context():
        return str(made.matter().revision)


def test_from_the_desk_to_the_books(app, client, hall, clock) -> None:
    """Every act of a plan through the pages, in the order in which people do them."""
    with app.app_context():
        making.open_fund(hall)
        for n in (1, 2, 3):
            making.make_matter(hall, "review", f"2026-50{n}", cost=n * 1_000_000, at=making.AT)
    clock.set(making.AT)
    sign(client, hall, "clerk")
    page = client.get(f"{DESK}/new").text
    assert "2026 年服务群众专项经费年度计划" in page
    plan = {
        "fund": "service", "year": "2026", "budget": "40,000.00", "method": "greedy",
        "wishes_until": "2026-03-20", "title": "2026年计划",
        "text": "居民提出，会议分配，公示备案。",
        "request_key": "a" * 32,
    }  # fmt: skip
    answer = send(client, "new", **plan)
    number = answer.location.rsplit("/", 1)[1]
    assert send(client, "new", **plan).location == answer.location
    made = making.Planned(hall, plan=number, wishes=[f"2026-50{n}" for n in (1, 2, 3)])
    for n, wish in enumerate(made.wishes, 1):
        assert f'value="{wish}"' in client.get(f"{DESK}/{number}/wishes/new").text
        about = {"kind": "works", "subject": "facilities", "basis": "三家报价"}
        send(client, f"{number}/wishes/new", matter=wish, estimate=f"{n}0000", **about)
        assert client.get(f"{DESK}/{number}/wishes/{wish}").status_code == 200
        send(client, f"{number}/wishes/{wish}", estimate=f"{n}0000", **about)
    for committee in ("party", "residents"):
        assert client.get(f"{DESK}/{number}/rank/{committee}").status_code == 200
        send(client, f"{number}/rank/{committee}", **{f"place-{w}": "1" for w in made.wishes},
             status=409)  # fmt: skip
        send(client, f"{number}/rank/{committee}", **{f"place-{w}": "x" for w in made.wishes},
             status=422)  # fmt: skip
        places = {f"place-{w}": str(n) for n, w in enumerate(made.wishes, 1)}
        send(client, f"{number}/rank/{committee}", **places)
    assert "期限还没到" in client.get(f"{DESK}/{number}").text
    made.at = making.COLLECTED
    clock.set(made.at)
    send(client, f"{number}/conclude", revision=revision(app, made))
    with app.app_context():
        making.reviewed(made)
        meeting = making.called(made)
    clock.set(made.at)
    assert meeting in client.get(f"{DESK}/{number}").text
    send(client, f"{number}/ballot", **{"ballot-meeting": meeting}, revision="1")
    with app.app_context():
        making.sit(made)
        made.poll = making.vote(made, 1, making.MARKS)
    clock.set(made.at)
    page = client.get(f"{DESK}/{number}").text
    assert "列入以下 2 个项目，共 30,000 元" in page
    send(client, f"{number}/record", **{"record-text": "按表决结果列入。"}, revision="1")
    _filed_and_noted(app, client, hall, clock, made)


def _filed_and_noted(app, client, hall, clock, made) -> None:
    number = made.plan
    with app.app_context():
        made.at += making.timedelta(days=20)
        making.announcements.close(hall.community_id, number, actor=hall.actor("clerk"), at=made.at)
    clock.set(made.at)
    send(client, f"{number}/file", **{"file-reference": "松居〔2026〕8号"},
         revision=revision(app, made))  # fmt: skip
    page = client.get(f"{DESK}/{number}").text
    seat = re.search(r'<option value="([0-9a-f]{32})"', page)
    assert seat
    send(client, f"{number}/books", **{"books-seat": seat[1]}, revision="1")
    page = client.get(f"{DESK}/{number}").text
    assert "还有 2 个项目没有完成" in page
    sign(client, hall, "street")
    send(client, f"{number}/note", **{"note-remark": "收到。"}, revision="1")
    assert "街道收到" in client.get("/c/t1/fund/plans/2026").text
    sign(client, hall, "clerk")
    left = made.wishes[2]
    assert left in client.get(DESK).text
    assert client.get(f"{DESK}/drop/{left}").status_code == 200
    send(client, f"drop/{left}", reason="改由物业解决。")


def test_a_resident_puts_forward_their_own(app, client, hall, clock) -> None:
    with app.app_context():
        made = making.begin(hall)
        making.make_matter(hall, "review", "2026-601", at=made.at)
    clock.set(made.at)
    sign(client, hall, "resident2")
    assert "现在没有可以申报的提案" in client.get(f"{DESK}/{made.plan}/wishes/new").text
    sign(client, hall, "resident1")
    about = {"kind": "works", "subject": "facilities", "basis": "三家报价", "matter": "2026-601"}
    page = send(client, f"{made.plan}/wishes/new", status=422, estimate="1.234", **about).text
    assert "三家报价" in page
    send(client, f"{made.plan}/wishes/new", estimate="1,234.50", **about)
    assert "1,234.50" in client.get("/c/t1/fund/plans/2026").text


def test_the_check_asks_about_each_hint(app, client, hall, clock) -> None:
    with app.app_context():
        made = making.begin(hall)
        making.put(made, 500_000)
        with making.unit_of(hall) as work:
            row = work.find(making.Proposal, making.Proposal.number == made.wishes[0])
            row.text = "给值班的人发补贴。"
    clock.set(made.at)
    sign(client, hall, "committee1")
    path = f"{made.plan}/wishes/{made.wishes[0]}"
    assert "文中有“补贴”" in client.get(f"{DESK}/{path}").text
    about = {"kind": "works", "subject": "facilities", "basis": "三家报价", "estimate": "5000"}
    send(client, path, status=422, **about)
    send(client, path, **about, hit_pay="yes", why_pay="就是工作人员的补贴。")
    page = client.get("/c/t1/fund/plans/2026").text
    assert "属于“工资、津贴、补贴和奖金”" in page
    assert "就是工作人员的补贴" in page
    matter = client.get(f"/c/t1/proposals/{made.wishes[0]}").text
    assert "/c/t1/fund/plans/2026#w-" in matter
    assert client.get(f"{DESK}/{path}").status_code == 200


def test_the_matter_s_desk_leads_to_the_plan(client, hall, executed) -> None:
    sign(client, hall, "clerk")
    page = client.get(f"/c/t1/chamber/proposals/{executed.plan}").text
    assert f"{DESK}/{executed.plan}" in page
    assert client.get(f"/c/t1/proposals/{executed.plan}").status_code == 200
    assert "/c/t1/fund/plans/2026" in client.get(f"/c/t1/proposals/{executed.plan}").text


def test_nothing_private_gets_out(app, client, hall, clock) -> None:
    """What people write about a wish is masked on the page and in every file."""
    phone, room = "13812345678", "3号楼2单元1201室"
    with app.app_context():
        text = f"找{phone}，{room}。居民提出，会议分配。"
        made = making.begin(hall, text=text, title=f"2026年计划{phone}")
        making.put(made, 500_000)
        said = Answer("pay", confirmed=False, reason=f"问{phone}，{room}。")
        making.check(made, 0, said, basis=f"{room}报价，{phone}")
        with making.unit_of(hall) as work:
            row = work.find(making.Proposal, making.Proposal.number == made.wishes[0])
            row.title, row.place = f"装灯{phone}", room
    clock.set(made.at)
    for path in ("2026", "2026.csv", "2026.json"):
        page = client.get(f"/c/t1/fund/plans/{path}").data.decode()
        assert phone not in page, path
        assert "1201" not in page, path
