"""Papers of meetings: what is let in, from whom, and that nothing else leaves a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.hall import MeetingPaper
from council.rules.verdict import Refused
from council.services import integrity, meetingpapers, meetings, paperfiles
from council.services.agenda import Plan
from tests.factories import paperfiles as made
from tests.factories.community import on_stage
from tests.factories.hall import AT, LATER, call, make_matter, stored


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


@pytest.fixture
def uploads(app):
    return app.config["UPLOADS"]


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def files(uploads) -> list[str]:
    return sorted(path.name for path in uploads.rglob("*") if path.is_file())


def add(hall, uploads, number: str, who: str = "clerk", **more) -> str:
    values = {"data": made.PDF, "title": "电梯维修方案", "at": AT} | more
    return meetingpapers.add(hall.community_id, hall.actor(who), number, folder=uploads, **values)


def joint(hall, **more) -> str:
    sides = [hall.bodies[name] for name in ("owners_committee", "property_company")]
    return meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=sides[0],
        kind="joint",
        sides=sides,
        starts_at=LATER,
        place="活动室",
        plans=[
            Plan("deliberation", title="电梯"),
            Plan("deliberation", title="某户漏水", is_closed=True),
        ],
        at=AT,
        **more,
    )


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (made.PDF, "application/pdf"),
        (made.jpeg(), "image/jpeg"),
        (made.docx(), paperfiles.WORD),
        (made.xlsx(), paperfiles.EXCEL),
        (
            made.xlsx(xl__worksheets___rels__sheet1=made.relations("https://a.cn", "hyperlink")),
            paperfiles.EXCEL,
        ),
    ],
)
def test_what_is_let_in_is_kept_as_it_is(data: bytes, media_type: str) -> None:
    scan = paperfiles.read(data)
    assert scan.media_type == media_type
    assert media_type == "image/jpeg" or scan.data == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "paper_missing"),
        (b"0" * (paperfiles.MOST_BYTES + 1), "paper_too_large"),
        (b"\xd0\xcf\x11\xe0 an old .doc", "paper_kind_refused"),
        (b"<html><script>alert(1)</script>", "paper_kind_refused"),
        (b"%PDF-1.7 /JavaScript (x)\n%%EOF", "scan_active"),
        (b"%PDF-1.7 torn", "scan_broken"),
        (b"PK\x03\x04 torn", "paper_broken"),
        (made.packed({"readme.txt": "x"}), "paper_kind_refused"),
        (made.packed({"../word/document.xml": "x"}), "paper_broken"),
        (made.docx(word__vbaProject="x"), "word_macro"),
        (made.xlsx(xl__vbaProject="x"), "paper_macros"),
        (made.xlsx(xl__macrosheets__sheet1="x"), "paper_macros"),
        (made.xlsx(xl__externalLinks__externalLink1="x"), "paper_macros"),
        (made.xlsx(xl__embeddings__oleObject1="x"), "paper_macros"),
        (
            made.xlsx(xl__worksheets__sheet9="<f>DDE(\"cmd\",\"/c calc\")</f>"),
            "paper_macros",
        ),
        (
            made.packed({"xl/workbook.xml": "x", "[Content_Types].xml": "macroEnabled"}),
            "paper_macros",
        ),
    ],
)  # fmt: skip
def test_what_could_do_something_is_refused_and_leaves_nothing(
    hall, uploads, data: bytes, code: str
) -> None:
    number = call(hall, "representatives")
    before = files(uploads)
    with pytest.raises(Refused) as caught:
        add(hall, uploads, number, data=data)
    assert codes(caught)[0] == code
    assert stored(hall, MeetingPaper) == [] and files(uploads) == before


def test_a_workbook_that_fetches_from_elsewhere(hall) -> None:
    away = made.xlsx(**{"xl__worksheets___rels__sheet1.xml.rels": made.relations("//x", "image")})
    with pytest.raises(Refused) as caught:
        paperfiles.read(away)
    assert codes(caught) == ["paper_macros"]


def test_a_paper_of_an_item_lies_under_its_hash(hall, uploads, app) -> None:
    number = call(hall, "representatives")
    sha = add(hall, uploads, number, position=1)
    assert add(hall, uploads, number, position=1) == sha  # sent again: the same
    row = stored(hall, MeetingPaper)[0]
    assert (row.sha256, row.title, row.size) == (sha, "电梯维修方案", len(made.PDF))
    assert (uploads / sha[:2] / sha).read_bytes() == made.PDF
    assert not list(integrity.check(uploads, hall.slug))
    (uploads / sha[:2] / sha).write_bytes(b"altered")
    assert {f.code for f in integrity.check(uploads, hall.slug)} == {"file_altered"}


def test_withdrawing_deletes_the_bytes_that_nobody_else_shows(hall, uploads) -> None:
    number = call(hall, "representatives")
    sha = add(hall, uploads, number, position=1)
    add(hall, uploads, number, title="同一份，整个会议")
    clerk = hall.actor("clerk")
    first, second = sorted(stored(hall, MeetingPaper), key=lambda row: row.item_id is None)

    def withdraw(row) -> None:
        meetingpapers.withdraw(hall.community_id, clerk, row.id, folder=uploads, at=AT)

    withdraw(first)
    assert (uploads / sha[:2] / sha).exists()
    withdraw(second)
    assert not (uploads / sha[:2] / sha).exists()
    assert not list(integrity.check(uploads, hall.slug))
    with pytest.raises(Refused) as caught:
        withdraw(second)
    assert codes(caught) == ["paper_withdrawn"]
    assert add(hall, uploads, number) == sha and (uploads / sha[:2] / sha).exists()


def test_a_side_puts_papers_of_its_own(hall, uploads) -> None:
    number = joint(hall)
    body = hall.bodies["property_company"]
    add(hall, uploads, number, "property", body_id=body)
    for who, of in (
        ("property", None),
        ("property", hall.bodies["owners_committee"]),
        ("owners1", body),
        ("street", hall.bodies["street_office"]),
    ):
        with pytest.raises(Refused) as caught:
            add(hall, uploads, number, who, data=made.jpeg(), body_id=of)
        assert codes(caught) == ["paper_side"]
    with pytest.raises(Refused) as caught:
        add(hall, uploads, number, "resident1", body_id=body)
    assert codes(caught) == ["no_power"]
    row = stored(hall, MeetingPaper)[0]
    with pytest.raises(Refused) as caught:
        meetingpapers.withdraw(
            hall.community_id, hall.actor("owners1"), row.id, folder=uploads, at=AT
        )
    assert codes(caught) == ["paper_of_another"]
    meetingpapers.withdraw(hall.community_id, hall.actor("property"), row.id, folder=uploads, at=AT)


def test_a_closed_item_closes_its_papers(hall, uploads) -> None:
    number = joint(hall)
    add(hall, uploads, number, position=2)
    assert stored(hall, MeetingPaper)[0].is_closed


def test_no_papers_once_it_is_over_or_without_end(hall, uploads, monkeypatch) -> None:
    number = call(hall, "representatives")
    monkeypatch.setattr(meetingpapers, "MOST", 1)
    add(hall, uploads, number)
    with pytest.raises(Refused) as caught:
        add(hall, uploads, number, data=made.jpeg())
    assert codes(caught) == ["papers_too_many"]
    clerk = hall.actor("clerk")
    meetings.open_meeting(hall.community_id, clerk, number, at=LATER)
    meetings.close_meeting(hall.community_id, clerk, number, at=LATER + timedelta(hours=1))
    before = files(uploads)
    with pytest.raises(Refused) as caught:
        add(hall, uploads, number, data=made.docx(), at=LATER + timedelta(hours=2))
    assert codes(caught) == ["meeting_closed"] and files(uploads) == before
