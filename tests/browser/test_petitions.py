"""A petition for the owners' assembly in a real browser: opened, signed, a sheet, called."""

from __future__ import annotations

import pytest

from council.models.calling import Petition
from council.models.people import Person
from council.services import petitions
from tests.browser.test_every_page import TOO_WIDE
from tests.factories.community import on_stage
from tests.factories.hall import AT, make_matter, stored
from tests.factories.minutes import AFTER, published
from tests.factories.owners import make_owners
from tests.support.visitor import sign_in

pytestmark = pytest.mark.one_database


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_owners(handle)
    clock.set(AT)
    return handle


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_first_signature_to_the_call(
    hall, open_page, site, assert_accessible, width
) -> None:
    page = open_page(width)

    def look() -> None:
        assert not page.evaluate(TOO_WIDE), page.url
        assert_accessible(page)

    sign_in(page, site, hall.accounts["resident2"])
    page.goto("/c/t1/chamber/petitions/new")
    look()
    page.get_by_label("要求开哪个会").select_option(index=3)
    page.get_by_label("标题").fill("要求召开临时业主大会")
    page.get_by_label("为什么要开会").fill("商量是否更换物业公司。")
    page.get_by_label("签到什么时候为止").fill("2026-06-30T18:00")
    option = page.locator("option", has_text="杏园业主大会 · OW1").get_attribute("value")
    page.get_by_label("要求开哪个会").select_option(option)
    page.get_by_role("button", name="发起并签名").click()
    assert page.get_by_text("您已经签名").is_visible()
    look()
    number = stored(hall, Petition)[0].number
    sign_in(page, site, hall.accounts["clerk"])
    page.goto(f"/c/t1/chamber/petitions/{number}")
    people = {key: stored(hall, Person, Person.id == who)[0] for key, who in hall.people.items()}
    rows = [people[f"resident{n}"].name for n in (4, 6, 8, 10)]
    page.get_by_label("签名的人").fill("\n".join([*rows, "查无此人"]))
    page.get_by_role("button", name="核对并录入").click()
    assert page.get_by_role("alert").get_by_text("名册里没有这个人").is_visible()
    look()
    page.get_by_label("签名的人").fill("\n".join(rows))
    page.get_by_role("button", name="核对并录入").click()
    assert page.get_by_role("link", name="按这次联名召集").is_visible()
    look()
    page.context.clear_cookies()
    for path in ("", number, f"{number}/sheet"):
        page.goto(f"/c/t1/petitions/{path}")
        look()
        assert not [name for name in rows if name in page.content()]


@pytest.mark.parametrize("width", [360, 1280])
def test_what_was_decided(hall, open_page, assert_accessible, clock, width) -> None:
    make_matter(hall, "resolution")
    number = published(hall)
    petitions.due(hall.community_id, AFTER)
    clock.set(AFTER)
    page = open_page(width)
    for path in (
        "decisions/", "decisions/register", "search/?q=询价", "proposals/2026-001",
        "search/?q=充电棚&kind=meeting",
    ):  # fmt: skip
        page.goto(f"/c/t1/{path}")
        assert not page.evaluate(TOO_WIDE), path
        assert_accessible(page)
    assert number in page.content()
