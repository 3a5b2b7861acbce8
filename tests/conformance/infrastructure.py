#!/usr/bin/env python3
"""The calls that infrastructure tools and frameworks make, replayed with boto3: no drift, no surprise.

Terraform's provider sends every attribute, then reads until each has exactly the text that was sent
(policies: equal as JSON); what CloudFormation writes is read back and compared in the same way.
"""

import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cases import Wire, case, expect, main

POLICIES = {"Policy", "RedrivePolicy", "RedriveAllowPolicy"}
# What Terraform's provider sends for a standard queue without settings of its own.
DEFAULTS = {"DelaySeconds": "0", "KmsDataKeyReusePeriodSeconds": "300", "MaximumMessageSize": "262144",
            "MessageRetentionPeriod": "345600", "ReceiveMessageWaitTimeSeconds": "0",
            "SqsManagedSseEnabled": "true", "VisibilityTimeout": "30"}
READ_ONLY = {"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "CreatedTimestamp",
             "ApproximateNumberOfMessagesNotVisible", "LastModifiedTimestamp", "QueueArn"}


def client_of(server):
    account = Wire(server).account
    return boto3.client("sqs", endpoint_url=f"http://127.0.0.1:{server.port}", region_name="us-east-1",
                        aws_access_key_id=account, aws_secret_access_key="x",
                        config=Config(retries={"max_attempts": 1})), account


def read(client, url):
    return client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]).get("Attributes", {})


def settled(client, url, wanted):
    """The provider's wait after a write: an attribute that is absent equals only the empty text."""
    got = read(client, url)
    for name, value in wanted.items():
        if name in POLICIES and value:
            expect(json.loads(got[name]), json.loads(value), name)
        else:
            expect(got.get(name, ""), value, name)


def policy(arn):
    return json.dumps({"Version": "2012-10-17", "Id": "p", "Statement": [
        {"Sid": "sns", "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
         "Action": ["sqs:SendMessage"], "Resource": arn,
         "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:t"}}}]}, indent=2)


def redrive(arn, count=5):
    return json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": count})


def gone(client, url, times=15):
    for _ in range(times):
        try:
            read(client, url)
        except ClientError as error:
            expect(error.response["Error"]["Code"], "AWS.SimpleQueueService.NonExistentQueue")
        else:
            raise AssertionError("a deleted queue answers")


@case("Terraform: a standard queue from creation to deletion", "clients.3.1", "clients.3.2", "clients.3.3",
      "clients.2.1")
def _(server):
    client, account = client_of(server)
    prefix = f"arn:aws:sqs:us-east-1:{account}:"
    dead = client.create_queue(QueueName="dead", Attributes=DEFAULTS)["QueueUrl"]
    wanted = {**{k: v for k, v in DEFAULTS.items() if k != "KmsDataKeyReusePeriodSeconds"},
              "Policy": policy(prefix + "q"), "RedrivePolicy": redrive(prefix + "dead")}
    url = client.create_queue(QueueName="q", Attributes=wanted, tags={"Name": "q", "empty": ""})["QueueUrl"]
    expect(url.split("/", 3)[3], f"{account}/q")
    for _ in range(6):
        settled(client, url, wanted)
    expect(client.list_queue_tags(QueueUrl=url)["Tags"], {"Name": "q", "empty": ""})
    expect(isinstance(json.loads(read(client, url)["RedrivePolicy"])["maxReceiveCount"], int), True)
    allow = json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [prefix + "q"]})
    client.set_queue_attributes(QueueUrl=dead, Attributes={"RedriveAllowPolicy": allow})
    settled(client, dead, {"RedriveAllowPolicy": allow})
    changes = {"DelaySeconds": "90", "MaximumMessageSize": "2048", "VisibilityTimeout": "60", "Policy": "",
               "RedrivePolicy": ""}
    client.set_queue_attributes(QueueUrl=url, Attributes=changes)
    settled(client, url, {**wanted, **changes})
    client.untag_queue(QueueUrl=url, TagKeys=["empty"])
    client.tag_queue(QueueUrl=url, Tags={"Name": "r"})
    expect(client.list_queue_tags(QueueUrl=url)["Tags"], {"Name": "r"})
    client.delete_queue(QueueUrl=url)
    gone(client, url)


@case("Terraform: encryption, on and off again", "clients.3.1", "clients.3.2")
def _(server):
    client, _ = client_of(server)
    keys = {"KmsMasterKeyId": "alias/aws/sqs", "KmsDataKeyReusePeriodSeconds": "600"}
    url = client.create_queue(QueueName="q", Attributes=keys)["QueueUrl"]
    settled(client, url, {**keys, "SqsManagedSseEnabled": "false"})
    client.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": ""})
    settled(client, url, {"KmsMasterKeyId": ""})
    client.set_queue_attributes(QueueUrl=url, Attributes={"SqsManagedSseEnabled": "true"})
    settled(client, url, {"SqsManagedSseEnabled": "true"})


@case("Terraform: a FIFO queue of high throughput", "clients.3.1")
def _(server):
    client, account = client_of(server)
    wanted = {**DEFAULTS, "FifoQueue": "true", "ContentBasedDeduplication": "true",
              "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
    del wanted["KmsDataKeyReusePeriodSeconds"]
    url = client.create_queue(QueueName="q.fifo", Attributes=wanted)["QueueUrl"]
    settled(client, url, wanted)
    client.set_queue_attributes(QueueUrl=url, Attributes={"ContentBasedDeduplication": "false"})
    settled(client, url, {**wanted, "ContentBasedDeduplication": "false"})


@case("Terraform: policies as resources of their own", "clients.3.1", "clients.3.2")
def _(server):
    client, account = client_of(server)
    prefix = f"arn:aws:sqs:us-east-1:{account}:"
    url = client.create_queue(QueueName="q", Attributes=DEFAULTS)["QueueUrl"]
    client.create_queue(QueueName="dead")
    for name, value in (("Policy", policy(prefix + "q")), ("RedrivePolicy", redrive(prefix + "dead")),
                        ("RedriveAllowPolicy", json.dumps({"redrivePermission": "denyAll"}))):
        client.set_queue_attributes(QueueUrl=url, Attributes={name: value})
        settled(client, url, {name: value})
    for name in POLICIES:
        client.set_queue_attributes(QueueUrl=url, Attributes={name: ""})
        expect(name in read(client, url), False, name)


@case("Terraform: each attribute changed alone, and back again", "clients.3.2", "attributes.1.16")
def _(server):
    client, account = client_of(server)
    prefix = f"arn:aws:sqs:us-east-1:{account}:"
    client.create_queue(QueueName="dead")
    client.create_queue(QueueName="dead.fifo", Attributes={"FifoQueue": "true"})
    both = {"DelaySeconds": ("900", "0"), "MaximumMessageSize": ("1024", "262144", "1048576"),
            "MessageRetentionPeriod": ("60", "1209600", "345600"), "ReceiveMessageWaitTimeSeconds": ("20", "0"),
            "VisibilityTimeout": ("0", "43200", "30"), "SqsManagedSseEnabled": ("false", "true"),
            "RedriveAllowPolicy": ('{"redrivePermission":"denyAll"}', '{"redrivePermission":"allowAll"}', "")}
    fifo = {"ContentBasedDeduplication": ("true", "false"), "DeduplicationScope": ("messageGroup", "queue")}
    for name, suffix, changes in (("q", "", both), ("q.fifo", ".fifo", {**both, **fifo})):
        attributes = {"FifoQueue": "true"} if suffix else {}
        url = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        before = read(client, url)
        redrives = (redrive(f"{prefix}dead{suffix}", 1000), redrive(f"{prefix}dead{suffix}", 1), "")
        policies = (policy(prefix + name), "")
        for attribute, values in {**changes, "RedrivePolicy": redrives, "Policy": policies}.items():
            for value in values:
                client.set_queue_attributes(QueueUrl=url, Attributes={attribute: value})
                settled(client, url, {attribute: value})
        after = read(client, url)
        changed = {key for key in before | after if before.get(key) != after.get(key)}
        expect(changed - {"LastModifiedTimestamp"}, set(), name)


@case("Terraform: import and data sources", "clients.3.4")
def _(server):
    client, account = client_of(server)
    made = [client.create_queue(QueueName=f"app-{n}", tags={"n": str(n)})["QueueUrl"] for n in range(5)]
    client.create_queue(QueueName="other")
    url = client.get_queue_url(QueueName="app-3")["QueueUrl"]
    expect(url, made[3])
    arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    expect(arn, {"QueueArn": f"arn:aws:sqs:us-east-1:{account}:app-3"})
    expect(client.list_queue_tags(QueueUrl=url)["Tags"], {"n": "3"})
    pages = client.get_paginator("list_queues").paginate(QueueNamePrefix="app-", PaginationConfig={"PageSize": 2})
    expect([page["QueueUrls"] for page in pages], [made[:2], made[2:4], made[4:]])
    gone(client, url + "-never", 1)


@case("Terraform: a queue is replaced under the same name", "clients.3.5", options=("--strict-delete",))
def _(server):
    client, account = client_of(server)
    url = client.create_queue(QueueName="q", Attributes=DEFAULTS)["QueueUrl"]
    client.delete_queue(QueueUrl=url)
    gone(client, url)
    try:
        client.create_queue(QueueName="q", Attributes={**DEFAULTS, "DelaySeconds": "7"})
        raise AssertionError("created at once")
    except client.exceptions.QueueDeletedRecently as error:  # the provider waits and tries again
        expect(error.response["Error"]["Code"], "AWS.SimpleQueueService.QueueDeletedRecently")
    server.post("/_ropeline/clock", {"X-Ropeline": "1"}, {"advance_ms": 60000, "account": account})
    expect(client.create_queue(QueueName="q", Attributes={**DEFAULTS, "DelaySeconds": "7"})["QueueUrl"], url)
    settled(client, url, {"DelaySeconds": "7"})


@case("CloudFormation: what is read creates the same queue", "clients.3.2")
def _(server):
    client, account = client_of(server)
    prefix = f"arn:aws:sqs:us-east-1:{account}:"
    client.create_queue(QueueName="dead.fifo", Attributes={"FifoQueue": "true"})
    sent = {"FifoQueue": "true", "ContentBasedDeduplication": "true", "DelaySeconds": "3",
            "MaximumMessageSize": "262144", "RedrivePolicy": redrive(prefix + "dead.fifo", "7"),
            "Policy": policy(prefix + "a.fifo")}
    url = client.create_queue(QueueName="a.fifo", Attributes=sent)["QueueUrl"]
    first = {name: value for name, value in read(client, url).items() if name not in READ_ONLY}
    expect(client.create_queue(QueueName="a.fifo", Attributes=first)["QueueUrl"], url)
    copy = client.create_queue(QueueName="b.fifo", Attributes=first)["QueueUrl"]
    expect({name: value for name, value in read(client, copy).items() if name not in READ_ONLY}, first)
    client.set_queue_attributes(QueueUrl=copy, Attributes=first)
    expect({name: value for name, value in read(client, copy).items() if name not in READ_ONLY}, first)
    try:
        client.create_queue(QueueName="a.fifo", Attributes={**first, "DelaySeconds": "4"})
    except client.exceptions.QueueNameExists:
        pass
    else:
        raise AssertionError("created twice")


@case("NServiceBus and MassTransit start", "clients.4.1", "clients.2.1")
def _(server):
    client, account = client_of(server)
    url = client.create_queue(QueueName="endpoint")["QueueUrl"]
    client.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "345600"})
    delay = client.create_queue(QueueName="endpoint-delay.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    client.set_queue_attributes(QueueUrl=delay, Attributes={
        "MessageRetentionPeriod": "345600", "DelaySeconds": "900"})
    names = ["DelaySeconds", "MessageRetentionPeriod", "RedrivePolicy"]
    got = client.get_queue_attributes(QueueUrl=delay, AttributeNames=names)["Attributes"]
    expect(got, {"DelaySeconds": "900", "MessageRetentionPeriod": "345600"})
    try:
        client.get_queue_url(QueueName="bus")
    except client.exceptions.QueueDoesNotExist as error:
        expect(error.response["Error"]["Code"], "AWS.SimpleQueueService.NonExistentQueue")
    url = client.create_queue(QueueName="bus", tags={"a": "b"})["QueueUrl"]
    got = read(client, url)
    expect(got["QueueArn"], f"arn:aws:sqs:us-east-1:{account}:bus")
    expect("Policy" in got, False)
    client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(got["QueueArn"])})


@case("Shoryuken and Celery start and work", "clients.4.2", "clients.5.1", "fifo.5.5")
def _(server):
    client, _ = client_of(server)
    expect("QueueUrls" in client.list_queues(QueueNamePrefix="celery"), False)
    url = client.create_queue(QueueName="celery", Attributes={"VisibilityTimeout": "1800"})["QueueUrl"]
    expect(read(client, url)["VisibilityTimeout"], "1800")
    expect("FifoQueue" in read(client, url), False)
    entries = [{"Id": str(n), "MessageBody": f"body {n}"} for n in range(10)]
    expect(len(client.send_message_batch(QueueUrl=url, Entries=entries)["Successful"]), 10)
    got = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=10, AttributeNames=["All"],
                                 MessageSystemAttributeNames=["ApproximateReceiveCount"],
                                 MessageAttributeNames=["All"])["Messages"]
    for message in got:
        expect(("MessageAttributes" in message, "MD5OfMessageAttributes" in message), (False, False))
    entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(got)]
    answer = client.delete_message_batch(QueueUrl=url, Entries=entries)
    expect([entry["Id"] for entry in answer["Successful"]], [str(n) for n in range(10)])
    expect("Failed" in answer, False)


main(__file__)
