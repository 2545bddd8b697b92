"""What a roll would need: exact sums, no names, every wrong input said."""

from __future__ import annotations

import re

import pytest

from tests.factories.community import on_stage
from tests.factories.hall import LATER
from tests.factories.owners import OWNERS, make_owners
from tests.support.statements import statements
from tests.web.test_poll_page import QUERIES


@pytest.fixture
def hall(app_context, scene, clock):
    clock.set(LATER)
    return on_stage(app_context, scene)


def page(client, hall, query: str = "", status: int = 200) -> str:
    with statements() as seen:
        answer = client.get(f"{hall.base}/polls/simulation{query}")
    assert answer.status_code == status, query
    assert len(seen) <= QUERIES, "\n".join(seen)
    return answer.text


def choices(text: str) -> dict[str, str]:
    return {name: key for key, name in re.findall(r'<option value="(\w+)"[^>]*>([^<]+)<', text)}


def rows(text: str) -> list[list[str]]:
    """The cells of every row of figures."""
    found = re.findall(
        r'<tr><th scope="row">([^<]+)</th>((?:<td class="r">[^<]+</td>)+)</tr>', text
    )
    return [[head, *re.findall(r">([^<]+)</td>", cells)] for head, cells in found]


def test_typed_figures_are_counted_exactly(client, hall) -> None:
    text = page(client, hall, "?roll=typed&heads=78")
    # 78: two thirds are 52, more than a half of 52 are 27, of 78 are 40
    assert ["人数", "78 人", "52 人", "27 人", "40 人"] in rows(text)
    assert "OW1" not in text and "RC1" in text and "RA1" in text
    text = page(client, hall, "?roll=typed&heads=270&area=24838.57")
    assert ["面积", "24,838.57 m²", "16,559.05 m²", "8,279.53 m²", "12,419.29 m²"] in rows(text)
    assert ["面积", "24,838.57 m²", "16,559.05 m²", "12,419.29 m²", "18,628.93 m²"] in rows(text)
    assert "OW3" in text and ["人数", "270 人", "270 人", "270 人", "270 人"] in rows(text)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("?roll=typed", "人数请填"),
        ("?roll=typed&heads=0", "人数请填"),
        ("?roll=typed&heads=-3", "人数请填"),
        ("?roll=typed&heads=99999999", "人数请填"),
        ("?roll=typed&heads=3&area=1.234", "面积请填"),
        ("?roll=typed&heads=3&area=0", "面积请填"),
        ("?roll=nobody", "请选一份名册"),
        ("?roll=typed&heads=%F0%9F%98%80", "人数请填"),
    ],
)
def test_wrong_input_is_said(client, hall, query, why) -> None:
    assert why in page(client, hall, query, 422)


def test_the_rolls_of_today(client, hall) -> None:
    units = make_owners(hall)
    found = choices(page(client, hall))
    text = page(client, hall, f"?roll={found['居民代表会议']}")
    assert ["人数", "6 人", "4 人", "3 人", "4 人"] in rows(text)
    text = page(client, hall, f"?roll={found['居民会议']}")
    assert "RA1" in text and "RA2" in text and "各户" in text
    text = page(client, hall, f"?roll={found['杏园业主']}")
    assert f"{len(units)} 人" in text and "m²" in text and "3号楼 本栋业主" in text
    assert "OW1" in text and "OW2" in text and "OW3" in text
    assert "没有登记业主" not in text
    assembly = page(client, hall, f"?roll={hall.bodies[OWNERS].hex}")
    assert rows(assembly) == rows(text) and "selected" in assembly


def test_a_roll_of_nobody_says_so(client, hall) -> None:
    found = choices(page(client, hall))
    text = page(client, hall, f"?roll={found['柳岸业主']}")
    assert "没有登记业主，没有算进去" in text
