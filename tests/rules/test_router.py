"""Who decides what: every item of 民法典 278, 279, and the public affairs of residents."""

from __future__ import annotations

from pathlib import Path

import pytest

from council import vocabulary
from council.rules import meetings, router
from council.rules.bookfile import RulebookError
from council.rules.powers import BodyKind
from council.rules.rulebook import default_book
from council.rules.verdict import Refused

ITEMS = {
    1: ("owners_procedure", "OW1"),
    2: ("covenant", "OW1"),
    3: ("owners_committee", "OW1"),
    4: ("property_company", "OW1"),
    5: ("fund_use", "OW1"),
    6: ("fund_raise", "OW2"),
    7: ("rebuild", "OW2"),
    8: ("common_parts", "OW2"),
    9: ("other_common", "OW1"),
}
RESIDENTS = ("public_affairs", "charter", "fund_plan", "election", "recall", "appraisal")


@pytest.mark.parametrize("item", ITEMS)
def test_civil_code_278_item(item: int) -> None:
    name, rule = ITEMS[item]
    row = router.subject(name)
    assert (row.item, row.rules, row.statutes) == (item, (rule,), ("民法典 278",))
    assert router.decides(name, BodyKind.OWNERS_ASSEMBLY, rule).lawful
    other = "OW2" if rule == "OW1" else "OW1"
    assert codes(router.decides(name, BodyKind.OWNERS_ASSEMBLY, other)) == ["subject_other_rule"]


def test_civil_code_279() -> None:
    row = router.subject("business_use")
    assert (row.rules, row.statutes) == (("OW3",), ("民法典 279",))
    assert router.decides("business_use", BodyKind.OWNERS_ASSEMBLY, "OW3").lawful


def test_every_item_of_278_stands_in_the_table_once() -> None:
    rows = [row for row in router.subjects().values() if row.statutes == ("民法典 278",)]
    assert sorted(row.item or 0 for row in rows) == list(range(1, 10))


@pytest.mark.parametrize("body", [BodyKind.REPRESENTATIVES, BodyKind.RESIDENTS_ASSEMBLY])
@pytest.mark.parametrize("name", [*(name for name, _ in ITEMS.values()), "business_use"])
def test_property_rights_never_go_to_the_residents(name: str, body: BodyKind) -> None:
    for rule in meetings.rule_ids(body):
        verdict = router.decides(name, body, rule)
        assert codes(verdict) == ["owners_decide"]
        assert verdict.reasons[0].statutes in {("民法典 278",), ("民法典 279",)}
        assert verdict.reasons[0].rule in {"OW1", "OW2", "OW3"}


@pytest.mark.parametrize("name", RESIDENTS)
def test_public_affairs_never_go_to_the_owners(name: str) -> None:
    assert codes(router.decides(name, BodyKind.OWNERS_ASSEMBLY, "OW1")) == ["residents_decide"]
    row = router.subject(name)
    assert any(router.decides(name, body, row.rules[0]).lawful for body in row.bodies)
    assert codes(router.decides(name, BodyKind.COUNCIL, "DL1")) == ["subject_other_rule"]


def test_every_subject_has_its_rules_bodies_and_statutes_in_the_book() -> None:
    book = default_book()
    for row in router.subjects().values():
        for rule in row.rules:
            assert book.versions(rule), rule
            assert any(rule in meetings.rule_ids(body) for body in row.bodies), (row.id, rule)
        assert set(row.statutes) <= set(book.statutes)


def test_tracks() -> None:
    assert router.may_follow("owners", "fund_use").lawful
    assert codes(router.may_follow("standard", "fund_use")) == ["owners_decide"]
    assert codes(router.may_follow("owners", "charter")) == ["subject_other_track"]
    assert router.may_follow("four_deliberations", "charter").lawful
    assert router.may_follow("standard", None).lawful
    assert codes(router.track_decides("owners", "representatives")) == ["owners_decide"]
    assert codes(router.track_decides("standard", "owners_assembly")) == ["residents_decide"]
    assert router.track_decides("owners", "owners_assembly").lawful
    assert router.track_decides("four_deliberations", "residents_assembly").lawful


def test_words_that_make_vetting_ask() -> None:
    found = router.suspects("单元门换门禁，能不能从维修资金里出？")
    assert [(r.params["subject"], r.params["sign"]) for r in found] == [("fund_use", "从维修资金")]
    assert router.suspects("7号楼东侧建充电棚") == ()


def test_an_unknown_subject() -> None:
    assert codes(router.decides("weather", "representatives", "RC1")) == ["subject_unknown"]
    assert codes(router.decides(None, "representatives", "RC1")) == ["subject_unknown"]
    with pytest.raises(Refused, match="subject_unknown"):
        router.subject("weather")


ROW = """
[[subject]]
id = "a"
rules = ["OW1"]
bodies = ["owners_assembly"]
track = "owners"
statutes = ["民法典 278"]
signs = []
"""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('rules = ["OW1"]', "rules = []", "not empty"),
        ('["owners_assembly"]', '["representatives"]', "owners' subjects"),
        ('["owners_assembly"]', '["nobody"]', "unknown kind"),
        ('track = "owners"', 'track = "residents"', "owners' subjects"),
        ('id = "a"', 'id = "a_name_of_more_than_twenty"', "longer"),
        ("signs = []", 'signs = []\nword = "x"', "unknown key"),
    ],
)
def test_a_malformed_table_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    path = tmp_path / "router.toml"
    path.write_text(ROW)
    assert list(router.load(path)) == ["a"]
    path.write_text(ROW.replace(old, new))
    with pytest.raises(RulebookError, match=why):
        router.load(path)
    path.write_text(ROW + ROW)
    with pytest.raises(RulebookError, match="twice"):
        router.load(path)


@pytest.mark.one_database
def test_every_subject_has_its_word(app_context) -> None:
    for name in router.subjects():
        assert vocabulary.word("subject", name) != name


def codes(verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.one_database
def test_an_instant_is_told_as_one_and_a_term_as_one(app_context) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from council.rules.verdict import Reason

    at = datetime(2026, 5, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    with app_context.test_request_context():
        said = vocabulary.reason(Reason("written_not_yet", {"opens": at}))
        assert "2026年5月22日 10:00，" in said
        assert "止" in vocabulary.reason(Reason("topic_barred", {"until": at}))
