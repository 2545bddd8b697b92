"""The chair's screen in a real browser: it fits, it follows, and it works through a broken line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.hall import Speech
from council.models.journal import JournalEntry
from council.services import hall as acts
from council.services import speeches
from tests.factories.community import give_password, on_stage
from tests.factories.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def room(app, app_context, scene, clock) -> Room:
    made = Room(on_stage(app_context, scene))
    made.open(1)
    for n, side in ((1, "for"), (2, "for"), (3, "against")):
        made.ask(n, side)
    made.do(speeches.start)
    made.move("amendment", "alter")
    clock.set(made.at + timedelta(seconds=20))
    return made


@pytest.fixture
def chair(app, room, open_page):
    """The screen, opened by the clerk."""

    def new(width: int = 1280, key: str = "clerk", **options):
        page = open_page(width, **options)
        password = give_password(app, room.hall.accounts[key])
        page.goto("/sign-in")
        page.fill("input[name=login]", f"{room.hall.slug}-{key}")
        page.fill("input[name=password]", password)
        page.click("form:has(input[name=password]) button")
        page.wait_for_load_state()
        page.goto(room.here)
        return page

    return new


def kinds(room, kind: str) -> int:
    return sum(entry.kind == kind for entry in room.rows(JournalEntry))


def says(page, where: str, text: str) -> None:
    page.locator(where, has_text=text).wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_and_can_be_read_by_all(chair, room, assert_accessible, width: int) -> None:
    page = chair(width)
    page.wait_for_selector("[data-until]")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)


def test_the_clock_runs_and_the_next_is_called(chair, room) -> None:
    page = chair()
    says(page, ".clock", "0:")
    page.click("button[form=f-start]")
    says(page, "#notices", "计时开始")
    assert [one.state for one in room.rows(Speech)] == ["spoken", "waiting", "speaking"]


def test_it_works_as_plain_forms(chair, room) -> None:
    page = chair(javascript=False)
    assert "为止" in page.inner_text("main")
    page.fill("#gist-1-gist", "同意装棚。")
    page.click("#f-gist-1 button")
    page.wait_for_load_state()
    assert room.speech().gist == "同意装棚。"
    page.click("#b-stop")
    page.wait_for_load_state()
    assert room.speech().state == "spoken"


def test_what_is_typed_without_a_line_is_sent_once(chair, room) -> None:
    page = chair()
    page.context.set_offline(True)
    page.fill("#gist-1-gist", "同意装棚，要有烟感。")
    page.click("#f-gist-1 button")
    says(page, "#outbox", "自动送出")
    assert "自动送出" in page.inner_text("#outbox") and room.speech().gist == ""
    page.context.set_offline(False)
    says(page, "#outbox", "已经送出")
    assert room.speech().gist == "同意装棚，要有烟感。"
    assert kinds(room, "speech.gist") == 1
    assert page.evaluate("localStorage.getItem('outbox.queue')") == "[]"
    # Typed on under the new version, from the same page.
    page.fill("#gist-1-gist", "同意装棚，要有烟感，要有人管。")
    page.click("#f-gist-1 button")
    says(page, "#outbox", "要点记下了")
    assert room.speech().version == 2


def test_an_answer_that_was_lost_is_not_done_twice(chair, room) -> None:
    page = chair()
    done = []

    def arrive_but_not_return(route) -> None:
        done.append(route.fetch())  # the server has it
        route.abort()  # the browser never learns

    page.route("**/gist", arrive_but_not_return, times=1)
    page.fill("#gist-1-gist", "同意装棚。")
    page.click("#f-gist-1 button")
    says(page, "#outbox", "自动送出")
    assert done and room.speech().gist == "同意装棚。"
    says(page, "#outbox", "已经送出")
    assert kinds(room, "speech.gist") == 1 and room.speech().version == 1


def test_what_is_typed_survives_the_browser(chair, room) -> None:
    page = chair()
    page.fill("#record-record", "王代表问费用从哪里来。")
    page.goto("about:blank")
    page.goto(room.here)
    assert page.input_value("#record-record") == "王代表问费用从哪里来。"
    page.click("#f-record button")
    says(page, "#outbox", "记下了")
    assert room.item().record == "王代表问费用从哪里来。"
    page.goto(room.here)
    assert (
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('outbox.draft'))") == []
    )


def test_a_draft_does_not_overwrite_a_colleague(chair, room) -> None:
    page = chair()
    page.fill("#record-record", "我写的。")
    page.goto("about:blank")
    room.do(acts.write_record, 1, "同事写的。", version=0)
    page.goto(room.here)
    assert page.input_value("#record-record") == "我写的。"
    page.click("#f-record button")
    page.wait_for_load_state()
    page.wait_for_selector("#f-record .govuk-error-message")
    assert "同事写的。" in page.inner_text("#f-record")
    assert page.input_value("#record-record") == "我写的。"
    assert room.item().record == "同事写的。"


def test_a_button_that_did_not_arrive_says_so_and_is_not_sent_later(chair, room) -> None:
    page = chair()
    page.context.set_offline(True)
    page.click("button[form=f-start]")
    says(page, "#outbox", "没有送到")
    page.context.set_offline(False)
    page.wait_for_timeout(5000)
    assert room.speech().state == "speaking"


def test_another_clerk_moves_the_meeting_on(chair, room) -> None:
    page = chair()
    page.wait_for_timeout(2000)
    room.do(speeches.stop, 1)
    says(page, "[data-follow]", "现在没有人发言")
