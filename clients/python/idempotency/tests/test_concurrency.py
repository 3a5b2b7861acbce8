"""The same message in the hands of many consumers at once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from conftest import pay
from ropeline_idempotency import ProcessedMessages

CONSUMERS, ORDERS = 6, 10


def test_many_consumers_one_effect_each(database):
    start = threading.Barrier(CONSUMERS)

    def consume(_):
        connection, processed = database.ready()
        won = []
        start.wait(timeout=30)
        for order in [f"o-{n}" for n in range(ORDERS)]:
            with processed.once(order) as first:
                if first:
                    pay(connection, order)
                    won.append(order)
        return won

    with ThreadPoolExecutor(CONSUMERS) as pool:
        won = [order for orders in pool.map(consume, range(CONSUMERS)) for order in orders]
    assert Counter(won) == Counter(database.payments()) == {f"o-{n}": 1 for n in range(ORDERS)}


@pytest.mark.parametrize("first_one_fails", [False, True])
def test_the_second_waits_for_the_first(database, first_one_fails):
    connection, processed = database.ready()
    started = threading.Event()

    def second():
        other, theirs = database.ready()
        started.set()
        with theirs.once("o-1") as mine:
            if mine:
                pay(other, "o-1")
        return mine

    with ThreadPoolExecutor(1) as pool:
        try:
            with processed.once("o-1"):
                answer = pool.submit(second)
                assert started.wait(timeout=30)
                pay(connection, "o-1")
                assert not answer.done()  # it cannot know before this transaction ends
                if first_one_fails:
                    raise RuntimeError
        except RuntimeError:
            pass
        assert answer.result(timeout=30) is first_one_fails
    assert database.payments() == ["o-1"]


def test_repeatable_read_refuses_the_second_and_lets_it_try_again():
    """PostgreSQL's stricter levels do not answer from after the snapshot: the second consumer gets an error, so its
    message is not acknowledged and comes again."""
    first, second = psycopg.connect(), psycopg.connect()
    second.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    processed = ProcessedMessages(second, table="strict_messages")
    ProcessedMessages(first, table="strict_messages").create_table()
    second.execute("SELECT 1")  # takes the snapshot
    with ProcessedMessages(first, table="strict_messages").once("o-1") as mine:
        assert mine
    with pytest.raises(psycopg.errors.SerializationFailure):
        processed.claim("o-1")
    second.rollback()
    with processed.once("o-1") as mine:
        assert not mine
    for connection in (second, first):
        connection.execute("DROP TABLE IF EXISTS strict_messages")
        connection.commit()
        connection.close()
