"""Every route × every office, with real requests: who is let in and who is refused.

The table is ``tests/web/routes.toml``. After adding a route: ``python -m tests.web.doors`` prints
its row, as the code declares it; check it against the domain and paste it.
"""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from council.rules.powers import OfficeKind
from tests.factories.community import OFFICES, WORKS_HERE, make_community, sign_in, sign_out
from tests.web import doors

pytestmark = pytest.mark.one_database

READER, STRANGER = "reader", "stranger"
ROLES = [READER, STRANGER, *OfficeKind]
_HANDLES = {}


@pytest.fixture
def town(app, scene, clock):
    """Two communities: those of one are strangers in the other."""

    def build():
        _HANDLES["t1"], _HANDLES["t2"] = make_community(app), make_community(app, "t2")

    scene("two-communities", build)
    return _HANDLES["t1"], _HANDLES["t2"]


def key_of(role):
    if role == OfficeKind.RESIDENT:
        return "resident1"
    if role in {OfficeKind.OPERATOR, OfficeKind.OWNER}:
        return role.value
    return next(key for key, kind, _, _ in OFFICES if kind == role)


def held(role):
    """The kinds of office that somebody in this role holds: most live here too."""
    if role in {READER, STRANGER, OfficeKind.OPERATOR}:
        return frozenset()
    return {role} if key_of(role) in {*WORKS_HERE, "owner"} else {role, OfficeKind.RESIDENT}


def enter(client, town, role):
    if role == READER:
        sign_out(client)
    elif role == STRANGER:
        sign_in(client, town[1].accounts["clerk"])
    else:
        sign_in(client, town[0].accounts[key_of(role)])


def address(path, handle):
    filled = path.replace("<slug>", handle.slug)
    filled = re.sub(r"<uuid:\w+>", str(UUID(int=1)), filled)
    filled = re.sub(r"<any\((\w+)[^>]*>", r"\1", filled)
    filled = re.sub(r"<int:\w+>", "2026", filled)
    return re.sub(r"<(?:path:|string:)?\w+>", "2026-999", filled)


def was_let_in(answer):
    if answer.status_code == 303 and answer.location.startswith("/sign-in?next="):
        return False
    return answer.status_code != 403


def may_enter(who, role):
    if who == doors.PUBLIC:
        return True
    if who == doors.SIGNED_IN:
        return role != READER
    return bool(doors.kinds(who) & held(role))


def test_every_door_is_in_the_table(app):
    assert not doors.missing(app), "add to tests/web/routes.toml (python -m tests.web.doors)"
    assert not doors.gone(app), "remove from tests/web/routes.toml"


@pytest.mark.parametrize("role", ROLES)
def test_who_is_let_in(app, town, role):
    client = app.test_client()
    client.inspect = False
    wrong = []
    for (path, method), who in doors.table().items():
        enter(client, town, role)
        answer = client.open(address(path, town[0]), method=method)
        if was_let_in(answer) != may_enter(who, role) or answer.status_code >= 500:
            wrong.append(f"{method} {path}: {answer.status_code}, the table says {who!r}")
    assert not wrong


def test_the_table_notices_a_door_without_row(app, monkeypatch):
    shorter = dict(list(doors.table().items())[1:])
    monkeypatch.setattr(doors, "table", lambda: shorter)
    assert doors.missing(app)


def test_the_table_notices_a_row_without_door(app, monkeypatch):
    monkeypatch.setattr(doors, "table", lambda: {("/nowhere", "GET"): "public"})
    assert doors.gone(app) == [("/nowhere", "GET")]


def test_an_unknown_office_is_an_error():
    with pytest.raises(ValueError, match="mayor"):
        doors.kinds("clerk mayor")


@pytest.mark.parametrize("role", [READER, STRANGER, OfficeKind.OPERATOR, OfficeKind.PARTY_MEMBER])
def test_a_refusal_would_be_noticed(app, town, role):
    """The twin: a table that opens the clerk's pages to all disagrees with what happens."""
    client = app.test_client()
    enter(client, town, role)
    answer = client.get("/c/t1/chamber/roster/")
    assert not was_let_in(answer)
    assert was_let_in(client.get("/c/t1/bodies/"))
