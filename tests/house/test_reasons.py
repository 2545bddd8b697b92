"""Whatever can be refused has a sentence, and the figures that the sentence speaks of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from council import vocabulary
from tests.house import reasons

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).resolve().parent.parent.parent
SHOWN = re.compile(r"%\((\w+)\)")


def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for path in sorted((ROOT / "council").rglob("*.py"))
    }


def without_sentence(files: dict[str, str], known: set[str]) -> list[str]:
    made = reasons.makers(files)
    return [
        f"{name}:{use.line}: {use.code}"
        for name, source in files.items()
        for use in reasons.used(source, made.get(name, set()) | made.get("", set()))
        if use.code not in known
    ]


def without_figure(files: dict[str, str], sentences: dict[str, str]) -> list[str]:
    return [
        f"{name}:{use.line}: {use.code} does not tell {missing}"
        for name, source in files.items()
        for use in reasons.used(source)
        if use.figures is not None
        for missing in set(SHOWN.findall(sentences.get(use.code, ""))) - use.figures
    ]


@pytest.fixture
def sentences(app_context) -> dict[str, str]:
    return {code: str(said) for code, said in vocabulary._books()[1].items()}


def test_every_code_has_a_sentence(sentences: dict[str, str]) -> None:
    missing = without_sentence(sources(), set(sentences))
    assert not missing
    for what in reasons.SHARED:
        assert {f"{what}_heads_missed", f"{what}_area_missed"} <= set(sentences)


@pytest.mark.parametrize(
    "planted",
    [
        "raise Refused([Reason('unheard_of')])",
        "x = verdict.Reason('unheard_of', {'n': 1})",
        "Reason('known' if n else 'unheard_of', {})",
        "code = 'known' if n else 'unheard_of'\nReason(code, {})",
        "[Reason(code, {}) for code, bad in (('known', 1), ('unheard_of', 2)) if bad]",
        "for code, bad in (('known', 1), ('unheard_of', 2)):\n    Reason(code, {})",
        "def _no(code):\n    return Reason(code)\n_no('unheard_of')",
        "class Bad(E):\n    def __init__(self, code):\n        Reason(code)\nBad('unheard_of')",
    ],
)
def test_every_code_has_a_sentence_twin(planted: str) -> None:
    assert without_sentence({"a.py": planted}, {"known"})
    assert not without_sentence({"a.py": planted}, {"known", "unheard_of"})


def test_sentences_speak_of_figures_that_are_told(sentences: dict[str, str]) -> None:
    missing = without_figure(sources(), sentences)
    assert not missing


def test_sentences_speak_of_figures_that_are_told_twin() -> None:
    planted = {"a.py": "Reason('late', {'until': day}, 'AN1')"}
    assert without_figure(planted, {"late": "until %(until)s, %(days)s days"})
    assert not without_figure(planted, {"late": "until %(until)s"})
    assert without_figure({"a.py": "Reason('late')"}, {"late": "until %(until)s"})
