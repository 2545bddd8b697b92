"""Real votes from Pabulib (pabulib.org): each published tally and result is ours, too.

The files lie beside the checkout. D. Stolicki, S. Szufa, N. Talmon, "Pabulib: A Participatory
Budgeting Library", arXiv 2012.06539.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from council.rules.allocation import POINTS, RANKING, AllocationError
from council.rules.pabulib import PbFile, count_file, read_pb
from council.rules.side_by_side import side_by_side
from tests.support.skipping import unavailable

pytestmark = pytest.mark.data
GREEDY_RULES = {"greedy", "greedy-threshold", "greedy-no-skip"}


@pytest.fixture(scope="module")
def files(shared_data: Path) -> dict[str, PbFile]:
    found = {
        path.stem: read_pb(path.read_bytes().decode("utf-8"))
        for path in sorted((shared_data / "pabulib").glob("*.pb"))
    }
    if not found:
        unavailable("no Pabulib files in the shared data")
    return found


def test_every_published_tally(files: dict[str, PbFile]) -> None:
    for name, file in files.items():
        found = count_file(file)
        assert found.votes == file.votes, name
        if file.scores:
            scores = {each.project.id: each.support.score for each in found.findings}
            assert scores == file.scores, name
        assert found.ballots == int(file.meta["num_votes"]), name


def test_scores_are_published_wherever_there_are_points(files: dict[str, PbFile]) -> None:
    """Else the test above would have nothing to compare."""
    assert all(file.votes for file in files.values())
    scored = [file for file in files.values() if file.poll.kind in (POINTS, RANKING)]
    assert len(scored) >= 5
    assert all(file.scores for file in scored)


def test_greedy_winners(files: dict[str, PbFile]) -> None:
    published = {
        name: file
        for name, file in files.items()
        if file.rule in GREEDY_RULES and file.selected is not None
    }
    assert {file.rule for file in published.values()} == GREEDY_RULES
    for name, file in published.items():
        assert set(count_file(file).selected) == file.selected, name


def test_equal_shares_winners_of_assen(files: dict[str, PbFile]) -> None:
    file = files["Netherlands_Assen_2024"]
    assert file.rule == "equalshares/add1"
    assert set(count_file(file).selected) == file.selected
    assert set(count_file(file, "greedy").selected) != file.selected


def test_both_methods_keep_to_every_budget(files: dict[str, PbFile]) -> None:
    for name, file in files.items():
        both = side_by_side(file.poll)
        assert both.greedy.cost <= file.poll.budget, name
        assert both.shares.cost <= file.poll.budget, name


def test_a_damaged_file_names_its_line(shared_data: Path) -> None:
    path = shared_data / "pabulib" / "Netherlands_Assen_2024.pb"
    if not path.is_file():
        unavailable("Assen 2024 is not in the shared data")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[-1] += ",none"
    with pytest.raises(AllocationError, match=f"^line {len(lines)}: "):
        read_pb("\n".join(lines))
