"""The pages of proposing: write, preview, send in, second, vet, appeal; bad input comes back."""

from __future__ import annotations

import pytest

from council.models.proposals import Proposal, ProposalVersion
from council.services import merging, seconding
from tests.factories.community import Handle, make_community, sign_in, sign_out
from tests.factories.proposals import (
    AT,
    REASON,
    TEXT,
    draft,
    in_vetting,
    proposed,
    read,
    resident,
    rows,
    village,
)
from tests.web.writing import as_who, at, form, typed, write


@pytest.fixture
def here(app, scene, clock) -> Handle:
    clock.set(AT)
    handle = village(app, scene)
    with app.app_context():
        yield handle


@pytest.fixture
def me(here: Handle, client):
    sign_in(client, here.accounts["resident1"])
    return client


def test_from_an_empty_form_to_a_number(me, here: Handle) -> None:
    answer = write(me, here, do="preview")
    assert answer.status_code == 303
    preview = me.get(answer.location)
    assert "给3号楼门口的台阶装扶手" in preview.text
    assert "3,600.50" in preview.text
    sent = me.post(
        answer.location.replace("/preview", "/submit"),
        data={"revision": typed(preview.text, "revision")},
    )
    assert sent.status_code == 303
    assert sent.location == f"{here.base}/proposals/2026-001"
    row = rows(here, Proposal)[0]
    assert (row.stage, row.cost, row.is_public) == ("proposing", 360050, True)
    assert "2026-001" in me.get(at(here, "")).text


def test_the_back_button_makes_no_second_draft(me, here: Handle) -> None:
    key = typed(me.get(at(here, "new")).text, "draft")
    for _ in range(2):
        assert me.post(at(here, "new"), data=form(draft=key)).status_code == 303
    assert len(rows(here, Proposal)) == 1
    assert not rows(here, ProposalVersion)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "题目"),
        ("title", "短", "至少 4 个字"),
        ("text", "字" * 1_000_000, "太长"),
        ("text", "混进\x07控制字符的文字内容", "控制字符"),
        ("text", "混进\u202e反转的文字内容", "改变文字方向"),
        ("cost", "很多", "要填数字"),
        ("cost", "1.234", "要填数字"),
        ("cost", "-5", "太小"),
        ("cost", "99999999999", "太大"),
        ("category", "nonsense", "错误"),
        ("where", "00", "错误"),
    ],
)
def test_a_bad_form_keeps_what_was_typed(me, here: Handle, field, value, said) -> None:
    answer = write(me, here, **{field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert "老人上下很吃力" in answer.text or field == "text"
    assert not rows(here, Proposal)


def test_html_is_shown_as_letters(me, here: Handle) -> None:
    answer = write(me, here, text="<script>alert(1)</script>请在门口装扶手", do="preview")
    page = me.get(answer.location).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_lone_surrogates_and_broken_bytes_do_no_harm(me, here: Handle) -> None:
    key = typed(me.get(at(here, "new")).text, "draft")
    body = b"draft=" + key.encode() + b"&title=%ED%A0%80%ED%A0%80%ED%A0%80%FF&text=%ED%A0%80abc"
    answer = me.post(at(here, "new"), data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {303, 422}


def test_a_draft_is_nobody_elses_business(here: Handle, client) -> None:
    made = draft(here)
    stranger = as_who(here, client, "resident2")
    for rest in (f"drafts/{made}", f"drafts/{made}/preview"):
        assert stranger.get(at(here, rest)).status_code == 404
    for rest in ("submit", "discard"):
        assert stranger.post(at(here, f"drafts/{made}/{rest}")).status_code == 404
    sign_out(client)
    assert client.get(at(here, f"drafts/{made}")).status_code == 303


def test_another_community_has_no_say(app, here: Handle, client) -> None:
    other = make_community(app, "t2")
    number = proposed(here)
    foreign = as_who(other, client, "secretary")
    assert foreign.get(at(here, number)).status_code == 403
    assert foreign.post(at(here, f"{number}/second")).status_code == 403
    assert foreign.post(at(here, f"{number}/vetting/accept")).status_code == 403
    assert foreign.get(at(other, number)).status_code == 404


def test_similar_earlier_proposals_come_with_reasons(me, here: Handle) -> None:
    proposed(here, "resident2", title="3号楼门口台阶太陡，请装扶手")
    found = me.get(at(here, "similar"), query_string={"title": "3号楼门口的台阶要装扶手"})
    assert "3号楼门口台阶太陡" in found.text
    assert "同一栋楼" in found.text
    answer = write(me, here, do="similar")
    assert answer.location.endswith("#similar")
    assert "3号楼门口台阶太陡" in me.get(answer.location.partition("#")[0]).text


def test_seconding_through_the_page(here: Handle, client) -> None:
    number = proposed(here)
    neighbour = as_who(here, client, "resident2")
    assert "还差 20 人" in neighbour.get(at(here, number)).text
    for _ in range(2):  # the second tap
        answer = neighbour.post(at(here, f"{number}/second"))
        assert (answer.status_code, answer.location) == (303, f"{here.base}/proposals/{number}")
    assert read(here, number).seconder_count == 1
    assert "您已经附议过了" in neighbour.get(at(here, number)).text
    as_who(here, client, "resident1")
    assert client.post(at(here, f"{number}/second")).status_code == 409


def test_who_may_not_open_what(here: Handle, client) -> None:
    number = in_vetting(here)
    as_who(here, client, "resident2")
    assert client.post(at(here, f"{number}/vetting/accept")).status_code == 403
    assert client.post(at(here, f"{number}/merge")).status_code == 403
    assert client.get(at(here, f"{number}/edit")).status_code == 403
    as_who(here, client, "operator")
    assert client.get(at(here, number)).status_code == 403
    assert client.get(at(here, "new")).status_code == 403


def decision(here: Handle, client, number: str, how: str, **changes):
    page = client.get(at(here, number)).text
    data = {"revision": typed(page, "revision"), "reason": REASON, "rule": "PG1"} | changes
    return client.post(at(here, f"{number}/vetting/{how}"), data=data)


def test_the_secretary_decides_with_reason_and_rule(here: Handle, client) -> None:
    number = in_vetting(here)
    secretary = as_who(here, client, "secretary")
    page = secretary.get(at(here, number)).text
    for verb in ("列入议题", "退回修改", "不予列入", "转其他途径"):
        assert verb in page
    bad = decision(here, secretary, number, "decline", reason="太短", rule="")
    assert bad.status_code == 422
    assert "至少 10 个字" in bad.text
    assert "请选择依据的规则" in bad.text
    good = decision(here, secretary, number, "accept", track="standard")
    assert good.status_code == 303
    assert read(here, number).stage == "review"


def test_a_decision_on_what_moved_meanwhile_keeps_the_reason(here: Handle, client) -> None:
    number = in_vetting(here)
    secretary = as_who(here, client, "secretary")
    late = decision(here, secretary, number, "decline", revision="1")
    assert late.status_code == 409
    assert "刚才有人先办了一步" in late.text
    assert REASON in late.text
    assert read(here, number).stage == "vetting"


def test_declined_appealed_upheld(here: Handle, client) -> None:
    number = in_vetting(here)
    decision(here, as_who(here, client, "secretary"), number, "decline")
    proposer = as_who(here, client, "resident1")
    page = proposer.get(at(here, number)).text
    assert "向街道办事处申诉" in page
    text = "台阶是公共部位，不是谁家的私事。"
    data = {"revision": typed(page, "revision"), "text": text}
    assert proposer.post(at(here, f"{number}/appeal"), data={"text": ""}).status_code == 422
    assert proposer.post(at(here, f"{number}/appeal"), data=data).status_code == 303
    street = as_who(here, client, "street")
    page = street.get(at(here, number)).text
    assert text in page
    data = {
        "revision": typed(page, "revision"),
        "decision": "upheld",
        "reason": REASON,
        "rule": "AP1",
    }
    assert street.post(at(here, f"{number}/appeal/decide"), data=data).status_code == 303
    assert read(here, number).stage == "review"


def test_editing_makes_a_version_and_a_stale_edit_comes_back(me, here: Handle) -> None:
    number = proposed(here)
    page = me.get(at(here, f"{number}/edit")).text
    seen = typed(page, "revision")
    change = form(title="给两个门口的台阶装扶手", revision=seen, reason="两个门口都要")
    assert me.post(at(here, f"{number}/edit"), data=change).status_code == 303
    stale = me.post(at(here, f"{number}/edit"), data=form(title="旧窗口的标题", revision=seen))
    assert stale.status_code == 409
    assert "旧窗口的标题" in stale.text
    assert read(here, number).title == "给两个门口的台阶装扶手"


def test_a_clerk_merges_with_suggestions(here: Handle, client) -> None:
    kept, gone = proposed(here), proposed(here, "resident2", title="3号楼门口台阶请装扶手")
    seconding.second(here.community_id, gone, actor=resident(here, "resident3"), at=AT)
    clerk = as_who(here, client, "clerk")
    page = clerk.get(at(here, gone)).text
    assert kept in page
    data = {"revision": typed(page, "revision"), "into": "2026-777", "reason": REASON}
    assert clerk.post(at(here, f"{gone}/merge"), data=data).status_code == 409
    assert clerk.post(at(here, f"{gone}/merge"), data=data | {"into": kept}).status_code == 303
    assert read(here, kept).seconder_count == 1


def test_a_merged_proposal_is_found_and_points_to_the_one_that_goes_on(here: Handle, me) -> None:
    kept, gone = proposed(here), proposed(here, "resident2", title="北门台阶太陡，请装扶手")
    merge_as = here.actor("clerk")
    merging.merge(here.community_id, gone, kept, actor=merge_as, reason=REASON, at=AT)
    onward = f'已并入 <a class="num" href="{here.base}/proposals/{kept}">{kept}</a>'
    hits = me.get(f"{here.base}/search/", query_string={"q": "北门台阶太陡"}).text
    assert f'href="{here.base}/proposals/{gone}"' in hits
    assert hits.count(onward) == 1
    like = me.get(at(here, "similar"), query_string={"title": "北门的台阶太陡要装扶手"}).text
    assert like.count(onward) == 1


def test_every_version_is_public_with_what_changed(me, here: Handle, client) -> None:
    number = proposed(here)
    page = me.get(at(here, f"{number}/edit")).text
    text = TEXT.replace("各装一根扶手", "各装两根带反光条的扶手")
    change = form(text=text, cost="4800", reason="街坊提醒", revision=typed(page, "revision"))
    assert me.post(at(here, f"{number}/edit"), data=change).status_code == 303
    sign_out(client)
    seen = client.get(f"{here.base}/proposals/{number}/versions").text
    assert "第 2 稿" in seen
    assert "<ins" in seen
    assert "<del" in seen
    assert "由 3,600 元变为 4,800 元" in seen
    assert client.get(f"{here.base}/proposals/2026-999/versions").status_code == 404
