"""一份合同: what was agreed with whom, chosen from which quotes, paid when."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import contractpage
from council.web import contract_view
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("contractpage", __name__, url_prefix="/c/<slug>/fund/contracts")


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """A contract with its quotes and payments; its scan stays in the chamber."""
    found = contractpage.find(reading(), community().id, number)
    if found is None:
        abort(404)
    return render_template(
        "fund/contract.html",
        c=contract_view.build(found, f"/c/{slug}"),
        year=found.year,
        fund=found.fund,
    )
