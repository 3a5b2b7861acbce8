"""Random runs against the model: every answer of the server must be the one the model gives, while the
clock is moved and the server is killed and started again on its file."""

import os
import pathlib
import sys
import tempfile
import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from server import Server, ServiceError  # noqa: E402
from sqs_model import UNIT_S, Message, Model, Queue  # noqa: E402

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "25"))
STEPS = int(os.environ.get("MODEL_STEPS", "60"))

DIRECTORY = tempfile.TemporaryDirectory()
GROUPS = st.sampled_from(["a", "b", "c"])
UNITS = st.integers(0, 4)


class Machine(RuleBasedStateMachine):
    """Two queues of one type, the second being the first one's dead-letter queue."""

    servers = {}
    options = ()
    persistent = False
    fifo = False

    def __init__(self):
        super().__init__()
        key = type(self).__name__
        if key not in Machine.servers:
            db = os.path.join(DIRECTORY.name, key + ".db") if self.persistent else None
            Machine.servers[key] = Server(*self.options, db=db)
        self.server = Machine.servers[key]
        self.model = Model()
        self.handles = []  # (queue, message, handle, deadline, receive number)
        self.bodies = 0

    @initialize(visibility=UNITS, delay=st.integers(0, 2), max_receives=st.integers(1, 3),
                retention=st.sampled_from([3, 6, 3456]))
    def create(self, visibility, delay, max_receives, retention):
        suffix = ".fifo" if self.fifo else ""
        name = uuid.uuid4().hex
        fifo = {"FifoQueue": "true"} if self.fifo else {}
        dead = Queue(name + "-dead" + suffix, self.fifo)
        queue = Queue(name + suffix, self.fifo, visibility, delay, retention, dead, max_receives)
        self.urls = {}
        self.urls[dead.name] = self.server.call(
            "CreateQueue", QueueName=dead.name,
            Attributes={**fifo, "VisibilityTimeout": str(UNIT_S)})["QueueUrl"]
        arn = f"arn:aws:sqs:us-east-1:000000000000:{dead.name}"
        self.urls[queue.name] = self.server.call("CreateQueue", QueueName=queue.name, Attributes={
            **fifo, "VisibilityTimeout": str(visibility * UNIT_S),
            "DelaySeconds": str(delay * UNIT_S),
            "MessageRetentionPeriod": str(retention * UNIT_S),
            "RedrivePolicy": '{"deadLetterTargetArn":"%s","maxReceiveCount":%d}' % (
                arn, max_receives)})["QueueUrl"]
        self.queues = [queue, dead]

    def call(self, action, queue, **parameters):
        """One operation; the clock moves by a little, so that no two share a millisecond."""
        try:
            return self.server.call(action, QueueUrl=self.urls[queue.name], **parameters)
        finally:
            self.server.advance(2)
            self.model.tick()

    @rule(delay=st.none() | st.integers(0, 3), group=GROUPS, key=st.integers(0, 8))
    def send(self, delay, group, key):
        queue = self.queues[0]
        self.bodies += 1
        body = f"message {self.bodies}"
        if not self.fifo:
            wanted = {} if delay is None else {"DelaySeconds": delay * UNIT_S}
            reply = self.call("SendMessage", queue, MessageBody=body, **wanted)
            self.model.operations -= 1
            self.model.send(queue, body, reply["MessageId"], delay)
            self.model.operations += 1
            return
        first = self.model.duplicate_of(queue, str(key))
        reply = self.call("SendMessage", queue, MessageBody=body, MessageGroupId=group,
                          MessageDeduplicationId=str(key))
        if first:
            assert reply["MessageId"] == first
            return
        self.model.operations -= 1
        self.model.send(queue, body, reply["MessageId"], None, group, str(key))
        self.model.operations += 1

    @rule(which=st.integers(0, 1), maximum=st.integers(1, 10), visibility=st.none() | UNITS)
    def receive(self, which, maximum, visibility):
        queue = self.queues[which]
        expected = self.model.receive(queue, maximum, visibility)
        wanted = {} if visibility is None else {"VisibilityTimeout": visibility * UNIT_S}
        got = self.call("ReceiveMessage", queue, MaxNumberOfMessages=maximum,
                        AttributeNames=["All"], **wanted).get("Messages", [])
        assert [m["Body"] for m in got] == [m.body for m in expected]
        for answer, message in zip(got, expected):
            assert answer["MessageId"] == message.message_id
            assert answer["Attributes"]["ApproximateReceiveCount"] == str(message.receives)
            assert answer["Attributes"].get("MessageGroupId") == message.group
            assert ("DeadLetterQueueSourceArn" in answer["Attributes"]) == bool(message.source)
            self.handles.append((queue, message, answer["ReceiptHandle"], message.receives))

    def usable(self, queue, message, receives):
        """Does FIFO still accept the handle?"""
        return message.receives == receives and self.model.now() < message.since

    def exists(self, queue, message):
        self.model.drop_expired(queue)
        return any(m is message for m in queue.messages)

    @precondition(lambda self: self.handles)
    @rule(data=st.data())
    def delete(self, data):
        queue, message, handle, receives = data.draw(st.sampled_from(self.handles))
        there = self.exists(queue, message)
        expired = self.fifo and there and not self.usable(queue, message, receives)
        try:
            self.call("DeleteMessage", queue, ReceiptHandle=handle)
            assert not expired, "an expired handle was accepted"
        except ServiceError as error:
            assert expired and error.kind == "InvalidParameterValueException", error
            assert error.message.endswith("Reason: The receipt handle has expired.")
        if there and not expired:
            queue.messages = [m for m in queue.messages if m is not message]

    @precondition(lambda self: self.handles)
    @rule(data=st.data(), visibility=UNITS)
    def change(self, data, visibility):
        queue, message, handle, receives = data.draw(st.sampled_from(self.handles))
        there = self.exists(queue, message)
        good = there and (not self.fifo or self.usable(queue, message, receives))
        if there and message.received and (
                self.model.units - message.received[0] + visibility) * UNIT_S >= 43200:
            return
        now = self.model.now()
        try:
            self.call("ChangeMessageVisibility", queue, ReceiptHandle=handle,
                      VisibilityTimeout=visibility * UNIT_S)
            assert good
            message.since = message.latest_deadline = (now[0] + visibility, now[1])
        except ServiceError as error:
            assert not good, error
            assert error.kind == "InvalidParameterValueException"

    @rule(units=st.integers(1, 4))
    def pass_time(self, units):
        self.server.advance(units * UNIT_S * 1000)
        self.model.units += units
        self.model.tick()

    @rule(which=st.integers(0, 1))
    def count(self, which):
        queue = self.queues[which]
        expected = self.model.counts(queue)
        got = self.call("GetQueueAttributes", queue, AttributeNames=["All"])["Attributes"]
        assert tuple(int(got["ApproximateNumberOfMessages" + suffix])
                     for suffix in ("", "NotVisible", "Delayed")) == expected

    @precondition(lambda self: self.bodies > 8)
    @rule()
    def purge(self):
        queue = self.queues[0]
        self.call("PurgeQueue", queue)
        queue.messages = []
        queue.deduplication = {}

    @precondition(lambda self: self.persistent)
    @rule()
    def kill(self):
        self.server.kill()
        self.server.start()
        self.model.tick()

    def teardown(self):
        for queue in getattr(self, "queues", []):
            self.server.call("DeleteQueue", QueueUrl=self.urls[queue.name])


def machine(name, **members):
    return type(name, (Machine,), members)


CASES = [
    machine("StandardInMemory"),
    machine("FifoInMemory", fifo=True),
    machine("StandardOnFile", persistent=True),
    machine("FifoOnFile", fifo=True, persistent=True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_agrees_with_the_model(case):
    from hypothesis.stateful import run_state_machine_as_test
    try:
        run_state_machine_as_test(case, settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck)))
    finally:
        server = Machine.servers.pop(case.__name__, None)
        if server and server.process.poll() is None:
            server.stop()
