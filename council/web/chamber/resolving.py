"""Whether the resolution of a poll is due from this visitor."""

from __future__ import annotations

from types import SimpleNamespace

from council.queries.public.polls import PollPage
from council.rules.meetings import ASSEMBLIES
from council.web.access import holds
from council.web.forms.hall import ResolutionForm


def due(poll: PollPage, form: ResolutionForm | None = None) -> SimpleNamespace | None:
    """What is needed to record the resolution, where it is due and the visitor may."""
    wanted = (
        poll.state in ("passed", "failed")
        and poll.body_kind in ASSEMBLIES
        and poll.resolution is None
        and poll.proposal is not None
        and not poll.consultation
        and holds("resolution.record")
    )
    if not wanted:
        return None
    return SimpleNamespace(form=form or ResolutionForm(formdata=None))
