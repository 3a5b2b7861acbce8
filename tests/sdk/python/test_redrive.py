"""Walk 9: dead letters by receive count, and their way back by a move task."""

import json
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session
from helpers import arn_of, bodies, receive, send, send_fifo

NS = "{http://queue.amazonaws.com/doc/2012-11-05/}"


def query_call(sqs, action, **parameters):
    """A signed Query request by hand, for actions that are younger than the client."""
    data = urllib.parse.urlencode({"Action": action, "Version": "2012-11-05", **parameters})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = AWSRequest("POST", sqs.meta.endpoint_url + "/", data=data, headers=headers)
    SigV4Auth(Session().get_credentials(), "sqs", "us-east-1").add_auth(request)
    ready = urllib.request.Request(request.url, data.encode(), dict(request.headers))
    with urllib.request.urlopen(ready, timeout=10) as answer:
        return ET.parse(answer).getroot()


def start_move(sqs, source):
    if hasattr(sqs, "start_message_move_task"):
        return sqs.start_message_move_task(SourceArn=source)["TaskHandle"]
    answer = query_call(sqs, "StartMessageMoveTask", SourceArn=source)
    return answer.findtext(f".//{NS}TaskHandle")


def newest_task(sqs, source):
    """(Status, moved) of the source's newest move task"""
    moved = "ApproximateNumberOfMessagesMoved"
    if hasattr(sqs, "list_message_move_tasks"):
        task = sqs.list_message_move_tasks(SourceArn=source)["Results"][0]
        return task["Status"], task[moved]
    answer = query_call(sqs, "ListMessageMoveTasks", SourceArn=source)
    entry = answer.find(f".//{NS}ListMessageMoveTasksResultEntry")
    return entry.findtext(f"{NS}Status"), int(entry.findtext(f"{NS}{moved}"))


def wait_for_task(sqs, source):
    deadline = time.monotonic() + 10
    while (task := newest_task(sqs, source))[0] == "RUNNING" and time.monotonic() < deadline:
        time.sleep(0.02)  # the task runs in the background, in real time
    return task


def pair(sqs, make_queue, max_receives, **attributes):
    """(source, dead) queues, joined by a redrive policy"""
    dead = make_queue("dead", **attributes)
    policy = {"deadLetterTargetArn": arn_of(sqs, dead), "maxReceiveCount": max_receives}
    source = make_queue("source", VisibilityTimeout="30", RedrivePolicy=json.dumps(policy), **attributes)
    return source, dead


def test_poison_message_goes_to_the_dead_letter_queue_and_back(sqs, make_queue, advance):
    source, dead = pair(sqs, make_queue, max_receives=2)
    sent = send(sqs, source, "poison")
    for _ in range(2):
        assert bodies(receive(sqs, source)) == ["poison"]
        advance(31)
    assert receive(sqs, source) == []
    (message,) = receive(sqs, dead, AttributeNames=["All"], VisibilityTimeout=0)
    assert message["MessageId"] == sent["MessageId"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "3"
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == arn_of(sqs, source)

    assert start_move(sqs, arn_of(sqs, dead))
    assert wait_for_task(sqs, arn_of(sqs, dead)) == ("COMPLETED", 1)
    assert receive(sqs, dead) == []
    assert bodies(receive(sqs, source)) == ["poison"]


def test_fifo_group_goes_on_without_its_poison(sqs, make_queue, advance):
    source, dead = pair(sqs, make_queue, 1, FifoQueue="true")
    for body in ("poison", "next"):
        send_fifo(sqs, source, body)
    assert bodies(receive(sqs, source, count=1)) == ["poison"]
    assert receive(sqs, source) == []
    advance(31)
    assert bodies(receive(sqs, source)) == ["next"]
    assert bodies(receive(sqs, dead)) == ["poison"]


def test_sources_are_listed(sqs, make_queue):
    source, dead = pair(sqs, make_queue, 5)
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [source]
    assert sqs.list_dead_letter_source_queues(QueueUrl=source).get("queueUrls", []) == []


def test_running_task_is_cancelled(sqs, make_queue, advance):
    if not hasattr(sqs, "start_message_move_task"):
        pytest.skip("this client is older than move tasks; its Query calls are made above")
    source, dead = pair(sqs, make_queue, max_receives=1)
    for number in range(5):
        send(sqs, source, str(number))
    assert len(receive(sqs, source)) == 5
    advance(31)
    assert receive(sqs, source) == []
    arn = arn_of(sqs, dead)
    task = sqs.start_message_move_task(SourceArn=arn, MaxNumberOfMessagesPerSecond=1)
    listed = sqs.list_message_move_tasks(SourceArn=arn)["Results"][0]
    assert listed["Status"] == "RUNNING" and listed["TaskHandle"] == task["TaskHandle"]
    assert listed["MaxNumberOfMessagesPerSecond"] == 1
    moved = sqs.cancel_message_move_task(TaskHandle=task["TaskHandle"])
    assert 0 <= moved["ApproximateNumberOfMessagesMoved"] < 5
    listed = sqs.list_message_move_tasks(SourceArn=arn)["Results"][0]
    assert listed["Status"] in ("CANCELLING", "CANCELLED")
