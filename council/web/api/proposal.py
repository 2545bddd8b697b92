"""One matter as JSON: what its page says, exactly."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import debates, matter
from council.queries.public.debates import DebatePage
from council.queries.public.matter import MatterPage, Vote
from council.rules.masking import mask_text
from council.web import dates
from council.web.access import PUBLIC, access, community
from council.web.api.formats import answer, json_bytes
from council.web.matter_view import open_opinions

blueprint = Blueprint("proposal_json", __name__, url_prefix="/c/<slug>/proposals")


@blueprint.get("/<number>.json")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """The matter with its trace, votes and debate."""
    here = community()
    found = matter.load(reading(), here.id, number)
    if found is None:
        abort(404)
    said = _debate(here.id, number)
    body = _head(found, f"/c/{slug}/proposals/{number}") | {
        "acts": [_act(act) for act in found.acts],
        "votes": [_vote(vote, found) for vote in found.votes],
        "debate": said,
    }
    return answer(json_bytes(body), "json", f"{slug}-{number}")


def _debate(community_id: Any, number: str) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    after: int | None = None
    while True:
        page = debates.load(reading(), community_id, number, after)
        if page is None:
            return said
        said += _page(page)
        if not page.has_newer:
            return said
        after = page.said[-1].position


def _page(page: DebatePage) -> list[dict[str, Any]]:
    return [
        {
            "kind": item.kind,
            "text": item.text,
            "by": f"{item.office_title} {item.name}",
            "at": _at(item.at),
            "answer": item.answer or None,
            "answered_by": item.answer_title or None,
            "answered_at": _at(item.answer_at),
        }
        for item in page.said
    ]


def _head(found: MatterPage, url: str) -> dict[str, Any]:
    return {
        "number": found.number,
        "title": mask_text(found.title),
        "text": mask_text(found.text),
        "track": found.track,
        "stage": found.stage,
        "ending": found.ending,
        "stage_since": _at(found.stage_since),
        "due_at": _at(found.due_at),
        "listed_at": _at(found.listed_at),
        "version": found.version,
        "cost": found.cost,
        "seconders": found.seconders,
        "contributions": found.contributions,
        "category": found.category,
        "compound": found.compound,
        "building": found.building,
        "place": mask_text(found.place),
        "proposer": found.proposer,
        "merged_into": found.merged_into,
        "url": url,
    }


def _act(act: Any) -> dict[str, Any]:
    return {
        "at": _at(act.at),
        "stage": act.stage,
        "to_stage": act.to_stage,
        "kind": act.kind,
        "office": act.office,
        "office_title": act.office_title,
        "reason": mask_text(act.reason),
        "rule": act.rule_id,
        "statutes": list(act.statutes or ()),
    }


def _vote(vote: Vote, found: MatterPage) -> dict[str, Any]:
    """A committee's result stays closed until both are in, as on the page."""
    told = vote.closed_at is not None and (
        vote.body_kind not in ("party_committee", "residents_committee")
        or vote in open_opinions(found)
    )
    return {
        "number": vote.number,
        "body": vote.body,
        "rule": vote.rule_id,
        "opened_at": _at(vote.opened_at),
        "closed_at": _at(vote.closed_at),
        "entitled": vote.entitled,
        "cast": vote.cast,
        "recused": vote.recused,
        "outcome": vote.outcome if told else None,
        "tally": vote.tally if told else None,
        "resolution": vote.resolution,
        "reference": vote.reference,
    }


def _at(at: Any) -> str | None:
    return dates.local(at).isoformat(timespec="seconds") if at else None
