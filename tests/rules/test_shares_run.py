"""One run of equal shares: for how many steps it promises that nothing changes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from council.rules.shares_run import Run, Wish, run


@st.composite
def fields(draw: st.DrawFn) -> tuple[list[Wish], int]:
    """Wishes of a few purses, dear enough that shares have to grow for a long time."""
    purses = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    wishes = []
    for tie in range(draw(st.integers(1, 4))):
        backed = draw(st.lists(st.integers(0, len(purses) - 1), min_size=1, unique=True))
        utilities = [(purse, purses[purse], draw(st.integers(1, 5))) for purse in backed]
        wishes.append(Wish.of(draw(st.integers(1, 400)), utilities, tie))
    return wishes, len(purses)


def course(found: Run) -> list[int]:
    return [purchase.wish for purchase in found.bought]


@settings(deadline=None, max_examples=500)
@given(fields(), st.integers(0, 300), st.integers(1, 3), st.data())
def test_nothing_changes_for_as_long_as_it_says(
    field: tuple[list[Wish], int], share: int, step: int, data: st.DataObject
) -> None:
    wishes, purses = field
    now = run(wishes, purses, share, step, watch=True)
    last = 3000 if now.same_for is None else now.same_for - 1
    later = data.draw(st.sets(st.integers(0, last), max_size=8)) | {last, last // 2, last // 4}
    for steps in later:
        assert course(run(wishes, purses, share + steps * step)) == course(now)


@settings(deadline=None, max_examples=300)
@given(fields(), st.integers(0, 300))
def test_watching_changes_nothing(field: tuple[list[Wish], int], share: int) -> None:
    wishes, purses = field
    watched, plain = run(wishes, purses, share, 1, watch=True), run(wishes, purses, share)
    assert watched.bought == plain.bought
    assert watched.rest == tuple(
        money * watched.denominator // plain.denominator for money in plain.rest
    )
    assert plain.same_for == 1


@settings(deadline=None)
@given(fields(), st.integers(0, 300))
def test_money_is_neither_made_nor_lost(field: tuple[list[Wish], int], share: int) -> None:
    wishes, purses = field
    found = run(wishes, purses, share)
    voters = [1] * purses
    for wish in wishes:
        for purse, many in zip(wish.purses, wish.voters, strict=True):
            voters[purse] = many
    spent = sum(wishes[purchase.wish].cost for purchase in found.bought)
    kept = sum(rest * many for rest, many in zip(found.rest, voters, strict=True))
    assert spent * found.denominator + kept == share * sum(voters) * found.denominator
    assert all(0 <= rest <= share * found.denominator for rest in found.rest)
    assert all(0 < purchase.payment <= share for purchase in found.bought)


def test_a_rival_that_gets_cheaper_ends_the_promise() -> None:
    """After the first is bought, the third costs 29 - 13 = 16, as much as the second; then less."""
    wishes = [
        Wish.of(14, [(1, 1, 1)], 0),
        Wish.of(16, [(0, 1, 1)], 1),
        Wish.of(29, [(0, 1, 1), (1, 1, 1)], 2),
    ]
    found = run(wishes, 2, 27, 1, watch=True)
    assert (course(found), found.same_for) == ([0, 1], 1)
    assert course(run(wishes, 2, 28, 1)) == [0, 2]


def test_it_leaps_to_where_something_changes() -> None:
    wishes = [Wish.of(100, [(0, 1, 1)], 0), Wish.of(10**12, [(0, 1, 1)], 1)]
    found = run(wishes, 1, 100, 1, watch=True)
    assert (course(found), found.same_for) == ([0], 10**12)
    assert run(wishes, 1, 100 + 10**12, 1, watch=True).same_for is None
