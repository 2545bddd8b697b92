"""Statements made ready once, for what is read on every request and written by every act.

Each time a select is executed, SQLAlchemy looks up its compiled form, arranges its parameters and
describes its result: on a page of six selects that costs more than the databases take to answer.
A :class:`Prepared` select keeps what is the same every time – its SQL, and what turns values and
cells, for each kind of database – and reads with the driver's own cursor. It keeps no data.
Those who listen to the engine (the guard of :mod:`council.db`, counters of queries) hear of it as
of any other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, SelectBase, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Turn = Callable[[Any], Any]
Found = Sequence[tuple[Any, ...]]


class Prepared:
    """A select with named parameters (``bindparam``), read as plain tuples."""

    def __init__(self, statement: SelectBase) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: Connection, /, **values: Any) -> Found:
        """All rows for these values of the parameters; values it does not ask for are left out."""
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(self._statement, dialect, values)
        return form.read(connection, values)

    def row(self, connection: Connection, /, **values: Any) -> tuple[Any, ...] | None:
        """The only row, or None."""
        found = self.rows(connection, **values)
        if len(found) > 1:
            raise LookupError("more than one row")
        return found[0] if found else None


class PreparedWrite:
    """An insert of one row, or an update, of the columns named."""

    def __init__(self, statement: Insert | Update, columns: Sequence[str]) -> None:
        self._statement = statement
        self._columns = list(columns)
        self._forms: dict[str, tuple[str, list[str] | None, dict[str, Turn | None]]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Write these values.

        Raises:
            IntegrityError: and whatever else SQLAlchemy raises for what the database refuses.
        """
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = self._form(dialect)
        sql, names, turns = form
        given: Any = {
            name: values[name] if turn is None else turn(values[name])
            for name, turn in turns.items()
        }
        if names is not None:
            given = [given[name] for name in names]
        cursor = connection.connection.cursor()
        try:
            _execute(connection, cursor, sql, given)
        finally:
            cursor.close()

    def _form(self, dialect: Dialect) -> tuple[str, list[str] | None, dict[str, Turn | None]]:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        turns = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bound in compiled.binds.items()
        }
        return str(compiled), compiled.positiontup if compiled.positional else None, turns


def _execute(connection: Connection, cursor: Any, sql: str, given: Any) -> None:
    """Tell those who listen, execute, and raise what SQLAlchemy would raise."""
    for heard in connection.dispatch.before_cursor_execute:
        heard(connection, cursor, sql, given, None, False)
    base: Any = connection.dialect.loaded_dbapi.Error
    try:
        cursor.execute(sql, given)
    except base as error:
        raise DBAPIError.instance(sql, given, error, base, dialect=connection.dialect) from error


class _Form:
    """A select as one kind of database wants it."""

    def __init__(self, statement: SelectBase, dialect: Dialect, first: Mapping[str, Any]) -> None:
        """``first``: the values of the first execution; they tell what is a parameter."""
        compiled: Any = statement.compile(dialect=dialect)
        state = compiled.construct_expanded_state(first)  # lists of constants are written out
        self._sql = str(state.statement)
        self._names: list[str] | None = state.positiontup if compiled.positional else None
        self._types: list[TypeEngine[Any]] = [c.type for c in statement.selected_columns]
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

    def read(self, connection: Connection, values: dict[str, Any]) -> Found:
        """Execute and turn the cells into what Python has for them."""
        asked = {name: self._turned(name, values[name]) for name in values if name in self._turns}
        given: Any = self._fixed | asked
        if self._names is not None:
            given = [given[name] for name in self._names]
        cursor = connection.connection.cursor()
        try:
            _execute(connection, cursor, self._sql, given)
            found = cursor.fetchall()
            if self._columns is None:
                self._columns = self._readers(connection.dialect, cursor.description)
        finally:
            cursor.close()
        return self._cells(found, self._columns)

    def _turned(self, name: str, value: Any) -> Any:
        turn = self._turns.get(name)
        return value if turn is None else turn(value)

    def _readers(self, dialect: Dialect, described: Any) -> list[tuple[int, Turn]]:
        """The columns whose cells need turning, and how."""
        pairs = zip(self._types, described, strict=True)
        turns = [t.dialect_impl(dialect).result_processor(dialect, d[1]) for t, d in pairs]
        return [(n, turn) for n, turn in enumerate(turns) if turn is not None]

    @staticmethod
    def _cells(found: Found, columns: list[tuple[int, Turn]]) -> Found:
        if not columns or not found:
            return found
        by_column: list[Any] = list(zip(*found, strict=True))
        for n, turn in columns:
            by_column[n] = map(turn, by_column[n])
        return list(zip(*by_column, strict=True))
