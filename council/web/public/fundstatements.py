"""监督和审计: what the supervision committee signed by quarter, and the audit reports of a year."""

from __future__ import annotations

import re
from types import SimpleNamespace

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import fundstatements
from council.web import audit_files, fundstatement_view
from council.web.access import PUBLIC, access, community
from council.web.public.unexplained import year_or_404

blueprint = Blueprint("fundstatements", __name__, url_prefix="/c/<slug>/fund")
_SHA = re.compile(r"[0-9a-f]{64}")


@blueprint.get("/<int:year>/statements")
@access(PUBLIC)
def index(slug: str, year: int) -> ResponseReturnValue:
    """The statements by quarter and the audit reports."""
    here, base, head = community().id, f"/c/{slug}", year_or_404(year)
    signed = fundstatements.of_year(reading(), here, head.id)
    audits = fundstatements.audits(reading(), here, head.id)
    return render_template(
        "fund/statements.html",
        head=head,
        quarters=fundstatement_view.quarters(signed, head, base),
        reports=[fundstatement_view.report(line, head, base) for line in audits],
    )


@blueprint.get("/<int:year>/statements/<int:quarter>/print")
@access(PUBLIC)
def paper(slug: str, year: int, quarter: int) -> ResponseReturnValue:
    """The statements of one quarter on A4."""
    head = year_or_404(year)
    signed = fundstatements.of_year(reading(), community().id, head.id)
    mine = [fundstatement_view.statement(line) for line in signed if line.quarter == quarter]
    if not mine:
        abort(404)
    back = f"/c/{slug}/fund/{year}/statements?fund={head.fund}"
    return render_template(
        "fund/statement_print.html",
        head=head,
        quarter=quarter,
        rows=mine,
        name=community().name,
        links=SimpleNamespace(back=back),
    )


@blueprint.get("/<int:year>/audits/<sha256>")
@access(PUBLIC)
def audit(slug: str, year: int, sha256: str) -> ResponseReturnValue:
    """An audit report as a download, never shown in a page."""
    head = year_or_404(year)
    found = None
    if _SHA.fullmatch(sha256):
        found = fundstatements.audit(reading(), community().id, head.id, sha256)
    if found is None:
        abort(404)
    return audit_files.sent(found, slug, year)
