"""Several windows save into the same place at once: one is taken, the others lose nothing.

Whoever comes late is answered 409 with the text that stands and the text that was typed, in a
form that can be saved again over what stands now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from html import unescape

import pytest

from council.models.hall import Speech
from council.models.minutes import MinutesCorrection
from council.services import hall as acts
from council.services import speeches
from tests.factories.community import Handle, on_stage, sign_in
from tests.factories.hall import make_matter, stored
from tests.factories.minutes import OVER, circulated, held, item, key
from tests.factories.room import Room
from tests.support.client import InspectingClient
from tests.support.rounds import together

WINDOWS = 4


@pytest.fixture
def hall(app_context, scene) -> Handle:
    return on_stage(app_context, scene)


@pytest.fixture
def room(hall, clock) -> Room:
    made = Room(hall)
    made.open(1)
    made.ask(1)
    made.do(speeches.start)
    clock.set(made.at + timedelta(hours=1))
    return made


@pytest.fixture
def windows(app, hall, pool):
    """Post as many forms of one person to one address, each from a window of its own."""

    def post(who: str, path: str, forms: list[dict[str, str]]):
        opened = [app.test_client() for _ in forms]
        for window in opened:
            sign_in(window, hall.accounts[who])
        sends = zip(opened, forms, strict=True)
        return together(pool, [partial(window.post, path, data=form) for window, form in sends])

    return post


@pytest.fixture
def pool(monkeypatch) -> Iterator[ThreadPoolExecutor]:
    monkeypatch.setattr(InspectingClient, "inspect", False)
    with ThreadPoolExecutor(WINDOWS) as threads:
        yield threads


def texts() -> list[str]:
    return [f"窗口 {n} 里打的字" for n in range(WINDOWS)]


def one_is_taken(answers, typed: list[str], stands: str) -> str:
    """Who was taken stands; every other page shows both texts. Gives the page of a late one."""
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * (WINDOWS - 1)
    late = ""
    for text, answer in zip(typed, answers, strict=True):
        if answer.status_code == 303:
            assert text == stands
        else:
            late = unescape(answer.text)
            assert text in late and stands in late
    return late


def shown(page: str, form: str) -> str:
    """The version that the form will send the next time."""
    found = re.search(rf'id="{form}".*?name="version" value="(\d+)"', page, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("field", ["gist", "record"])
def test_on_the_chairs_screen(room, windows, field: str) -> None:
    path = {"gist": "speakers/1/gist", "record": "items/1/record"}[field]
    forms = [{field: text, "version": "0", "item": "1", "request_key": key()} for text in texts()]
    answers = windows("clerk", f"{room.here}/{path}", forms)
    stands = room.speech().gist if field == "gist" else room.item().record
    late = one_is_taken(answers, texts(), stands)
    version = shown(late, {"gist": "f-gist-1", "record": "f-record"}[field])
    assert version == "1"
    again = {field: "合起来的", "version": version, "item": "1", "request_key": key()}
    [answer] = windows("clerk", f"{room.here}/{path}", [again])
    assert answer.status_code == 303
    assert "合起来的" in (room.speech().gist, room.item().record)


def test_a_record_that_is_late_comes_back_in_its_own_item(room, windows) -> None:
    """Also where another item is open meanwhile: words about one do not end up in the other."""
    room.do(acts.close_item, 1, "同意。", version=0)
    room.open(2)
    path = f"{room.here}/items/1/record"
    forms = [{"record": text, "version": "1", "request_key": key()} for text in texts()]
    late = one_is_taken(windows("clerk", path, forms), texts(), room.item().record)
    form = re.search(r'<form method="post" action="([^"]+)" id="f-record"', late)
    assert form and form[1] == path
    assert shown(late, "f-record") == "2"


def test_conclusions(room, windows) -> None:
    """The item ends once; what the others would have concluded is still in their form."""
    forms = [
        {"conclusion": text, "version": "0", "item": "1", "request_key": key()} for text in texts()
    ]
    answers = windows("clerk", f"{room.here}/items/1/close", forms)
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * (WINDOWS - 1)
    [taken] = [t for t, a in zip(texts(), answers, strict=True) if a.status_code == 303]
    assert room.item().conclusion == taken
    for text, answer in zip(texts(), answers, strict=True):
        assert answer.status_code == 303 or (text in answer.text and taken in answer.text)


def test_in_the_minutes(hall, clock, windows) -> None:
    make_matter(hall, "resolution")
    clock.set(OVER)
    number = held(hall)
    version = str(item(hall, number, 2).version)
    forms = [
        {
            "record": text,
            "conclusion": f"{text}的结论",
            "version": version,
            "request_key": key(),
        }
        for text in texts()
    ]
    path = f"{hall.base}/chamber/meetings/{number}/minutes/items/2"
    answers = windows("clerk", path, forms)
    now = item(hall, number, 2)
    late = one_is_taken(answers, texts(), now.record)
    assert now.conclusion == f"{now.record}的结论" and now.conclusion in late
    newer = re.search(r'id="item-2-version" name="version" value="(\d+)"', late)
    assert newer and newer[1] == str(now.version)


def test_ones_own_words_from_two_phones(hall, clock, windows) -> None:
    make_matter(hall, "resolution")
    clock.set(OVER)
    number = circulated(hall)
    path = f"{hall.base}/chamber/meetings/{number}/minutes/speeches/1/correct"
    forms = [{"text": text, "version": "0"} for text in texts()]
    answers = windows("representative1", path, forms)
    speech = stored(hall, Speech, Speech.position == 1)[0]
    one_is_taken(answers, texts(), speech.gist)
    [kept] = stored(hall, MinutesCorrection)
    assert (kept.before, kept.after) == ("第 1 位的话。", speech.gist)
