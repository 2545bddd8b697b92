"""The book that comes with the program, and every way in which a book can be wrong."""

import json
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import rulebook
from council.rules.rule import Rule, Threshold
from council.rules.rulebook import Override, RulebookError, RuleNotFound, default_book, load
from council.rules.verdict import Refused

HERE = Path(rulebook.__file__).parent
MAY = date(2026, 5, 1)
# The table of the field: participation, approval, base, notice, posted, verified.
TABLE = [
    ("RA1", "gt 1/2", "gt 1/2", "participants", 10, 7, False),
    ("RA2", "gt 1/2", "gt 1/2", "participants", 10, 7, False),
    ("RC1", "ge 2/3", "gt 1/2", "participants", 5, 7, False),
    ("PG1", "gt 1/2", "gt 1/2", "participants", 3, 0, False),
    ("PG2", "ge 2/3", "ge 1/2", "entitled", 3, 0, True),
    ("PG3", "gt 1/2", "gt 1/2", "participants", 3, 0, True),
    ("DL1", "ge 2/3", "gt 1/2", "participants", 3, 5, True),
    ("OW1", "ge 2/3", "gt 1/2", "participants", 15, 7, True),
    ("OW2", "ge 2/3", "ge 3/4", "participants", 15, 7, True),
    ("OW3", "ge 1", "ge 1", "entitled", 0, 7, True),
    ("OC1", "gt 1/2", "gt 1/2", "entitled", 7, 0, False),
    ("JM1", "ge 1", "ge 1", "entitled", 3, 3, True),
    ("EL1", "gt 1/2", "gt 1/2", "ballots", 0, 7, False),
    ("EL1R", "gt 2/3", "gt 1/2", "ballots", 0, 7, False),
    ("EL2", "gt 1/2", "gt 1/2", "ballots", 10, 7, False),
    ("EV1", "ge 2/3", "gt 1/2", "ballots", 7, 0, False),
    ("FD1", "ge 2/3", "gt 1/2", "participants", 5, 7, False),
]
SHARES = st.fractions(min_value=0, max_value=1).filter(lambda share: share > 0)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_the_book_says_what_the_table_of_the_field_says(row) -> None:
    rule = default_book().rule(row[0], MAY)
    assert rule.participation and rule.approval
    assert (
        rule.id, str(rule.participation), str(rule.approval.threshold), rule.approval.of,
        rule.notice_days, rule.posted_days, rule.verified,
    ) == row  # fmt: skip


def test_area_counts_for_the_owners_assembly_only() -> None:
    assert [rule.id for rule in default_book().rules(MAY) if rule.counts_area] == ["OW1", "OW2"]


@pytest.mark.parametrize(
    ("rule_id", "name", "value"),
    [
        ("SE1", "threshold", 20),
        ("SE1", "window_days", 30),
        ("VT1", "deadline_days", 7),
        ("OB1", "answer_days", 3),
        ("AN1", "posted_days", 7),
        ("DS1", "posted_days", 7),
        ("DB1", "times", 2),
        ("DB1", "minutes", 2),
        ("HP1", "alternate", 1),
        ("HP1", "unspoken_first", 1),
        ("ES1", "minimum_count", 5),
        ("FT1", "answer_hours", 48),
    ],
)
def test_figures_of_the_flow(rule_id: str, name: str, value: int) -> None:
    assert default_book().rule(rule_id, MAY).number(name) == value


def test_a_low_mark_is_a_share_and_not_a_number() -> None:
    rule = default_book().rule("ES1", MAY)
    assert rule.share("low_mark") == Fraction(4, 5)
    with pytest.raises(KeyError):
        rule.number("low_mark")


def test_the_law_of_the_day_applies() -> None:
    book = default_book()
    before, after = book.rule("RA1", date(2025, 12, 31)), book.rule("RA1", date(2026, 1, 1))
    assert (before.calling[0].threshold, after.calling[0].threshold) == (
        Threshold(Fraction(1, 5), True),
        Threshold(Fraction(1, 10), True),
    )
    assert before.verified
    assert not after.verified
    assert str(book.rule("RC1", date(2025, 12, 31)).participation) == "gt 1/2"
    assert str(book.rule("OW2", date(2020, 12, 31)).approval.threshold) == "ge 2/3"


@pytest.mark.parametrize(
    ("rule_id", "on", "known"),
    [("XX9", MAY, False), ("OW3", date(2020, 12, 31), True), ("RA1", date(1989, 12, 31), True)],
)
def test_no_rule_is_not_guessed(rule_id: str, on: date, known: bool) -> None:
    with pytest.raises(RuleNotFound) as refused:
        default_book().rule(rule_id, on)
    assert refused.value.known is known


def test_every_rule_of_every_day_survives_its_snapshot() -> None:
    for rule_id in default_book().ids:
        for rule in default_book().versions(rule_id):
            stored = json.loads(json.dumps(rule.snapshot()))
            assert Rule.from_snapshot(stored) == rule


def test_a_snapshot_keeps_what_a_community_replaced() -> None:
    book = default_book().with_overrides([Override("RC1", "notice_days", "9", "2026-003", MAY)])
    rule = book.rule("RC1", MAY)
    assert Rule.from_snapshot(json.loads(json.dumps(rule.snapshot()))) == rule


def test_every_cited_statute_is_in_the_book() -> None:
    book = default_book()
    for rule in book.rules(MAY):
        assert len(book.citations(rule)) == len(rule.statutes)
    assert "四分之三" in (book.statutes["民法典 278"].text or "")


class TestThreshold:
    @pytest.mark.parametrize(
        ("text", "have", "of", "met"),
        [
            ("gt 1/2", 39, 78, False),
            ("gt 1/2", 40, 78, True),
            ("ge 1/2", 39, 78, True),
            ("ge 2/3", 51, 78, False),
            ("ge 2/3", 52, 78, True),
            ("gt 2/3", 52, 78, False),
            ("ge 3/4", 3, 4, True),
            ("ge 1", 4, 5, False),
            ("ge 1", 5, 5, True),
            ("ge 1/10", 0, 0, False),
            ("gt 1/2", 1, 0, False),
        ],
    )
    def test_at_the_border(self, text: str, have: int, of: int, met: bool) -> None:
        assert Threshold.parse(text).met(have, of) is met

    def test_of_nobody_somebody_is_missing(self) -> None:
        assert Threshold.parse("ge 2/3").missing(0, 0) == 1

    @given(SHARES, st.booleans(), st.integers(1, 10**9), st.integers(0, 10**9))
    def test_missing_is_the_least_that_reaches_it(self, share, inclusive, of, have) -> None:
        threshold = Threshold(share, inclusive)
        missing = threshold.missing(have, of)
        assert threshold.met(have + missing, of)
        assert missing == 0 or not threshold.met(have + missing - 1, of)

    @given(SHARES, st.integers(1, 10**9), st.integers(0, 10**9))
    def test_it_is_the_plain_comparison_of_fractions(self, share, of, have) -> None:
        exact = Fraction(have, of)
        assert Threshold(share, True).met(have, of) == (exact >= share)
        assert Threshold(share, False).met(have, of) == (exact > share)
        assert Threshold(share, True).needed(of) == max(1, ceil(share * of))

    @pytest.mark.parametrize(
        "text", ["", "2/3", "ge", "ge 0", "ge 0/1", "gt 1", "ge 4/3", "ge 1/0", "ge -1/2", "ge 0.5",
                 "le 1/2", "ge ½", "ge 1/2/3"],
    )  # fmt: skip
    def test_senseless_thresholds_are_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            Threshold.parse(text)


class TestReplacing:
    def test_from_its_day_on(self) -> None:
        book = default_book().with_overrides(
            [
                Override("VT1", "deadline_days", "5", "2026-002", MAY),
                Override("VT1", "deadline_days", "9", "2026-030", date(2026, 9, 1)),
                Override("RC1", "proxies_allowed", "1", "2026-004", MAY),
                Override("PG3", "participation", "ge 2/3", "2026-005", MAY),
                Override("ES1", "low_mark", "3/4", "2026-006", MAY),
            ]
        )
        days = [
            book.rule("VT1", on).number("deadline_days")
            for on in (date(2026, 4, 30), MAY, date(2026, 8, 31), date(2026, 9, 1))
        ]
        assert days == [7, 5, 5, 9]
        assert book.rule("RC1", MAY).proxies.allowed
        assert str(book.rule("PG3", MAY).participation) == "ge 2/3"
        assert book.rule("ES1", MAY).share("low_mark") == Fraction(3, 4)
        assert book.rule("VT1", MAY).replaced[0].decision_ref == "2026-002"
        assert default_book().rule("VT1", MAY).number("deadline_days") == 7

    @pytest.mark.parametrize(
        ("override", "code"),
        [
            (Override("XX9", "notice_days", "9", "r", MAY), "override.unknown_rule"),
            (Override("OW1", "participation", "gt 1/2", "r", MAY), "override.not_replaceable"),
            (Override("OW1", "notice_days", "14", "r", MAY), "override.out_of_bounds"),
            (Override("AN1", "posted_days", "6", "r", MAY), "override.out_of_bounds"),
            (Override("AN1", "posted_days", "-7", "r", MAY), "override.out_of_bounds"),
            (Override("AN1", "posted_days", "15/2", "r", MAY), "override.out_of_bounds"),
            (Override("AN1", "posted_days", "1e1", "r", MAY), "override.out_of_bounds"),
            (Override("AN1", "posted_days", "٩", "r", MAY), "override.out_of_bounds"),
            (Override("PG3", "participation", "ge 1/2", "r", MAY), "override.out_of_bounds"),
            (Override("AN1", "posted_days", "9", " ", MAY), "override.no_decision"),
        ],
    )
    def test_what_may_not_be_replaced_is_refused(self, override: Override, code: str) -> None:
        with pytest.raises(Refused) as refused:
            default_book().with_overrides([override])
        assert [reason.code for reason in refused.value.reasons] == [code]

    def test_a_stricter_later_law_prevails(self) -> None:
        shorter = Override("RA1", "notice_days", "5", "2025-001", date(2025, 6, 1))
        book = default_book().with_overrides([shorter])
        assert book.rule("RA1", date(2025, 12, 31)).notice_days == 5
        assert book.rule("RA1", date(2026, 1, 1)).notice_days == 10


class TestABookThatIsWrong:
    """Each offence is planted into a copy of the real book; file and line are told."""

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ('share = "2/3"', 'share = "4/3"', "participation: share 4/3"),
            ('share = "2/3"', "share = 0.66", "participation needs a share in quotes"),
            ('share = "2/3", inclusive = true', 'share = "1", inclusive = false', "never"),
            ('["居委会组织法 第四章"]', '["民法典 9999"]', "unknown statute"),
            ("in_force_from = 2026-01-01", "in_force_from = 2025-12-31", "overlaps"),
            ("in_force_from = 2026-01-01", 'in_force_from = "soon"', "is not a date"),
            ("notice_days = 5", "notice_dayz = 5", "unknown key 'notice_dayz'"),
            ("notice_days = 5", "notice_days = -5", "notice_days -5"),
            ("notice_days = 5", "notice_days = 5.0", "not of type int"),
            ("notice_days = 5", "notice_days = true", "not of type int"),
            ("notice_days = [1, 60]", "notice_days = [6, 60]", "notice_days 5 is outside"),
            ("notice_days = [1, 60]", "nobody_days = [1, 60]", "no figure of this rule"),
            ("notice_days = [1, 60]", "notice_days = [60]", "is not [least, most]"),
            ("verified = false", "verified = true", "contradict"),
            ('design = ["notice_days"', 'design = ["notice_weeks"', "'notice_weeks'"),
            ('of = "participants"', 'of = "everybody"', "of is none of"),
            ("inclusive = false }", "inclusive = false, unanimous = true }", "unanimous"),
            ('measure = "heads"', 'measure = "hands"', "measure 'hands'"),
            ('source = "statute"', 'source = "hearsay"', "source 'hearsay'"),
            ('kind = "poll"', 'kind = "poll-"', "kind 'poll-'"),
            ('en = "Representatives\' assembly"', 'en = " "', "no translation en"),
            ("zh_hant = ", "zh_hantt = ", "no translation zh_hant"),
            ("proxies = { allowed = false }", 'proxies = { allowed = "no" }', "proxies"),
            ('who = "representatives", share', 'whom = "representatives", share', "unknown key"),
            ("posted_days = 7", 'posted_days = 7\nposted_days = 7', ""),
        ],
    )  # fmt: skip
    def test_the_line_at_fault_is_named(
        self, tmp_path: Path, old: str, new: str, says: str
    ) -> None:
        text = (HERE / "rulebook.toml").read_text(encoding="utf-8")
        start = text.index('id = "RC1"', text.index('id = "RC1"') + 1)
        place = text.index(old, start)
        wrong = tmp_path / "rulebook.toml"
        wrong.write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
        with pytest.raises(RulebookError) as refused:
            load(wrong)
        line = text[:place].count("\n") + 1
        message = str(refused.value)
        first = text[:start].count("\n")
        if says:
            assert says in message
            assert message.startswith((f"rulebook.toml:{line}: RC1", f"rulebook.toml:{first}: RC1"))
            assert f":{line}:" in message or "missing" in message
        else:
            assert message.startswith(f"rulebook.toml:{line + 1}:")

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("[[rule", "rulebook.toml:1:"),
            ("", "nothing else"),
            ("[[rule]]\n[other]\n", "nothing else"),
            ("rule = [{}]\n", "write every rule"),
            ("\n[[rule]]\nid = 'A'\n", "rulebook.toml:2: A: kind is empty"),
        ],
    )
    def test_files_that_are_no_book(self, tmp_path: Path, text: str, says: str) -> None:
        wrong = tmp_path / "rulebook.toml"
        wrong.write_text(text, encoding="utf-8")
        with pytest.raises(RulebookError, match=r"^rulebook\.toml:\d+: ") as refused:
            load(wrong)
        assert says in str(refused.value)

    def test_files_that_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(RulebookError, match=r"nothing\.toml:1: cannot be read"):
            load(tmp_path / "nothing.toml")
        broken = tmp_path / "broken.toml"
        broken.write_bytes(b"\xff\xfe")
        with pytest.raises(RulebookError, match=r"broken\.toml:1: cannot be read"):
            load(broken)

    def test_a_rule_does_not_outlive_its_statute(self, tmp_path: Path) -> None:
        text = (HERE / "statutes.toml").read_text(encoding="utf-8")
        wrong = tmp_path / "statutes.toml"
        wrong.write_text(text.replace("in_force_until = 2025-12-31", "in_force_until = 2020-01-01"))
        with pytest.raises(RulebookError, match="not in force as long as the rule"):
            load(statutes=wrong)

    def test_a_statute_is_defined_once(self, tmp_path: Path) -> None:
        text = (HERE / "statutes.toml").read_text(encoding="utf-8")
        wrong = tmp_path / "statutes.toml"
        wrong.write_text(text + text[text.index("[[statute]]") :])
        with pytest.raises(
            RulebookError, match=r"statutes\.toml:\d+: 民法典 200: is defined twice"
        ):
            load(statutes=wrong)
