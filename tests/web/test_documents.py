"""Word documents through the pages: made, masked for everybody, from a community's own template."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest

from council.models.minutes import DocumentTemplate
from council.word import kinds
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import LATER, REPRESENTATIVES, call, make_matter, opened, stored
from tests.factories.minutes import AFTER, OVER, held, published
from tests.factories.square import NOW, square
from tests.factories.word import changed, document, lines, parts

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


@pytest.fixture
def place(app, app_context, scene, clock):
    made = square(app, scene)
    clock.set(NOW)
    return made


def as_(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber"


def names(hall) -> set[str]:
    from council.models.people import Person

    return {row.name for row in stored(hall, Person)}


def send(client, base, data: bytes, kind="notice", name="我们的.docx", key=""):
    form = {"file": (io.BytesIO(data), name), "request_key": key or uuid4().hex}
    address = f"{base}/documents/{kind}"
    return client.post(address, data=form, content_type="multipart/form-data")


def test_notice_and_agenda_for_everybody(client, hall) -> None:
    number = call(hall, "representatives")
    for kind, title in (("notice", "的通知"), ("agenda", "议程")):
        answer = client.get(f"{hall.base}/meetings/{number}/{kind}.docx")
        assert answer.status_code == 200 and answer.mimetype == WORD
        said = "\n".join(lines(answer.data))
        assert title in said and "活动室" in said and "充电棚" in said and "{{" not in said
        assert not [name for name in names(hall) if name in said]
        page = client.get(f"{hall.base}/meetings/{number}/{kind}/print?view=large")
        assert page.status_code == 200 and "doc--large" in page.text and "充电棚" in page.text
    assert client.get(f"{hall.base}/meetings/2026-999/notice.docx").status_code == 404
    assert client.get(f"{hall.base}/meetings/{number}/attendance.docx").status_code == 404


def test_a_word_file_is_in_chinese_whatever_language_is_read(client, hall) -> None:
    number = call(hall, "representatives")
    here = f"{hall.base}/meetings/{number}/notice.docx"
    first = client.get(here).data
    assert client.get(f"{here}?lang=en").data == first
    page = client.get(f"{hall.base}/meetings/{number}/notice/print?lang=en")
    assert 'lang="en"' in page.text


def test_the_attendance_sheet_has_names_and_is_for_who_keeps_the_meeting(client, hall) -> None:
    number = call(hall, "representatives")
    base = as_(client, hall, "clerk")
    expected = client.get(f"{base}/meetings/{number}/attendance.docx")
    assert expected.status_code == 200 and "no-store" in expected.headers["Cache-Control"]
    rows = [line for line in lines(expected.data) if " | " in line]
    assert len([row for row in rows if "居民代表" in row]) == len(REPRESENTATIVES)
    page = client.get(f"{base}/meetings/{number}/attendance/print")
    assert page.headers["Cache-Control"] == "no-store"
    assert sum(name in page.text for name in names(hall)) >= len(REPRESENTATIVES)
    as_(client, hall, "resident1")
    for kind in ("attendance", "notice"):
        assert client.get(f"{base}/meetings/{number}/{kind}.docx").status_code == 403


def test_the_sheet_of_an_open_meeting_is_its_frozen_roll(client, hall, clock) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:4])
    clock.set(LATER)
    base = as_(client, hall, "clerk")
    said = "\n".join(lines(client.get(f"{base}/meetings/{number}/attendance.docx").data))
    assert f"应到：{len(REPRESENTATIVES)} 人" in said


def test_where_all_residents_may_come_there_are_lines_to_sign(client, hall) -> None:
    starts = LATER + timedelta(days=30)
    number = call(hall, "residents_assembly", starts=starts)
    base = as_(client, hall, "clerk")
    found = lines(client.get(f"{base}/meetings/{number}/attendance.docx").data)
    assert sum(line.startswith("40 |") for line in found) == 1
    assert not [line for line in found if line.startswith("应到")]
    assert client.get(f"{base}/meetings/{number}/attendance/print").status_code == 200


def test_a_resolution_as_file_and_page(client, place) -> None:
    listed = client.get(f"{place.base}/decisions.json").json["rows"]
    for row in listed:
        here = f"{place.base}/decisions/{row['number']}"
        said = "\n".join(lines(client.get(f"{here}.docx").data))
        assert row["reference"] in said and "同意建充电棚" in said and "实到" in said
        page = client.get(f"{here}/print")
        assert page.status_code == 200 and row["reference"] in page.text
        assert not [name for name in names(place.hall) if name in said + page.text]
    assert client.get(f"{place.base}/decisions/2026-999.docx").status_code == 404
    assert client.get(f"{place.base}/decisions/2026-999/print").status_code == 404


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_defaults_and_samples_are_there_for_every_kind(client, hall, kind) -> None:
    base = as_(client, hall, "clerk") + f"/documents/{kind}"
    page = client.get(base)
    assert page.status_code == 200 and "{{会议名称}}" in page.text
    assert client.get(f"{base}/default.docx").data == kinds.default(kind)
    said = "\n".join(lines(client.get(f"{base}/sample.docx").data))
    assert "充电棚" in said or "王小明" in said
    assert "{{" not in said


def test_a_community_uses_its_own_template_until_it_is_withdrawn(client, hall, clock) -> None:
    number = call(hall, "representatives")
    base = as_(client, hall, "chair")
    own = document("自己的{{会议名称}}", "第{{议程.序号}}项{{议程.题目}}")
    assert send(client, base, own, name="C:\\文件\\通知 2026.docx").status_code == 303
    notice = f"{hall.base}/meetings/{number}/notice.docx"
    assert lines(client.get(notice).data)[0].startswith("自己的")
    assert "通知 2026.docx" in client.get(f"{base}/documents/").text
    assert client.get(f"{base}/documents/notice/1.docx").data == own
    clock.forward(minutes=5)
    newer = document("新的{{会议名称}}")
    assert send(client, base, newer).status_code == 303
    assert lines(client.get(notice).data)[0].startswith("新的")
    for position, start in ((2, "自己的"), (1, "关于召开")):
        gone = client.post(f"{base}/documents/notice/{position}/withdraw")
        assert gone.status_code == 303
        assert lines(client.get(notice).data)[0].startswith(start)
    assert client.post(f"{base}/documents/notice/1/withdraw").status_code == 409
    assert client.post(f"{base}/documents/notice/9/withdraw").status_code == 404


def test_pressing_twice_keeps_one(client, hall) -> None:
    base, key = as_(client, hall, "clerk"), uuid4().hex
    data = document("{{会议名称}}")
    assert [send(client, base, data, key=key).status_code for _ in range(2)] == [303, 303]
    assert len(stored(hall, DocumentTemplate)) == 1
    again = send(client, base, data)
    assert again.status_code == 409 and "现在用的就是这个文件" in again.text


def test_unknown_fields_are_refused_each_by_name(client, hall) -> None:
    base = as_(client, hall, "clerk")
    answer = send(client, base, document("{{会议名子}}", "{{议程.提目}}", table=("{{名册.姓名}}",)))
    assert answer.status_code == 409
    for said in ("“会议名子”这个字段：正文第 1 段", "“议程.提目”这个字段：正文第 2 段"):
        assert said in answer.text
    assert "“名册.姓名”这个字段：第 1 个表格第 1 行" not in answer.text
    assert "“名册.姓名”这个字段：第 1 个表格第 2 行" in answer.text
    assert stored(hall, DocumentTemplate) == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"not a file of Word", "打不开"),
        (changed(document("{{会议名称}}"), "word/vbaProject.bin", lambda _: b"x"), "有宏"),
        (document("没有字段"), "一个字段也没有"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "旧版 .doc"),
    ],
)
def test_what_is_no_template_is_refused_with_its_reason(client, hall, data, why) -> None:
    base = as_(client, hall, "clerk")
    answer = send(client, base, data)
    assert answer.status_code == 409 and why in answer.text
    assert stored(hall, DocumentTemplate) == []


def test_without_a_file_nothing_happens(client, hall) -> None:
    base = as_(client, hall, "clerk")
    form = {"request_key": uuid4().hex}
    answer = client.post(f"{base}/documents/notice", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422 and "请选一个 .docx 文件" in answer.text
    assert send(client, base, document("{{会议名称}}"), kind="letter").status_code == 404
    assert client.get(f"{base}/documents/letter").status_code == 404
    assert client.get(f"{base}/documents/letter/default.docx").status_code == 404
    assert client.get(f"{base}/documents/notice/1.docx").status_code == 404


def test_templates_are_for_clerk_and_chair(client, hall) -> None:
    base = as_(client, hall, "secretary")
    assert client.get(f"{base}/documents/").status_code == 403
    assert send(client, base, document("{{会议名称}}")).status_code == 403


def test_a_file_tells_nobody_who_wrote_its_template(client, hall) -> None:
    number = call(hall, "representatives")
    base = as_(client, hall, "clerk")
    data = changed(
        document("{{会议名称}}"),
        "docProps/core.xml",
        lambda xml: xml.replace(b"python-docx", "秘书王小明".encode()),
    )
    assert "秘书王小明".encode() in parts(data)["docProps/core.xml"]
    assert send(client, base, data).status_code == 303
    out = client.get(f"{hall.base}/meetings/{number}/notice.docx").data
    assert "秘书王小明".encode() not in b"".join(parts(out).values())


def test_kept_templates_are_held_against_their_hash(client, hall, app, run_command) -> None:
    base = as_(client, hall, "clerk")
    send(client, base, document("{{会议名称}}"))
    (row,) = stored(hall, DocumentTemplate)
    assert run_command("integrity").exit_code == 0
    (app.config["UPLOADS"] / row.sha256[:2] / row.sha256).write_bytes(b"other")
    assert run_command("integrity").exit_code == 1
    (app.config["UPLOADS"] / row.sha256[:2] / row.sha256).unlink()
    number = call(hall, "representatives")
    assert "关于召开" in lines(client.get(f"{hall.base}/meetings/{number}/notice.docx").data)[0]
    assert client.get(f"{base}/documents/notice/1.docx").status_code == 404


def test_closed_items_have_no_title_for_everybody(client, hall) -> None:
    from council.models.meetings import AgendaItem
    from council.services.unit import SYSTEM, unit

    number = call(hall, "representatives")
    with unit(hall.community_id, kind="meeting.arrange", actor=SYSTEM, at=LATER) as work:
        work.find(AgendaItem).is_closed = True
    for kind in ("notice", "agenda"):
        said = "\n".join(lines(client.get(f"{hall.base}/meetings/{number}/{kind}.docx").data))
        assert "充电棚" not in said and "不公开的议程" in said
    base = as_(client, hall, "clerk")
    said = "\n".join(lines(client.get(f"{base}/meetings/{number}/agenda.docx").data))
    assert "充电棚" in said


def test_a_day_later_the_notice_bears_the_day_of_the_notice(client, hall, clock) -> None:
    number = call(hall, "representatives")
    clock.set(LATER + timedelta(days=1))
    said = lines(client.get(f"{hall.base}/meetings/{number}/notice.docx").data)
    assert said[-1] == "2026年5月6日"


def test_minutes_by_name_while_they_are_written(client, hall, clock) -> None:
    number = held(hall)
    clock.set(OVER)
    base = as_(client, hall, "clerk")
    here = f"{base}/meetings/{number}/minutes.docx"
    said = "\n".join(lines(client.get(here).data))
    assert "起草中" in said and "第 1 位的话" in said and "向三家以上询价" in said
    assert "{{" not in said and "三、交办事项" in said and "（一）发言" in said
    assert len([name for name in names(hall) if name in said]) >= 5
    as_(client, hall, "representative1")
    assert client.get(here).status_code == 403, "not sent round yet"
    assert client.get(f"{hall.base}/meetings/{number}/minutes.docx").status_code == 404
    assert client.get(f"{base}/meetings/2026-999/minutes.docx").status_code == 404


def test_published_minutes_are_masked(client, hall, clock) -> None:
    number = published(hall)
    clock.set(AFTER)
    answer = client.get(f"{hall.base}/meetings/{number}/minutes.docx?lang=en")
    assert answer.status_code == 200
    said = "\n".join(lines(answer.data))
    assert "纪要" in said and "签名：" in said and "主持人：" in said
    assert not [name for name in names(hall) if name in said]
    as_(client, hall, "representative1")
    mine = client.get(f"{hall.base}/chamber/meetings/{number}/minutes.docx")
    assert mine.status_code == 200
    as_(client, hall, "resident1")
    assert client.get(f"{hall.base}/chamber/meetings/{number}/minutes.docx").status_code == 403
