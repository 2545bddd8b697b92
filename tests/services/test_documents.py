"""Templates are kept, taken out of use and refused: with nothing lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from council.models.minutes import DocumentTemplate
from council.rules.verdict import Refused
from council.services import documents
from council.services.uploads import place
from tests.factories.community import on_stage
from tests.factories.hall import AT, stored
from tests.factories.word import document
from tests.support.content import content_of_the_database

GOOD = document("{{会议名称}}")


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


@pytest.fixture
def keep(hall, app):
    def act(data=GOOD, kind="notice", who="clerk", key=""):
        documents.keep(
            *(hall.community_id, kind, data, "通知.docx"),
            key=key or uuid4().hex,
            folder=app.config["UPLOADS"],
            actor=hall.actor(who),
            at=AT,
        )

    return act


def files(app) -> list[str]:
    return sorted(p.name for p in app.config["UPLOADS"].rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"data": document("{{会议名字}}")}, "field_unknown"),
        ({"data": b"x"}, "word_broken"),
        ({"data": document("x")}, "fields_missing"),
        ({"kind": "letter"}, "not_found"),
        ({"who": "secretary"}, "no_power"),
        ({"key": "short"}, "value_unknown"),
    ],
)
def test_a_refused_template_leaves_nothing(hall, app, keep, how, code) -> None:
    before, kept = content_of_the_database(), files(app)
    with pytest.raises(Refused) as no:
        keep(**how)
    assert {reason.code for reason in no.value.reasons} == {code}
    assert (content_of_the_database(), files(app)) == (before, kept)


def test_what_is_kept_lies_under_its_hash(hall, app, keep) -> None:
    keep()
    (row,) = stored(hall, DocumentTemplate)
    assert place(app.config["UPLOADS"], row.sha256).read_bytes() == GOOD
    assert (row.kind, row.position, row.name, row.size) == ("notice", 1, "通知.docx", len(GOOD))


def test_the_same_again_is_refused_until_it_is_withdrawn(hall, app, keep) -> None:
    keep()
    with pytest.raises(Refused, match="template_same"):
        keep()
    keep(kind="agenda")
    documents.withdraw(hall.community_id, "notice", 1, actor=hall.actor("chair"), at=AT)
    keep()
    rows = [row for row in stored(hall, DocumentTemplate) if row.kind == "notice"]
    assert sorted((row.position, row.withdrawn_at is None) for row in rows) == [
        (1, False),
        (2, True),
    ]


def test_a_template_of_another_community_is_not_ours(hall, app, keep) -> None:
    from council.db import reading
    from council.queries.public.documents import in_use
    from tests.factories.community import make_community

    keep()
    other = make_community(app, "t9")
    assert in_use(reading(), hall.community_id, "notice")
    assert in_use(reading(), other.community_id, "notice") is None
    with pytest.raises(Refused, match="not_found"):
        documents.withdraw(other.community_id, "notice", 1, actor=other.actor("clerk"), at=AT)
