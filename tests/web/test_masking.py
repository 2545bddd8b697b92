"""Secrets planted in every free text must not come out on any public page, file or feed."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import product

import pytest
from sqlalchemy import case, func, select, text, update
from sqlalchemy.orm import Session

from council.db import db
from council.models.acts import Act, Appeal, Interest
from council.models.attachments import Attachment
from council.models.debate import Amendment, Contribution
from council.models.implementation import (
    Acceptance,
    Evaluation,
    Milestone,
    OutcomeReport,
    Project,
)
from council.models.meetings import AgendaItem, Attendance, Meeting
from council.models.people import Person
from council.models.polls import Poll, PollVoter
from council.models.postings import Posting
from council.models.proposals import Proposal, ProposalVersion
from council.models.resolutions import Objection, Resolution
from council.models.review import Opinion
from council.services import calendars, letters, mailboxes, noticetext
from council.services.unit import unit
from council.web.access import PUBLIC
from council.web.api import oparl
from council.web.api.nouns import TABLES
from tests.factories.square import NOW, index, square

PHONE, ROOM, CARD = "13812345678", "3号楼2单元1201室", "110101199003071234"
MAIL, LANDLINE, NAME = "zhang.san@example.com", "075587654321", "欧阳秘密"
SECRET = f"找{PHONE}，{ROOM}，{CARD}，{MAIL}，{LANDLINE}。"
SHORT = f"问{PHONE}"
LEAKS = (PHONE, "1201", CARD, MAIL, "zhang.san", LANDLINE, NAME)
HASH = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b|\b[0-9a-f]{12}…")
PLANTED = {
    Act: ("reason",),
    Appeal: ("text", "reason"),
    Interest: ("text",),
    Attachment: ("caption",),
    Amendment: ("text", "reason", "state_reason"),
    Contribution: ("text",),
    Acceptance: ("remark",),
    Evaluation: ("remark",),
    Milestone: ("title", "note", "owner"),
    OutcomeReport: ("text",),
    Project: ("contractor",),
    AgendaItem: ("title",),
    Attendance: ("reason",),
    Meeting: ("title", "place", "remark"),
    Poll: ("question",),
    PollVoter: ("recusal",),
    Proposal: ("title", "text", "place"),
    ProposalVersion: ("title", "text", "reason"),
    Objection: ("title", "text", "answer"),
    Resolution: ("text",),
    Opinion: ("text", "dissent"),
    Posting: ("title", "text", "returned_reason", "filed_reference"),
}
NOT_TEXT = {
    "static",
    "files.show",
    "files.small",
    "meeting_papers.download",
    "sign_in.leave",
    "vouchers.download",
}


@pytest.fixture
def place(app, scene, clock):
    made = square(app, scene)
    clock.set(NOW)
    with app.app_context():
        plant(made.hall)
    return made


def plant(hall) -> None:
    """Write the secrets behind every free text that anybody may write, past all guards."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            unguard(connection)
            for model, columns in PLANTED.items():
                for name in columns:
                    column = model.__table__.c[name]
                    connection.execute(update(model).values({name: longer(column)}))
            connection.execute(update(Proposal).values(on_behalf=NAME))
        finally:
            connection.info.pop("maintenance")
    db.engine.dispose()
    index(hall)


def longer(column):
    """The text with a secret behind it, cut from its beginning where it must be short."""
    size = column.type.length
    secret = func.coalesce(column, "").concat(SHORT if size else SECRET)
    if not size:
        return secret
    start = case((func.length(secret) > size, func.length(secret) - size + 1), else_=1)
    return func.substr(secret, start)


def unguard(connection) -> None:
    """Let append-only rows change on this connection."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        return
    found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for name in found.scalars().all():
        connection.execute(text(f'DROP TRIGGER "{name}"'))


def addresses(app, place) -> list[str]:
    """Every GET address that is open to everybody, with all numbers of the square."""
    known = {
        "slug": [place.hall.slug],
        "year": ["2026"],
        "noun": [*TABLES, *oparl._LISTS],
        "key": ["2026-001", "2026-001-1"],
        "kind": ["csv", "xlsx", "json"],
        "number": [
            *(place.passed, place.failed, place.debated, place.evaluated, place.declined),
            *("2026-001", "2026-002"),
        ],
        "secret": [calendar_secret(app, place.hall)],
        "version": ["1", "2"],
        "quarter": ["1"],
        "sha256": ["0" * 64],
        "old": ["1"],
        "new": ["2"],
    }
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in NOT_TEXT:
            continue
        if getattr(app.view_functions[rule.endpoint], "access", None) != PUBLIC:
            continue
        unknown = rule.arguments - known.keys()
        assert not unknown, f"teach this test what {unknown} of {rule} may be"
        names = sorted(rule.arguments)
        with app.test_request_context():
            found += [
                rule.build(dict(zip(names, values, strict=True)))[1]
                for values in product(*(fitting(rule, name, known[name]) for name in names))
            ]
    return [*found, f"{place.base}/search/?q=充电棚", f"{place.base}/search/?q=扶手"]


def fitting(rule, name, known):
    """What may stand in this place: what the address itself lists, else what is known."""
    return getattr(rule._converters[name], "items", None) or known


def calendar_secret(app, hall) -> str:
    """The private calendar of somebody who left an address and has a letter waiting."""
    me, community = hall.actor("representative1"), hall.community_id
    with app.app_context():
        mailboxes.keep(community, me, MAIL, at=NOW)
        with unit(community, kind="notice.again", actor=me, at=NOW) as work:
            meeting = work.all(Meeting)[0]
            letter = noticetext.Mailing("x", SECRET, SECRET)
            letters.queue(work, meeting, {me.person_id: MAIL}, letter, delay=False)
            work.tell(number=meeting.number)
        return calendars.make(community, me, at=NOW)


def text_of(answer) -> str:
    """What is told. Hashes and ids are left out: four digits of a room stand in them by chance."""
    return HASH.sub("", _text_of(answer))


def _text_of(answer) -> str:
    if answer.mimetype.endswith(("ml.sheet", "ml.document", "/zip")):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return "".join(book.read(name).decode(errors="ignore") for name in book.namelist())
    return answer.data.decode().replace("\r\n ", "")


def names(hall) -> list[str]:
    with Session(db.engine) as session:
        mine = Person.community_id == hall.community_id
        return list(session.scalars(select(Person.name).where(mine)))


def test_no_secret_on_any_public_address(app, client, place) -> None:
    with app.app_context():
        secrets = [*LEAKS, *names(place.hall)]
    opened, leaks = 0, []
    for address in addresses(app, place):
        answer = client.get(address)
        assert answer.status_code in (200, 302, 303, 404), address
        opened += answer.status_code == 200
        shown = text_of(answer)
        leaks += [f"{address}: {secret}" for secret in secrets if secret in shown]
    assert not leaks, "\n".join(leaks)
    assert opened > 40


def test_the_secrets_were_there(app, place) -> None:
    """Otherwise the test above proves nothing."""
    with app.app_context(), Session(db.engine) as session:
        for model in (Proposal, Contribution, Objection, Resolution, OutcomeReport, Milestone):
            column = getattr(model, PLANTED[model][-1])
            assert session.scalar(select(model).where(column.contains(PHONE)).limit(1)), model


@pytest.mark.parametrize("words", [PHONE, MAIL, CARD, "1201室"])
def test_what_is_hidden_cannot_be_found_by_searching(client, place, words) -> None:
    page = client.get(f"{place.base}/search/?q={words}").get_data(as_text=True)
    assert '<ul class="plain"><li class="matter-row">' not in page
