"""Who decides a matter: the subjects of 民法典 278 and 279, and the public affairs of residents.

The table stands in ``router.toml`` beside this file. Property rights are decided by the owners
under OW1, OW2 or OW3 and by nobody else; public affairs, the charter and the fund plan by the
representatives' or the residents' assembly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from council.rules.bookfile import Table, read_named
from council.rules.powers import BodyKind
from council.rules.verdict import LAWFUL, Reason, Refused, Verdict

OWNERS, RESIDENTS = "owners", "residents"
_FILE = Path(__file__).with_name("router.toml")


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of matter: ``rules`` and ``bodies`` that may decide it, the usual ones first.

    ``item`` is the item of the article where it has items; ``signs`` are words that hint at it.
    """

    id: str
    track: str
    rules: tuple[str, ...]
    bodies: tuple[BodyKind, ...]
    statutes: tuple[str, ...]
    item: int | None
    signs: tuple[str, ...]

    @property
    def of_owners(self) -> bool:
        """Whether the owners decide it, and nobody else."""
        return self.track == OWNERS


@lru_cache(maxsize=1)
def subjects() -> dict[str, Subject]:
    """All subjects by their id, in the order of the table.

    Raises:
        RulebookError: the table is malformed; with file and line.
    """
    return load(_FILE)


def load(path: Path) -> dict[str, Subject]:
    """Read and check a table of subjects; RulebookError where it is malformed."""
    return read_named(path, "subject", _read)


def subject(subject_id: str | None) -> Subject:
    """The subject of this id.

    Raises:
        Refused: ``subject_unknown``.
    """
    found = subjects().get(subject_id or "")
    if found is None:
        raise Refused([Reason("subject_unknown")])
    return found


def decides(subject_id: str | None, body: str, rule_id: str) -> Verdict:
    """Whether a body of this kind may vote on the subject under the rule, and why not."""
    wanted = subjects().get(subject_id or "")
    if wanted is None:
        return Verdict((Reason("subject_unknown"),))
    usual = wanted.rules[0]
    if wanted.of_owners and body != BodyKind.OWNERS_ASSEMBLY:
        return Verdict((Reason("owners_decide", {"subject": wanted.id}, usual, wanted.statutes),))
    if not wanted.of_owners and body == BodyKind.OWNERS_ASSEMBLY:
        return Verdict(
            (Reason("residents_decide", {"subject": wanted.id}, usual, wanted.statutes),)
        )
    if body not in wanted.bodies or rule_id not in wanted.rules:
        figures = {"subject": wanted.id, "rule": usual}
        return Verdict((Reason("subject_other_rule", figures, usual, wanted.statutes),))
    return LAWFUL


def may_follow(track: str, subject_id: str | None) -> Verdict:
    """Whether a matter of the subject may go the way of ``track`` (see ``stages.TRACKS``).

    None: the subject is not told, and nothing stands against the track.
    """
    if subject_id is None:
        return LAWFUL
    wanted = subject(subject_id)
    if wanted.of_owners == (track == OWNERS):
        return LAWFUL
    code = "owners_decide" if wanted.of_owners else "subject_other_track"
    return Verdict((Reason(code, {"subject": wanted.id}, wanted.rules[0], wanted.statutes),))


def track_decides(track: str, body: str) -> Verdict:
    """Whether a body of this kind may resolve a matter on this track."""
    if (track == OWNERS) == (body == BodyKind.OWNERS_ASSEMBLY):
        return LAWFUL
    if track == OWNERS:
        figures = {"subject": "other_common"}
        return Verdict((Reason("owners_decide", figures, "OW1", ("民法典 278",)),))
    figures = {"subject": "public_affairs"}
    return Verdict((Reason("residents_decide", figures, "RC1", ("居委会组织法",)),))


def suspects(text: str) -> tuple[Reason, ...]:
    """Reasons to ask: words in a matter's text that hint at what the owners decide."""
    return tuple(
        Reason("owners_suspected", {"sign": sign, "subject": row.id}, row.rules[0], row.statutes)
        for row in subjects().values()
        if row.of_owners
        for sign in row.signs
        if sign in text
    )


def _read(table: Table) -> Subject:
    table.only(("id", "track", "rules", "bodies", "statutes", "signs"), ("item",))
    rules, bodies = table.texts("rules"), table.texts("bodies")
    if not rules or not bodies:
        table.fail("rules", "rules and bodies are not empty")
    for body in bodies:
        if body not in set(BodyKind):
            table.fail("bodies", f"unknown kind of body {body!r}")
    track = table.choice("track", (OWNERS, RESIDENTS))
    if (track == OWNERS) != (bodies == (BodyKind.OWNERS_ASSEMBLY.value,)):
        table.fail("bodies", "owners' subjects are for the owners' assembly, and only those")
    if len(table.text("id")) > 20:
        table.fail("id", "is longer than the column that keeps it")
    return Subject(
        id=table.text("id"),
        track=track,
        rules=rules,
        bodies=tuple(BodyKind(body) for body in bodies),
        statutes=table.texts("statutes"),
        item=table.get("item", int, 0) or None,
        signs=table.texts("signs"),
    )
