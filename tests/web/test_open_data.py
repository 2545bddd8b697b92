"""Open data: files that open cleanly and say what the pages say."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from council.web.api import formats, nouns
from council.web.api.columns import Column
from council.web.api.feeds import calendar
from council.web.api.formats import as_csv, as_xlsx, harmless
from council.web.api.nouns import TABLES
from tests.factories.square import NOW, square

ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = (
    "=1+1",
    "+86",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =cmd|' /C calc'!A0",
    "＝1",
    "\u3000@x",
    "\x00=1",
)


@pytest.fixture
def place(app, scene, clock):
    made = square(app, scene)
    clock.set(NOW)
    return made


def faults(value, schema, root, where="$") -> list[str]:
    """What is wrong with a JSON value under the part of JSON Schema that our description uses."""
    if "$ref" in schema:
        part = root
        for key in schema["$ref"].removeprefix("#/").split("/"):
            part = part[key]
        return faults(value, part, root, where)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        return [f"{where}: {value!r} is not {kinds}"]
    if value is not None and schema.get("format") == "date-time":
        assert datetime.fromisoformat(value).tzinfo, where
    if isinstance(value, list):
        item = schema.get("items", {})
        return [f for n, v in enumerate(value) for f in faults(v, item, root, f"{where}[{n}]")]
    return _object_faults(value, schema, root, where) if isinstance(value, dict) else []


def _object_faults(value, schema, root, where) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{where}.{key} is missing" for key in schema.get("required", ()) if key not in value]
    if schema.get("additionalProperties", True) is False:
        found += [f"{where}.{key} is not described" for key in value if key not in known]
    for key in known.keys() & value.keys():
        found += faults(value[key], known[key], root, f"{where}.{key}")
    return found


def _is(value, kind: str) -> bool:
    types = {"string": str, "integer": int, "object": dict, "array": list, "null": type(None)}
    if kind == "boolean":
        return isinstance(value, bool)
    return isinstance(value, types[kind]) and not isinstance(value, bool)


def test_the_validator_finds_faults() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a", "b"]}
    schema["additionalProperties"] = False
    assert len(faults({"a": "x", "c": 1}, schema, {})) == 3
    assert faults(True, {"type": "integer"}, {}) and not faults(None, {"type": ["null"]}, {})


def test_every_answer_is_as_described(client, place) -> None:
    book = client.get("/api/openapi.json").get_json()
    assert book["openapi"].startswith("3.1")
    numbers = [place.debated, place.passed, place.evaluated, place.declined]
    checked, held = 0, ["2026-001", "2026-002"]
    for path, entry in book["paths"].items():
        # tests/web/test_oparl.py and tests/web/test_minutes.py go through these
        if path.startswith("/api/oparl/") or path.endswith("/minutes.json"):
            continue
        named = held if "/polls/{number}" in path else numbers
        for number in named if "{number}" in path else [""]:
            address = path.replace("{slug}", place.hall.slug).replace("{number}", number)
            address = address.replace("{year}", "2025")  # the square's books
            answer = client.get(address)
            assert answer.status_code == 200 and answer.mimetype == "application/json", address
            content = entry["get"]["responses"]["200"]["content"]["application/json"]
            assert not faults(answer.get_json(), content["schema"], book), address
            checked += 1
    of_years = sum("{year}" in path for path in book["paths"])
    assert of_years and checked == len(TABLES) + len(numbers) + 2 * len(held) + of_years


@pytest.mark.parametrize("noun", TABLES)
def test_every_list_as_files(client, place, noun) -> None:
    table = TABLES[noun]
    rows = client.get(f"{place.base}/{noun}.json").get_json()["rows"]
    assert rows
    raw = client.get(f"{place.base}/{noun}.csv")
    assert raw.data.startswith(b"\xef\xbb\xbf") and raw.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(raw.data.decode("utf-8-sig"))))
    assert len(lines) == len(rows) + 1 and {len(line) for line in lines} == {len(table.columns)}
    if "xlsx" in table.formats:
        book = load_workbook(io.BytesIO(client.get(f"{place.base}/{noun}.xlsx").data))
        sheet = book.worksheets[0]
        assert (sheet.max_row, sheet.max_column) == (len(rows) + 1, len(table.columns))


@pytest.mark.parametrize("noun", TABLES)
def test_lists_of_any_length_are_whole(client, place, noun, monkeypatch) -> None:
    whole = client.get(f"{place.base}/{noun}.json").get_json()["rows"]
    monkeypatch.setattr(nouns, "PORTION", 2)
    assert client.get(f"{place.base}/{noun}.json").get_json()["rows"] == whole
    if "xlsx" not in TABLES[noun].formats:
        return
    monkeypatch.setattr(formats, "SHEET", 2)
    book = load_workbook(io.BytesIO(client.get(f"{place.base}/{noun}.xlsx").data))
    heads = {tuple(cell.value for cell in sheet[1]) for sheet in book.worksheets}
    assert len(heads) == 1
    assert sum(sheet.max_row - 1 for sheet in book.worksheets) == len(whole)
    assert len(book.worksheets) == -(-len(whole) // 2)


def test_more_than_fifty_thousand_rows(app) -> None:
    """A file is as long as its list; it is put together on disk, not in memory."""
    columns, many = [Column("n", "n", lambda row: row, "integer")], 60_001
    with app.test_request_context("/"):
        answer = formats.file_answer(
            lambda out: formats.write_csv(out, columns, range(many), ""), "csv", "long"
        )
        body = b"".join(answer.iter_encoded())
        answer.close()
    assert body.count(b"\r\n") == many + 1
    assert answer.content_length == len(body)


def test_the_journal_has_words_beside_its_codes(client, place) -> None:
    for lang, said, who in (("zh-Hans", "召集会议", "书记员"), ("en", None, "Clerk")):
        raw = client.get(f"{place.base}/journal.csv?lang={lang}").data.decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(raw)))
        kind, act, office, name = list(lines[0])[2:6]
        row = next(line for line in lines if line[kind] == "meeting.convene")
        assert row[office] == "clerk" and row[name] == who
        assert row[act] != "meeting.convene" and (said is None or "会议" in row[act])
    rows = client.get(f"{place.base}/journal.json").get_json()["rows"]
    assert all(row["act"] and row["kind"] for row in rows)


def test_the_json_is_exact(client, place) -> None:
    rows = client.get(f"{place.base}/decisions.json").get_json()["rows"]
    passed = next(row for row in rows if row["outcome"] == "passed")
    assert passed["cost"] == 500_000 and passed["at"].endswith("+08:00")
    assert passed["url"] == f"{place.base}/decisions/{passed['number']}"


def test_titles_follow_the_language(client, place) -> None:
    lines = client.get(f"{place.base}/decisions.csv").data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("编号,文号") and any("通过" in line for line in lines[1:])
    assert any(",5000," in line for line in lines[1:])


@pytest.mark.one_database
@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula(text) -> None:
    cell = harmless(text)
    assert str(cell).startswith("'")
    columns = [Column("a", "a", lambda row: row)]
    row = next(
        csv.reader(io.StringIO(as_csv(columns, [text], "").decode("utf-8-sig").split("\n", 1)[1]))
    )
    assert row[0].startswith("'")
    book = load_workbook(io.BytesIO(as_xlsx("=a", columns, [text], "")))
    found = book.worksheets[0].cell(2, 1)
    assert found.data_type == "s"


@pytest.mark.one_database
def test_control_characters_and_long_texts_open_cleanly() -> None:
    columns = [Column("a", "a", lambda row: row)]
    text = "a\x00\x0b\ud800b\ufffe" + "长" * 40_000
    book = load_workbook(io.BytesIO(as_xlsx("x" * 40, columns, [text], "")))
    value = book.worksheets[0].cell(2, 1).value
    assert value.startswith("ab长") and len(value) == 32_767
    as_csv(columns, [text], "").decode()


def test_the_calendars(client, place) -> None:
    for name in ("meetings", "deadlines"):
        answer = client.get(f"{place.base}/{name}.ics")
        assert answer.mimetype == "text/calendar"
        text = answer.data.decode()
        lines = text.split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
        assert all(len(line.encode()) <= 75 for line in lines)
        assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 0
        uids = [line for line in lines if line.startswith("UID:")]
        assert len(set(uids)) == len(uids)
    deadlines = client.get(f"{place.base}/deadlines.ics").data.decode().replace("\r\n ", "")
    assert "答复异议到期" in deadlines and "决定申诉到期" in deadlines


@pytest.mark.one_database
def test_a_calendar_cannot_be_broken_out_of() -> None:
    event = {"UID": "1", "SUMMARY": "a\r\nBEGIN:VALARM\nx;y,z\\", "URL": "http://h/\r\nX:1"}
    text = calendar("n", [event], NOW).decode()
    assert "\r\nBEGIN:VALARM" not in text and "\r\nX:1" not in text
    assert r"a\nBEGIN:VALARM\nx\;y\,z\\" in text


@pytest.mark.parametrize("noun", ["decisions", "disclosure"])
def test_the_feeds(client, place, noun) -> None:
    answer = client.get(f"{place.base}/{noun}.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    entries = feed.findall(f"{ATOM}entry")
    assert feed.tag == f"{ATOM}feed" and len(entries) >= 2
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for item in (feed, *entries):
        assert item.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(item.findtext(f"{ATOM}updated")).tzinfo


def test_feeds_of_an_empty_community(client, app, clock) -> None:
    from tests.factories.community import make_community

    base = make_community(app).base
    for name in ("decisions.atom", "disclosure.atom", "meetings.ics", "deadlines.ics"):
        assert client.get(f"{base}/{name}").status_code == 200
    for noun in TABLES:
        json.loads(client.get(f"{base}/{noun}.json").data)
        assert client.get(f"{base}/{noun}.csv").data.startswith(b"\xef\xbb\xbf")


def test_a_matter_as_json_is_as_masked_as_its_page(client, place) -> None:
    found = client.get(f"{place.base}/proposals/{place.debated}.json").get_json()
    assert len(found["debate"]) == 25 and "*" in found["proposer"]
    passed = client.get(f"{place.base}/proposals/{place.passed}.json").get_json()
    assert passed["votes"][0]["outcome"] == "passed"
