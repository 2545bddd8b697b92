"""``count poll`` with a form, with hands, and of a secret poll: nothing is guessed there either."""

from collections.abc import Callable
from pathlib import Path

import pytest

from council.rules.pollfile import count_poll, read_document
from council.rules.rulebook import default_book
from council.rules.tally import CountError

BOOK = default_book()


def document(**changes) -> dict:
    """An election of two from three, ten voters, lots drawn."""
    marks = [[1, 2]] * 5 + [[1, 3]] * 3
    return {
        "rule": "EL1",
        "on": "2026-05-01",
        "form": {
            "kind": "election",
            "options": [{"position": i, "label": "甲乙丙"[i - 1]} for i in (1, 2, 3)],
            "seats": 2,
            "most": 2,
            "draw": [3, 2, 1],
        },
        "roll": [{"voter": f"v{i}", "heads": 1} for i in range(10)],
        "ballots": [
            *(
                {"voter": f"v{i}", "content": {"marks": given}, "channel": "paper"}
                for i, given in enumerate(marks)
            ),
            {"voter": "v8", "choice": "no", "channel": "hall"},
        ],
    } | changes


def test_an_election_is_told_in_full() -> None:
    answer = count_poll(document(), BOOK)
    assert list(answer) == [
        "rule", "outcome", "participation", "approval", "counts", "reasons", "statutes",
        "results", "seats", "seats_left", "run_off",
    ]  # fmt: skip
    assert answer["outcome"] == "passed"
    assert answer["counts"] == {"valid": 8, "no": 1, "abstain": 0, "spoiled": 0}
    assert [(r["label"], r["votes"], r["elected"]) for r in answer["results"]] == [
        ("甲", 8, True), ("乙", 5, True), ("丙", 3, False),
    ]  # fmt: skip


def test_a_secret_poll_is_counted_from_marks_and_ballots_apart() -> None:
    open_poll = document()
    ballots = [{k: v for k, v in b.items() if k != "voter"} for b in open_poll["ballots"]]
    secret = document(ballots=ballots[::-1], voted=[f"v{i}" for i in range(9)])
    assert count_poll(secret, BOOK) == count_poll(open_poll, BOOK)


def test_a_show_of_hands() -> None:
    data = document(rule="RC1", ballots=[], voted=[f"v{i}" for i in range(8)],
                    hands={"yes": 5, "no": 3, "abstain": 0})  # fmt: skip
    del data["form"]
    answer = count_poll(data, BOOK)
    assert (answer["outcome"], answer["counts"]["yes"]) == ("passed", 5)
    assert "results" not in answer


def test_who_attends_takes_part() -> None:
    data = document(rule="RC1", present=["v8", "v9"])
    del data["form"]
    data["ballots"] = [{"voter": f"v{i}", "choice": "yes", "channel": "hall"} for i in range(5)]
    assert count_poll(data, BOOK)["approval"]["heads"] == {
        "have": 5, "of": 7, "need": "1/2", "inclusive": False,
    }  # fmt: skip


def test_a_fund_is_shared() -> None:
    form = {
        "kind": "budget",
        "options": [{"position": i, "label": "甲乙丙"[i - 1], "cost": 1000 * i} for i in (1, 2, 3)],
        "most": 2,
        "budget": 3000,
        "tie": "listed",
    }
    marks = [[3], [3], [3], [1, 2], [1, 2], [2], [2]]
    ballots = [
        {"voter": f"v{i}", "content": {"marks": given}, "channel": "online"}
        for i, given in enumerate(marks)
    ]
    answer = count_poll(document(rule="FD1", form=form, ballots=ballots), BOOK)
    assert answer["outcome"] == "passed"
    assert answer["fund"]["selected"] == [2, 1]
    assert (answer["fund"]["cost"], answer["fund"]["budget"]) == (3000, 3000)
    assert [(r["votes"], r["selected"]) for r in answer["results"]] == [
        (2, True), (4, True), (3, False),
    ]  # fmt: skip
    # Whoever abstains takes part and holds no money back.
    more = [*ballots, {"voter": "v7", "choice": "abstain", "channel": "online"}]
    for method in ("greedy", "equal-shares"):
        shared = form | {"method": method}
        with_one = count_poll(document(rule="FD1", form=shared, ballots=more), BOOK)
        without = count_poll(document(rule="FD1", form=shared, ballots=ballots), BOOK)
        assert with_one["fund"] == without["fund"]
        assert with_one["participation"]["heads"]["have"] == 8
    # Too few take part: the same votes, and nothing is paid.
    short = count_poll(document(rule="FD1", form=form, ballots=ballots[:6]), BOOK)
    assert (short["outcome"], short["fund"]["selected"], short["fund"]["cost"]) == (
        "no_quorum", [], 0,
    )  # fmt: skip
    assert {r["why"]["code"] for r in short["results"]} == {"result_no_quorum"}


def change(**more) -> Callable[[dict], object]:
    return lambda data: data.update(more)


WRONG = [
    (lambda d: d["form"].pop("draw"), "form: form_not_drawn"),
    (lambda d: d["form"].update(seats=3), "form: form_candidates_too_few"),
    (lambda d: d["form"].update(kind="lottery"), "unknown kind"),
    (change(form=[]), "form is not a JSON object"),
    (lambda d: d["ballots"][0].update(choice="no"), "unknown key 'choice'"),
    (lambda d: d["ballots"][0].pop("content"), "choice is missing"),
    (lambda d: d["ballots"][0].update(content={"marks": [4]}), "option_not_offered"),
    (lambda d: d["ballots"][0].update(content={"marks": [1, 2, 3]}), "too_many_marks"),
    (lambda d: d["ballots"][8].update(choice="yes"), "unknown choice 'yes'"),
    (lambda d: d["ballots"][0].pop("voter"), "voter is missing"),
    (change(voted=["v0"]), "is not marked"),
    (change(voted=[f"v{i}" for i in range(10)]), "9 ballots and raised hands, but 10 marked"),
    (change(voted="v0"), "voted is not a list"),
    (change(voted=[1]), "voted 1 1 is not a name"),
    (change(present={}), "present is not a list"),
    (change(hands=[]), "hands is not a JSON object"),
    (change(rule="RC1", hands={"yes": 1}), "for yes or no"),
    (change(hands={"yes": 1}), "not secret"),
]


@pytest.mark.parametrize(("offend", "says"), WRONG)
def test_nothing_is_guessed(offend: Callable[[dict], object], says: str) -> None:
    data = document()
    count_poll(data, BOOK)
    offend(data)
    with pytest.raises(CountError) as refused:
        count_poll(data, BOOK)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_example_of_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "counting.md").read_text(encoding="utf-8")
    example = guide.split("```json\n")[1].split("```")[0]
    answer = count_poll(read_document(example), BOOK)
    assert (answer["outcome"], answer["results"][1]["votes"]) == ("failed", 1)
