"""What every example needs: a client of SQS, the laboratory of an account of its own, and a way to talk."""

import os

import boto3
from botocore.config import Config
from ropeline_testing import Lab

lab = Lab.of_its_own()
# One try per call: an example shows by itself what a lost answer leads to.
sqs = boto3.client("sqs", config=Config(retries={"total_max_attempts": 1}), **lab.client_options)


stage = {"spoken": False}


class Crash(Exception):
    """The consumer's process dies here: nothing after this line of its code happens."""


def say(what="", text=""):
    stage["spoken"] = True
    print(f"{what:<11}{text}".rstrip(), flush=True)


def scene(title):
    """A headline, set apart from what was said before."""
    if stage["spoken"]:
        say()
    say(title)


def make_queue(name, **attributes):
    if name.endswith(".fifo"):
        attributes["FifoQueue"] = "true"
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def send(url, body, **parameters):
    return sqs.send_message(QueueUrl=url, MessageBody=body, **parameters)["MessageId"]


def receive(url, most=1, **parameters):
    """The messages of one short poll: one, unless more are asked for."""
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=most,
        MessageSystemAttributeNames=["ApproximateReceiveCount", "MessageGroupId"],
        **parameters,
    )
    return answer.get("Messages", [])


def receive_all(url):
    """Message after message, until a poll finds none."""
    while found := receive(url):
        yield found[0]


def delete(url, message):
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def receive_count(message):
    return int(message["Attributes"]["ApproximateReceiveCount"])


def story(url, message_id):
    """What the queue saw of a message, in a few words: "sent, delivered, deleted"."""
    events = lab.history(queue=os.path.basename(url), message=message_id)
    return ", ".join(
        f"FAULT {event['kind']}" if event["event"] == "fault" else event["event"].replace("_", " ")
        for event in events
    )
