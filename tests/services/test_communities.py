"""A new community has its bodies, its tree of categories and its first entry in the journal."""

from __future__ import annotations

import tomllib

import pytest
from sqlalchemy import select

from council.db import reading
from council.models.bodies import Body
from council.models.journal import JournalEntry
from council.models.rules import Category
from council.rules.powers import BodyKind
from council.rules.verdict import Refused
from council.services import communities
from council.services.communities import CATEGORIES, Details, create_community
from council.services.unit import SYSTEM, Actor
from tests.factories.community import FOUNDED


@pytest.fixture
def made(app_context):
    return create_community("new", "新社区", "某街道", FOUNDED)


def test_a_body_of_every_kind(made):
    kinds = reading().execute(select(Body.kind).order_by(Body.position)).scalars().all()
    # The owners' assembly of a compound comes with its owners.
    assert sorted(kinds) == sorted(set(BodyKind) - {BodyKind.OWNERS_ASSEMBLY})


def test_the_tree_of_categories(made):
    rows = reading().execute(select(Category.path, Category.depth)).all()
    tree = tomllib.loads(CATEGORIES.read_text(encoding="utf-8"))["category"]
    assert len(rows) == len(tree) + sum(len(top.get("sub", ())) for top in tree)
    assert all(depth == path.count("/") for path, depth in rows)


def test_its_first_entry(made):
    query = select(JournalEntry.seq, JournalEntry.kind)
    entries = reading().execute(query.where(JournalEntry.community_id == made)).all()
    assert [tuple(entry) for entry in entries] == [(1, "community.create")]


def test_two_communities_of_one_street(made):
    other = create_community("other", "另一社区", "某街道", FOUNDED)
    assert set(communities.ids()) == {made, other}
    assert communities.find("other") == other
    assert communities.find("nowhere") is None


@pytest.mark.parametrize(
    ("name", "street", "details"),
    [
        ("", "某街道", Details()),
        ("新" * 81, "某街道", Details()),
        ("新社区", "", Details()),
        ("新社区", "某街道", Details(seal="三个字")),
        ("新\x00社区", "某街道", Details()),
        ("新\ud800社区", "某街道", Details()),
        ("新社区", "某街道", Details(phone="11010519491231002X")),
    ],
)
def test_details_that_cannot_be_kept(app_context, name, street, details):
    with pytest.raises(Refused):
        create_community("new", name, street, FOUNDED, details=details)
    assert communities.find("new") is None


def test_a_further_body(made):
    kind, clerk = BodyKind.OWNERS_COMMITTEE, Actor(None, "clerk")
    communities.add_body(made, kind, "二期业主委员会", actor=clerk, at=FOUNDED)
    with pytest.raises(Refused):
        communities.add_body(made, kind, "二期业主委员会", actor=SYSTEM, at=FOUNDED)
    with pytest.raises(Refused):
        communities.add_body(made, kind, "三期", actor=Actor(None, "operator"), at=FOUNDED)


def test_the_command(run_command):
    good = run_command("community", "create", "new", "--name", "新社区")
    assert (good.exit_code, good.output) == (0, "/c/new/\n")
    assert run_command("community", "create", "new", "--name", "新社区").exit_code == 2
    assert run_command("community", "create", "New!", "--name", "新社区").exit_code == 2
