"""Fixtures of the boto3 walk: a client, queues with names of their own, the server's test clock and faults."""

import contextlib
import json
import os
import urllib.request
import uuid

import boto3
import pytest

ENDPOINT = os.environ["ROPELINE_ENDPOINT"]


@pytest.fixture(scope="session")
def sqs():
    # No retries: an answer that needs a second try is a failure here.
    config = boto3.session.Config(retries={"max_attempts": 0}, max_pool_connections=20)
    return boto3.client("sqs", endpoint_url=ENDPOINT, region_name="us-east-1", config=config)


@pytest.fixture
def make_queue(sqs):
    """make_queue(**attributes) -> QueueUrl; FifoQueue="true" makes a .fifo name; deleted afterwards."""
    made = []

    def make(prefix="walk", tags=None, **attributes):
        name = f"{prefix}-{uuid.uuid4().hex[:12]}"
        if attributes.get("FifoQueue") == "true":
            name += ".fifo"
        extra = {"tags": tags} if tags else {}
        url = sqs.create_queue(QueueName=name, Attributes=attributes, **extra)["QueueUrl"]
        made.append(url)
        return url

    yield make
    for url in made:
        try:
            sqs.delete_queue(QueueUrl=url)
        except sqs.exceptions.QueueDoesNotExist:
            pass  # the test deleted it


@pytest.fixture
def queue(make_queue):
    return make_queue()


@pytest.fixture
def fifo(make_queue):
    return make_queue(FifoQueue="true")


def ropeline(method, path, members=None):
    """One call of the server's own interface, below /_ropeline/: its JSON answer."""
    request = urllib.request.Request(
        f"{ENDPOINT}/_ropeline/{path}",
        method=method,
        data=None if members is None else json.dumps(members).encode(),
        headers={"X-Ropeline": "1", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@pytest.fixture(scope="session")
def advance():
    """advance(seconds): moves the server's clock, so that no test sleeps through emulated time."""
    return lambda seconds: ropeline("POST", "clock", {"advance_ms": int(seconds * 1000)})


@pytest.fixture(scope="session")
def fault():
    """with fault(members): the server has this fault meanwhile."""

    @contextlib.contextmanager
    def inject(members):
        made = ropeline("POST", "faults", members)
        try:
            yield
        finally:
            ropeline("DELETE", f"faults/{made['id']}")

    return inject
