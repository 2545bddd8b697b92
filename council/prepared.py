"""Statements made ready once, for what is read on every request and written by every act.

Each time a select is executed, SQLAlchemy looks up its compiled form, arranges its parameters and
describes its result: on a page of six selects that costs more than the databases take to answer.
A :class:`Prepared` select keeps what is the same every time – its SQL, and what turns values and
cells, for each kind of database – and reads with the driver's own cursor. It keeps no data.
Those who listen to the engine (the guard of :mod:`council.db`, counters of queries) hear of it as
of any other statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, SelectBase, Update
from sqlalchemy.exc import DBAPIError

Turn = Callable[[Any], Any]
Found = Sequence[tuple[Any, ...]]


class _Prepared:
    """A statement and its form for each kind of database, made at the first execution."""

    def __init__(
        self, statement: SelectBase | Insert | Update, columns: Sequence[str] = ()
    ) -> None:
        """``columns``: those that are written; a select has none."""
        self._statement = statement
        self._columns = list(columns) or None
        self._forms: dict[str, _Form] = {}

    def form(self, connection: Connection, values: Mapping[str, Any]) -> _Form:
        """What this connection's kind of database is sent."""
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
            form = self._forms[dialect.name] = _Form(compiled, dialect, values)
        return form


class Prepared(_Prepared):
    """A select with named parameters (``bindparam``), read as plain tuples."""

    def rows(self, connection: Connection, /, **values: Any) -> Found:
        """All rows for these values of the parameters; values it does not ask for are left out."""
        return self.form(connection, values).read(connection, values)

    def row(self, connection: Connection, /, **values: Any) -> tuple[Any, ...] | None:
        """The only row, or None."""
        found = self.rows(connection, **values)
        if len(found) > 1:
            raise LookupError("more than one row")
        return found[0] if found else None


class PreparedWrite(_Prepared):
    """An insert of one row, or an update, of the columns named."""

    def run(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Write these values.

        Raises:
            IntegrityError: and whatever else SQLAlchemy raises for what the database refuses.
        """
        with self.form(connection, values).sent(connection, values):
            pass


class Stroke:
    """Writes that go to the database in one stroke: none reads what another wrote.

    PostgreSQL takes them as one statement, which saves the ways there and back; SQLite, to which
    there is no way, one after the other. Each is heard of by itself.
    """

    def __init__(self, *writes: PreparedWrite) -> None:
        self._writes = writes
        self._sql = ""

    def run(self, connection: Connection, *values: Mapping[str, Any]) -> None:
        """Write these values, one mapping for each write.

        Raises:
            IntegrityError: and whatever else SQLAlchemy raises for what the database refuses.
        """
        pairs = zip(self._writes, values, strict=True)
        if connection.dialect.name != "postgresql":
            for write, given in pairs:
                write.run(connection, given)
            return
        forms = [(write.form(connection, given), given) for write, given in pairs]
        self._sql = self._sql or _one_statement([form.sql for form, _ in forms])
        cursor = connection.connection.cursor()
        try:
            asked: dict[str, Any] = {}
            for n, (form, given) in enumerate(forms):
                mine = form.heard(connection, cursor, given)
                asked |= {f"{name}_{n}": value for name, value in mine.items()}
            _execute(connection.dialect, cursor, self._sql, asked)
        finally:
            cursor.close()


def _one_statement(statements: Sequence[str]) -> str:
    """All but the last as ``WITH``; the parameters of the n-th end in its number."""
    named = [_PARAMETER.sub(rf"%(\1_{n})s", sql) for n, sql in enumerate(statements)]
    before = ", ".join(f"w{n} AS ({sql})" for n, sql in enumerate(named[:-1]))
    return f"WITH {before} {named[-1]}"


_PARAMETER = re.compile(r"%\((\w+)\)s")


class _Form:
    """A statement as one kind of database wants it."""

    def __init__(self, compiled: Any, dialect: Dialect, first: Mapping[str, Any]) -> None:
        """``first``: the values of the first execution; they tell what is a parameter."""
        state = compiled.construct_expanded_state(first)  # lists of constants are written out
        self.sql = str(state.statement)
        self._names: list[str] | None = state.positiontup if compiled.positional else None
        self._selected = getattr(compiled.statement, "selected_columns", ())
        self._columns: list[tuple[int, Turn]] | None = None
        own = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bound in compiled.binds.items()
        }
        if any(compiled.binds[name].expanding for name in first if name in own):
            raise TypeError("a list of values cannot be a parameter")
        self._turns: dict[str, Turn | None] = own | dict(state.processors)
        given = state.parameters.items()
        self._fixed = {
            name: self._turned(name, value) for name, value in given if name not in first
        }

    @contextmanager
    def sent(self, connection: Connection, values: Mapping[str, Any]) -> Iterator[Any]:
        """Execute; gives the cursor. Raises what SQLAlchemy would raise."""
        cursor = connection.connection.cursor()
        try:
            given = self.heard(connection, cursor, values)
            _execute(connection.dialect, cursor, self.sql, given)
            yield cursor
        finally:
            cursor.close()

    def heard(self, connection: Connection, cursor: Any, values: Mapping[str, Any]) -> Any:
        """The parameters; those who listen to the engine hear of it as of any other statement."""
        asked = {name: self._turned(name, values[name]) for name in values if name in self._turns}
        given: Any = self._fixed | asked
        if self._names is not None:
            given = [given[name] for name in self._names]
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, self.sql, given, None, False)
        return given

    def read(self, connection: Connection, values: Mapping[str, Any]) -> Found:
        """Execute and turn the cells into what Python has for them."""
        with self.sent(connection, values) as cursor:
            found = cursor.fetchall()
            if self._columns is None:
                self._columns = self._readers(connection.dialect, cursor.description)
        return self._cells(found, self._columns)

    def _turned(self, name: str, value: Any) -> Any:
        turn = self._turns.get(name)
        return value if turn is None else turn(value)

    def _readers(self, dialect: Dialect, described: Any) -> list[tuple[int, Turn]]:
        """The columns whose cells need turning, and how."""
        pairs = zip(self._selected, described, strict=True)
        turns = [c.type.dialect_impl(dialect).result_processor(dialect, d[1]) for c, d in pairs]
        return [(n, turn) for n, turn in enumerate(turns) if turn is not None]

    @staticmethod
    def _cells(found: Found, columns: list[tuple[int, Turn]]) -> Found:
        if not columns or not found:
            return found
        by_column: list[Any] = list(zip(*found, strict=True))
        for n, turn in columns:
            by_column[n] = map(turn, by_column[n])
        return list(zip(*by_column, strict=True))


def _execute(dialect: Dialect, cursor: Any, sql: str, given: Any) -> None:
    base: Any = dialect.loaded_dbapi.Error
    try:
        cursor.execute(sql, given)
    except base as error:
        raise DBAPIError.instance(sql, given, error, base, dialect=dialect) from error
