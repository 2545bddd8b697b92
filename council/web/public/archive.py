"""复算档案: everything of a closed poll in one ZIP, with a script that counts it anew offline.

The same poll gives the same bytes: no time of the download, no language, names in a fixed order.
The archive is put together in a file of its own before it is sent, so that a slow reader never
holds the database.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

import council
from council import clock
from council.db import reading
from council.queries.public import replay
from council.queries.public.replay import Archived
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("archive", __name__, url_prefix="/c/<slug>/polls")
_OWN = Path(council.__file__).parent / "replay"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 4_000_000
"""Bytes up to which an archive is not written to the disk before it is sent."""
_PIECE = 64_000
_ROWS = 500
_line = json.JSONEncoder(ensure_ascii=False).encode
Pieces = Iterable[bytes]


@blueprint.get("/<number>/archive.zip")
@access(PUBLIC)
def download(slug: str, number: str) -> ResponseReturnValue:
    """The archive of a closed poll; 404 while it runs and as long as it must not be told."""
    found = replay.load(reading(), community().id, number, clock.now())
    if found is None:
        abort(404)
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    write(file, _files(found, f"/c/{slug}"), _sums(found))  # type: ignore[arg-type]
    response = Response(_sent(file), mimetype="application/zip")
    response.call_on_close(file.close)
    response.content_length = file.tell()
    name = f"{slug}-poll-{number}-archive.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _sent(file: tempfile.SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def write(out: IO[bytes], files: Iterable[tuple[str, Pieces]], sums: dict[str, str | None]) -> None:
    """A ZIP of these files, and last ``hashes.txt`` over all of them, as sha256sum reads it."""
    lines = [f"# {name} {value}\n" for name, value in sums.items() if value]
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, pieces in files:
            seen = hashlib.sha256()
            with archive.open(_entry(name), "w") as entry:
                for piece in pieces:
                    seen.update(piece)
                    entry.write(piece)
            lines.append(f"{seen.hexdigest()}  {name}\n")
        archive.writestr(_entry("hashes.txt"), "".join(lines))


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name, _EPOCH)
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
    return info


def _sums(found: Archived) -> dict[str, str | None]:
    ballots = None if found.left_out else found.page.ballots_sha256
    return {"roll_sha256": found.page.roll_sha256, "ballots_sha256": ballots}


def _files(found: Archived, base: str) -> Iterator[tuple[str, Pieces]]:
    """Name and content of every file, in the order of the names."""
    here = reading()
    hands = replay.hands(here, found)
    sealed, why = replay.seal(here, found)
    yield "README.txt", [(_OWN / "README.txt").read_bytes()]
    yield "ballots.json", _listed({}, "ballots", replay.ballots(here, found))
    if hands is not None:
        yield "hands.json", _whole(hands)
    yield "journal.json", _listed(_places(found), "entries", replay.journal(here, found))
    head = replay.head(here, found) | {"seal_left_out": why, "references": _references(found, base)}
    yield "poll.json", _whole(head)
    yield "replay.py", [(_OWN / "replay.py").read_bytes()]
    yield "roll.json", _listed({}, "lines", replay.roll(here, found))
    if sealed is not None:
        yield "seal.json", _whole(sealed)
    yield "tally.json", _whole(found.page.tally)


def _places(found: Archived) -> dict[str, Any]:
    return {
        "sealed": found.sealed,
        "closed": found.closed,
        "commitments": replay.commitments(reading(), found),
    }


def _references(found: Archived, base: str) -> dict[str, Any]:
    """Where the house shows what belongs to it."""
    page = found.page
    here = f"{base}/polls/{page.number}"
    return {
        "poll": here,
        "reconciliation": f"{here}/protocol",
        "minutes": {"meeting": page.meeting, "address": f"{base}/meetings/{page.meeting}"},
        "proposal": f"{base}/proposals/{page.proposal}" if page.proposal else None,
        "journal": f"{base}/journal/",
    }


def _whole(value: Any) -> Pieces:
    return [json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"]


def _listed(head: dict[str, Any], name: str, rows: Iterable[Any]) -> Iterator[bytes]:
    """A JSON object whose last member is a long list, a row to the line, many rows to the piece."""
    told = [f"{_line(key)}: {_line(value)},\n" for key, value in head.items()]
    yield f"{{{''.join(told)}{_line(name)}: [".encode()
    between, left = "\n", iter(rows)
    while some := [_line(row) for row in islice(left, _ROWS)]:
        yield (between + ",\n".join(some)).encode()
        between = ",\n"
    yield b"\n]}\n"
