"""Books are only added to, closed months and years stay closed, what is paid or posted stays.

Revision: 0012_closed_books
After: 0011_fund
"""

from collections.abc import Iterable

from alembic import op

revision = "0012_closed_books"
down_revision = "0011_fund"
branch_labels = None
depends_on = None

# Rows may be put in; none is changed or taken out.
TABLES = ("ledger_entry", "ledger_transfer", "fund_period", "refund", "supervision_statement")
# By table: when its row is locked, what of it no longer changes (None: everything), what is said.
LOCKED: dict[str, tuple[str, tuple[str, ...] | None, str]] = {
    "fund_year": ("OLD.closed_at IS NOT NULL", None, "a closed year stays closed"),
    "payment": (
        "OLD.paid_at IS NOT NULL",
        (
            "project_id contract_id supplier_id number amount purpose handled_by_id handled_at "
            "approved_by_id approved_at supervised_by_id supervised_at opinion paid_on paid_at"
        ).split(),
        "what is paid does not change",
    ),
    "posting": (
        "OLD.posted_at IS NOT NULL",
        (
            "item_id number period title text content sha256 corrects_id prepared_by_id "
            "prepared_at checked_by_id checked_at party_by_id party_at committee_by_id "
            "committee_at posted_by_id posted_at until_at is_withdrawn"
        ).split(),
        "what is posted does not change",
    ),
    "contract": (
        "1 = 1",
        "project_id number supplier_id amount signed_on".split(),
        "what a contract agreed does not change",
    ),
    "voucher": ("1 = 1", ["sha256"], "the original of a voucher does not change"),
}
CLOSED = "a closed period stays closed"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _changed(columns: Iterable[str] | None, *, postgres: bool) -> str:
    if columns is None:
        return "1 = 1"
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    text = "::text" if postgres else ""
    return " OR ".join(f"NEW.{name}{text} {differs} OLD.{name}{text}" for name in columns)


def _shut(month: str) -> str:
    mine = "community_id = NEW.community_id"
    return (
        f"EXISTS (SELECT 1 FROM fund_period p WHERE p.{mine}"
        f" AND p.fund_year_id = NEW.fund_year_id AND p.month = {month})"
        f" OR EXISTS (SELECT 1 FROM fund_year y WHERE y.{mine}"
        " AND y.id = NEW.fund_year_id AND y.closed_at IS NOT NULL)"
    )


def _sqlite() -> None:
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table, (when, columns, words) in LOCKED.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        changed = _changed(columns, postgres=False)
        op.execute(
            f"CREATE TRIGGER {table}_locked_update BEFORE UPDATE ON {table} "
            f"WHEN ({when}) AND ({changed}) {refuse}"
        )
        op.execute(
            f"CREATE TRIGGER {table}_locked_delete BEFORE DELETE ON {table} WHEN {when} {refuse}"
        )
    shut = _shut("CAST(strftime('%m', NEW.\"on\") AS INTEGER)")
    op.execute(
        f"CREATE TRIGGER ledger_entry_in_open_period BEFORE INSERT ON ledger_entry "
        f"WHEN {shut} BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
    )


def _postgresql() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in (*TABLES, *LOCKED):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table, (when, columns, words) in LOCKED.items():
        changed = _changed(columns, postgres=True)
        op.execute(
            f"CREATE FUNCTION {table}_locked() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {when} THEN "
            f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{words}'; END IF; "
            f"IF {changed} THEN RAISE EXCEPTION '{words}'; END IF; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_locked BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_locked()"
        )
    shut = _shut("EXTRACT(MONTH FROM NEW.\"on\")::int")
    op.execute(
        "CREATE FUNCTION ledger_entry_in_open_period() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {shut} THEN RAISE EXCEPTION '{CLOSED}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_entry_in_open_period BEFORE INSERT ON ledger_entry "
        "FOR EACH ROW EXECUTE FUNCTION ledger_entry_in_open_period()"
    )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken back; restore a backup instead")
