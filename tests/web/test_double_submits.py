"""The same form sent sixteen times at once: one row, and every answer makes sense."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from council.models.base import new_id
from council.models.debate import Contribution
from council.models.journal import JournalEntry
from council.models.proposals import Proposal, ProposalVersion, Seconder
from council.models.resolutions import Objection
from tests.factories.community import Handle, sign_in
from tests.factories.hall import make_matter, matter
from tests.factories.matters import matter_in
from tests.factories.proposals import AT, TEXT, draft, proposed, read, rows, village

TIMES = 16


@pytest.fixture
def here(app, scene, clock) -> Handle:
    clock.set(AT)
    handle = village(app, scene)
    with app.app_context():
        yield handle


@pytest.fixture
def at_once(app, here: Handle) -> Callable[..., list[TestResponse]]:
    """Send one form from as many windows at the same moment."""

    def send(who: str, path: str, data: dict) -> list[TestResponse]:
        start, answers = threading.Barrier(TIMES), []

        def window() -> None:
            client = app.test_client()
            sign_in(client, here.accounts[who])
            start.wait()
            answers.append(client.post(f"{here.base}/chamber/proposals/{path}", data=data))

        windows = [threading.Thread(target=window) for _ in range(TIMES)]
        for one in windows:
            one.start()
        for one in windows:
            one.join()
        assert len(answers) == TIMES, "a window got no answer"
        return answers

    return send


def landed(answers: list[TestResponse]) -> set[tuple[int, str]]:
    """Status and address of the answers, each once."""
    return {(answer.status_code, answer.headers.get("Location", "")) for answer in answers}


def test_one_draft(here: Handle, at_once) -> None:
    key = new_id()
    form = {"title": "给3号楼门口的台阶装扶手", "text": TEXT, "cost": "3600", "draft": key.hex}
    answers = at_once("resident1", "new", form)
    assert landed(answers) == {(303, f"{here.base}/chamber/proposals/drafts/{key}")}
    assert [row.id for row in rows(here, Proposal)] == [key]


def test_one_number(here: Handle, at_once) -> None:
    made = draft(here)
    answers = at_once("resident1", f"drafts/{made}/submit", {"revision": "1"})
    assert landed(answers) == {(303, f"{here.base}/proposals/2026-001")}
    assert [row.number for row in rows(here, Proposal)] == ["2026-001"]
    assert len(rows(here, ProposalVersion)) == 1


def test_one_edit(here: Handle, at_once) -> None:
    number = proposed(here)
    seen = str(read(here, number).revision)
    form = {"title": "给两个门口的台阶装扶手", "text": TEXT, "cost": "3600", "revision": seen}
    answers = at_once("resident1", f"{number}/edit", form)
    assert landed(answers) == {(303, f"{here.base}/proposals/{number}")}
    assert [row.version for row in rows(here, ProposalVersion)] == [1, 2]


def test_one_seconder(here: Handle, at_once) -> None:
    number = proposed(here)
    answers = at_once("resident2", f"{number}/second", {})
    assert landed(answers) == {(303, f"{here.base}/proposals/{number}")}
    assert len(rows(here, Seconder)) == 1
    assert read(here, number).seconder_count == 1


def test_one_contribution(here: Handle, at_once) -> None:
    number = make_matter(here, "debate")
    form = {"kind": "for", "text": "我赞成，楼道要清空。", "request_key": "d" * 32}
    answers = at_once("block", f"{number}/speak", form)
    assert landed(answers) == {(303, f"{here.base}/proposals/{number}")}
    assert [row.position for row in rows(here, Contribution)] == [1]
    assert matter(here, number).contribution_count == 1


def test_one_objection(here: Handle, at_once) -> None:
    number = matter_in(here, "announcement", at=AT)
    form = {
        "objection-title": "为什么不装到一层",
        "objection-text": "一层住户也要用扶手，请说明。",
        "objection-request_key": "0" * 32,
    }
    answers = at_once("resident2", f"{number}/objections", form)
    assert landed(answers) == {(303, f"{here.base}/proposals/{number}")}
    assert len(rows(here, Objection)) == 1


def test_the_journal_has_one_entry_in_one_chain(here: Handle, at_once) -> None:
    number = proposed(here)
    at_once("resident2", f"{number}/second", {})
    entries = sorted(rows(here, JournalEntry), key=lambda entry: entry.seq)
    assert [entry.kind for entry in entries].count("proposal.second") == 1
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    pairs = zip(entries[1:], entries, strict=False)
    assert all(later.previous == earlier.sha256 for later, earlier in pairs)
