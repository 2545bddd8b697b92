"""The archive of a closed poll: anybody counts it anew with Python alone, and finds the same."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.people import Person
from council.models.polls import Ballot, PollVoter
from council.services import hands, polls, steering
from council.services.unit import SYSTEM, unit
from tests.factories import papers
from tests.factories.community import RESIDENTS, on_stage, sign_in
from tests.factories.hall import LATER, PARTY, make_matter, opened, stored
from tests.factories.owners import make_owners
from tests.factories.replays import SCRIPT
from tests.factories.voting import CLOSES, KINDS, begin, close, poll_of, vote
from tests.factories.written import cast

NUMBER = "2026-090"
FILLED = {
    "motion": [{"choice": c} for c in ("yes", "no", "abstain")],
    "choice": [{"marks": [1]}, {"marks": [2]}, {"choice": "no"}],
    "election": [{"marks": [1, 2]}, {"marks": [2, 3]}, {"marks": [1]}, {"choice": "abstain"}],
    "appraisal": [
        {"grades": {"1": "excellent", "2": "incompetent"}},
        {"grades": {"1": "basic", "2": "incompetent"}},
        {"grades": {"2": "competent"}},
    ],
    "score": [{"scores": {"1": 7, "2": 4}}, {"scores": {"1": 2, "2": 10}}],
    "approval": [{"marks": [1]}, {"marks": [2, 3]}, {"choice": "abstain"}],
    "points": [{"points": {"1": 3, "3": 2}}, {"points": {"2": 5}}],
    "ranking": [{"order": [3, 1]}, {"order": [2]}, {"order": [1, 2]}],
}
Change = Callable[[dict], None]


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(CLOSES)
    return handle


def fetch(client, hall, number: str = NUMBER) -> bytes:
    answer = client.get(f"{hall.base}/polls/{number}/archive.zip")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return answer.data


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def run(folder: Path, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """The archive's own script, by a Python that knows nothing else."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    command = [sys.executable, "-I", "-S", "replay.py"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def agrees(folder: Path, data: bytes) -> str:
    ran = run(folder, unpack(data))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "结论：一致。" in ran.stdout and "Result: agrees." in ran.stdout
    assert "DIFFERS" not in ran.stdout
    return ran.stdout


def changed(files: dict[str, bytes], name: str, change: Change, *, hashes: bool) -> dict:
    """The archive with one file changed; with ``hashes`` by somebody who thinks of hashes.txt."""
    data = json.loads(files[name])
    change(data)
    after = json.dumps(data, ensure_ascii=False).encode()
    made = files | {name: after}
    if hashes:
        before, now = (hashlib.sha256(x).hexdigest() for x in (files[name], after))
        made["hashes.txt"] = files["hashes.txt"].replace(before.encode(), now.encode())
    return made


def held(hall, kind: str = "motion", *, secret: bool = False, people=RESIDENTS) -> str:
    begin(hall, KINDS[kind], secret=secret)
    contents = FILLED[kind]
    for i, who in enumerate(people):
        vote(hall, who, NUMBER, contents[i % len(contents)])
    close(hall, NUMBER)
    return NUMBER


def owned(hall) -> str:
    """A vote of owners, by head and by area; two of them stay away."""
    make_owners(hall)
    begin(hall, body="owners_assembly", rule="OW1")
    lines = stored(hall, PollVoter)
    keys = {person: key for key, person in hall.people.items()}
    for i, line in enumerate(lines[2:]):
        cast(hall, NUMBER, [keys[line.person_id]], "no" if i == 0 else "yes", at=LATER)
    close(hall, NUMBER)
    return NUMBER


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("secret", [False, True])
def test_every_kind_of_poll_is_recounted(client, hall, tmp_path, kind, secret) -> None:
    held(hall, kind, secret=secret)
    said = agrees(tmp_path, fetch(client, hall))
    assert "the whole tally is the same" in said
    assert "seal.json: the record is the one that the journal committed to" in said


def in_session(hall) -> str:
    number = papers.begin(hall)
    for who in ("representative1", "representative2"):
        vote(hall, who, number, "yes")
    assert close(hall, number) == "failed"
    return number


@pytest.mark.parametrize("session", [False, True])
def test_everybody_can_find_their_own_line(client, hall, tmp_path, session) -> None:
    number = in_session(hall) if session else held(hall)
    voter = stored(hall, PollVoter)[0]
    who = next(key for key, person in hall.people.items() if person == voter.person_id)
    sign_in(client, hall.accounts[who])
    mine = client.get(f"{hall.base}/chamber/polls/{number}/roll/mine.json")
    (tmp_path / "mine.json").write_bytes(mine.data)
    archive = tmp_path / "archive"
    archive.mkdir()
    assert run(archive, unpack(fetch(client, hall, number))).returncode == 0
    command = [sys.executable, "-I", "-S", "replay.py", "--line", "../mine.json"]
    said = subprocess.run(command, cwd=archive, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 0 and "is in the roll as it was frozen" in said.stdout, said.stdout
    changed = mine.json
    changed["lines"][0]["record"]["heads"] = 2
    (tmp_path / "mine.json").write_text(json.dumps(changed), encoding="utf-8")
    said = subprocess.run(command, cwd=archive, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 1 and "this does not hold: your line" in said.stdout
    sign_in(client, hall.accounts["clerk"])
    assert client.get(f"{hall.base}/chamber/polls/{number}/roll/mine.json").status_code == 404


def test_owners_by_head_and_by_area(client, hall, tmp_path) -> None:
    owned(hall)
    data = fetch(client, hall)
    agrees(tmp_path, data)
    roll = json.loads(unpack(data)["roll.json"])["lines"]
    assert all(line["area"] > 0 for line in roll)
    assert {line["label"] for line in roll} == {v.label for v in stored(hall, PollVoter)}


def test_hands_paper_and_those_who_were_only_present(client, hall, tmp_path) -> None:
    number = papers.begin(hall)
    vote(hall, "representative6", number, "no")
    for who in ("clerk", "supervisor1"):
        hands.enter(hall.community_id, hall.actor(who), number, 4, 1, 0, at=LATER)
    close(hall, number)
    data = fetch(client, hall, number)
    agrees(tmp_path, data)
    shown = json.loads(unpack(data)["hands.json"])
    assert shown["agreed"] == {"yes": 4, "no": 1, "abstain": 0}
    assert [count["teller"] for count in shown["counts"]] == [1, 2]


def test_in_session_whoever_is_present_takes_part(client, hall, tmp_path) -> None:
    agrees(tmp_path, fetch(client, hall, in_session(hall)))


# --- what was changed is named ---


def first_line(name: str, value: object) -> Change:
    def change(data: dict) -> None:
        data["lines"][0][name] = value

    return change


def other_ballot(data: dict) -> None:
    found = next(b for b in data["ballots"] if b["content"] == {"choice": "yes"})
    found["content"] = {"choice": "no"}


def lower_bar(data: dict) -> None:
    data["rule"]["approval"]["threshold"]["share"] = "1/3"


def more_votes(data: dict) -> None:
    data["approval"]["heads"]["have"] += 1


def other_act(data: dict) -> None:
    entry = data["entries"][0]
    entry["payload"] = entry["payload"].replace("poll.open", "poll.close")


OFFENCES = [
    ("ballots.json", other_ballot, "tally.json: approval.heads.have"),
    ("ballots.json", lambda d: d["ballots"].pop(), "ballots and marks"),
    ("ballots.json", lambda d: d["ballots"].append(d["ballots"][0]), "cast twice"),
    ("roll.json", first_line("area", 1), "tally.json: participation.area.of"),
    ("roll.json", first_line("recused", True), "tally.json: participation.heads.of"),
    ("roll.json", first_line("id", "0" * 64), "roll.json: its"),
    ("poll.json", lower_bar, "poll.json: rule is not the sealed"),
    ("poll.json", lambda d: d.update(question="别的"), "poll.json: question"),
    ("poll.json", lambda d: d.update(outcome="failed"), "poll.json: outcome"),
    ("poll.json", lambda d: d.update(roll_sha256="0" * 64), "roll_sha256"),
    ("tally.json", more_votes, "tally.json: approval.heads.have"),
    ("tally.json", lambda d: d["lines"].pop(1), "tally.json: lines"),
    ("journal.json", other_act, "journal.json: broken at"),
    ("journal.json", lambda d: d["entries"][-1].update(previous="0" * 64), "journal.json"),
    ("seal.json", lambda d: d["record"].update(version=9), "seal.json"),
]


@pytest.mark.one_database
def test_whatever_is_changed_is_named(client, hall, tmp_path) -> None:
    owned(hall)
    files = unpack(fetch(client, hall))
    for name, change, named in OFFENCES:
        careless = run(tmp_path, changed(files, name, change, hashes=False))
        assert careless.returncode == 1, (name, careless.stdout, careless.stderr)
        assert f"{name} was changed (hashes.txt)" in careless.stdout
        careful = run(tmp_path, changed(files, name, change, hashes=True))
        assert careful.returncode == 1, (name, careful.stdout, careful.stderr)
        lines = [line for line in careful.stdout.splitlines() if "[DIFFERS]" in line]
        assert any(named in line for line in lines), (name, careful.stdout)


@pytest.mark.one_database
def test_a_changed_secret_ballot_is_named(client, hall, tmp_path) -> None:
    held(hall, secret=True)
    files = unpack(fetch(client, hall))
    ran = run(tmp_path, changed(files, "ballots.json", other_ballot, hashes=True))
    assert ran.returncode == 1 and "ballots.json: not the ballots of ballots_sha256" in ran.stdout


@pytest.mark.one_database
def test_what_is_no_archive_cannot_be_read(tmp_path) -> None:
    ran = run(tmp_path, {"replay.py": SCRIPT.read_bytes()})
    assert ran.returncode == 2 and "missing: poll.json" in ran.stderr
    names = ("poll", "roll", "ballots", "tally", "journal")
    broken = {f"{name}.json": b"{" for name in names} | {"hashes.txt": b""}
    ran = run(tmp_path, broken)
    assert ran.returncode == 2 and "cannot be read" in ran.stderr


# --- what it must not tell ---


def test_no_name_no_number_no_key(client, hall) -> None:
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
        for person in work.all(Person):
            person.phone = "13812345678"
    owned(hall)
    files = unpack(fetch(client, hall))
    everything = b"".join(
        files[name] for name in files if name.endswith((".json", ".txt"))
    ).decode()
    with Session(db.engine) as session:
        people = session.execute(select(Person.name, Person.id)).all()
        keys = session.scalars(select(Ballot.request_key)).all()
        receipts = session.scalars(select(Ballot.receipt)).all()
    voters = {voter.person_id for voter in stored(hall, PollVoter)}
    for name, _ in people:
        assert name not in everything
    for person in voters:
        assert person.hex not in everything and str(person) not in everything
    for secret in ("13812345678", *keys, *receipts):
        assert secret not in everything


def test_the_same_bytes_every_time_in_every_language(client, hall, clock) -> None:
    held(hall, "election", secret=True)
    first = fetch(client, hall)
    clock.forward(days=400)
    client.set_cookie("language", "en")
    assert fetch(client, hall) == first
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert names[:-1] == sorted(names[:-1]) and names[-1] == "hashes.txt"
    assert unpack(first)["replay.py"] == SCRIPT.read_bytes()


def test_an_open_poll_has_none_and_a_closed_one_shows_the_way(client, hall) -> None:
    begin(hall)
    address = f"{hall.base}/polls/{NUMBER}"
    assert client.get(f"{address}/archive.zip").status_code == 404
    assert "archive.zip" not in client.get(address).text
    vote(hall, "resident1", NUMBER, "yes")
    close(hall, NUMBER)
    assert f"{address}/archive.zip" in client.get(address).text
    assert client.get(f"{hall.base}/polls/2026-999/archive.zip").status_code == 404


@pytest.mark.parametrize("case", ["few", "unanimous"])
def test_a_withheld_result_cannot_be_found_again(client, hall, tmp_path, case) -> None:
    begin(hall, secret=True)
    for who in RESIDENTS[: 2 if case == "few" else 12]:
        vote(hall, who, NUMBER, "yes")
    close(hall, NUMBER)
    data = fetch(client, hall)
    files = unpack(data)
    poll, tally = (json.loads(files[name]) for name in ("poll.json", "tally.json"))
    assert json.loads(files["ballots.json"]) == {"ballots": []}
    assert poll["ballots_left_out"] == "withheld" and "marks" not in poll
    assert "seal.json" not in files and poll["ballots_sha256"] is None
    assert tally["counts"] == {} and "unanimous" not in tally
    told = b"".join(files[name] for name in files if name != "replay.py")
    assert poll_of(hall, NUMBER).ballots_sha256.encode() not in told
    assert "nothing to recount: few or unanimous" in agrees(tmp_path, data)


def test_one_grade_that_all_gave_is_not_told_by_the_ballots(client, hall, tmp_path) -> None:
    begin(hall, KINDS["appraisal"], secret=True)
    for i, who in enumerate(RESIDENTS):
        grade = "excellent" if i % 2 else "basic"
        vote(hall, who, NUMBER, {"grades": {"1": grade, "2": "incompetent"}})
    close(hall, NUMBER)
    data = fetch(client, hall)
    assert json.loads(unpack(data)["ballots.json"]) == {"ballots": []}
    assert json.loads(unpack(data)["poll.json"])["ballots_left_out"] == "withheld_in_part"
    agrees(tmp_path, data)
    shown = client.get(f"{hall.base}/polls/{NUMBER}.json").get_json()
    assert shown["ballots"] == [] and shown["ballots_sha256"] is None
    assert "incompetent" not in client.get(f"{hall.base}/polls/{NUMBER}.csv").text


def test_what_both_committees_have_yet_to_say_is_not_told(client, hall, clock) -> None:
    make_matter(hall, "review", "2026-002")
    meeting = opened(hall, "party_committee", PARTY, ["2026-002"])
    clerk = hall.actor("clerk")
    number = polls.open_poll(hall.community_id, clerk, meeting, 1, at=LATER)
    for who in PARTY:
        vote(hall, who, number, "yes")
    assert close(hall, number, at=LATER) == "passed"
    assert client.get(f"{hall.base}/polls/{number}/archive.zip").status_code == 404


def test_an_annulled_poll_was_never_counted(client, hall, tmp_path) -> None:
    begin(hall)
    vote(hall, "resident1", NUMBER, "yes")
    clerk = hall.actor("clerk")
    steering.annul(hall.community_id, clerk, NUMBER, "通知里写错了题目", at=LATER)
    data = fetch(client, hall)
    files = unpack(data)
    assert json.loads(files["tally.json"]) is None
    assert "题目" not in files["journal.json"].decode()
    agrees(tmp_path, data)


def test_a_text_that_is_masked_leaves_the_seal_out(client, hall, tmp_path) -> None:
    begin(hall)
    papers.change(hall, NUMBER, question="是否请13812345678的师傅来修")
    vote(hall, "resident1", NUMBER, "yes")
    close(hall, NUMBER)
    data = fetch(client, hall)
    assert b"13812345678" not in b"".join(unpack(data).values())
    assert "seal.json is left out: the record holds personal data" in agrees(tmp_path, data)
