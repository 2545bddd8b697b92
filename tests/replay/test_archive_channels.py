"""Archives of polls with paper, mandates, attendance and rolls put right; and what they cost."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import pytest
from sqlalchemy import event

from council.db import db
from council.models.meetings import Attendance
from council.models.polls import PollVoter
from council.services import casting, owners, paperentries, roll_objections
from council.services import papers as sheets
from council.services.unit import SYSTEM, digest, unit
from tests.factories import papers
from tests.factories.community import RESIDENTS, on_stage
from tests.factories.hall import LATER, make_matter, stored
from tests.factories.owners import make_owners
from tests.factories.voting import CLOSES, begin, close, poll_of, vote
from tests.factories.written import cast
from tests.replay.test_archive import NUMBER, agrees, fetch, unpack

SOON = LATER + timedelta(hours=1)


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(CLOSES)
    return handle


def part(data: bytes, name: str):
    return json.loads(unpack(data)[name])


def read_twice(hall, number: str, serial: str, choice: str) -> None:
    for who in ("clerk", "supervisor1"):
        said = {"choice": choice}
        paperentries.enter(hall.community_id, hall.actor(who), number, serial, said, at=LATER)


def test_sheets_of_paper(client, hall, tmp_path) -> None:
    number = papers.begin(hall)
    vote(hall, "representative5", number, "yes")
    for who, choice in (("representative1", "yes"), ("representative2", "spoiled")):
        read_twice(hall, number, papers.bring(hall, number, who), choice)
    close(hall, number)
    data = fetch(client, hall, number)
    agrees(tmp_path, data)
    assert part(data, "poll.json")["marks"] == {"online": 1, "paper": 2}
    assert part(data, "tally.json")["counts"]["spoiled"] == 1


def test_a_box_of_secret_sheets(client, hall, tmp_path) -> None:
    clerk = hall.actor("clerk")
    begin(hall, secret=True)
    for who in RESIDENTS[:10]:
        vote(hall, who, NUMBER, "no")
    sheets.print_stock(hall.community_id, clerk, NUMBER, 10, at=LATER)
    serials = sheets.hand_out(hall.community_id, clerk, NUMBER, 10, at=LATER)
    for who in RESIDENTS[10:]:
        voter = papers.line(hall, NUMBER, who).id
        sheets.mark_returned(hall.community_id, clerk, NUMBER, voter, at=LATER)
    papers.end(hall, NUMBER)
    for serial in serials[:2]:
        sheets.returned(hall.community_id, clerk, NUMBER, serial, at=LATER)
        read_twice(hall, NUMBER, serial, "yes")
    sheets.declare_missing(hall.community_id, clerk, NUMBER, at=LATER)
    close(hall, NUMBER)
    data = fetch(client, hall)
    agrees(tmp_path, data)
    assert part(data, "poll.json")["marks"] == {"online": 10, "paper": 2}
    for serial in serials:
        assert serial.encode() not in b"".join(unpack(data).values())


def test_a_secret_poll_in_session_does_not_tell_who_was_present(client, hall, tmp_path) -> None:
    begin(hall, secret=True, closes_at=None)
    poll = poll_of(hall, NUMBER)
    with unit(hall.community_id, kind="meeting.attendance", actor=SYSTEM, at=LATER) as work:
        for who in RESIDENTS:
            person = hall.people[who]
            here = {"meeting_id": poll.meeting_id, "body_id": poll.body_id, "person_id": person}
            seated = {"office": "resident", "office_title": "", "channel": "hall"}
            work.add(Attendance(**here, **seated, state="present"))
    for i, who in enumerate(RESIDENTS[:10]):
        vote(hall, who, NUMBER, "yes" if i else "no")
    close(hall, NUMBER)
    data = fetch(client, hall)
    files = unpack(data)
    assert "seal.json" not in files and b'"present"' not in files["roll.json"]
    journal = part(data, "journal.json")
    assert list(journal["commitments"]) == [str(journal["sealed"])]
    others = part(data, "poll.json")["present_without_ballot"]
    assert others == {"lines": 2, "heads": 2, "area": 0}
    said = agrees(tmp_path, data)
    assert "it would tell who was present" in said and "the whole tally is the same" in said


def test_a_mandate_counts_under_its_own_channel(client, hall, tmp_path) -> None:
    begin(hall)
    for who in RESIDENTS[:9]:
        vote(hall, who, NUMBER, "yes")
    voter = papers.line(hall, NUMBER, "resident10")
    with unit(hall.community_id, kind="poll.vote", actor=SYSTEM, at=LATER) as work:
        held = hall.people["resident1"]
        said = {"choice": "no"}
        casting.cast(work, poll_of(hall, NUMBER), voter, said, "proxy", "k" * 20, holder_id=held)
        work.tell(number=NUMBER)
    close(hall, NUMBER)
    data = fetch(client, hall)
    agrees(tmp_path, data)
    assert part(data, "poll.json")["marks"] == {"online": 9, "proxy": 1}
    assert hall.people["resident1"].hex.encode() not in b"".join(unpack(data).values())


def test_a_roll_that_was_put_right_is_sealed_where_it_was_frozen_anew(
    client, hall, tmp_path
) -> None:
    units, clerk = make_owners(hall), hall.actor("clerk")
    begin(hall, body="owners_assembly", rule="OW1", objections_until=CLOSES)
    objection = roll_objections.object_to_roll(
        hall.community_id, hall.actor("resident2"), NUMBER, "我家的面积写少了", at=SOON
    )
    owners.set_area(hall.community_id, units["resident2"], 9999, "survey", actor=clerk, at=SOON)
    roll_objections.answer(
        hall.community_id, clerk, NUMBER, objection, upheld=True, text="核对过登记簿", at=SOON
    )
    cast(hall, NUMBER, ["resident2"], "yes", at=SOON)
    close(hall, NUMBER)
    data = fetch(client, hall)
    agrees(tmp_path, data)
    journal = part(data, "journal.json")
    kinds = {entry["seq"]: entry["kind"] for entry in journal["entries"]}
    assert kinds[journal["sealed"]] == "roll.answer"
    assert "我家的面积" not in unpack(data)["journal.json"].decode()
    assert 9999 in {line["area"] for line in part(data, "roll.json")["lines"]}


def test_whoever_knows_the_salt_of_a_line_finds_it(client, hall) -> None:
    begin(hall)
    vote(hall, "resident1", NUMBER, "yes")
    close(hall, NUMBER)
    known = {line["id"] for line in part(fetch(client, hall), "roll.json")["lines"]}
    assert known == {digest(line) for line in stored(hall, PollVoter)}


def test_as_many_questions_for_many_voters_as_for_few(client, hall) -> None:
    held = {"2026-091": RESIDENTS[:2], "2026-092": RESIDENTS}
    for number, people in held.items():
        begin(hall, number=number)
        for who in people:
            vote(hall, who, number, "yes")
    for number in held:
        close(hall, number)
    few, many = (statements(client, hall, number) for number in held)
    assert few == many < 30


def statements(client, hall, number: str) -> int:
    seen = []

    def note(_conn, _cursor, statement, *_more) -> None:
        seen.append(statement)

    fetch(client, hall, number)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        fetch(client, hall, number)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.one_database
def test_the_script_reads_a_zip_as_well_as_a_folder(client, hall, tmp_path) -> None:
    import subprocess

    begin(hall)
    vote(hall, "resident1", NUMBER, "yes")
    close(hall, NUMBER)
    file, script = tmp_path / "archive.zip", tmp_path / "replay.py"
    file.write_bytes(data := fetch(client, hall))
    script.write_bytes(unpack(data)["replay.py"])
    command = [sys.executable, "-I", "-S", str(script), str(file)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0 and "Result: agrees." in ran.stdout
