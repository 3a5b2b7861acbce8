"""What differs between DB-API connections: marks of parameters, and who begins a transaction."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class Cursor(Protocol):
    """The part of a DB-API cursor (PEP 249) that is used here."""

    @property
    def rowcount(self) -> int: ...

    def execute(self, operation: Any, parameters: Any = ..., /) -> Any: ...

    def fetchone(self) -> Any: ...

    def close(self) -> Any: ...


class Connection(Protocol):
    """The part of a DB-API connection (PEP 249) that is used here."""

    def cursor(self) -> Any: ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


class TransactionOpen(RuntimeError):
    """`once` begins and ends a transaction of its own, but the connection is already in one."""


_MARKS = {"qmark": "?", "format": "%s", "pyformat": "%s"}


def parameter_mark(connection: Connection) -> str:
    """How this connection's driver writes a parameter in SQL: `?` or `%s`."""
    package = type(connection).__module__.partition(".")[0]
    style = getattr(sys.modules.get(package), "paramstyle", None)
    if style not in _MARKS:
        raise TypeError(
            f"{type(connection).__qualname__}: cannot tell how {package or 'this driver'} writes"
            f" parameters (paramstyle {style!r}); say so: ProcessedMessages(connection, mark='?')"
        )
    return _MARKS[style]


def _in_transaction(connection: Connection) -> bool | None:
    """Whether a transaction is open, where the driver tells (sqlite3, psycopg); else None."""
    known = getattr(connection, "in_transaction", None)
    if known is not None:
        # With autocommit=False (Python 3.12) sqlite3 is always in one, so that tells nothing.
        return None if getattr(connection, "autocommit", None) is False else bool(known)
    status = getattr(getattr(connection, "info", None), "transaction_status", None)
    return None if status is None else int(status) != 0  # libpq: 0 is "idle"


def _is_autocommit(connection: Connection) -> bool:
    """Whether each statement is a transaction of its own unless BEGIN says otherwise."""
    if getattr(connection, "autocommit", False) is True:
        return True
    is_sqlite = hasattr(connection, "in_transaction")
    return is_sqlite and getattr(connection, "isolation_level", "") is None


def begin(connection: Connection) -> None:
    """Begins a transaction where the driver does not do it by itself at the first statement."""
    if _in_transaction(connection):
        raise TransactionOpen(
            "commit or roll back first, or use claim() inside the transaction that you have"
        )
    if _is_autocommit(connection):
        _say(connection, "BEGIN")


def commit(connection: Connection) -> None:
    """In words where the driver's own method may do nothing."""
    if _is_autocommit(connection):
        _say(connection, "COMMIT")
    else:
        connection.commit()


def rollback(connection: Connection) -> None:
    """As commit; nothing to do when the database has rolled back by itself."""
    if not _is_autocommit(connection):
        connection.rollback()
    elif _in_transaction(connection) is not False:
        _say(connection, "ROLLBACK")


def _say(connection: Connection, statement: str) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
    finally:
        cursor.close()
