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
    now = run(wishes, purses, share, step)
    last = 3000 if now.same_for is None else now.same_for - 1
    later = data.draw(st.sets(st.integers(0, last), max_size=8)) | {last, last // 2, last // 4}
    for steps in later:
        assert course(run(wishes, purses, share + steps * step, step)) == course(now)


@settings(deadline=None)
@given(fields(), st.integers(0, 300))
def test_money_is_neither_made_nor_lost(field: tuple[list[Wish], int], share: int) -> None:
    wishes, purses = field
    found = run(wishes, purses, share, 1)
    voters = [1] * purses
    for wish in wishes:
        for backer in wish.backers:
            voters[backer.purse] = backer.voters
    spent = sum(wishes[purchase.wish].cost for purchase in found.bought)
    kept = sum(left * many for left, many in zip(found.left, voters, strict=True))
    assert spent + kept == share * sum(voters)
    assert all(0 <= left <= share for left in found.left)
    assert all(0 < purchase.payment <= share for purchase in found.bought)
