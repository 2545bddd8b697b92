"""Paper, hands and help through the pages; nothing there tells how anybody voted."""

from __future__ import annotations

import re

import pytest

from council.models.meetings import Meeting
from council.models.papers import PaperBallot, PaperEntry
from council.models.polls import Ballot, HandCount, Poll, PollVoter, UrnBallot
from council.services import mandates, papers, polls
from tests.factories import written
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import LATER, make_matter, stored
from tests.factories.papers import begin, bring, change, give, line, sheet


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(LATER)
    return handle


@pytest.fixture
def poll(hall) -> str:
    return begin(hall)


@pytest.fixture
def secret(hall) -> str:
    return begin(hall, secret=True)


def base(client, hall, who: str, number: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/polls/{number}"


def test_sheets_are_numbered_issued_returned_entered_and_counted(client, hall, poll) -> None:
    url = base(client, hall, "clerk", poll)
    assert client.post(f"{url}/papers/print", data={"n": ""}).status_code == 422
    assert client.post(f"{url}/papers/print", data={"n": "99999"}).status_code == 422
    assert client.post(f"{url}/papers/print", data={"n": "3"}).status_code == 303
    assert "已编号 3 张" in client.get(f"{url}/papers/").text
    found = client.get(f"{url}/papers/desk?q=居民代表（社会组织）")
    voter = line(hall, poll, "representative6").id.hex
    assert found.status_code == 200 and voter in found.text
    assert client.post(f"{url}/papers/desk", data={"voter": "x"}).status_code == 400
    assert client.post(f"{url}/papers/desk", data={"voter": voter}).status_code == 303
    twice = client.post(f"{url}/papers/desk", data={"voter": voter, "q": "代表"})
    assert twice.status_code == 409 and "手里已经有选票" in twice.text
    [serial] = papers_out(hall, poll)
    assert f"{serial} 已发出" in client.get(f"{url}/papers/desk?q=社会组织").text
    wrong = client.post(f"{url}/papers/return", data={"serial": "9", "do": "returned"})
    assert wrong.status_code == 409 and "认不出选票编号" in wrong.text
    data = {"serial": serial, "do": "returned"}
    assert client.post(f"{url}/papers/return", data=data).status_code == 303
    for who, status in (("clerk", 303), ("clerk", 409), ("grid", 303)):
        enter = base(client, hall, who, poll) + "/papers/enter"
        assert client.post(enter, data={"serial": serial, "keys": "7"}).status_code == 422
        assert stored_or_refused(client, enter, serial) == status
    [ballot] = stored(hall, Ballot)
    assert (ballot.choice, ballot.serial, ballot.channel) == ("yes", serial, "paper")


def stored_or_refused(client, url: str, serial: str) -> int:
    return client.post(url, data={"serial": serial[9:], "keys": "1"}).status_code


def test_nobody_sees_the_first_entry(client, hall, poll) -> None:
    serial = bring(hall, poll, "representative6")
    enter = base(client, hall, "clerk", poll) + "/papers/enter"
    assert client.post(enter, data={"serial": serial, "keys": "2"}).status_code == 303
    seen = re.compile(r"赞成\s*\d|反对\s*\d|checked|value=\"2\"")
    for who in ("grid", "clerk", "supervisor1"):
        for page in ("/papers/", "/papers/enter"):
            text = client.get(base(client, hall, who, poll) + page).text
            assert not seen.search(text), (who, page)
    assert client.post(enter, data={"serial": serial, "keys": "1"}).status_code == 303
    overview = client.get(base(client, hall, "clerk", poll) + "/papers/").text
    assert "两次录入不一致" in overview and serial in overview and "整张票" in overview
    assert len(stored(hall, PaperEntry)) == 2 and stored(hall, Ballot) == []
    close = client.post(base(client, hall, "clerk", poll) + "/close")
    assert close.status_code == 409 and "两次录入不一致" in close.text


def test_spoiled_missing_set_aside_and_void(client, hall, poll) -> None:
    first, second = give(hall, poll, "representative6"), give(hall, poll, "representative5")
    url = base(client, hall, "clerk", poll)
    assert (
        client.post(f"{url}/papers/return", data={"serial": first, "do": "spoil"}).status_code
        == 409
    )
    assert client.post(f"{url}/papers/print", data={"n": "2"}).status_code == 303
    assert (
        client.post(f"{url}/papers/return", data={"serial": first, "do": "spoil"}).status_code
        == 303
    )
    aside = {"serial": second, "do": "set_aside", "why": "late"}
    assert client.post(f"{url}/papers/return", data=aside).status_code == 303
    assert client.post(f"{url}/papers/void").status_code == 303
    assert client.post(f"{url}/papers/missing").status_code == 409
    page = client.get(f"{url}/papers/").text
    for text in ("另放、不计票的", "截止以后才交来", "写坏，已换发", second):
        assert text in page, text
    assert sheet(hall, first).state == "spoiled"


def test_sheets_by_building(client, app_context, scene, clock) -> None:
    hall = written.village(on_stage(app_context, scene))
    poll = written.opened(hall)
    clock.set(written.STARTS)
    url = base(client, hall, "clerk", poll)
    offered = re.findall(
        r'<option value="([^"]+)">[^<]*还有 (\d+) 人', client.get(f"{url}/papers/").text
    )
    assert len(offered) > 1
    building, n = offered[0]
    everybody = f"{url}/papers/everybody"
    assert client.post(everybody, data={"building": building}).status_code == 303
    out = stored(hall, PaperBallot, PaperBallot.state == "issued")
    assert len(out) == int(n)
    lines = {(v.person_id, v.line): v.basis for v in stored(hall, PollVoter)}
    for sheet_ in out:
        basis = lines[sheet_.person_id, sheet_.line]
        assert basis["units"][0]["building"] == building
    assert f'"{building}"' not in client.get(f"{url}/papers/").text
    for wrong in (building, "99号楼"):
        answer = client.post(everybody, data={"building": wrong})
        assert answer.status_code == 409 and "没有" in answer.text
    assert client.post(everybody).status_code == 303
    assert len(stored(hall, PaperBallot)) == sum(int(n) for _building, n in offered)


def test_the_holder_of_a_mandate_gets_the_sheet(client, app_context, scene, clock) -> None:
    hall = written.village(on_stage(app_context, scene))
    poll = written.opened(hall)
    clock.set(written.STARTS)
    giver, holder = hall.actor("resident2"), hall.people["resident4"]
    meeting = stored(hall, Meeting, Meeting.form == "written")[0].number
    url = base(client, hall, "clerk", poll)
    voter = line(hall, poll, "resident2")
    asked = f"{url}/papers/desk?q={voter.label}"
    assert "发给受托人" not in client.get(asked).text
    mandates.give(hall.community_id, giver, meeting, holder_id=holder, at=written.STARTS)
    assert client.get(asked).text.count("发给受托人") == 1
    assert client.post(f"{url}/papers/print", data={"n": "2"}).status_code == 303
    other = line(hall, poll, "resident6").id.hex
    refused = client.post(f"{url}/papers/desk", data={"voter": other, "holder": "y"})
    assert refused.status_code == 409 and "委托" in refused.text
    data = {"voter": voter.id.hex, "holder": "y"}
    assert client.post(f"{url}/papers/desk", data=data).status_code == 303
    [sheet_] = stored(hall, PaperBallot, PaperBallot.state == "issued")
    assert (sheet_.person_id, sheet_.holder_id) == (voter.person_id, holder)


def test_the_holder_puts_a_secret_sheet_into_the_box(client, app_context, scene, clock) -> None:
    hall = written.village(on_stage(app_context, scene))
    poll = change(hall, written.opened(hall), secret=True)
    clock.set(written.STARTS)
    meeting = stored(hall, Meeting, Meeting.form == "written")[0].number
    mandates.give(
        hall.community_id,
        hall.actor("resident2"),
        meeting,
        holder_id=hall.people["resident4"],
        at=written.STARTS,
    )
    url = base(client, hall, "clerk", poll)
    assert client.post(f"{url}/papers/print", data={"n": "10"}).status_code == 303
    assert client.post(f"{url}/papers/pile", data={"n": "10"}).status_code == 303
    voter = line(hall, poll, "resident2")
    page = client.get(f"{url}/papers/desk?q={voter.label}").text
    assert "已投入票箱" in page and "受托人" in page
    data = {"voter": voter.id.hex, "holder": "y"}
    assert client.post(f"{url}/papers/desk", data=data).status_code == 303
    [mark] = stored(hall, Ballot)
    assert (mark.holder_id, mark.choice) == (hall.people["resident4"], "sealed")


def test_printed_sheets_of_named_and_secret_polls(client, hall, poll, make_secret) -> None:
    url = base(client, hall, "clerk", poll)
    assert client.post(f"{url}/papers/everybody").status_code == 303
    page = client.get(f"{url}/papers/sheets")
    assert page.text.count('class="bp"') == 6 and "签名" in page.text
    assert "居民代表（社会组织）" in page.text and page.text.count("<svg") == 6
    assert client.get(f"{url}/papers/sheets?first=2&last=3").text.count('class="bp"') == 2
    for lang in ("en", "zh-Hant"):
        assert client.get(f"{url}/papers/sheets?lang={lang}").status_code == 200
    make_secret()
    hidden = client.get(f"{url}/papers/sheets?lang=zh-Hans").text
    assert "不要写姓名" in hidden and "居民代表（社会组织）" not in hidden


@pytest.fixture
def make_secret(hall, poll):
    from tests.factories.papers import change

    return lambda: change(hall, poll, secret=True)


def test_a_secret_box(client, hall, secret) -> None:
    url = base(client, hall, "clerk", secret)
    assert client.post(f"{url}/papers/print", data={"n": "12"}).status_code == 303
    assert client.post(f"{url}/papers/pile", data={"n": "2"}).status_code == 409
    assert client.post(f"{url}/papers/pile", data={"n": "10"}).status_code == 303
    voter = line(hall, secret, "representative1").id.hex
    assert "已投入票箱" in client.get(f"{url}/papers/desk?q=居民代表").text
    assert client.post(f"{url}/papers/desk", data={"voter": voter}).status_code == 303
    assert client.post(f"{url}/papers/desk", data={"voter": voter}).status_code == 409
    serial = papers_out(hall, secret)[3]
    data = {"serial": serial, "do": "returned"}
    assert client.post(f"{url}/papers/return", data=data).status_code == 409
    assert "投票截止以后才能开箱" in client.get(f"{url}/papers/enter").text
    assert client.post(f"{url}/papers/end").status_code == 303
    assert client.post(f"{url}/papers/return", data=data).status_code == 303
    for who in ("clerk", "supervisor1"):
        enter = base(client, hall, who, secret) + "/papers/enter"
        assert client.post(enter, data={"serial": serial, "keys": "3"}).status_code == 303
    assert len(stored(hall, UrnBallot)) == 1
    url = base(client, hall, "clerk", secret)
    assert client.post(f"{url}/close").status_code == 409
    assert client.post(f"{url}/papers/missing").status_code == 303
    assert client.post(f"{url}/papers/lost").status_code == 409
    assert "全部相符" in client.get(f"{url}/papers/").text
    assert client.post(f"{url}/close").status_code == 303
    assert stored(hall, Poll)[0].tally["counts"]["abstain"] == 1


def papers_out(hall, number: str) -> list[str]:
    return sorted(row.serial for row in stored(hall, PaperBallot, PaperBallot.state == "issued"))


def test_the_protocol_is_published_with_the_result(client, hall, poll) -> None:
    early = give(hall, poll, "representative6")
    serial = bring(hall, poll, "representative5")
    clerk = hall.actor("clerk")
    public = f"{hall.base}/polls/{poll}/protocol"
    assert client.get(public).status_code == 404
    from council.services import ballots, paperentries

    ballots.vote(
        hall.community_id, hall.actor("representative6"), poll, "no", request_key="r" * 20, at=LATER
    )
    papers.returned(hall.community_id, clerk, poll, early, at=LATER)
    for who in ("clerk", "grid"):
        paperentries.enter(
            hall.community_id, hall.actor(who), poll, serial, {"choice": "yes"}, at=LATER
        )
    polls.close_poll(hall.community_id, clerk, poll, at=LATER)
    sign_out(client)
    page = client.get(public)
    assert page.status_code == 200 and "全部相符" in page.text
    assert early in page.text and "已经用其他方式投过票" in page.text
    found = client.get(f"{public}.json").get_json()
    assert found["closes"] is True and found["set_aside"] == [{"serial": early, "reason": "voted"}]
    lines = {entry["line"]: entry for entry in found["lines"]}
    assert lines["issued"]["total"] == lines["returned"]["total"] == 2
    assert lines["returned"]["parts"] == {"counted": 1, "set_aside": 1, "waiting": 0}
    assert not re.search(r"赞成|反对|\"yes\"", page.text + str(found))
    for lang in ("en", "zh-Hant"):
        assert client.get(f"{public}?lang={lang}").status_code == 200


def test_two_tellers_on_their_own_pages(client, hall, poll) -> None:
    for who, status in (("clerk", 303), ("clerk", 409), ("supervisor1", 303)):
        url = base(client, hall, who, poll) + "/hands"
        page = client.get(url)
        assert "5 人" in page.text or "您这一轮已经报数" in page.text
        assert 'value="4"' not in page.text
        assert client.post(url, data={"yes": "4"}).status_code == 422
        short = client.post(url, data={"yes": "4", "no": "0", "abstain": "0"})
        assert short.status_code == 409 and "请重新清点" in short.text
        data = {"yes": "4", "no": "1", "abstain": "0"}
        assert client.post(url, data=data).status_code == status
    assert "两位计票人的数字一致" in client.get(url).text
    assert len(stored(hall, Ballot)) == 5 and len(stored(hall, HandCount)) == 2


def test_a_teller_learns_where_counts_differ_and_no_numbers(client, hall, poll) -> None:
    for who, yes in (("clerk", 4), ("grid", 3)):
        url = base(client, hall, who, poll) + "/hands"
        data = {"yes": str(yes), "no": str(5 - yes), "abstain": "0"}
        assert client.post(url, data=data).status_code == 303
    page = client.get(url).text
    assert "第 1 轮" in page and "赞成、反对" in re.sub(r"\s", "", page)
    assert not re.search(r"赞成\s*[34]|[34]\s*票", page)


def test_hands_are_not_offered_in_secret(client, hall, secret) -> None:
    url = base(client, hall, "clerk", secret) + "/hands"
    assert "无记名表决不能举手" in client.get(url).text
    data = {"yes": "5", "no": "0", "abstain": "0"}
    assert client.post(url, data=data).status_code == 409


def test_help_for_somebody_without_an_account(client, hall, poll) -> None:
    url = base(client, hall, "clerk", poll) + "/assist"
    assert "代这个人操作" in client.get(f"{url}?q=社会组织").text
    voter = line(hall, poll, "representative6").id.hex
    page = client.get(f"{url}?voter={voter}").text
    key = re.search(r'name="request_key"[^>]*value="(\w+)"', page)[1]
    data = {"voter": voter, "request_key": key, "choice": "no"}
    assert client.post(url, data=data).status_code == 422
    for _ in range(2):
        slip = client.post(url, data=data | {"confirmed": "y"})
        assert slip.status_code == 200 and "反对" in slip.text
        assert slip.headers["Cache-Control"] == "no-store"
    [ballot] = stored(hall, Ballot)
    assert ballot.assisted and ballot.receipt in slip.text
    again = client.post(url, data=data | {"confirmed": "y", "request_key": "z" * 20})
    assert again.status_code == 409 and "已经投过票" in again.text
    assert client.get(f"{url}?voter={'0' * 32}").status_code == 404


def test_a_secret_slip_shows_the_tracker_and_not_the_vote(client, hall, secret) -> None:
    url = base(client, hall, "clerk", secret) + "/assist"
    voter = line(hall, secret, "representative6").id.hex
    data = {"voter": voter, "request_key": "k" * 20, "choice": "no", "confirmed": "y"}
    slip = client.post(url, data=data)
    [urn] = stored(hall, UrnBallot)
    assert urn.tracker in slip.text and "反对" not in slip.text


def test_others_keep_no_paper(client, hall, poll) -> None:
    for who in ("representative1", "resident1", "secretary"):
        url = base(client, hall, who, poll)
        assert client.get(f"{url}/papers/").status_code == 403
        assert client.get(f"{url}/hands").status_code == 403
        assert client.get(f"{url}/assist").status_code == 403
    url = base(client, hall, "grid", poll)
    assert client.get(f"{url}/papers/").status_code == 200
    assert client.get(f"{url}/papers/desk").status_code == 403


def duties(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    return client.get(f"{hall.base}/chamber/").text


def test_duties_of_those_who_enter_and_keep(client, hall, poll) -> None:
    from council.services import paperentries
    from tests.factories.papers import end

    serial = bring(hall, poll, "representative6")
    give(hall, poll, "representative5")
    waiting, settle = "有 1 张收回的选票等您录入", "还有 1 张发出的选票没有收回"

    def enter(who: str, choice: str) -> None:
        content = {"choice": choice}
        paperentries.enter(hall.community_id, hall.actor(who), poll, serial, content, at=LATER)

    assert waiting in duties(client, hall, "grid") and waiting in duties(client, hall, "clerk")
    enter("clerk", "yes")
    assert waiting not in duties(client, hall, "clerk") and waiting in duties(client, hall, "grid")
    enter("grid", "no")
    assert waiting in duties(client, hall, "clerk") and waiting in duties(client, hall, "block")
    enter("block", "no")
    assert waiting not in duties(client, hall, "block")
    assert settle not in duties(client, hall, "clerk")
    end(hall, poll)
    assert settle in duties(client, hall, "clerk") and settle not in duties(client, hall, "grid")


def test_duties_of_the_second_teller(client, hall, poll) -> None:
    from council.services import hands

    waiting = "还要另一位独立清点"

    def tell(who: str, *numbers: int) -> None:
        hands.enter(hall.community_id, hall.actor(who), poll, *numbers, at=LATER)

    assert waiting not in duties(client, hall, "grid")
    tell("clerk", 4, 1, 0)
    assert waiting in duties(client, hall, "grid") and waiting not in duties(client, hall, "clerk")
    tell("grid", 5, 0, 0)
    assert waiting not in duties(client, hall, "block")
    tell("clerk", 5, 0, 0)
    assert waiting in duties(client, hall, "grid")
    tell("grid", 5, 0, 0)
    assert waiting not in duties(client, hall, "block")


def test_the_page_of_a_poll_leads_to_its_channels(client, hall, poll) -> None:
    for who, expected in (
        ("clerk", {"papers/", "hands", "assist"}),
        ("grid", {"papers/", "hands"}),
        ("representative1", set()),
    ):
        url = base(client, hall, who, poll)
        text = client.get(url).text
        assert {p for p in ("papers/", "hands", "assist") if f'"{url}/{p}"' in text} == expected
    polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=LATER)
    text = client.get(base(client, hall, "clerk", poll)).text
    assert f'"{url}/papers/"' not in text and f'"{url}/hands"' not in text
