"""Projects, quotes, contracts, suppliers and urgent expenses, as the acts leave them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council.models.fundprojects import Contract, FundProject, Quote, Supplier, SupplierTie
from council.models.funds import FundYear
from council.models.journal import JournalEntry
from council.models.ledger import LedgerEntry
from council.rules.calendar import last_day
from council.rules.stages import Stage
from council.rules.verdict import Refused
from council.services import (
    advances,
    contracts,
    fundprojects,
    lifecycle,
    projectlife,
    quotes,
    suppliers,
    urgent,
)
from council.services.contracts import ContractSeed
from council.services.fundprojects import ProjectSeed
from council.services.quotes import QuoteSeed
from council.services.suppliers import SupplierSeed
from council.services.unit import unit
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT, CODE, DAY, PROJECT, WHOLE
from tests.factories.paperfiles import jpeg

FIRM = "杏北装饰有限公司"
WHY = "半夜水管爆裂，楼道进水，等不到开会。"
SEED = ProjectSeed("抢修水管", "works", "safety", 500_000)


@pytest.fixture
def purse(app_context, app, scene):
    """One project of 40,000 yuan; resolutions of 210,000 and of 5,000 yuan without a project."""
    made = money.Purse(on_stage(app, scene))
    money.resolve(made, PROJECT, 21_000_000, 500_000)
    money.open_fund(made.hall)
    made.projects.append(money.project(made, 0))
    return made


@pytest.fixture
def refused():
    def check(act, *args, **given) -> set[str]:
        with pytest.raises(Refused) as caught:
            act(*args, **given)
        return {reason.code for reason in caught.value.reasons}

    return check


def clerk(purse):
    return {"actor": purse.hall.actor("clerk"), "at": AT}


def open_urgent(purse, seed=SEED, **given):
    who = {"actor": purse.hall.actor("chair"), "at": AT, "reason": WHY, "on": DAY} | given
    return urgent.open(purse.hall.community_id, CODE, seed, **who)


def sign(purse, amount=PROJECT, supplier=FIRM, *, who="committee1", key="", **seed):
    made = ContractSeed(supplier=supplier, amount=amount, signed_on=DAY, **seed)
    hall = purse.hall
    return contracts.sign(
        hall.community_id,
        purse.projects[0],
        made,
        request_key=key,
        actor=hall.actor(who),
        at=AT,
    )


def quote(purse, supplier, amount, **given):
    seed = QuoteSeed(supplier, amount, DAY)
    where = (purse.hall.community_id, purse.projects[0], seed)
    return quotes.enter(*where, **clerk(purse) | given)


def conclude(purse) -> None:
    """The matter's acceptance is over."""
    with unit(purse.hall.community_id, kind="acceptance.conclude", **clerk(purse)) as work:
        matter = lifecycle.load(work, purse.matters[0])
        lifecycle.record(work, matter, "acceptance.conclude")
        lifecycle.enter(work, matter, Stage.DISCLOSURE)


def one(purse) -> FundProject:
    return stored(purse.hall, FundProject, FundProject.number == purse.projects[0])[0]


def test_a_project_keeps_to_resolution_and_cap(purse, refused) -> None:
    def take(kind, approved, key=""):
        return fundprojects.open_project(
            purse.hall.community_id,
            CODE,
            ProjectSeed("路灯", kind, "safety", approved),
            resolution_number=purse.resolutions[1],
            on=DAY,
            request_key=key,
            **clerk(purse),
        )

    assert refused(take, "works", 21_000_001) == {"above_resolution"}
    assert refused(take, "goods", 20_000_001) == {"above_cap"}
    assert refused(take, "works", 20_000_000) == {"not_that_much"}  # 40,000 are planned already
    number = take("goods", 1_000_000, "k" * 32)
    entries = len(stored(purse.hall, JournalEntry))
    assert take("goods", 1_000_000, "k" * 32) == number
    assert len(stored(purse.hall, JournalEntry)) == entries
    assert refused(take, "goods", 1_000_000) == {"project_there"}


def test_what_is_not_needed_is_free_again(purse, refused) -> None:
    act = {"on": DAY, "reason": "招标价低", **clerk(purse)}
    place = (purse.hall.community_id, purse.projects[0])
    projectlife.release(*place, 1_000_000, request_key="r" * 32, **act)
    projectlife.release(*place, 1_000_000, request_key="r" * 32, **act)
    assert one(purse).planned == PROJECT - 1_000_000
    assert stored(purse.hall, FundYear)[0].free == WHOLE - PROJECT + 1_000_000
    assert refused(projectlife.release, *place, PROJECT, **act) == {"not_that_much"}
    assert refused(projectlife.release, *place, 1, version=1, **act) == {"project_moved"}
    projectlife.drop(*place, on=DAY, reason="居民不再需要", **clerk(purse))
    assert (one(purse).state, one(purse).planned) == ("dropped", 0)
    assert stored(purse.hall, FundYear)[0].free == WHOLE
    assert refused(projectlife.release, *place, 1, **act) == {"project_over"}


def test_a_project_with_a_contract_is_not_dropped(purse, refused) -> None:
    number = money.contract(purse)
    place = (purse.hall.community_id, purse.projects[0])
    why = {"on": DAY, "reason": "不再需要了", **clerk(purse)}
    assert refused(projectlife.drop, *place, **why) == {"project_has_contract"}
    contracts.end(purse.hall.community_id, number, **why)
    ended = stored(purse.hall, Contract)[0]
    assert (ended.state, ended.open, one(purse).planned) == ("ended", 0, PROJECT)
    assert refused(contracts.end, purse.hall.community_id, number, **why) == {"contract_over"}
    projectlife.drop(*place, **why)


def test_quotes_stay_and_fewer_need_a_reason(purse, refused) -> None:
    assert refused(sign, purse) == {"quotes_wanted"}
    for n, amount in enumerate((PROJECT, PROJECT + 1, PROJECT + 2)):
        quote(purse, f"第{n}家公司" if n else FIRM, amount)
    assert refused(quote, purse, FIRM, 1) == {"quoted_already"}
    assert refused(sign, purse, PROJECT, "第1家公司") == {"not_the_lowest"}
    number = sign(purse, key="s" * 32)
    assert sign(purse, key="s" * 32) == number
    assert len(stored(purse.hall, Quote)) == 3
    assert len(stored(purse.hall, Contract)) == 1


def test_the_paper_of_a_quote_is_kept(purse, tmp_path, refused) -> None:
    quote(purse, FIRM, 100, scan=jpeg(), folder=tmp_path)
    row = stored(purse.hall, Quote)[0]
    assert (tmp_path / row.sha256[:2] / row.sha256).is_file()
    assert row.media_type == "image/jpeg"
    left = sorted(tmp_path.rglob("*"))
    broken = {"scan": b"%PDF-1.7 and no end", "folder": tmp_path}
    assert refused(quote, purse, "另一家", 100, **broken) == {"scan_broken"}
    assert refused(quote, purse, FIRM, 100, scan=jpeg(), folder=tmp_path) == {"quoted_already"}
    assert sorted(tmp_path.rglob("*")) == left


def test_whoever_is_close_to_a_supplier_does_not_sign(purse, refused) -> None:
    hall = purse.hall
    firm = suppliers.add(hall.community_id, SupplierSeed(FIRM), **clerk(purse))
    mine = {"actor": hall.actor("committee1"), "at": AT}
    tie = suppliers.declare(hall.community_id, firm, hall.people["committee1"], "relative", **mine)
    assert refused(sign, purse, 100) == {"tied_to_supplier"}
    assert sign(purse, 100, who="committee2")
    with unit(hall.community_id, kind="fund.tie", **mine) as work:
        assert suppliers.tied(work, firm, DAY) == {hall.people["committee1"]: "relative"}
        work.repeat()
    suppliers.end_tie(hall.community_id, tie, actor=mine["actor"], at=AT + timedelta(days=1))
    with unit(hall.community_id, kind="fund.tie", **mine) as work:
        assert suppliers.tied(work, firm, DAY + timedelta(days=1))
        assert not suppliers.tied(work, firm, DAY + timedelta(days=2))
        work.repeat()
    again = suppliers.declare(
        hall.community_id, firm, hall.people["committee1"], "relative", **mine
    )
    assert again == tie and len(stored(hall, SupplierTie)) == 1


def test_members_speak_for_themselves_only(purse, refused) -> None:
    hall = purse.hall
    firm = suppliers.add(hall.community_id, SupplierSeed(FIRM), **clerk(purse))
    member = {"actor": hall.actor("representative1"), "at": AT}
    other = (hall.community_id, firm, hall.people["chair"], "owner")
    assert refused(suppliers.declare, *other, **member) == {"tie_of_another"}
    tie = suppliers.declare(*other, **clerk(purse))
    assert refused(suppliers.declare, *other, **clerk(purse)) == {"tie_exists"}
    assert refused(suppliers.end_tie, hall.community_id, tie, **member) == {"tie_of_another"}
    resident = {"actor": hall.actor("resident1"), "at": AT}
    assert refused(suppliers.declare, *other, **resident) == {"no_power"}


def test_a_supplier_has_a_true_credit_code(purse, refused) -> None:
    place = purse.hall.community_id
    wrong = SupplierSeed(FIRM, credit_code="91350100M000100Y44")
    assert refused(suppliers.add, place, wrong, **clerk(purse)) == {"credit_code_wrong"}
    right = SupplierSeed(FIRM, credit_code="9135 0100 m000100y43", account_number="6222 0001")
    firm = suppliers.add(place, right, **clerk(purse))
    row = stored(purse.hall, Supplier)[0]
    assert (row.credit_code, row.account_number) == ("91350100M000100Y43", "62220001")
    assert refused(suppliers.add, place, right, **clerk(purse)) == {"supplier_exists"}
    person = SupplierSeed(FIRM, "person", credit_code="91350100M000100Y43")
    assert refused(suppliers.change, place, firm, person, **clerk(purse)) == {
        "credit_code_of_person"
    }


def test_terms_and_days_of_a_contract(purse, refused) -> None:
    few = {"few_quotes": "只有这一家有资质"}
    found = refused(sign, purse, in_advance=PROJECT, retained=1, guarantee_until=DAY, **few)
    assert found == {"parts_above_contract", "guarantee_before"}
    early = ContractSeed(FIRM, 100, date(2026, 1, 1))
    late = ContractSeed(FIRM, 100, DAY + timedelta(days=1))
    where = (purse.hall.community_id, purse.projects[0])
    assert refused(contracts.sign, *where, early, **clerk(purse)) == {"signed_too_early"}
    assert refused(contracts.sign, *where, late, **clerk(purse)) == {"date_ahead"}
    number = sign(purse, 100, retained=5)
    until = DAY + timedelta(days=365)
    contracts.guarantee(purse.hall.community_id, number, until, **clerk(purse))
    assert one(purse).guarantee_until == until
    again = (purse.hall.community_id, number, until)
    assert refused(contracts.guarantee, *again, **clerk(purse)) == {"guarantee_before"}


def test_an_urgent_expense_and_its_confirmation(purse, refused) -> None:
    hall = purse.hall
    assert refused(open_urgent, purse, actor=hall.actor("clerk")) == {"no_power"}
    assert refused(open_urgent, purse, reason="急") == {"text_too_short"}
    above = ProjectSeed("抢修", "works", "safety", 500_001)
    assert refused(open_urgent, purse, above) == {"above_urgent_cap"}
    number = open_urgent(purse, request_key="u" * 32)
    assert open_urgent(purse, request_key="u" * 32) == number
    row = stored(hall, FundProject, FundProject.number == number)[0]
    assert (row.urgent, row.resolution_id, row.planned) == (True, None, 500_000)
    assert row.confirm_by == last_day(AT, 90)
    for n in range(3):
        open_urgent(purse, ProjectSeed(f"抢修{n}", "works", "safety", 500_000))
    small = ProjectSeed("抢修", "works", "safety", 1)
    assert refused(open_urgent, purse, small) == {"above_urgent_year"}
    where = (hall.community_id, number)
    full = refused(urgent.confirm, *where, purse.resolutions[0], **clerk(purse))  # all used
    assert full == {"above_resolution"}
    urgent.confirm(*where, purse.resolutions[2], **clerk(purse))
    row = stored(hall, FundProject, FundProject.number == number)[0]
    assert row.resolution_id is not None and row.confirmed_at >= AT
    again = refused(urgent.confirm, *where, purse.resolutions[2], **clerk(purse))
    assert again == {"confirmed_already"}
    normal = (hall.community_id, purse.projects[0], purse.resolutions[1])
    assert refused(urgent.confirm, *normal, **clerk(purse)) == {"not_urgent"}


def test_past_its_day_an_unconfirmed_expense_signs_nothing(purse, refused) -> None:
    number = open_urgent(purse)
    row = stored(purse.hall, FundProject, FundProject.number == number)[0]
    seed = ContractSeed(FIRM, 100, DAY)
    actor = purse.hall.actor("clerk")
    where = (purse.hall.community_id, number, seed)
    late = AT + (row.confirm_by - DAY) + timedelta(days=1)
    assert refused(contracts.sign, *where, actor=actor, at=late) == {"urgent_not_confirmed"}
    assert contracts.sign(*where, actor=actor, at=late - timedelta(days=1))


def test_accepted_where_no_matter_carries_it(purse, refused) -> None:
    hall, number = purse.hall, open_urgent(purse)
    supervisor = {"on": DAY, "actor": hall.actor("supervisor1"), "at": AT}
    place = hall.community_id
    assert refused(projectlife.accept, place, purse.projects[0], **supervisor) == {
        "accepted_with_matter"
    }
    assert refused(projectlife.finish, place, number, on=DAY, **clerk(purse)) == {
        "project_not_accepted"
    }
    projectlife.accept(place, number, **supervisor)
    assert refused(projectlife.accept, place, number, **supervisor) == {"accepted_already"}
    projectlife.finish(place, number, on=DAY, **clerk(purse))
    row = stored(hall, FundProject, FundProject.number == number)[0]
    assert (row.state, row.planned) == ("finished", 0)


def test_an_advance_becomes_a_cost_once_accepted(purse, refused) -> None:
    hall, place = purse.hall, purse.hall.community_id
    number = money.contract(purse, 0, 1_000_000)
    money.paid(purse, 0, 400_000, contract=number)
    project = purse.projects[0]
    early = refused(advances.take_over, place, project, on=DAY, **clerk(purse))
    assert early == {"project_not_accepted"}
    assert advances.due(place, AT) == 0
    conclude(purse)
    assert advances.due(place, AT) == 1
    assert advances.due(place, AT) == 0
    entry = stored(hall, LedgerEntry, LedgerEntry.kind == "accept")
    assert len(entry) == 1
    done = refused(advances.take_over, place, project, on=DAY, **clerk(purse))
    assert done == {"no_advance_left"}


def test_words_of_the_negative_list_are_answered_or_refused(purse, refused) -> None:
    def take(**said):
        seed = ProjectSeed("活动室电脑", "goods", "learning", 500_000, **said)
        return fundprojects.open_project(
            purse.hall.community_id,
            CODE,
            seed,
            resolution_number=purse.resolutions[2],
            on=DAY,
            **clerk(purse),
        )

    assert refused(take) == {"maybe_on_list"}
    assert refused(take, not_listed="不是") == {"maybe_on_list"}
    assert refused(take, exception=purse.resolutions[1]) == {"exception_of_other"}
    number = take(not_listed="给居民上网课用，不是居委会办公用。")
    row = stored(purse.hall, FundProject, FundProject.number == number)[0]
    assert "不是居委会办公用" in row.note
    computers = ProjectSeed("办公室抢修", "works", "safety", 100_000)
    assert refused(open_urgent, purse, computers) == {"maybe_on_list"}


def test_an_urgent_payment_before_acceptance_becomes_a_cost_too(purse) -> None:
    hall, number = purse.hall, open_urgent(purse)
    purse.projects.append(number)
    money.paid(purse, 1, 100_000, contract=money.contract(purse, 1, 400_000))
    assert advances.due(hall.community_id, AT) == 0
    supervisor = {"on": DAY, "actor": hall.actor("supervisor1"), "at": AT}
    projectlife.accept(hall.community_id, number, **supervisor)
    assert advances.due(hall.community_id, AT) == 1
    assert advances.due(hall.community_id, AT) == 0
