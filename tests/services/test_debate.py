"""The debate: turns, questions, amendments, conclusion."""

from __future__ import annotations

import threading

import pytest

from council.models.debate import Amendment, Contribution
from council.models.proposals import ProposalVersion
from council.rules.verdict import Refused
from council.services import amendments, debate
from tests.factories.community import on_stage
from tests.factories.hall import AT, make_matter, matter, stored

TEXT = "7号楼东北角清出来，装棚，离墙不少于8米。"


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "debate")
    return handle


def refused(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def say(hall, who: str, kind: str = "for", key: str = "1", text: str = "我赞成。") -> int:
    return debate.contribute(
        hall.community_id,
        hall.actor(who),
        "2026-001",
        kind,
        text,
        request_key=f"{who}-{key}".ljust(16, "-"),
        at=AT,
    )


def answer(hall, who: str, question: int, key: str = "a") -> int:
    return debate.answer(
        hall.community_id,
        hall.actor(who),
        "2026-001",
        question,
        "每度九角。",
        request_key=f"{who}-{key}".ljust(16, "-"),
        at=AT,
    )


def amend(hall, who: str = "representative1", text: str = TEXT, cost: int = 260_000):
    return amendments.amend(
        hall.community_id, hall.actor(who), "2026-001", text, "离窗太近。", cost, at=AT
    )


def decide(hall, amendment, decision: str) -> int:
    return amendments.decide_amendment(
        hall.community_id,
        hall.actor("secretary"),
        "2026-001",
        amendment,
        decision,
        "大家都同意。",
        at=AT,
    )


def conclude(hall, who: str = "secretary", revision: int | None = None) -> str:
    return debate.conclude(
        hall.community_id, hall.actor(who), "2026-001", "提交表决。", revision=revision, at=AT
    )


def test_seats_speak_twice_answers_not_counted(hall) -> None:
    assert say(hall, "representative4", key="1") == 1
    assert say(hall, "representative4", "question", key="2") == 2
    with pytest.raises(Refused) as caught:
        say(hall, "representative4", "against", key="3")
    reason = caught.value.reasons[0]
    assert (reason.code, reason.rule, reason.params["times"]) == ("turns_used", "DB1", 2)
    assert answer(hall, "representative4", 2) == 3
    assert matter(hall).contribution_count == 3
    assert {c.seat for c in stored(hall, Contribution)} == {"non_local"}


def test_a_retry_says_nothing_twice(hall) -> None:
    assert say(hall, "block") == say(hall, "block") == 1
    assert matter(hall).contribution_count == 1


def test_who_has_no_seat_does_not_speak(hall) -> None:
    for who in ("resident1", "secretary", "clerk"):
        with pytest.raises(Refused) as caught:
            say(hall, who)
        assert refused(caught) == ["no_power"]


def test_empty_long_and_odd_words(hall) -> None:
    for text, code in (
        ("", "text_missing"),
        ("好" * 2001, "text_too_long"),
        ("x" * 1_000_000, "text_too_long"),
        ("a\x00b", "text_control_characters"),
        ("\ud800ab", "text_lone_surrogates"),
    ):
        with pytest.raises(Refused) as caught:
            say(hall, "block", text=text)
        assert refused(caught) == [code]
    with pytest.raises(Refused) as caught:
        say(hall, "block", "applause")
    assert refused(caught) == ["value_unknown"]
    assert stored(hall, Contribution) == []


def test_nothing_moves_while_a_question_is_open(hall) -> None:
    asked = say(hall, "grid", "question")
    with pytest.raises(Refused) as caught:
        conclude(hall)
    assert refused(caught) == ["questions_open"]
    answer(hall, "property", asked)
    with pytest.raises(Refused) as caught:
        answer(hall, "chair", asked)
    assert refused(caught) == ["question_answered"]
    assert conclude(hall) == "resolution"


def test_an_adopted_amendment_is_a_new_version(hall) -> None:
    amendment = amend(hall)
    with pytest.raises(Refused) as caught:
        conclude(hall)
    assert refused(caught) == ["amendments_open"]
    assert decide(hall, amendment, "adopted") == 2
    now = matter(hall)
    assert (now.text, now.cost, now.version) == (TEXT, 760_000, 2)
    assert len(stored(hall, ProposalVersion)) == 2
    with pytest.raises(Refused) as caught:
        decide(hall, amendment, "rejected")
    assert refused(caught) == ["amendment_decided"]


def test_an_amendment_to_an_older_text_cannot_be_adopted(hall) -> None:
    first, second = amend(hall), amend(hall, "councillor1", TEXT + "夜间静音。")
    decide(hall, first, "adopted")
    with pytest.raises(Refused) as caught:
        decide(hall, second, "adopted")
    assert refused(caught) == ["amendment_stale"]
    assert decide(hall, second, "rejected") == 2
    assert {a.state for a in stored(hall, Amendment)} == {"adopted", "rejected"}


def test_amendments_that_are_none(hall) -> None:
    with pytest.raises(Refused) as caught:
        amend(hall, text=matter(hall).text, cost=0)
    assert refused(caught) == ["amendment_same"]
    with pytest.raises(Refused) as caught:
        amend(hall, cost=-600_000)
    assert refused(caught) == ["cost_negative"]
    amend(hall)
    with pytest.raises(Refused) as caught:
        amend(hall)
    assert refused(caught) == ["amendment_exists"]


def test_only_the_branch_concludes_and_not_from_a_stale_page(hall) -> None:
    with pytest.raises(Refused) as caught:
        conclude(hall, "chair")
    assert refused(caught) == ["no_power"]
    with pytest.raises(Refused) as caught:
        conclude(hall, revision=7)
    assert refused(caught) == ["moved_meanwhile"]
    conclude(hall)
    with pytest.raises(Refused) as caught:
        say(hall, "block")
    assert refused(caught) == ["wrong_stage"]


def test_two_speak_at_once_in_two_places(hall, app_context) -> None:
    start = threading.Barrier(3)

    def run(who: str) -> None:
        with app_context.app_context():
            start.wait()
            say(hall, who)

    people = ("block", "grid", "property")
    threads = [threading.Thread(target=run, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(c.position for c in stored(hall, Contribution)) == [1, 2, 3]
    assert matter(hall).contribution_count == 3
