"""The walk as typed in a shell: `aws --endpoint-url URL sqs ...`.

In the older regions, us-east-1 among them, this command line prefers a host of its own to
AWS_ENDPOINT_URL_SQS; there only --endpoint-url leads anywhere else. One test uses the variable.
"""

import base64
import json
import os
import subprocess
import sys
import threading
import urllib.request
import uuid
from pathlib import Path

import pytest

AWS = str(Path(sys.executable).with_name("aws"))
ENDPOINT = os.environ["ROPELINE_ENDPOINT"]


class AwsError(Exception):
    """What the command said when it failed."""


def aws(action, *words, **options):
    """aws("send-message", queue_url=URL) runs `aws sqs send-message --queue-url URL`; its JSON."""
    command = ["--endpoint-url", ENDPOINT, "sqs", action, *words]
    for name, value in options.items():
        text = value if isinstance(value, str) else json.dumps(value)
        command += [f"--{name.replace('_', '-')}", text]
    return run(command)


def run(words, **environment):
    done = subprocess.run(
        [sys.executable, AWS, "--output", "json", *words],
        env=os.environ | environment, capture_output=True, text=True, timeout=60,
    )
    if done.returncode != 0:
        raise AwsError(done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else {}


def advance(seconds):
    request = urllib.request.Request(
        f"{ENDPOINT}/_ropeline/clock",
        data=json.dumps({"advance_ms": seconds * 1000}).encode(),
        headers={"X-Ropeline": "1", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=10).close()


def make_queue(prefix="cli", **attributes):
    name = f"{prefix}-{uuid.uuid4().hex[:12]}" + (".fifo" if "FifoQueue" in attributes else "")
    options = {"attributes": attributes} if attributes else {}
    return aws("create-queue", queue_name=name, **options)["QueueUrl"]


def send(url, body, **options):
    return aws("send-message", queue_url=url, message_body=body, **options)


def receive(url, *words, **options):
    options.setdefault("max_number_of_messages", "10")
    return aws("receive-message", *words, queue_url=url, **options).get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def arn_of(url):
    found = aws("get-queue-attributes", queue_url=url, attribute_names=["QueueArn"])
    return found["Attributes"]["QueueArn"]


def test_life_cycle():
    url = make_queue("life")
    name = url.rsplit("/", 1)[1]
    assert aws("get-queue-url", queue_name=name)["QueueUrl"] == url
    assert aws("list-queues", queue_name_prefix=name)["QueueUrls"] == [url]
    aws("delete-queue", queue_url=url)
    with pytest.raises(AwsError, match="AWS.SimpleQueueService.NonExistentQueue"):
        aws("get-queue-url", queue_name=name)


def test_endpoint_from_the_environment():
    name = f"cli-{uuid.uuid4().hex}"
    words = ["sqs", "create-queue", "--queue-name", name]
    url = run(words, AWS_DEFAULT_REGION="eu-central-2", AWS_ENDPOINT_URL_SQS=ENDPOINT)["QueueUrl"]
    assert url.startswith(ENDPOINT) and url.endswith(name)


def test_attributes_and_tags():
    url = make_queue(VisibilityTimeout="60")
    aws("set-queue-attributes", queue_url=url, attributes={"DelaySeconds": "3"})
    found = aws("get-queue-attributes", queue_url=url, attribute_names=["All"])["Attributes"]
    assert (found["VisibilityTimeout"], found["DelaySeconds"]) == ("60", "3")
    aws("tag-queue", queue_url=url, tags={"team": "orders", "stage": "test"})
    aws("untag-queue", queue_url=url, tag_keys=["stage"])
    assert aws("list-queue-tags", queue_url=url)["Tags"] == {"team": "orders"}


def test_send_receive_delete():
    url = make_queue()
    sent = send(url, "pizza \u00fc \U0001f355")
    (message,) = receive(url)
    assert message["Body"] == "pizza \u00fc \U0001f355"
    assert message["MD5OfBody"] == sent["MD5OfMessageBody"]
    aws("delete-message", queue_url=url, receipt_handle=message["ReceiptHandle"])
    advance(31)
    assert receive(url) == []


def test_batch_fails_in_part():
    url = make_queue()
    entries = [
        {"Id": "good", "MessageBody": "fine"},
        {"Id": "late", "MessageBody": "fine", "DelaySeconds": 901},
    ]
    answer = aws("send-message-batch", queue_url=url, entries=entries)
    assert [e["Id"] for e in answer["Successful"]] == ["good"]
    assert [(e["Id"], e["Code"]) for e in answer["Failed"]] == [("late", "InvalidParameterValue")]
    (message,) = receive(url)
    entries = [
        {"Id": "good", "ReceiptHandle": message["ReceiptHandle"]},
        {"Id": "bad", "ReceiptHandle": "garbage"},
    ]
    answer = aws("delete-message-batch", queue_url=url, entries=entries)
    assert [e["Id"] for e in answer["Successful"]] == ["good"]
    assert [(e["Id"], e["Code"]) for e in answer["Failed"]] == [("bad", "ReceiptHandleIsInvalid")]


def test_message_attributes():
    url = make_queue()
    attributes = {
        "text": {"DataType": "String", "StringValue": "v"},
        "bytes": {"DataType": "Binary", "BinaryValue": "raw on its way in"},
    }
    sent = send(url, "with attributes", message_attributes=attributes)
    (message,) = receive(url, message_attribute_names=["All"])
    # This command line takes bytes as they are and prints them as base64.
    attributes["bytes"]["BinaryValue"] = base64.b64encode(b"raw on its way in").decode()
    assert message["MessageAttributes"] == attributes
    assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]


def test_long_poll_is_woken_by_a_send():
    url, result = make_queue(), []
    poll = threading.Thread(target=lambda: result.extend(receive(url, wait_time_seconds="20")))
    poll.start()
    send(url, "wake up")
    poll.join(15)
    assert bodies(result) == ["wake up"]


def test_visibility():
    url = make_queue()
    send(url, "twice")
    assert len(receive(url)) == 1
    assert receive(url) == []
    advance(31)
    (message,) = receive(url, attribute_names=["ApproximateReceiveCount"])
    assert message["Attributes"] == {"ApproximateReceiveCount": "2"}
    handle = message["ReceiptHandle"]
    aws("change-message-visibility", queue_url=url, receipt_handle=handle, visibility_timeout="0")
    assert bodies(receive(url)) == ["twice"]


def test_fifo():
    url = make_queue(FifoQueue="true", ContentBasedDeduplication="true")
    for body in ("1", "1", "2"):
        send(url, body, message_group_id="g")
    assert bodies(receive(url, max_number_of_messages="1")) == ["1"]
    assert receive(url) == []
    advance(31)
    assert bodies(receive(url)) == ["1", "2"]
    advance(301)
    send(url, "1", message_group_id="g")
    assert bodies(receive(url)) == ["1", "2", "1"]


def test_dead_letters_and_their_way_back():
    dead = make_queue("dead")
    arn = arn_of(dead)
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    source = make_queue("source", RedrivePolicy=policy)
    assert aws("list-dead-letter-source-queues", queue_url=dead)["queueUrls"] == [source]
    send(source, "poison")
    assert len(receive(source)) == 1
    advance(31)
    assert receive(source) == []
    assert bodies(receive(dead, visibility_timeout="0")) == ["poison"]
    aws("start-message-move-task", source_arn=arn)
    assert bodies(receive(source, wait_time_seconds="10")) == ["poison"]
    (task,) = aws("list-message-move-tasks", source_arn=arn)["Results"]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1)


def test_errors_are_told_by_name():
    url = make_queue()
    with pytest.raises(AwsError, match="AWS.SimpleQueueService.NonExistentQueue"):
        send(url + "-gone", "x")
    with pytest.raises(AwsError, match="QueueAlreadyExists"):
        aws("create-queue", queue_name=url.rsplit("/", 1)[1], attributes={"DelaySeconds": "9"})
    with pytest.raises(AwsError, match="ReceiptHandleIsInvalid"):
        aws("delete-message", queue_url=url, receipt_handle="garbage")
    with pytest.raises(AwsError, match="InvalidAttributeName"):
        aws("set-queue-attributes", queue_url=url, attributes={"Foobar": "1"})


def test_pages():
    prefix = f"page-{uuid.uuid4().hex[:8]}"
    urls = {make_queue(prefix) for _ in range(3)}
    found = aws("list-queues", "--page-size", "1", queue_name_prefix=prefix)
    assert set(found["QueueUrls"]) == urls
    found = aws("list-queues", "--max-items", "2", queue_name_prefix=prefix)
    assert len(found["QueueUrls"]) == 2 and found["NextToken"]
