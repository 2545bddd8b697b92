"""Signed by chair and recorder, published masked, annexed; what is signed cannot change."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from council.db import db
from council.models.minutes import MinutesAnnex, MinutesSignature
from council.models.people import Person
from council.rules import minutes as composing
from council.rules.minutesmask import masked
from council.rules.verdict import Refused
from council.services import integrity, minutes, signing
from tests.factories.community import on_stage
from tests.factories.hall import make_matter, stored
from tests.factories.minutes import (
    AFTER,
    OVER,
    circulated,
    held,
    kept,
    officers,
    published,
    sign,
    signed,
    submitted,
    write,
)

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def refused(code: str):
    return pytest.raises(Refused, match=code)


def publish(hall, number) -> None:
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)


def name_of(hall, who: str) -> str:
    with Session(db.engine) as session:
        return session.get(Person, (hall.community_id, hall.people[who])).name


def test_signed_when_chair_and_recorder_have_signed(hall) -> None:
    number = submitted(hall)
    assert sign(hall, number, "representative1") == "signing"
    assert sign(hall, number, "chair") == "signing"
    assert sign(hall, number, "clerk") == "signed"
    assert sign(hall, number, "representative2") == "signed", "members may still sign"
    roles = {row.role for row in stored(hall, MinutesSignature)}
    assert roles == {"chair", "recorder", "member"}
    assert kept(hall, number).signed_at == AFTER


def test_nobody_signs_twice_nor_who_was_not_there(hall) -> None:
    number = submitted(hall)
    sign(hall, number, "chair")
    with refused("minutes_signed_already"):
        sign(hall, number, "chair")
    for who in ("representative6", "secretary", "resident1"):
        with refused("minutes_not_yours_to_sign"):
            sign(hall, number, who)


def test_not_before_they_are_put_up(hall) -> None:
    number = circulated(hall)
    with refused("minutes_not_for_signing"):
        sign(hall, number, "chair")


def test_the_name_and_the_text_have_to_be_those_that_are_signed(hall) -> None:
    number = submitted(hall)
    with refused("minutes_name_differs"):
        sign(hall, number, "chair", name="别人")
    with refused("minutes_changed"):
        sign(hall, number, "chair", sha256="0" * 64)
    assert stored(hall, MinutesSignature) == []


def test_a_signature_on_paper_with_its_scan(hall, tmp_path) -> None:
    number = submitted(hall)
    given = {
        "person_id": hall.people["chair"],
        "sha256": kept(hall, number).sha256,
        "folder": tmp_path,
        "at": AFTER,
    }
    enter = signing.sign_on_paper
    with refused("minutes_no_scan"):
        enter(hall.community_id, hall.actor("clerk"), number, paper=b"", **given)
    with refused("no_power"):
        enter(hall.community_id, hall.actor("representative1"), number, paper=PDF, **given)
    enter(hall.community_id, hall.actor("clerk"), number, paper=PDF, **given)
    (row,) = stored(hall, MinutesSignature)
    assert (row.role, row.entered_by_id) == ("chair", hall.people["clerk"])
    assert (tmp_path / row.scan_sha256[:2] / row.scan_sha256).is_file()
    with refused("minutes_signed_already"):
        enter(hall.community_id, hall.actor("clerk"), number, paper=PDF, **given)


def test_once_somebody_has_signed_nothing_is_taken_back(hall) -> None:
    number = submitted(hall)
    sign(hall, number, "representative1")
    with refused("minutes_signed"):
        minutes.withdraw(hall.community_id, hall.actor("clerk"), number, at=AFTER)


def test_published_once_and_only_signed(hall) -> None:
    number = submitted(hall)
    with refused("minutes_unsigned"):
        publish(hall, number)
    sign(hall, number, "chair")
    sign(hall, number, "clerk")
    publish(hall, number)
    with refused("minutes_published"):
        publish(hall, number)
    with refused("minutes_signed"):
        write(hall, number, 1, record="还想改")


def test_what_is_published_names_nobody(hall) -> None:
    number = held(hall)
    name = name_of(hall, "representative3")
    write(hall, number, 1, record=f"{name}说水压不够，电话 13800001234。")
    write(hall, number, 2, record="低保名单", conclusion="另议", closed=True)
    officers(hall, number)
    minutes.circulate(hall.community_id, hall.actor("clerk"), number, at=OVER)
    minutes.submit(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    sign(hall, number, "chair")
    sign(hall, number, "clerk")
    publish(hall, number)
    value = composing.from_data(kept(hall, number).content)
    assert name in value.items[0].record, "what was signed stays as it was"
    shown = json.dumps(composing.to_data(masked(value)), ensure_ascii=False)
    for hidden in (name, "13800001234", "低保", name_of(hall, "chair"), name_of(hall, "clerk")):
        assert hidden not in shown


def test_a_name_that_cannot_be_masked_blocks_the_signing(hall) -> None:
    number = held(hall)
    name = name_of(hall, "representative3")
    write(hall, number, 1, record=f"{name[0]}-{name[1:]}不同意")
    write(hall, number, 2)
    officers(hall, number)
    minutes.circulate(hall.community_id, hall.actor("clerk"), number, at=OVER)
    with refused("minutes_incomplete"):
        minutes.submit(hall.community_id, hall.actor("clerk"), number, at=AFTER)


def test_a_name_that_cannot_be_masked_is_not_published(hall, monkeypatch) -> None:
    number = signed(hall)
    monkeypatch.setattr(signing, "unmasked", lambda value: iter([(1, 0, "张三")]))
    with refused("minutes_names_unmasked"):
        publish(hall, number)
    assert kept(hall, number).published_at is None


def test_a_hidden_result_is_not_published(hall, monkeypatch) -> None:
    number = signed(hall)
    monkeypatch.setattr(signing, "_hidden", lambda work, meeting: True)
    with refused("minutes_result_hidden"):
        publish(hall, number)


def test_annexes_put_right_what_is_signed(hall) -> None:
    number = submitted(hall)

    def annex(words: str) -> int:
        actor = hall.actor("clerk")
        return signing.annex(hall.community_id, actor, number, text=words, at=AFTER)

    with refused("minutes_unsigned"):
        annex("更正")
    sign(hall, number, "chair")
    sign(hall, number, "clerk")
    before = kept(hall, number).content
    assert [annex("第一项应为 24 个插座。"), annex("再更正")] == [1, 2]
    name = name_of(hall, "representative3")
    with refused("minutes_names_unmasked"):
        annex(f"{name[0]}/{name[1:]}")
    assert kept(hall, number).content == before
    assert len(stored(hall, MinutesAnnex)) == 2


@contextmanager
def maintenance():
    """A connection that may write past the units, as somebody at the database could."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            yield connection
        finally:
            connection.info.pop("maintenance")


REFUSED = [
    "UPDATE minutes SET content = '{}'",
    "UPDATE minutes SET sha256 = 'x'",
    "UPDATE minutes SET signed_at = NULL",
    "UPDATE minutes SET meeting_id = id",
    "DELETE FROM minutes",
    "UPDATE minutes_signature SET name = 'x'",
    "DELETE FROM minutes_signature",
    "UPDATE minutes_annex SET text = 'x'",
    "DELETE FROM minutes_annex",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_to_change_what_is_signed(hall, statement) -> None:
    number = signed(hall)
    signing.annex(hall.community_id, hall.actor("clerk"), number, text="更正", at=AFTER)
    with maintenance() as connection, pytest.raises(DBAPIError, match=r"do not change|append-only"):
        connection.execute(text(statement))


def test_the_database_refuses_any_change_of_published_minutes(hall) -> None:
    published(hall)
    with maintenance() as connection, pytest.raises(DBAPIError, match="do not change"):
        connection.execute(text("UPDATE minutes SET version = version + 1"))


def test_under_a_first_signature_the_text_stands(hall) -> None:
    number = submitted(hall)
    with maintenance() as connection:
        changed = connection.execute(text("UPDATE minutes SET content = content"))
        assert changed.rowcount == 1
        connection.rollback()
    sign(hall, number, "representative1")
    with maintenance() as connection, pytest.raises(DBAPIError, match="do not change"):
        connection.execute(text("UPDATE minutes SET content = '{}'"))


def test_integrity_finds_changed_minutes(hall, tmp_path) -> None:
    published(hall)
    assert [str(one) for one in integrity.check(tmp_path)] == []
    with maintenance() as connection:
        _unlock(connection)
        connection.execute(text("UPDATE minutes SET sha256 = 'x'"))
        connection.commit()
    codes = {one.code for one in integrity.check(tmp_path)}
    assert {"minutes_altered", "signature_of_other_minutes", "row_altered"} <= codes


def _unlock(connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER minutes_signed_no_update"))
    else:
        connection.execute(text("DROP TRIGGER minutes_signed ON minutes"))
