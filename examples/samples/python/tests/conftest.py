"""The shop of a test. The fixture `ropeline` comes with the package ropeline-testing."""

import sqlite3

import boto3
import pytest
from orders import OrderConsumer, create_tables


@pytest.fixture
def sqs(ropeline):
    return boto3.client("sqs", **ropeline.client_options)


@pytest.fixture
def stock(tmp_path):
    """A database with ten cups; stock() is how many there are."""
    path = tmp_path / "shop.db"
    connection = sqlite3.connect(path)
    create_tables(connection)
    connection.execute("INSERT INTO stock VALUES ('cup', 10)")
    connection.commit()

    def cups():
        return connection.execute("SELECT quantity FROM stock WHERE item = 'cup'").fetchone()[0]

    cups.path = path
    return cups


@pytest.fixture
def make_consumer(sqs, stock):
    """make_consumer(queue_url): a consumer with a connection of its own, as in a process of its own."""
    return lambda url: OrderConsumer(sqs, url, sqlite3.connect(stock.path))
