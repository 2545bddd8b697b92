"""Columns of the funds' tables that several pages ask for together."""

from __future__ import annotations

from council.models.fundprojects import Contract
from council.models.funds import FundYear

BALANCES = (
    FundYear.opening,
    FundYear.granted,
    FundYear.received,
    FundYear.free,
    FundYear.planned,
    FundYear.contracted,
    FundYear.paid,
    FundYear.swept,
    FundYear.carried,
)
"""Where a year's money came from and where it is, in fen."""
AGREED = (
    Contract.subject,
    Contract.amount,
    Contract.open,
    Contract.paid,
    Contract.in_advance,
    Contract.retained,
    Contract.guarantee_until,
    Contract.signed_on,
    Contract.signed_title,
    Contract.few_quotes,
    Contract.not_lowest,
    Contract.state,
)
"""What a contract says and how it stands, sums in fen."""
