"""The databases that the tests run on: each driver, and each way in which it begins transactions."""

from __future__ import annotations

import os  # noqa: F401  (named by the expressions below, as are the drivers)
import sqlite3  # noqa: F401
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pg8000.dbapi  # noqa: F401
import psycopg  # noqa: F401
import psycopg2  # noqa: F401
import pytest
from ropeline_idempotency import ProcessedMessages


@dataclass
class Database:
    """connect() opens one more connection to the same database; `source` is Python that does the same."""

    open: Callable[[], Any]
    source: str
    opened: list[Any] = field(default_factory=list)

    def connect(self) -> Any:
        self.opened.append(self.open())
        return self.opened[-1]

    def close(self) -> None:
        """Ends what a test left open: it would hold locks on the tables of the next one."""
        for connection in self.opened:
            connection.close()

    def ready(self, **options: Any) -> tuple[Any, ProcessedMessages]:
        connection = self.connect()
        return connection, ProcessedMessages(connection, **options)

    def payments(self) -> list[str]:
        connection = self.connect()
        cursor = connection.cursor()
        cursor.execute("SELECT order_id FROM payments ORDER BY order_id")
        found = [row[0] for row in cursor.fetchall()]
        connection.rollback()
        return found


SQLITE = {
    "sqlite3": "sqlite3.connect({path!r}, timeout=30, check_same_thread=False)",
    "sqlite3-autocommit": "sqlite3.connect({path!r}, timeout=30, check_same_thread=False,"
    " isolation_level=None)",
}
# They find the server by PGHOST and its like, but for pg8000, which must be told.
POSTGRES = {
    "psycopg": "psycopg.connect()",
    "psycopg-autocommit": "psycopg.connect(autocommit=True)",
    "psycopg2": "psycopg2.connect('')",
    "pg8000": "pg8000.dbapi.connect(user=os.environ['PGUSER'], database=os.environ['PGDATABASE'],"
    " unix_sock=os.environ['PGHOST'] + '/.s.PGSQL.5432')",
}
@pytest.fixture(params=[*SQLITE, *POSTGRES])
def database(request, tmp_path):
    path = str(tmp_path / "shop.db")
    expression = {**SQLITE, **POSTGRES}[request.param].format(path=path)
    driver = "pg8000.dbapi" if request.param == "pg8000" else request.param.partition("-")[0]
    made = Database(
        open=lambda: eval(expression), source=f"import os, {driver}\nconnection = {expression}"
    )
    connection = made.connect()
    cursor = connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS payments")
    cursor.execute("DROP TABLE IF EXISTS processed_messages")
    cursor.execute("CREATE TABLE payments (order_id VARCHAR(50) NOT NULL)")
    connection.commit()
    ProcessedMessages(connection).create_table()
    yield made
    made.close()


def pay(connection: Any, order: str) -> None:
    """The effect of the tests: not idempotent by itself, the table has no key."""
    cursor = connection.cursor()
    cursor.execute(f"INSERT INTO payments (order_id) VALUES ('{order}')")
    cursor.close()
