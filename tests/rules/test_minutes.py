"""Minutes as a value: composed in order, kept as data and back, sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from council.rules import frozen
from council.rules.minuteparts import (
    Attendee,
    Item,
    Moved,
    Notice,
    Proxy,
    Somebody,
    Spoken,
    Stay,
    Task,
    Vote,
)
from council.rules.minutes import Facts, Minutes, compose, from_data, seal, to_data

AT = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
HEAD = Minutes(
    *("杏林社区", "松河街道", "2026-004", "第四次居民代表会议", "body", ("居民代表会议",)),
    *("社区议事厅", AT, AT, datetime(2026, 11, 19, 12, 31, tzinfo=UTC), "RC1", ("居委会组织法",)),
    Notice(datetime(2026, 11, 12, 1, 0, tzinfo=UTC), 6, 5),
    chair=Somebody("李芳芳", "居委会主任", "a1"),
    recorder=Somebody("刘明", "书记员", "a2"),
    attendees=(
        Attendee("王小明", "1 号居民代表", "居民代表会议", "present", "hall", "", (Stay(AT),)),
        Attendee("张建国", "2 号居民代表", "居民代表会议", "excused", "", "住院"),
        Attendee("赵敏", "3 号居民代表", "居民代表会议", "absent"),
        Attendee("孙丽", "4 号居民代表", "居民代表会议", "left", "online"),
    ),
    proxies=(Proxy("赵敏", "王小明", used=True), Proxy("孙丽", "王小明", used=True)),
)


def example() -> Minutes:
    """Two items; speeches and motions come in the wrong order."""
    return compose(
        Facts(
            HEAD,
            [Item(2, "其他", "other"), Item(1, "充电棚", "decision", proposal="2026-014")],
            speeches={
                1: [
                    Spoken(2, Somebody("赵敏"), "against", 1, "太近"),
                    Spoken(1, Somebody("王小明"), "for", 1, "需要"),
                ]
            },
            motions={None: [Moved(1, "order", "break", Somebody("赵敏"), "休息", "ruled")]},
            votes={
                1: [Vote("2026-009", "同意吗", "居民代表会议", False, "RC1", (), "passed", None)]
            },
            tasks={1: [Task("2026-001", "询价", "居委会", date(2026, 12, 5))]},
            needs={"居民代表会议": 3},
        )
    )


def test_composes_items_and_speeches_in_their_order() -> None:
    made = example()
    assert [item.title for item in made.items] == ["充电棚", "其他"]
    assert [speech.gist for speech in made.items[0].speeches] == ["需要", "太近"]
    assert made.motions[0].text == "休息"
    assert made.all_tasks[0].text == "询价"


@pytest.mark.parametrize(("need", "met"), [(2, True), (3, True), (4, False)])
def test_turnout_counts_who_came_and_mandates_that_stood_once(need: int, met: bool) -> None:
    facts = Facts(HEAD, [], needs={"居民代表会议": need})
    (turnout,) = compose(facts).turnout
    assert (turnout.entitled, turnout.hall, turnout.online, turnout.proxy) == (4, 1, 1, 1)
    assert (turnout.excused, turnout.absent, turnout.met) == (1, 0, met)


def test_a_mandate_stands_where_its_holder_came_or_it_was_used() -> None:
    def absent(*proxies: Proxy) -> int:
        return compose(Facts(replace(HEAD, proxies=proxies), [])).turnout[0].absent

    assert absent(Proxy("赵敏", "王小明")) == 0
    assert absent(Proxy("赵敏", "张建国")) == 1
    assert absent(Proxy("赵敏", "王小明", items=(2,))) == 1
    assert absent(Proxy("赵敏", "王小明", items=(2,), used=True)) == 0


def test_data_and_back_is_the_same_and_so_is_the_seal() -> None:
    made = example()
    data = to_data(made)
    assert from_data(data) == made
    assert seal(to_data(from_data(data))) == seal(data)


def test_any_change_changes_the_seal() -> None:
    made = example()
    first = made.items[0]
    other = replace(first, speeches=(replace(first.speeches[0], gist="需要。"),))
    changed = replace(made, items=(other, *made.items[1:]))
    assert seal(to_data(changed)) != seal(to_data(made))


def test_data_of_another_shape_is_refused() -> None:
    data = to_data(example())
    with pytest.raises(ValueError, match="surprise"):
        from_data(data | {"surprise": 1})
    with pytest.raises(TypeError):
        frozen.read(Minutes, {"number": "2026-004"})
