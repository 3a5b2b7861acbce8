"""Walk 1 and 2: the life of a queue, its attributes and its tags."""

import json
import os
import uuid

import pytest
from helpers import arn_of, send


def test_client_speaks_the_expected_protocol(sqs, queue):
    seen = []
    sqs.meta.events.register("before-send.sqs", lambda request, **_: seen.append(request.headers))
    sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
    is_json = "X-Amz-Target" in seen[0]
    assert is_json == (os.environ["EXPECT_PROTOCOL"] == "json")


def test_life_cycle(sqs):
    name = f"life-{uuid.uuid4().hex}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    assert url.endswith(f"/000000000000/{name}")
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == url
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == url
    assert sqs.list_queues(QueueNamePrefix=name)["QueueUrls"] == [url]
    sqs.delete_queue(QueueUrl=url)
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix=name)
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName=name)


def test_queue_url_is_reachable_by_the_host_of_the_request(sqs, queue):
    assert queue.startswith(os.environ["ROPELINE_ENDPOINT"] + "/")


def test_default_attributes(sqs, queue):
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    name = queue.rsplit("/", 1)[1]
    assert found["QueueArn"] == f"arn:aws:sqs:us-east-1:000000000000:{name}"
    expected = {
        "DelaySeconds": "0",
        "MaximumMessageSize": "1048576",
        "MessageRetentionPeriod": "345600",
        "ReceiveMessageWaitTimeSeconds": "0",
        "VisibilityTimeout": "30",
        "SqsManagedSseEnabled": "true",
        "ApproximateNumberOfMessages": "0",
    }
    assert expected.items() <= found.items()
    assert len(found) == 12, sorted(found)
    assert int(found["CreatedTimestamp"]) < 10**10, "seconds, not milliseconds"


def test_fifo_attributes(sqs, fifo):
    found = sqs.get_queue_attributes(QueueUrl=fifo, AttributeNames=["All"])["Attributes"]
    expected = {
        "FifoQueue": "true",
        "ContentBasedDeduplication": "false",
        "DeduplicationScope": "queue",
        "FifoThroughputLimit": "perQueue",
    }
    assert expected.items() <= found.items()


def test_attributes_are_set_and_read_back(sqs, make_queue):
    url = make_queue(VisibilityTimeout="60", DelaySeconds="5")
    target = arn_of(sqs, make_queue("dead"))
    redrive = {"deadLetterTargetArn": target, "maxReceiveCount": 3}
    policy = {"Version": "2012-10-17", "Statement": []}
    changed = {
        "VisibilityTimeout": "61",
        "MaximumMessageSize": "2048",
        "RedrivePolicy": json.dumps(redrive),
        "Policy": json.dumps(policy),
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes=changed)
    names = list(changed) + ["DelaySeconds"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    assert json.loads(found.pop("RedrivePolicy")) == redrive
    assert json.loads(found.pop("Policy")) == policy
    assert found == {"VisibilityTimeout": "61", "MaximumMessageSize": "2048", "DelaySeconds": "5"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": "", "Policy": ""})
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert "RedrivePolicy" not in found and "Policy" not in found


def test_no_names_no_attributes(sqs, queue):
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue)


def test_tags(sqs, make_queue):
    url = make_queue(tags={"team": "orders", "äöü": "value with spaces"})
    sqs.tag_queue(QueueUrl=url, Tags={"stage": "test", "team": "billing"})
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {
        "team": "billing",
        "stage": "test",
        "äöü": "value with spaces",
    }
    sqs.untag_queue(QueueUrl=url, TagKeys=["team", "äöü", "never set"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"stage": "test"}
    sqs.untag_queue(QueueUrl=url, TagKeys=["stage"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=url)


def test_permissions_appear_in_the_policy(sqs, queue):
    sqs.add_permission(
        QueueUrl=queue, Label="share", AWSAccountIds=["111122223333"], Actions=["SendMessage"]
    )
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]
    assert [s["Sid"] for s in json.loads(found["Policy"])["Statement"]] == ["share"]
    sqs.remove_permission(QueueUrl=queue, Label="share")


def test_purge(sqs, queue, advance):
    for number in range(3):
        send(sqs, queue, str(number))
    sqs.purge_queue(QueueUrl=queue)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    send(sqs, queue, "after the purge")
    advance(60)  # AWS refuses a second purge for a minute, and so does a server with --strict-purge
    sqs.purge_queue(QueueUrl=queue)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
