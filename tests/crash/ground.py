"""What the parties of the crash test share: the emulated clock, the end of a connection, violations.

A party owns some queues and keeps its own record of what the server acknowledged. It has workers, which
run in threads of their own until the server is gone, and `verify`, which runs alone after the restart
and compares what is there with the record. What was asked for but not answered may have happened or
not; after `verify` the record knows.
"""

import http.client
import itertools
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from server import Client, ServiceError  # noqa: E402,F401

GONE = (OSError, http.client.HTTPException)  # the server was killed during the request
HIDDEN_S = 600  # every visibility timeout, unless it is 0
DELAY_S = 900  # every delay, unless it is 0: the longest that SQS has
SLACK_MS = 2000  # between the request and the server's idea of its time


class Violation(Exception):
    """The server broke a promise."""


def expect(condition, *words):
    if not condition:
        raise Violation(" ".join(str(word) for word in words))


class Clock:
    """Emulated time: the system's plus an offset that the server keeps."""

    def __init__(self):
        self.offset_ms = 0

    def now(self):
        return int(time.time() * 1000) + self.offset_ms

    def advance(self, client, milliseconds):
        self.offset_ms = client.advance(milliseconds)["offset_ms"]

    def verify(self, client):
        offset = client.advance(0)["offset_ms"]
        expect(offset == self.offset_ms, "the clock's offset is", offset, "not", self.offset_ms)


class Names:
    """Bodies, each used once."""

    def __init__(self, prefix):
        self.prefix, self.numbers = prefix, itertools.count(1)

    def next(self):
        return f"{self.prefix}{next(self.numbers)}"


def counts(client, url):
    """(visible, in flight, delayed)"""
    attributes = client.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return tuple(int(attributes["ApproximateNumberOfMessages" + kind])
                 for kind in ("", "NotVisible", "Delayed"))


def receive(client, url, **more):
    return client.call("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10,
                       AttributeNames=["All"], VisibilityTimeout=HIDDEN_S, **more).get("Messages", [])


def drain(client, url):
    """Everything that can be received now; it is in flight then."""
    found = []
    while messages := receive(client, url):
        found += messages
    return found


def dead_letter_attributes(name):
    """Of a source queue, whose dead letters go to `name`."""
    arn = f"arn:aws:sqs:us-east-1:000000000000:{name}"
    return {"RedrivePolicy": '{"deadLetterTargetArn":"%s","maxReceiveCount":1000}' % arn}
