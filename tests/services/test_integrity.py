"""A change behind the program's back is found; a backup restores to a record that is whole."""

from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import text

from council.db import db
from council.models.attachments import Attachment
from council.services import attachments, backups, ballots, integrity, polls
from council.services.backups import BackupError
from council.services.uploads import place
from tests.factories import proposals as written
from tests.factories.community import on_stage
from tests.factories.hall import LATER, REPRESENTATIVES, make_matter, opened

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
FILE = b"bytes of a photo"


@pytest.fixture
def hall(app_context, app, scene):
    hall = on_stage(app, scene)
    make_matter(hall, "resolution")
    meeting = opened(hall, "representatives", REPRESENTATIVES)
    clerk = hall.actor("clerk")
    poll = polls.open_poll(
        hall.community_id, clerk, meeting, 1, body_id=hall.bodies["representatives"], at=LATER
    )
    for who in REPRESENTATIVES[:5]:
        ballots.vote(
            hall.community_id,
            hall.actor(who),
            poll,
            "yes",
            request_key=who,
            at=LATER + timedelta(minutes=5),
        )
    polls.close_poll(hall.community_id, clerk, poll, at=LATER + timedelta(hours=1))
    return hall


def findings(app):
    return {finding.code for finding in integrity.check(app.config["UPLOADS"])}


def behind(statement, *, drop=()):
    """Change the database as somebody with its password would."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            for table in drop:
                _drop_triggers(connection, table)
            done = connection.execute(text(statement))
            assert done.rowcount, statement
        finally:
            connection.info.pop("maintenance")


CLOSED = {"poll": "poll_closed", "poll_voter": "poll_voter_closed"}
"""Triggers that guard a table once its poll is closed; other tables are append-only."""


def _drop_triggers(connection, table):
    guard = CLOSED.get(table, table)
    if connection.dialect.name == "sqlite":
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER {guard}_no_{event}"))
    else:
        name = guard if table in CLOSED else f"{table}_append_only"
        connection.execute(text(f"DROP TRIGGER {name} ON {table}"))


def test_an_untouched_record_is_whole(app, hall):
    assert findings(app) == set()


@pytest.mark.parametrize(
    ("statement", "drop", "code"),
    [
        ("UPDATE person SET name = '张三' WHERE number = 'P001'", (), "row_altered"),
        ("UPDATE proposal SET cost = cost + 1", (), "row_altered"),
        ("DELETE FROM poll_voter", ("poll_voter",), "row_missing"),
        ("UPDATE ballot SET choice = 'no'", ("ballot",), "count_differs"),
        ("UPDATE ballot SET choice = 'no'", ("ballot",), "row_altered"),
        ("UPDATE poll SET outcome = 'failed'", ("poll",), "row_altered"),
        ("UPDATE journal_entry SET payload = replace(payload, 'system', 'sxstem')",
         ("journal_entry",), "journal_chain"),
        ("UPDATE journal_entry SET kind = 'x' WHERE seq = 2", ("journal_entry",),
         "journal_payload"),
        ("DELETE FROM journal_entry WHERE seq = 3", ("journal_entry",), "journal_gap"),
        ("DELETE FROM journal_commitment WHERE seq = 3", ("journal_commitment",),
         "journal_commitments"),
        ("UPDATE journal_head SET seq = seq + 1", (), "journal_head"),
    ],
)  # fmt: skip
def test_a_change_behind_its_back_is_found(app, hall, statement, drop, code):
    behind(statement, drop=drop)
    assert code in findings(app)


def test_the_command_lists_what_is_off_and_says_so_by_its_exit(app, hall, run_command):
    whole = run_command("integrity")
    assert (whole.exit_code, whole.output.strip()) == (0, "ok")
    behind("UPDATE person SET name = '张三' WHERE number = 'P001'")
    off = run_command("integrity", "--community", hall.slug)
    assert off.exit_code == 1
    assert "row_altered: person" in off.output
    assert run_command("integrity", "--community", "nowhere").exit_code == 2


def test_a_backup_restores_to_the_same_record(app, hall, make_app, tmp_path, run_command):
    file = tmp_path / "copy.tar.gz"
    assert run_command("backup", file).exit_code == 0
    assert run_command("backup", file).exit_code == 2, "an existing file is kept"
    counts = {t.name: 1 for t in integrity.recorded()}
    assert counts
    refused = run_command("restore", file)
    assert refused.exit_code == 2
    assert "not empty" in refused.output
    _empty()
    back = run_command("restore", file)
    assert back.exit_code == 0, back.output
    assert findings(app) == set()
    assert run_command("restore", file).exit_code == 2


def test_a_backup_takes_photos_in_both_sizes(app, hall, tmp_path):
    uploads, file = app.config["UPLOADS"], tmp_path / "copy.tar.gz"
    kept, gone = photos(hall, uploads)
    small = place(uploads, kept, small=True)
    before = small.read_bytes()
    backups.backup(file, uploads, AT)
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert f"uploads/{kept}" in names
    assert not [name for name in names if gone in name]
    small.unlink()
    _empty()
    backups.restore(file, uploads)
    assert small.read_bytes() == before
    assert findings(app) == set()


def photos(hall, uploads):
    """A proposal with two photos, one of them removed; the hashes."""
    who = written.resident(hall)
    draft = written.draft(hall)
    sent = [picture((60, n)) for n in (40, 50)]
    attachments.attach(
        hall.community_id, draft, photo_files=sent, folder=uploads, actor=who, at=LATER
    )
    kept, gone = written.rows(hall, Attachment)
    attachments.remove(hall.community_id, draft, gone.id, folder=uploads, actor=who, at=LATER)
    return kept.sha256, gone.sha256


def picture(size):
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 60)).save(out, "JPEG")
    return out.getvalue()


def test_a_broken_backup_changes_nothing(app, hall, tmp_path):
    file = tmp_path / "copy.tar.gz"
    backups.backup(file, app.config["UPLOADS"], AT)
    _empty()
    half = tmp_path / "half.tar.gz"
    half.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(BackupError):
        backups.restore(half, app.config["UPLOADS"])
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person")) == 0
    with tarfile.open(file) as archive:
        assert "manifest.json" in archive.getnames()


def _empty():
    """Take every row away, as a fresh database has none."""
    from council.models.base import Base

    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            if connection.dialect.name == "sqlite":
                connection.execute(text("PRAGMA foreign_keys=OFF"))
                names = connection.execute(
                    text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                ).all()
                for name, _sql in names:
                    connection.execute(text(f"DROP TRIGGER {name}"))
                for table in Base.metadata.sorted_tables:
                    connection.execute(text(f"DELETE FROM {table.name}"))
                for _name, sql in names:
                    connection.execute(text(sql))
                connection.execute(text("PRAGMA foreign_keys=ON"))
            else:
                connection.execute(text("SET session_replication_role = replica"))
                names = ", ".join(table.name for table in Base.metadata.sorted_tables)
                connection.execute(text(f"TRUNCATE {names}"))
                connection.execute(text("SET session_replication_role = DEFAULT"))
        finally:
            connection.info.pop("maintenance")
