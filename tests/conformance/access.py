#!/usr/bin/env python3
"""Who may call, asked with boto3: signatures, queue policies across accounts, STS."""

import datetime
import json
import pathlib
import tempfile

import boto3
import botocore.auth
from botocore.config import Config
from botocore.exceptions import ClientError

from cases import case, expect, main

OWNER, OTHER = "111122223333", "444455556666"
FOLDER = tempfile.TemporaryDirectory()
KEYS = pathlib.Path(FOLDER.name) / "keys"
KEYS.write_text(f"""{OWNER} secret
{OTHER} secret
LIMITED secret account={OWNER} user=limited allow=sqs:CreateQueue
SESSION secret account={OWNER} token=token
""")
VERIFY = ("--auth", "verify", "--access-keys", str(KEYS))
ENFORCE = (*VERIFY, "--policies", "enforce")


def client_of(server, key=OWNER, secret="secret", token=None, service="sqs"):
    return boto3.client(service, endpoint_url=f"http://127.0.0.1:{server.port}", region_name="us-east-1",
                        aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token,
                        config=Config(retries={"total_max_attempts": 1}))


def refused(code, status, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        expect((error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]),
               (code, status), str(error))
        return error.response["Error"]["Message"]
    raise AssertionError("it was served")


def queue(client, name, **more):
    return client.create_queue(QueueName=name, **more)["QueueUrl"]


@case("signatures are verified", "auth.2.1", options=VERIFY)
def signatures(server):
    url = queue(client_of(server), "signed")
    client_of(server).send_message(QueueUrl=url, MessageBody="ä&= +%", MessageAttributes={
        "a": {"DataType": "String", "StringValue": "b"}})
    client_of(server, "SESSION", token="token").send_message(QueueUrl=url, MessageBody="x")
    text = refused("SignatureDoesNotMatch", 403, client_of(server, secret="other").list_queues)
    if "does not match the signature you provided" not in text:
        raise AssertionError(text)
    for key, token in (("NOBODY", None), ("SESSION", None), ("SESSION", "other"), (OWNER, "token")):
        expect(refused("InvalidClientTokenId", 403, client_of(server, key, token=token).list_queues),
               "The security token included in the request is invalid.")


@case("a clock that is wrong by more than 15 minutes", "auth.2.1", options=VERIFY)
def skew(server):
    class Wrong(datetime.datetime):
        shift = 0

        @classmethod
        def utcnow(cls):
            return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + \
                datetime.timedelta(minutes=cls.shift)

        @classmethod
        def now(cls, tz=None):
            return datetime.datetime.now(tz) + datetime.timedelta(minutes=cls.shift)

    clock = ((botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: Wrong.utcnow())
             if hasattr(botocore.auth, "get_current_datetime") else (botocore.auth, "datetime", None))
    if clock[2] is None:
        class Module:
            datetime = Wrong
        clock = (botocore.auth, "datetime", Module)
    before = getattr(clock[0], clock[1])
    setattr(*clock)
    try:
        for Wrong.shift in (14, -14):
            client_of(server).list_queues()
        for Wrong.shift, words in ((-16, "Signature expired: "), (16, "Signature not yet current: ")):
            text = refused("SignatureDoesNotMatch", 403, client_of(server).list_queues)
            if not text.startswith(words) or "15 min.)" not in text:
                raise AssertionError(text)
    finally:
        setattr(clock[0], clock[1], before)


@case("queue policies decide across accounts", "auth.4.1", options=ENFORCE)
def policies(server):
    owner, other = client_of(server), client_of(server, OTHER)
    url = queue(owner, "shared")
    arn = f"arn:aws:sqs:us-east-1:{OWNER}:shared"
    expect(refused("AccessDenied", 403, other.send_message, QueueUrl=url, MessageBody="x"),
           f"User: arn:aws:iam::{OTHER}:root is not authorized to perform: sqs:sendmessage on resource: "
           f"{arn} because no resource-based policy allows the sqs:sendmessage action")
    owner.add_permission(QueueUrl=url, Label="l", AWSAccountIds=[OTHER], Actions=["SendMessage"])
    other.send_message(QueueUrl=url, MessageBody="x")
    statement = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": arn}
    owner.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(
        {"Version": "2012-10-17", "Statement": [{**statement, "Effect": "Allow"}, statement]})})
    for client in (owner, other):
        refused("AccessDenied", 403, client.send_message, QueueUrl=url, MessageBody="x")
    owner.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})  # root may always mend it
    owner.send_message(QueueUrl=url, MessageBody="x")


@case("what never works across accounts, and batches", "actions.24.1", options=ENFORCE)
def owners_only(server):
    owner, other = client_of(server), client_of(server, OTHER)
    url = queue(owner, "owned")
    arn = f"arn:aws:sqs:us-east-1:{OWNER}:owned"
    owner.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn}]})})
    other.send_message(QueueUrl=url, MessageBody="x")
    refused("AccessDenied", 403, other.delete_queue, QueueUrl=url)
    refused("AccessDenied", 403, other.remove_permission, QueueUrl=url, Label="l")
    refused("AccessDenied", 403, other.add_permission, QueueUrl=url, Label="l", AWSAccountIds=[OTHER],
            Actions=["SendMessage"])
    refused("AccessDenied", 403, other.list_queue_tags, QueueUrl=url)
    refused("AccessDenied", 403, other.tag_queue, QueueUrl=url, Tags={"a": "b"})
    refused("AccessDenied", 403, other.untag_queue, QueueUrl=url, TagKeys=["a"])
    refused("AccessDenied", 403, other.set_queue_attributes, QueueUrl=url, Attributes={"DelaySeconds": "1"})
    refused("AccessDenied", 403, other.start_message_move_task, SourceArn=arn)
    refused("AccessDenied", 403, other.list_message_move_tasks, SourceArn=arn)
    if "QueueUrls" in other.list_queues():
        raise AssertionError("queues of another account are listed")
    owner.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}]})})
    batch = other.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "x"}])
    expect(len(batch["Successful"]), 1)


@case("CreateQueue with tags needs the right to tag", "actions.1.18", options=ENFORCE)
def tags(server):
    limited = client_of(server, "LIMITED")
    queue(limited, "plain")
    text = refused("AccessDenied", 403, limited.create_queue, QueueName="tagged", tags={"a": "b"})
    if "sqs:tagqueue" not in text:
        raise AssertionError(text)
    queue(client_of(server), "tagged", tags={"a": "b"})


@case("STS says who calls", "auth.5.2", options=VERIFY)
def identity(server):
    for key, arn in ((OWNER, "root"), ("LIMITED", "user/limited")):
        got = client_of(server, key, service="sts").get_caller_identity()
        expect((got["Account"], got["Arn"]), (OWNER, f"arn:aws:iam::{OWNER}:{arn}"))
    refused("SignatureDoesNotMatch", 403,
            client_of(server, secret="other", service="sts").get_caller_identity)


@case("STS without keys", "auth.5.2")
def open_identity(server):
    expect(client_of(server, "test", "test", service="sts").get_caller_identity()["Account"],
           "000000000000")
    expect(client_of(server, OTHER, "test", service="sts").get_caller_identity()["Account"], OTHER)


main(__file__)
