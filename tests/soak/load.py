"""The mixed load of the soak test: workers with a record each, so that the counters can be exact.

Every worker owns its queues. The clock moves under all of them, through deduplication windows, delays
and retention periods; what a worker keeps in flight has the longest timeout there is.
"""

import http.client
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from server import Client, ServiceError  # noqa: E402

HIDDEN_S = 43200
RETENTION_S = 600
WINDOW_MS = 300_000
BACKLOG = 300
REQUESTS_PER_CONNECTION = 500
ARN = "arn:aws:sqs:us-east-1:000000000000:"


class Load:
    """What all workers share: when to stop, what was done, how long it took, where the clock is."""

    def __init__(self, port):
        self.port = port
        self.stopping = threading.Event()
        self.moved_ms = 0  # the clock has been moved at least so far ...
        self.most_ms = 0  # ... and at most so far: a move under way may have happened
        self.requests = 0
        self.lock = threading.Lock()
        self.latencies = []
        self.problems = []

    def answered(self, seconds):
        with self.lock:
            self.requests += 1
            self.latencies.append(seconds)

    def take_latencies(self):
        with self.lock:
            taken, self.latencies = self.latencies, []
        return taken or [0]


class Worker(threading.Thread):
    """Repeats `step` until the load ends, over connections that are replaced now and then."""

    def __init__(self, load, rng):
        super().__init__()
        self.load, self.rng, self.client, self.used = load, rng, None, 0

    def call(self, action, **parameters):
        if self.used % REQUESTS_PER_CONNECTION == 0:
            self.connect()
        self.used += 1
        begun = time.monotonic()
        try:
            return self.client.call(action, **parameters)
        finally:
            if not parameters.get("WaitTimeSeconds"):
                self.load.answered(time.monotonic() - begun)

    def connect(self):
        if self.client:
            self.client.close()
        self.client = Client(self.load.port, timeout=120)

    def make(self, name, **attributes):
        return self.call("CreateQueue", QueueName=name, Attributes=attributes)["QueueUrl"]

    def receive(self, url, **more):
        return self.call("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10,
                         VisibilityTimeout=HIDDEN_S, **more).get("Messages", [])

    def count(self, url):
        attributes = self.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return [int(attributes["ApproximateNumberOfMessages" + kind])
                for kind in ("", "NotVisible", "Delayed")]

    def expect(self, condition, *words):
        if not condition:
            raise AssertionError(" ".join(str(word) for word in words))

    def run(self):
        try:
            self.set_up()
            while not self.load.stopping.is_set():
                self.step()
        except (ServiceError, AssertionError, OSError, http.client.HTTPException) as error:
            self.load.problems.append(f"{type(self).__name__}: {error!r}")
            self.load.stopping.set()

    def check(self):
        """The counters at the end, all that was delayed being visible; says how many messages."""
        return 0


class Standard(Worker):
    """Sends in batches, receives, deletes, changes visibility; the backlog is bounded."""

    def set_up(self):
        self.url = self.make("standard", MessageRetentionPeriod="1209600")
        self.alive, self.number = set(), 0

    def send(self):
        entries = []
        for i in range(self.rng.randint(1, 10)):
            self.number += 1
            body = f"{self.number}" + "." * self.rng.choice([10, 100, 1000, 10000])
            entries.append({"Id": str(i), "MessageBody": body,
                            "DelaySeconds": self.rng.choice([0, 0, 900])})
            self.alive.add(body)
        self.call("SendMessageBatch", QueueUrl=self.url, Entries=entries)

    def step(self):
        if len(self.alive) < BACKLOG:
            self.send()
        messages = self.receive(self.url)
        if not messages:
            return
        kept = messages.pop()
        self.call("ChangeMessageVisibility", QueueUrl=self.url, VisibilityTimeout=0,
                  ReceiptHandle=kept["ReceiptHandle"])
        if not messages:
            return
        self.call("DeleteMessageBatch", QueueUrl=self.url, Entries=[
            {"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)])
        for message in messages:
            self.expect(message["Body"] in self.alive, "came back:", message["Body"][:9])
            self.alive.discard(message["Body"])

    def check(self):
        count = self.count(self.url)
        self.expect(count == [len(self.alive), 0, 0], "counted", count, "alive", len(self.alive))
        found = []
        while messages := self.receive(self.url):
            found += [message["Body"] for message in messages]
        self.expect(sorted(found) == sorted(self.alive), "found", len(found), "of", len(self.alive))
        return len(found)


class Fifo(Worker):
    """Keeps groups in order, repeats deduplication ids within their window and after it."""

    def set_up(self):
        self.url = self.make("orders.fifo", FifoQueue="true", MessageRetentionPeriod="1209600")
        self.groups, self.number, self.old = {}, 0, []

    def send(self, deduplication_id, body, group):
        answer = self.call("SendMessage", QueueUrl=self.url, MessageBody=body, MessageGroupId=group,
                           MessageDeduplicationId=deduplication_id)
        return answer["MessageId"]

    def send_new(self):
        self.number += 1
        body, group = str(self.number), f"g{self.rng.randrange(2000)}"
        moved = self.load.moved_ms
        first = self.send(body, body, group)
        self.groups.setdefault(group, []).append(body)
        if self.number % 4 == 0:
            second = self.send(body, body, group)
            if self.load.most_ms - moved < WINDOW_MS / 2:
                self.expect(first == second, "a duplicate within the window became a message")
            elif first != second:
                self.groups[group].append(body)
        if self.number % 100 == 0:
            self.old.append((body, group, self.load.most_ms, first))

    def send_old(self):
        body, group, most, first = self.old[0]
        if self.load.moved_ms - most > WINDOW_MS + 5000:
            del self.old[0]
            self.expect(self.send(body, body, group) != first, "the window never closed")
            self.groups.setdefault(group, []).append(body)

    def step(self):
        if sum(map(len, self.groups.values())) < BACKLOG:
            self.send_new()
        if self.old:
            self.send_old()
        if self.number % 3 == 0:
            self.consume()

    def consume(self):
        for message in self.receive(self.url, AttributeNames=["MessageGroupId"]):
            self.take(message)
            self.call("DeleteMessage", QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def take(self, message):
        group = self.groups[message["Attributes"]["MessageGroupId"]]
        self.expect(group[0] == message["Body"], "out of order:", message["Body"], "before", group[0])
        group.pop(0)

    def check(self):
        alive = sum(map(len, self.groups.values()))
        count = self.count(self.url)
        self.expect(count == [alive, 0, 0], "counted", count, "alive", alive)
        while sum(map(len, self.groups.values())):
            before = sum(map(len, self.groups.values()))
            self.consume()
            self.expect(sum(map(len, self.groups.values())) < before, "nothing comes any more")
        return alive


class Retention(Worker):
    """Sends what nobody ever deletes: it goes when its time is over."""

    def set_up(self):
        self.url = self.make("short-lived", MessageRetentionPeriod=str(RETENTION_S))

    def step(self):
        for i in range(5):
            self.call("SendMessage", QueueUrl=self.url, MessageBody="." * 2000)
        self.receive(self.url)
        self.load.stopping.wait(0.02)

    def check(self):
        count = self.count(self.url)
        self.expect(count == [0, 0, 0], "expired, but counted", count)
        return 0


class Churn(Worker):
    """Queues that come and go, each with a name of its own, with tags, purges and refusals."""

    def set_up(self):
        self.number = 0

    def step(self):
        self.number += 1
        name = f"churn-{self.number}-{'x' * 40}"
        url = self.make(name)
        self.call("TagQueue", QueueUrl=url, Tags={"a": "b" * 100})
        self.call("SendMessageBatch", QueueUrl=url, Entries=[
            {"Id": str(i), "MessageBody": "." * 500} for i in range(10)])
        if self.number % 2:
            self.call("PurgeQueue", QueueUrl=url)
        try:
            self.call("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=11)
            self.expect(False, "eleven messages were not refused")
        except ServiceError as error:
            self.expect(error.status == 400, error)
        self.call("DeleteQueue", QueueUrl=url)
        self.load.stopping.wait(0.02)

    def check(self):
        left = self.call("ListQueues", QueueNamePrefix="churn-").get("QueueUrls", [])
        self.expect(not left, "left:", left)
        return 0


class Moves(Worker):
    """Forty messages that wander between two dead-letter queues."""

    def set_up(self):
        self.urls = {}
        for name in ("here", "there"):
            self.urls[name] = self.make(name, MessageRetentionPeriod="1209600")
            self.make("source-" + name, RedrivePolicy='{"deadLetterTargetArn":"%s","maxReceiveCount":9}'
                      % (ARN + name))
        for i in range(40):
            self.call("SendMessage", QueueUrl=self.urls["here"], MessageBody=str(i))
        self.source, self.target = "here", "there"

    def step(self):
        self.call("StartMessageMoveTask", SourceArn=ARN + self.source,
                  DestinationArn=ARN + self.target)
        while self.call("ListMessageMoveTasks", SourceArn=ARN + self.source) \
                ["Results"][0]["Status"] == "RUNNING":
            self.load.stopping.wait(0.01)
        self.source, self.target = self.target, self.source
        self.load.stopping.wait(0.2)

    def check(self):
        count = [self.count(self.urls[name]) for name in (self.source, self.target)]
        self.expect(count == [[40, 0, 0], [0, 0, 0]], "counted", count)
        return 40


class Polls(Worker):
    """Parks on an empty queue; half of the polls end because the client leaves."""

    def set_up(self):
        self.url = self.make("quiet")

    def step(self):
        if self.rng.random() < 0.5:
            self.call("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=1)
            return
        leaver = Client(self.load.port, timeout=0.2)
        try:
            leaver.call("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20)
        except TimeoutError:
            pass
        leaver.close()


class Mover(Worker):
    """Moves the clock: every two seconds by two and a half minutes, sometimes by an hour."""

    def set_up(self):
        self.connect()

    def step(self):
        by = self.rng.choice([150_000] * 19 + [3_600_000])
        self.load.most_ms += by
        self.client.advance(by)
        self.load.moved_ms += by
        self.load.stopping.wait(2)


WORKERS = (Standard, Fifo, Retention, Churn, Moves, Polls, Mover)
