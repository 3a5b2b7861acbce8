"""The table of processed messages, and the two ways to use it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from ._connections import Connection, begin, commit, parameter_mark, rollback

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")


class ProcessedMessages:
    """Remembers which messages were processed, in the database where their effects are.

    connection  a DB-API connection to SQLite (3.24 or newer) or PostgreSQL, by sqlite3, psycopg, psycopg2
                or another driver with `?` or `%s` parameters. It is the caller's: never closed here, and
                used by one thread at a time, as DB-API connections are.
    consumer    who processes: two consumers of one database each process a message once
    table       name of the table, with its schema if need be; see `create_table`
    clock       seconds since 1970, for `processed_at`; tests pass their own
    mark        how SQL writes a parameter, when the driver does not tell
    """

    def __init__(
        self,
        connection: Connection,
        *,
        consumer: str = "",
        table: str = "processed_messages",
        clock: Callable[[], float] = time.time,
        mark: str | None = None,
    ) -> None:
        if not _NAME.fullmatch(table):
            raise ValueError(f"not a name of a table: {table!r}")
        self._connection = connection
        self._consumer = consumer
        self._table = table
        self._clock = clock
        self._mark = mark or parameter_mark(connection)

    def create_table(self) -> None:
        """Makes the table if it is not there yet, and commits. Or put the same into your migrations."""
        begin(self._connection)
        try:
            self._execute(
                f"CREATE TABLE IF NOT EXISTS {self._table} ("
                " consumer VARCHAR(200) NOT NULL,"
                " message_key VARCHAR(500) NOT NULL,"
                " processed_at BIGINT NOT NULL,"
                " PRIMARY KEY (consumer, message_key))"
            )
        except BaseException:
            rollback(self._connection)
            raise
        commit(self._connection)

    def claim(self, key: str) -> bool:
        """Writes the key in the open transaction. True: it is new, so do the effect. False: it was
        processed before, so do nothing. Neither commits nor rolls back: that is the caller's.

        When another connection is just processing the same key, this waits for the end of its
        transaction: SQLite for as long as the connection's `timeout`, PostgreSQL without limit.
        """
        mark = self._mark
        changed = self._execute(
            f"INSERT INTO {self._table} (consumer, message_key, processed_at)"
            f" VALUES ({mark}, {mark}, {mark}) ON CONFLICT DO NOTHING",
            self._consumer,
            _checked(key),
            int(self._clock()),
        )
        return changed == 1

    @contextmanager
    def once(self, key: str) -> Iterator[bool]:
        """A transaction around one message:

            with processed.once(order_id) as first:
                if first:
                    ...  # the effect, on the same connection
            # committed: now acknowledge the message

        Leaving the block commits; an exception rolls back, and the message can be tried again.
        Raises TransactionOpen when the connection is in a transaction already.
        """
        begin(self._connection)
        try:
            yield self.claim(key)
        except BaseException:
            rollback(self._connection)
            raise
        commit(self._connection)

    def seen(self, key: str) -> bool:
        """Whether the key was processed. For tests and questions, not for deciding: between this answer
        and an effect another consumer may process it. `claim` decides."""
        mark = self._mark
        cursor = self._connection.cursor()
        try:
            cursor.execute(
                f"SELECT 1 FROM {self._table} WHERE consumer = {mark} AND message_key = {mark}",
                (self._consumer, _checked(key)),
            )
            return cursor.fetchone() is not None
        finally:
            cursor.close()

    def forget(self, older_than: timedelta) -> int:
        """Deletes this consumer's keys that are older, in the open transaction, and returns how many.

        Keep them for longer than a message can come again: the queue's retention period (14 days at
        most), and as long as its dead-letter queue may be redriven.
        """
        mark = self._mark
        return self._execute(
            f"DELETE FROM {self._table} WHERE consumer = {mark} AND processed_at < {mark}",
            self._consumer,
            int(self._clock() - older_than.total_seconds()),
        )

    def _execute(self, statement: str, *parameters: object) -> int:
        cursor = self._connection.cursor()
        try:
            cursor.execute(statement, parameters)
            return int(cursor.rowcount)
        finally:
            cursor.close()


def _checked(key: str) -> str:
    if not isinstance(key, str) or not key:
        raise ValueError(f"a message's key is a text that is not empty, not {key!r}")
    return key
