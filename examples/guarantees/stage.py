"""What every example needs: a client of SQS, the laboratory of an account of its own, and a way to talk."""

import os

import boto3
from botocore.config import Config
from ropeline_testing import Lab

lab = Lab.of_its_own()
# One try per call: an example shows by itself what a lost answer leads to.
sqs = boto3.client("sqs", config=Config(retries={"total_max_attempts": 1}), **lab.client_options)


class Crash(Exception):
    """The consumer's process dies here: nothing after this line of its code happens."""


def say(what="", text=""):
    # Flushed at once: some examples fork, and some of their processes are killed.
    print(f"{what:<11}{text}".rstrip(), flush=True)
    say.spoken = True


say.spoken = False


def scene(title):
    """A headline, set apart from what was said before."""
    if say.spoken:
        say()
    say(title)


def make_queue(name, **attributes):
    if name.endswith(".fifo"):
        attributes["FifoQueue"] = "true"
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def send(url, body, **parameters):
    return sqs.send_message(QueueUrl=url, MessageBody=body, **parameters)["MessageId"]


def receive(url):
    """A list of the one message that a short poll finds, or of none."""
    names = ["ApproximateReceiveCount"]
    answer = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=names)
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
