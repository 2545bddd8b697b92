"""Photos and voice notes through the pages: made anew, refused, removed."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from council.models.attachments import Attachment
from council.models.proposals import Proposal
from council.services import attachments, integrity, proposals
from tests.factories.community import Handle, sign_in, sign_out
from tests.factories.proposals import AT, draft, read, resident, rows, village
from tests.web.writing import as_who, at, picture, write


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


def files_below(app) -> list[Path]:
    folder = app.config["UPLOADS"]
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_photos_are_made_anew_and_private_until_sent(app, me, here: Handle) -> None:
    photo = (picture(), "楼道 ../../etc.jpg")
    answer = write(me, here, photos=photo, do="preview")
    assert answer.status_code == 303
    row = rows(here, Attachment)[0]
    assert (row.kind, row.media_type, row.width) == ("photo", "image/jpeg", 60)
    address = f"{here.base}/files/{row.sha256}"
    seen = me.get(address, buffered=True)
    assert seen.status_code == 200
    assert b"SECRETMAKER" not in seen.data
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert me.get(f"{address}/small", buffered=True).status_code == 200
    sign_out(me)
    assert me.get(address).status_code == 404
    as_who(here, me, "resident1")
    me.post(answer.location.replace("/preview", "/submit"))
    sign_out(me)
    assert me.get(address, buffered=True).status_code == 200
    assert me.get(f"{here.base}/files/{'0' * 64}").status_code == 404
    assert me.get(f"{here.base}/files/../../secret-key").status_code == 404


def photographed(here: Handle, app, *keys: str) -> list[str]:
    """Public proposals of these people, all with the same photo; their numbers."""
    numbers = []
    for key in keys:
        made = draft(here, key)
        attachments.attach(
            here.community_id,
            made,
            photo_files=[picture()],
            folder=app.config["UPLOADS"],
            actor=resident(here, key),
            at=AT,
        )
        submit_as = resident(here, key)
        numbers.append(proposals.submit(here.community_id, made, actor=submit_as, at=AT))
    return numbers


def take_off(here: Handle, client, number: str):
    row = read(here, number)
    photo = rows(here, Attachment, Attachment.proposal_id == row.id)[0]
    return client.post(at(here, f"drafts/{row.id}/files/{photo.id}/remove"))


def test_a_removed_public_photo_is_gone_at_once(app, me, here: Handle) -> None:
    (number,) = photographed(here, app, "resident1")
    address = f"{here.base}/files/{rows(here, Attachment)[0].sha256}"
    seen = me.get(address, buffered=True)
    assert "no-cache" in seen.headers["Cache-Control"]
    assert len(files_below(app)) == 2  # large and small
    answer = take_off(here, me, number)
    assert (answer.status_code, answer.location) == (303, at(here, f"{number}/edit"))
    assert me.get(answer.location).status_code == 200
    assert not files_below(app)
    asked_again = {"If-None-Match": seen.headers["ETag"]}
    for path in (address, f"{address}/small"):
        assert me.get(path, headers=asked_again).status_code == 404
    assert "/files/" not in me.get(f"{here.base}/proposals/{number}").text
    assert rows(here, Attachment)[0].is_removed
    assert not list(integrity.check(app.config["UPLOADS"]))


def test_bytes_that_another_proposal_shows_stay(app, me, here: Handle) -> None:
    mine, theirs = photographed(here, app, "resident1", "resident2")
    address = f"{here.base}/files/{rows(here, Attachment)[0].sha256}"
    take_off(here, me, mine)
    assert len(files_below(app)) == 2
    assert me.get(address, buffered=True).status_code == 200
    take_off(here, as_who(here, me, "resident2"), theirs)
    assert not files_below(app)


def test_a_new_voice_note_takes_the_old_ones_place(app, me, here: Handle) -> None:
    sound = b"OggS\x00\x02" + b"\0" * 22 + b"OpusHead" + b"\0" * 60
    write(me, here, voice=(sound, "one.ogg"))
    row = rows(here, Proposal)[0]
    attachments.attach(
        here.community_id,
        row.id,
        voice_file=sound + b"more",
        folder=app.config["UPLOADS"],
        actor=resident(here),
        at=AT,
    )
    assert sorted(a.is_removed for a in rows(here, Attachment)) == [False, True]
    assert len(files_below(app)) == 1


def huge_png() -> bytes:
    """The head of a PNG that says 10,000 × 10,000."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 30_001 * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("field", "data", "name", "said"),
    [
        ("photos", b"<svg onload=alert(1)>", "photo.jpg", "不是 JPEG"),
        ("photos", b"%PDF-1.4", "photo.png", "不是 JPEG"),
        ("photos", picture((600, 400))[:900], "photo.jpg", "损坏"),
        ("photos", huge_png(), "photo.png", "10000 × 10000"),
        ("voice", b"<html>", "voice.webm", "不是能识别的录音"),
        ("voice", picture(), "voice.ogg", "不是能识别的录音"),
        ("voice", b"RIFF" + b"\0" * (3 << 20), "voice.wav", "录音太大"),
    ],
)
def test_wrong_files_are_refused_and_the_text_is_kept(
    app, me, here: Handle, field, data, name, said
) -> None:
    before = files_below(app)
    answer = write(me, here, **{field: (data, name)})
    assert answer.status_code == 422
    assert said in answer.text
    assert "文字已经存好" in answer.text
    assert len(rows(here, Proposal)) == 1
    assert not rows(here, Attachment)
    assert files_below(app) == before


def test_ten_photos_are_too_many(app, me, here: Handle) -> None:
    many = [(picture((50 + n, 40)), f"{n}.jpg") for n in range(10)]
    answer = write(me, here, photos=many)
    assert answer.status_code == 422
    assert "最多 9 张" in answer.text
    assert not files_below(app)


def test_a_voice_note_is_a_download(me, here: Handle) -> None:
    sound = b"OggS\x00\x02" + b"\0" * 22 + b"OpusHead" + b"\0" * 60
    write(me, here, voice=(sound, "x.html"))
    row = rows(here, Attachment)[0]
    heard = me.get(f"{here.base}/files/{row.sha256}", buffered=True)
    assert heard.mimetype == "audio/ogg"
    assert heard.headers["Content-Disposition"].startswith("attachment")
    address = at(here, f"drafts/{row.proposal_id}")
    assert me.post(f"{address}/files/{row.id}/remove").status_code == 303
    assert me.get(f"{here.base}/files/{row.sha256}").status_code == 404
