"""``proposals import`` and ``categories import``: all or nothing, twice the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from council.models.acts import Act
from council.models.journal import JournalEntry
from council.models.people import Person
from council.models.proposals import Proposal, ProposalVersion
from council.models.rules import Category
from council.models.search import SearchDocument
from council.services import communities
from tests.factories import tables
from tests.factories.community import FOUNDED, Handle, sign_in
from tests.factories.proposals import rows, village
from tests.factories.tables import message, xlsx


@pytest.fixture
def here(app, scene) -> Handle:
    handle = village(app, scene)
    with app.app_context():
        yield handle


@pytest.fixture
def take(here: Handle, run_command, tmp_path: Path):
    def run(data: bytes, *options: str, name: str = "messages.xlsx", slug: str = "t1"):
        path = tmp_path / name
        path.write_bytes(data)
        return run_command("proposals", "import", path, "--community", slug, *options)

    return run


def test_messages_become_proposals_in_the_order_of_their_time(take, here: Handle) -> None:
    later = message(188002, 留言时间="2020-01-02 08:00", 留言主题="南门道闸坏了")
    done = take(xlsx([later, message(188001)]))
    assert done.exit_code == 0, done.output
    assert done.stdout == "2 new, 0 already there\n"
    found = sorted(rows(here, Proposal), key=lambda p: p.number)
    assert [(p.import_number, p.title) for p in found] == [
        ("188001", "北门路灯不亮"),
        ("188002", "南门道闸坏了"),
    ]
    first = found[0]
    assert (first.stage, first.is_public, first.on_behalf) == ("proposing", True, "A0001")
    assert first.listed_at.isoformat() == "2019-08-19T03:48:23+00:00"
    assert first.proposer_id == here.people["clerk"]
    assert len(rows(here, ProposalVersion)) == 2
    act = rows(here, Act, Act.proposal_id == first.id)[0]
    assert (act.kind, act.detail["likes"]) == ("proposal.import", 3)
    assert len(rows(here, SearchDocument)) == 2


def test_a_second_run_changes_nothing(take, here: Handle) -> None:
    take(xlsx([message(1), message(2)]))
    entries = len(rows(here, JournalEntry))
    assert take(xlsx([message(1), message(2)])).stdout == "0 new, 2 already there\n"
    assert len(rows(here, JournalEntry)) == entries
    assert take(xlsx([message(2), message(3)])).stdout == "1 new, 1 already there\n"
    assert len(rows(here, Proposal)) == 3


def test_a_dry_run_writes_nothing(take, here: Handle) -> None:
    assert take(xlsx([message(1)]), "--dry-run").stdout.startswith("1 new")
    assert not rows(here, Proposal)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_with_english_headings(take, here: Handle, encoding: str) -> None:
    text = 'number,title,submitted_at,text\n7,路灯不亮,2020-05-01,"第一行\n第二行"\n'
    done = take(text.encode(encoding), name="messages.csv")
    assert done.exit_code == 0, done.output
    assert rows(here, Proposal)[0].text == "第一行\n第二行"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"留言编号": ""}, "留言编号"),
        ({"留言主题": ""}, "留言主题"),
        ({"留言主题": "长" * 121}, "留言主题"),
        ({"留言详情": "字" * 32_000}, "留言详情"),
        ({"留言详情": "倒\u202e过来"}, "留言详情"),
        ({"留言时间": "昨天"}, "留言时间"),
        ({"留言时间": "1969-12-31 10:00"}, "留言时间"),
        ({"留言时间": "2101-01-01 10:00"}, "留言时间"),
        ({"点赞数": "很多"}, "点赞数"),
        ({"反对数": "-1"}, "反对数"),
        ({"留言编号": 1}, "留言编号"),
    ],
)
def test_one_bad_row_stops_all_and_is_named(take, here: Handle, changes, column) -> None:
    done = take(xlsx([message(1), message(2, **changes)]))
    assert done.exit_code == 2
    assert done.stderr.startswith(f"留言:3:{column}: ")
    assert done.stdout == ""
    assert not rows(here, Proposal)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "messages.xlsx", "没有内容"),
        (b"PK\x03\x04 broken", "messages.xlsx", "损坏"),
        (xlsx([message(1)])[:-300], "messages.xlsx", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "messages.xlsx", "旧版"),
        (xlsx([message(1)]), "messages.csv", "扩展名"),
        (b"number,title\n1,x\n", "messages.xlsx", "扩展名"),
        (b"%PDF-1.4 \x00\x01", "messages.csv", ""),
        (b"number,title\n1,x\n", "messages.csv", "缺少"),
        (xlsx([], ("留言编号", "留言编号", "留言主题")), "messages.xlsx", "两次"),
        (xlsx([]), "messages.xlsx", "没有内容"),
        (tables.bomb(), "messages.xlsx", "过大"),
        (tables.laughs(), "messages.xlsx", "不允许"),
        (b"number\n" + b"1\n" * 20_001, "messages.csv", "20000 行"),
    ],
)
def test_hostile_and_broken_files_are_refused(take, here: Handle, data, name, said) -> None:
    done = take(data, name=name)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert not rows(here, Proposal)


def test_unknown_community_and_missing_file(take, run_command, here: Handle) -> None:
    assert take(xlsx([message(1)]), slug="nowhere").exit_code == 2
    done = run_command("proposals", "import", "nothing-here.xlsx", "--community", "t1")
    assert done.exit_code == 2


def test_without_a_clerk_a_stand_in_proposes_who_is_no_resident(app, run_command, tmp_path) -> None:
    path = tmp_path / "messages.xlsx"
    path.write_bytes(xlsx([message(1)]))
    with app.app_context():
        made = communities.create_community("bare", "白地社区", "松河街道", FOUNDED)
        assert run_command("proposals", "import", path, "--community", "bare").exit_code == 0
        person = rows(Handle(made, "bare"), Person)[0]
        assert (person.moved_out, person.is_adult, person.household_id) == (True, False, None)


def test_a_clerk_imports_by_page_after_a_preview(here: Handle, client) -> None:
    sign_in(client, here.accounts["clerk"])
    base = f"{here.base}/chamber/proposals/import"

    def send(data: bytes, name: str = "m.xlsx"):
        import io

        return client.post(f"{base}/preview", data={"file": (io.BytesIO(data), name)})

    assert client.get(base).status_code == 200
    bad = send(xlsx([message(1, 留言时间="昨天")]))
    assert bad.status_code == 422
    assert "留言时间" in bad.text
    assert send(b"nonsense", "m.xlsx").status_code == 422
    seen = send(xlsx([message(1)]))
    assert "新增 1 件" in seen.text
    assert not rows(here, Proposal)
    token = seen.text.split('name="token" value="')[1].split('"')[0]
    assert client.post(f"{base}/take", data={"token": token}).status_code == 303
    assert len(rows(here, Proposal)) == 1
    assert client.post(f"{base}/take", data={"token": token}).status_code == 404
    sign_in(client, here.accounts["secretary"])
    assert client.get(base).status_code == 403


def test_categories_grow_once(run_command, here: Handle, tmp_path: Path) -> None:
    headings = ("一级分类", "二级分类", "三级分类")
    names = [
        ("城乡建设", "安全生产", "事故处理"),
        ("城乡建设", "安全生产", "其他"),
        ("环境", "", ""),
    ]
    path = tmp_path / "categories.xlsx"
    path.write_bytes(xlsx(names, headings))
    before = len(rows(here, Category))
    for said in ("5 new, 0 already there\n", "0 new, 5 already there\n"):
        done = run_command("categories", "import", path, "--community", "t1")
        assert (done.exit_code, done.stdout) == (0, said), done.output
    grown = {row.name: row for row in rows(here, Category)}
    assert len(grown) >= 5
    assert len(rows(here, Category)) == before + 5
    assert grown["事故处理"].depth == 2
    assert grown["事故处理"].path.startswith(grown["安全生产"].path + "/")


@pytest.mark.data
@pytest.mark.one_database
def test_the_real_messages(run_command, here: Handle, shared_data: Path) -> None:
    path = shared_data / "messages" / "residents-messages.xlsx"
    done = run_command("proposals", "import", path, "--community", "t1")
    assert done.stdout == "627 new, 0 already there\n", done.output
    done = run_command("proposals", "import", path, "--community", "t1")
    assert done.stdout == "0 new, 627 already there\n"
