"""Words that need a little thought: the mark of a stage or an ending."""

from __future__ import annotations

from council.vocabulary import word

_ENDING_MARKS = {"completed": "yes", "routed": "go", "merged": "go"}
_STAGE_MARKS = {
    "implementation": "due",
    "announcement": "due",
    "disclosure": "due",
    "evaluation": "due",
}


def stage_mark(stage: str, ending: str | None) -> tuple[str, str]:
    """Kind and word of the mark beside a matter."""
    if ending:
        return _ENDING_MARKS.get(ending, "no"), word("ending", ending)
    return _STAGE_MARKS.get(stage, "now" if stage == "resolution" else "plain"), word(
        "stage", stage
    )
