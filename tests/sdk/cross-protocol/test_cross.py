"""A queue filled over one protocol is drained over the other, digests and attributes included."""

import json
import os
import subprocess
import uuid
from pathlib import Path

import pytest
from worker import client

WORKER = Path(__file__).with_name("worker.py")
PYTHON = {"json": os.environ["JSON_PYTHON"], "query": os.environ["QUERY_PYTHON"]}
COUNT = 60


def work(protocol, verb, url):
    command = [PYTHON[protocol], str(WORKER), verb, url, str(COUNT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("writer, reader", [("json", "query"), ("query", "json")])
def test_filled_by_one_drained_by_the_other(writer, reader):
    sqs = client()
    url = sqs.create_queue(QueueName=f"cross-{uuid.uuid4().hex}")["QueueUrl"]
    sent = work(writer, "fill", url)
    seen = work(reader, "drain", url)
    assert len(sent) == COUNT and sorted(seen) == sorted(sent)
    answer = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)
    assert "Messages" not in answer
    sqs.delete_queue(QueueUrl=url)


def test_handles_of_one_protocol_work_in_the_other():
    """A message received over JSON is deleted over Query."""
    sqs = client()
    url = sqs.create_queue(QueueName=f"cross-{uuid.uuid4().hex}")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="b")
    handle = sqs.receive_message(QueueUrl=url)["Messages"][0]["ReceiptHandle"]
    script = (
        "import sys; from worker import client; "
        "client().delete_message(QueueUrl=sys.argv[1], ReceiptHandle=sys.argv[2])"
    )
    command = [PYTHON["query"], "-c", script, url, handle]
    done = subprocess.run(command, cwd=WORKER.parent, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    assert found == {name: "0" for name in names}
