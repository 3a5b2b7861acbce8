"""One consumer: what is remembered, what is rolled back, what is refused."""

import sqlite3
from datetime import timedelta

import psycopg
import pytest
from conftest import pay
from ropeline_idempotency import ProcessedMessages, TransactionOpen


def handle(connection, processed, order):
    with processed.once(order) as first:
        if first:
            pay(connection, order)
    return first


def test_the_second_delivery_does_nothing(database):
    connection, processed = database.ready()
    assert [handle(connection, processed, "o-1") for _ in range(3)] == [True, False, False]
    assert handle(connection, processed, "o-2")
    assert database.payments() == ["o-1", "o-2"]


def test_an_exception_takes_effect_and_memory_back(database):
    connection, processed = database.ready()
    with pytest.raises(ZeroDivisionError):
        with processed.once("o-1"):
            pay(connection, "o-1")
            1 / 0
    assert database.payments() == []
    assert handle(connection, processed, "o-1")
    assert database.payments() == ["o-1"]


def test_other_connections_see_both_after_the_block(database):
    connection, processed = database.ready()
    with processed.once("o-1"):
        pay(connection, "o-1")
    _, other = database.ready()
    assert other.seen("o-1") and not other.seen("o-2")
    assert database.payments() == ["o-1"]


def test_claim_joins_a_transaction(database):
    connection, processed = database.ready()
    cursor = connection.cursor()
    if getattr(connection, "autocommit", False) is True or (
        getattr(connection, "isolation_level", "") is None and hasattr(connection, "in_transaction")
    ):
        cursor.execute("BEGIN")
    pay(connection, "o-1")
    assert processed.claim("o-1")
    connection.rollback()
    assert database.payments() == []
    assert handle(connection, processed, "o-1")


def test_consumers_are_separate(database):
    connection, billing = database.ready(consumer="billing")
    shipping = ProcessedMessages(connection, consumer="shipping")
    assert handle(connection, billing, "o-1")
    assert handle(connection, shipping, "o-1")
    assert not handle(connection, billing, "o-1")


def test_old_keys_are_forgotten(database):
    now = [1_000_000.0]
    connection, processed = database.ready(clock=lambda: now[0])
    other = ProcessedMessages(connection, consumer="other", clock=lambda: now[0])
    handle(connection, processed, "old")
    handle(connection, other, "old")
    now[0] += 86_400
    handle(connection, processed, "young")
    now[0] += 1
    assert processed.forget(older_than=timedelta(days=1)) == 1
    connection.commit()
    assert not processed.seen("old")
    assert processed.seen("young") and other.seen("old")


def test_the_table_can_be_made_twice(database):
    connection, processed = database.ready()
    handle(connection, processed, "o-1")
    processed.create_table()
    assert processed.seen("o-1")


def test_keys_are_data_not_sql(database):
    connection, processed = database.ready()
    key = "'); DROP TABLE payments; -- é %s ?"
    with processed.once(key) as first:
        assert first
    assert processed.seen(key)


@pytest.mark.parametrize("key", ["", None, 17, b"o-1"])
def test_a_key_is_a_text(key):
    processed = ProcessedMessages(sqlite3.connect(":memory:"))
    processed.create_table()
    with pytest.raises(ValueError, match="key is a text"):
        with processed.once(key):
            pytest.fail("the block must not run")
    with processed.once("the connection is usable afterwards") as first:
        assert first


@pytest.mark.parametrize("table", ["", "a b", "a;b", "a.b.c", 'a"', "1a"])
def test_a_table_is_a_name(table):
    with pytest.raises(ValueError, match="name of a table"):
        ProcessedMessages(sqlite3.connect(":memory:"), table=table)


def test_a_table_may_have_a_schema():
    connection = sqlite3.connect(":memory:")
    processed = ProcessedMessages(connection, table="main.inbox")
    processed.create_table()
    with processed.once("o-1") as first:
        assert first
    assert connection.execute("SELECT message_key FROM inbox").fetchall() == [("o-1",)]


@pytest.mark.parametrize("connect", [lambda: sqlite3.connect(":memory:"), psycopg.connect])
def test_once_does_not_end_a_strangers_transaction(connect):
    connection = connect()
    connection.execute("CREATE TEMPORARY TABLE notes (text VARCHAR(9))")
    connection.execute("INSERT INTO notes VALUES ('mine')")
    processed = ProcessedMessages(connection)
    with pytest.raises(TransactionOpen, match="claim"):
        with processed.once("o-1"):
            pytest.fail("the block must not run")
    connection.commit()
    assert connection.execute("SELECT text FROM notes").fetchall() == [("mine",)]


if hasattr(sqlite3, "LEGACY_TRANSACTION_CONTROL"):  # Python 3.12 and newer

    @pytest.mark.parametrize("autocommit", [True, False])
    def test_sqlite_autocommit_attribute(autocommit, tmp_path):
        connection = sqlite3.connect(tmp_path / "shop.db", autocommit=autocommit)
        connection.execute("CREATE TABLE payments (order_id)")
        if not autocommit:
            connection.commit()
        processed = ProcessedMessages(connection)
        processed.create_table()
        assert [handle(connection, processed, "o-1") for _ in range(2)] == [True, False]
        if not autocommit:
            connection.rollback()
        assert connection.execute("SELECT * FROM payments").fetchall() == [("o-1",)]


class Unknown:
    def cursor(self):
        raise AssertionError("not reached")

    commit = rollback = cursor


def test_an_unknown_driver_is_told_how_to_write_parameters():
    with pytest.raises(TypeError, match="mark="):
        ProcessedMessages(Unknown())
    ProcessedMessages(Unknown(), mark="%s")
