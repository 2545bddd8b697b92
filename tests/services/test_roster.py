"""Rosters: all or nothing, each bad row named, the same file twice changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from council.db import reading
from council.models.journal import JournalEntry
from council.models.people import Person
from council.models.places import Unit
from council.services import roster, rosterfile
from council.services.tables import RowsRefused, TableError
from tests.factories.community import FOUNDED, on_stage
from tests.factories.rosters import HOME, LI, PEOPLE, SEAT, WANG, full


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


def take(hall, data, name="r.xlsx", **more):
    return roster.take_over(
        hall.community_id,
        rosterfile.read(data, name),
        actor=hall.actor("clerk"),
        at=FOUNDED,
        **more,
    )


def count(model):
    return reading().execute(select(func.count()).select_from(model)).scalar_one()


def faults(hall, data, name="r.xlsx"):
    before = count(Person), count(Unit), count(JournalEntry)
    with pytest.raises(RowsRefused) as caught:
        take(hall, data, name)
    assert (count(Person), count(Unit), count(JournalEntry)) == before
    return [(f.sheet, f.row, f.column, f.reason.code) for f in caught.value.faults]


def test_a_whole_file(app_context, hall):
    outcome = take(hall, full())
    assert outcome.added == {
        "compound": 1, "building": 1, "unit": 1, "household": 1, "person": 2, "office": 1,
        "tenure": 1,
    }  # fmt: skip
    row = reading().execute(select(Unit.area, Unit.area_source).where(Unit.area == 8931)).first()
    assert tuple(row) == (8931, "certificate")


def test_the_same_file_twice_changes_nothing(app_context, hall):
    take(hall, full())
    entries = count(JournalEntry)
    outcome = take(hall, full())
    assert outcome.nothing
    assert outcome.same == {"unit": 1, "person": 2, "tenure": 1}
    assert count(JournalEntry) == entries


def test_a_dry_run_writes_nothing(app_context, hall):
    entries = count(JournalEntry)
    assert take(hall, full(), dry_run=True).added["person"] == 2
    assert count(JournalEntry) == entries
    assert not reading().execute(select(Person.id).where(Person.number == "N1")).first()


def test_a_changed_row_changes_one_person(app_context, hall):
    take(hall, full())
    moved = [*WANG[:2], "13900002222", *WANG[3:]]
    outcome = take(hall, full(people=(moved, LI)))
    assert (outcome.changed, outcome.added) == ({"person": 1}, {})


def test_the_template_can_be_taken_over(app_context, hall):
    assert take(hall, roster.template()).added["tenure"] == 1


@pytest.mark.parametrize(
    ("at", "value", "column", "code"),
    [
        (4, "89.315", "建筑面积", "number_unreadable"),
        (4, "-1", "建筑面积", "number_too_small"),
        (4, "0", "建筑面积", "number_too_small"),
        (4, "NaN", "建筑面积", "number_unreadable"),
        (4, "1e3", "建筑面积", "number_unreadable"),
        (3, "", "房号", "text_missing"),
        (3, "1" * 60, "房号", "text_too_long"),
        (5, "听说", "面积来源", "roster_unknown"),
    ],
)  # fmt: skip
def test_bad_units(app_context, hall, at, value, column, code):
    bad = [*HOME[:at], value, *HOME[at + 1 :]]
    assert faults(hall, full(units=(HOME, bad)))[0] == ("房屋", 3, column, code)


@pytest.mark.parametrize(
    ("at", "value", "column", "code"),
    [
        (0, "N1", "编号", "roster_twice"),
        (0, "", "编号", "text_missing"),
        (1, "", "姓名", "text_missing"),
        (1, "王11010519491231002X", "姓名", "identity_number"),
        (2, "1101 0519 4912 3100 2x", "电话", "identity_number"),
        (2, "１１０１０５１９４９１２３１００２Ｘ", "电话", "identity_number"),
        (7, "也许", "户代表", "roster_flag"),
    ],
)
def test_bad_people(app_context, hall, at, value, column, code):
    bad = [*LI[:at], value, *LI[at + 1 :]]
    assert ("人员", 3, column, code) in faults(hall, full(people=(WANG, bad)))


@pytest.mark.parametrize(
    ("at", "value", "column", "code"),
    [
        (0, "居民法院", "机构", "roster_body_unknown"),
        (0, "居民委员会", "职务", "roster_office_body"),
        (1, "村长", "职务", "office_unknown"),
        (3, "N9", "姓名", "roster_person_unknown"),
        (4, "王大明", "姓名", "roster_person_unknown"),
        (5, "1969-12-31", "任期起", "date_out_of_range"),
        (5, "2101-01-01", "任期起", "date_out_of_range"),
        (5, "去年", "任期起", "date_unreadable"),
        (5, "", "任期起", "date_unreadable"),
        (6, "2025-12-30", "任期起", "tenure_order"),
    ],
)
def test_bad_offices(app_context, hall, at, value, column, code):
    bad = [*SEAT[:at], value, *SEAT[at + 1 :]]
    assert ("任职", 2, column, code) in faults(hall, full(offices=(bad,)))


def test_overlapping_tenures_of_one_office(app_context, hall):
    chair = ["居民委员会", "居委会主任", "", "N2", "", "2026-01-01", ""]
    assert faults(hall, full(offices=(chair,))) == [("任职", 2, "任期起", "tenure_overlap")]


def test_a_supervisor_on_the_committee(app_context, hall):
    one = ["居务监督委员会", "居务监督委员", "", "N1", "", "2026-01-01", ""]
    two = ["居民委员会", "居委会委员", "", "N2", "", "2026-01-01", ""]
    found = faults(hall, full(offices=(one, two)))
    assert found == [("任职", 3, "任期起", "supervisor_household")]


def test_every_bad_row_is_named(app_context, hall):
    bad = [*HOME[:4], "x", ""]
    found = faults(hall, full(units=[[*bad[:3], str(n), *bad[4:]] for n in range(5)]))
    assert [row for _, row, _, _ in found] == [2, 3, 4, 5, 6]


def test_csv_by_its_headings(app_context, hall):
    text = "\r\n".join(",".join(row) for row in (PEOPLE, WANG, LI))
    for encoding in ("utf-8-sig", "gb18030"):
        outcome = take(hall, text.encode(encoding), "people.csv")
    assert outcome.same == {"person": 2}


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 broken", b"\xff\xd8\xff\xe0 a photo", b"a,b\r\n1,2\r\n"]
)
def test_what_is_no_roster(app_context, hall, data):
    with pytest.raises(TableError):
        take(hall, data, "roster.csv" if data[:2] == b"a," else "roster.xlsx")


def test_the_command(app, hall, run_command, tmp_path):
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(full())
    bad.write_bytes(full(units=([*HOME[:4], "89.315", ""],)))
    dry = run_command("roster", "import", good, "--community", "t1", "--dry-run")
    assert (dry.exit_code, "nothing was written" in dry.output) == (0, True)
    first = run_command("roster", "import", good, "--community", "t1")
    assert "person 2" in first.output
    second = run_command("roster", "import", good, "--community", "t1")
    assert "added: nothing" in second.output
    refused = run_command("roster", "import", bad, "--community", "t1")
    assert refused.exit_code == 2
    assert "房屋:2:建筑面积:" in refused.output
    assert run_command("roster", "import", good, "--community", "nowhere").exit_code == 2
    assert (
        run_command("roster", "import", tmp_path / "none.xlsx", "--community", "t1").exit_code == 2
    )
