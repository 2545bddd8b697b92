"""Words that need a little thought: the mark of a stage or an ending, entries of the journal."""

from __future__ import annotations

from council.rules.stages import TRACK_RULES
from council.vocabulary import word, words

_ENDING_MARKS = {"completed": "yes", "routed": "go", "merged": "go"}
_STAGE_MARKS = {
    "implementation": "due",
    "announcement": "due",
    "disclosure": "due",
    "evaluation": "due",
}


def stage_word(stage: str, track: str = "standard") -> str:
    """The stage in the words of the track."""
    group = f"stage_{track}"
    own = (track, stage) in TRACK_RULES
    return word(group if own else "stage", stage)


def stage_mark(stage: str, ending: str | None, track: str = "standard") -> tuple[str, str]:
    """Kind and word of the mark beside a matter."""
    if ending:
        return _ENDING_MARKS.get(ending, "no"), word("ending", ending)
    kind = _STAGE_MARKS.get(stage, "now" if stage == "resolution" else "plain")
    return kind, stage_word(stage, track)


def act_word(kind: str) -> str:
    """The act of a journal entry; one of another release that has no word is shown by its code."""
    for group in ("act", "entry"):
        if kind in words(group):
            return word(group, kind)
    return kind


def office_word(code: str) -> str:
    """The kind of office in which an entry was made; empty where it has no word."""
    return word("office", code) if code in words("office") else ""
