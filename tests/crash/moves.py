"""Move tasks: messages wander between two dead-letter queues; at any time each is in one of them."""

from ground import counts, dead_letter_attributes, drain, expect

MESSAGES = 60
NAMES = ("here", "there")
ARN = "arn:aws:sqs:us-east-1:000000000000:"


class Moves:
    workers = 1

    def __init__(self, clock):
        self.clock = clock
        self.bodies = sorted(f"m{i}" for i in range(MESSAGES))
        self.started = {name: 0 for name in NAMES}  # tasks that were acknowledged
        self.lost_starts = {name: 0 for name in NAMES}

    def set_up(self, client):
        self.urls = {}
        for name in NAMES:
            self.urls[name] = client.call("CreateQueue", QueueName=name, Attributes={
                "MessageRetentionPeriod": "1209600"})["QueueUrl"]
            client.call("CreateQueue", QueueName="source-of-" + name,
                        Attributes=dead_letter_attributes(name))
        for i in range(0, MESSAGES, 10):
            client.call("SendMessageBatch", QueueUrl=self.urls["here"], Entries=[
                {"Id": str(j), "MessageBody": f"m{i + j}"} for j in range(10)])

    def work(self, client, rng, _number):
        while True:
            fuller, other = sorted(NAMES, key=lambda name: -sum(counts(client, self.urls[name])))
            if not self.running(client, fuller) and not self.running(client, other):
                rate = rng.choice([{}, {"MaxNumberOfMessagesPerSecond": 200}])
                self.lost_starts[fuller] += 1
                client.call("StartMessageMoveTask", SourceArn=ARN + fuller,
                            DestinationArn=ARN + other, **rate)
                self.lost_starts[fuller] -= 1
                self.started[fuller] += 1

    @staticmethod
    def tasks(client, name):
        return client.call("ListMessageMoveTasks", SourceArn=ARN + name, MaxResults=10).get("Results", [])

    def running(self, client, name):
        return any(task["Status"] == "RUNNING" for task in self.tasks(client, name))

    def verify(self, client):
        for name in NAMES:
            listed = len(self.tasks(client, name))
            expect(listed >= min(10, self.started[name]), "tasks of", name, "listed:", listed,
                   "started:", self.started[name])
        total = self.total(client)
        expect(total == MESSAGES, "during a move there are", total, "messages, not", MESSAGES)

    def total(self, client):
        """Of both queues at one moment, though they are asked in turn and a task goes on."""
        while True:
            here, there, after = [sum(counts(client, self.urls[name])) for name in (*NAMES, NAMES[0])]
            if here == after:
                return here + there

    def verify_later(self, client):
        """The clock has moved: every task has had its time."""
        while any(self.running(client, name) for name in NAMES):
            self.clock.advance(client, 1000)
        found = []
        for name in NAMES:
            messages = drain(client, self.urls[name])
            found += [message["Body"] for message in messages]
            for message in messages:
                client.call("ChangeMessageVisibility", QueueUrl=self.urls[name],
                            ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        expect(sorted(found) == self.bodies, "after the moves there are", len(found),
               "messages; lost:", set(self.bodies) - set(found))
