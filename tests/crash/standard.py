"""A standard queue: sends, batches, receives, deletes and changes of visibility by several workers."""

import threading

from ground import (DELAY_S, GONE, HIDDEN_S, SLACK_MS, Names, counts, drain, expect, receive)

PLENTY = 150  # messages, from which on workers prefer to delete


class Record:
    """What is known of one message."""

    def __init__(self, body, hidden_until):
        self.body = body
        self.acknowledged = False  # the send was
        self.deletion = None  # "asked for" or "acknowledged"
        self.hidden_until = hidden_until  # emulated time
        self.uncertain = False  # a change of visibility was not answered
        self.receives = 0  # that were answered
        self.handle = None
        self.sent_ms = None


class Standard:
    workers = 3

    def __init__(self, clock):
        self.clock = clock
        self.names = Names("s")
        self.lock = threading.Lock()
        self.records = {}
        self.lost_receives = 0  # that were not answered: each may hide ten messages

    def set_up(self, client):
        self.url = client.call("CreateQueue", QueueName="standard", Attributes={
            "MessageRetentionPeriod": "1209600"})["QueueUrl"]

    # ---- work ----

    def work(self, client, rng, _number):
        while True:
            held = [r for r in list(self.records.values()) if r.handle and not r.deletion]
            plenty = len(self.records) > PLENTY
            choice = rng.random()
            if choice < (0.1 if plenty else 0.3):
                self.send(client, rng, 1)
            elif choice < (0.15 if plenty else 0.45):
                self.send(client, rng, rng.randint(2, 10))
            elif choice < 0.65 or not held:
                self.receive(client)
            elif choice < 0.75:
                self.change(client, rng, rng.choice(held))
            else:
                self.delete(client, rng.sample(held, min(len(held), rng.randint(1, 6))))

    def send(self, client, rng, count):
        new = []
        for _ in range(count):
            delay = rng.choice([0, 0, 0, DELAY_S])
            record = Record(self.names.next() + "." * rng.choice([0, 10, 6000]),
                            self.clock.now() + delay * 1000)
            record.delay = delay
            new.append(record)
            self.records[record.body] = record
        if count == 1:
            client.call("SendMessage", QueueUrl=self.url, MessageBody=new[0].body,
                        DelaySeconds=new[0].delay)
        else:
            reply = client.call("SendMessageBatch", QueueUrl=self.url, Entries=[
                {"Id": str(i), "MessageBody": r.body, "DelaySeconds": r.delay}
                for i, r in enumerate(new)])
            expect(len(reply["Successful"]) == count, "a batch was cut:", reply)
        for record in new:
            record.acknowledged = True

    def receive(self, client):
        begun = self.clock.now()
        gone = {r.body for r in list(self.records.values()) if r.deletion == "acknowledged"}
        try:
            messages = receive(client, self.url)
        except GONE:
            with self.lock:
                self.lost_receives += 1
            raise
        for message in messages:
            expect(message["Body"] not in gone, "deleted, but received:", message["Body"])
            self.note(message, begun)

    def note(self, message, begun):
        with self.lock:
            record = self.records[message["Body"]]
            attributes = message["Attributes"]
            count = int(attributes["ApproximateReceiveCount"])
            sent_ms = record.sent_ms or attributes["SentTimestamp"]
            expect(attributes["SentTimestamp"] == sent_ms, record.body, "was sent at two times")
            record.sent_ms = sent_ms
            if count > record.receives:
                record.receives, record.handle = count, message["ReceiptHandle"]
                record.hidden_until, record.uncertain = begun + HIDDEN_S * 1000, False

    def change(self, client, rng, record):
        seconds = rng.choice([0, HIDDEN_S])
        handle, begun, record.uncertain = record.handle, self.clock.now(), True
        reply = client.call("ChangeMessageVisibilityBatch", QueueUrl=self.url, Entries=[
            {"Id": "a", "ReceiptHandle": handle, "VisibilityTimeout": seconds}])
        with self.lock:
            if record.handle == handle and reply.get("Successful"):
                record.hidden_until, record.uncertain = begun + seconds * 1000, False

    def delete(self, client, records):
        for record in records:
            record.deletion = record.deletion or "asked for"
        if len(records) == 1:
            client.call("DeleteMessage", QueueUrl=self.url, ReceiptHandle=records[0].handle)
        else:
            reply = client.call("DeleteMessageBatch", QueueUrl=self.url, Entries=[
                {"Id": str(i), "ReceiptHandle": r.handle} for i, r in enumerate(records)])
            expect(len(reply["Successful"]) == len(records), "a batch was cut:", reply)
        for record in records:
            record.deletion = "acknowledged"

    # ---- after the restart ----

    def verify(self, client):
        """Before the clock moves: what is in flight or delayed stays away, the rest is there."""
        self.before = counts(client, self.url)
        now = self.clock.now()
        seen = {message["Body"]: message for message in drain(client, self.url)}
        expect(len(seen) == self.before[0], "visible:", len(seen), "counted:", self.before)
        for body, message in seen.items():
            record = self.records.get(body)
            expect(record, "never sent, but received:", body)
            expect(record.uncertain or record.hidden_until < now + SLACK_MS,
                   "in flight or delayed, but received:", body[:10])
        late = [r for r in self.records.values() if r.body not in seen and self.is_due(r, now)]
        expect(len(late) <= 10 * self.lost_receives, "visible, but not received:",
               [r.body[:10] for r in late])
        for message in seen.values():
            self.note(message, now)

    @staticmethod
    def is_due(record, now):
        return (record.acknowledged and not record.deletion and not record.uncertain
                and record.hidden_until < now - SLACK_MS)

    def verify_later(self, client):
        """After the clock moved past all deadlines: each message is there, once."""
        found = drain(client, self.url)
        bodies = [message["Body"] for message in found]
        expect(len(set(bodies)) == len(bodies), "a message was received twice")
        expect(len(bodies) == sum(self.before), "there are", len(bodies), "counted:", self.before)
        there = set(bodies)
        for record in list(self.records.values()):
            if record.body in there:
                expect(record.deletion != "acknowledged", "deleted, but back:", record.body[:10])
                record.acknowledged, record.deletion = True, None
            else:
                expect(record.deletion or not record.acknowledged, "lost:", record.body[:10])
                del self.records[record.body]
        for message in found:
            record = self.records[message["Body"]]
            receives = int(message["Attributes"]["ApproximateReceiveCount"])
            expect(record.receives < receives <= record.receives + 1 + self.lost_receives,
                   record.body[:10], "was received", receives, "times, not", record.receives + 1)
            self.note(message, self.clock.now())
        self.lost_receives = 0
        expect(counts(client, self.url) == (0, len(there), 0), "all are in flight, but",
               counts(client, self.url))
