"""Celery as people run it on SQS: a worker process, tasks sent to it, retries, a worker that dies."""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import boto3
import pytest

ENDPOINT = os.environ["ROPELINE_ENDPOINT"]
HERE = Path(__file__).parent
PATIENCE = 30  # seconds of real time for something that a worker does


@pytest.fixture(scope="module")
def celery(tmp_path_factory):
    """The app module, with a folder and a queue prefix of this run's own."""
    os.environ["CELERY_FOLDER"] = str(tmp_path_factory.mktemp("celery"))
    os.environ["CELERY_PREFIX"] = f"celery-{uuid.uuid4().hex[:8]}-"
    return importlib.import_module("app")


@contextlib.contextmanager
def worker(name="w", queues="tasks"):
    """A worker process with one task at a time; stopped as `celery` is stopped, by SIGTERM."""
    folder = Path(os.environ["CELERY_FOLDER"])
    log_path = folder / f"{name}-{uuid.uuid4().hex[:6]}.log"
    command = [sys.executable, "-m", "celery", "-A", "app", "worker", "-P", "solo", "-Q", queues]
    command += ["-l", "INFO", "--without-gossip", "--without-mingle", "-n", f"{name}@%h"]
    with open(log_path, "wb") as log:
        process = subprocess.Popen(command, cwd=HERE, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: " ready." in log_path.read_text(), log_path)
        yield process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0, log_path.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_for(condition, log_path=None):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        told = log_path.read_text() if log_path else ""
        assert time.monotonic() < deadline, f"nothing after {PATIENCE} s {told}"
        time.sleep(0.05)


def advance(seconds):
    request = urllib.request.Request(
        f"{ENDPOINT}/_ropeline/clock",
        data=json.dumps({"advance_ms": seconds * 1000}).encode(),
        headers={"X-Ropeline": "1", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=10).close()


def counts(queue):
    """(visible, in flight) of one of the prefix's queues"""
    sqs = boto3.client("sqs", endpoint_url=ENDPOINT, region_name="us-east-1")
    url = sqs.get_queue_url(QueueName=os.environ["CELERY_PREFIX"] + queue)["QueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return tuple(int(found[name]) for name in names)


def test_tasks_return_their_results(celery):
    with worker():
        results = [celery.add.delay(n, n) for n in range(30)]
        assert [r.get(timeout=PATIENCE) for r in results] == [2 * n for n in range(30)]
        wait_for(lambda: counts("tasks") == (0, 0))


def test_tasks_wait_for_a_worker(celery):
    results = [celery.add.delay(n, 1) for n in range(12)]
    assert counts("tasks")[0] == 12
    with worker():
        assert [r.get(timeout=PATIENCE) for r in results] == [n + 1 for n in range(12)]


def test_retries_and_failures(celery):
    with worker():
        assert celery.flaky.delay().get(timeout=PATIENCE) == 2
        with pytest.raises(ValueError, match="always"):
            celery.fails.delay().get(timeout=PATIENCE)
        wait_for(lambda: counts("tasks") == (0, 0))


def test_task_of_a_killed_worker_runs_again(celery):
    result = celery.hang.delay("killed")
    with worker("first") as first:
        wait_for((celery.RESULTS / "hang-killed").exists)
        first.kill()
        first.wait()
    assert counts("tasks") == (0, 1)
    advance(301)
    with worker("second"):
        assert result.get(timeout=PATIENCE) == "second run"


def test_fifo_queue_keeps_order(celery):
    lines = [f"line {n}" for n in range(15)]
    for line in lines:
        celery.note.apply_async((line,), queue="orders.fifo", MessageGroupId="one")
    with worker("fifo", queues="orders.fifo"):
        noted = celery.RESULTS / "lines"
        wait_for(lambda: noted.exists() and len(noted.read_text().splitlines()) >= len(lines))
        assert noted.read_text().splitlines() == lines
        wait_for(lambda: counts("orders.fifo") == (0, 0))
