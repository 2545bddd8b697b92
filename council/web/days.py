"""The day that an address asks for."""

from __future__ import annotations

from datetime import date

from flask import request

from council import clock
from council.rules import shapes
from council.rules.calendar import legal_day
from council.rules.verdict import Refused


def asked_day() -> tuple[date, bool]:
    """The day in ``?on=`` (today without it), and whether what was asked cannot be read."""
    today = legal_day(clock.now())
    try:
        said = request.args.get("on", "")
        return (shapes.parse_date(said, "on") if said else today), False
    except Refused:
        return today, True
