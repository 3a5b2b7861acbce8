"""A FIFO queue: two workers send, each to groups of its own, two receive and delete.

A send that was not answered is sent again after the restart with the same deduplication id, as an SDK
does; so each message exists exactly once, in the order in which it was sent."""

import threading

from ground import GONE, Names, counts, drain, expect, receive

GROUPS = 4  # of each sender
PLENTY = 120


class Record:
    def __init__(self, body, group):
        self.body, self.group, self.deduplication_id = body, group, "d-" + body
        self.message_id = None  # from the answer
        self.deletion = None
        self.in_flight = False  # as far as is known


class Fifo:
    workers = 4

    def __init__(self, clock):
        self.clock = clock
        self.names = Names("f")
        self.attempts = Names("attempt-")
        self.lock = threading.Lock()
        self.groups = {f"{sender}-{i}": [] for sender in range(2) for i in range(GROUPS)}
        self.records = {}
        self.latest_sequence = {}  # of a sender
        self.recent = []  # acknowledged since the clock moved: their windows are open
        self.lost_sends = []  # lists of records, as sent
        self.lost_attempts = []
        self.rounds = 0
        self.kept_attempts = {}  # attempt id -> bodies, while nothing was done with these

    def set_up(self, client):
        self.url = client.call("CreateQueue", QueueName="orders.fifo", Attributes={
            "FifoQueue": "true", "MessageRetentionPeriod": "1209600"})["QueueUrl"]

    # ---- work ----

    def work(self, client, rng, number):
        if number < 2:
            while True:
                if len(self.records) > PLENTY:
                    client.call("GetQueueAttributes", QueueUrl=self.url, AttributeNames=["All"])
                else:
                    self.send_some(client, rng, number)
        held = []
        while True:
            held = self.consume(client, rng, held)

    def send_some(self, client, rng, sender):
        new = []
        for _ in range(rng.choice([1, 1, 3, 10])):
            record = Record(self.names.next(), f"{sender}-{rng.randrange(GROUPS)}")
            new.append(record)
            self.records[record.body] = record
            self.groups[record.group].append(record)
        try:
            self.send(client, sender, new)
        except GONE:
            with self.lock:
                self.lost_sends.append((sender, new))
            raise

    def send(self, client, sender, new):
        entries = [{"Id": str(i), "MessageBody": r.body, "MessageGroupId": r.group,
                    "MessageDeduplicationId": r.deduplication_id} for i, r in enumerate(new)]
        if len(new) == 1:
            del entries[0]["Id"]
            answers = [client.call("SendMessage", QueueUrl=self.url, **entries[0])]
        else:
            answers = client.call("SendMessageBatch", QueueUrl=self.url, Entries=entries)["Successful"]
            expect(len(answers) == len(new), "a batch was cut")
        for record, answer in zip(new, answers):
            sequence = int(answer["SequenceNumber"])
            expect(sequence > self.latest_sequence.get(sender, 0), "a sequence number went back:",
                   record.body, sequence)
            self.latest_sequence[sender] = sequence
            record.message_id = answer["MessageId"]
        with self.lock:
            self.recent += new

    def consume(self, client, rng, held):
        if held and rng.random() < 0.7:
            self.delete(client, held[0])
            return held[1:]
        if held and rng.random() < 0.3:
            self.change(client, held[0], 0)
            return []
        if held and rng.random() < 0.3:
            return []  # abandoned, in flight
        return held + self.receive(client)

    def receive(self, client):
        attempt = self.attempts.next()
        sure = {r.body for r in list(self.records.values()) if r.deletion == "acknowledged"}
        try:
            messages = receive(client, self.url, ReceiveRequestAttemptId=attempt)
        except GONE:
            with self.lock:
                self.lost_attempts.append(attempt)
            raise
        with self.lock:
            taken = []
            for message in messages:
                expect(message["Body"] not in sure, "deleted, but received:", message["Body"])
                record = self.records[message["Body"]]
                record.in_flight, record.handle = True, message["ReceiptHandle"]
                taken.append(record)
            self.check_order(taken)
            if taken:
                self.kept_attempts[attempt] = [r.body for r in taken]
        return taken

    def check_order(self, taken):
        """Nothing comes before an older message of its group, unless that may have been deleted."""
        for i, record in enumerate(taken):
            group = self.groups[record.group]
            for older in group[:group.index(record)]:
                expect(older.deletion or older in taken[:i], "received", record.body, "of group",
                       record.group, "before", older.body)

    def forget_attempt(self, record):
        with self.lock:
            for attempt, bodies in list(self.kept_attempts.items()):
                if record.body in bodies:
                    del self.kept_attempts[attempt]

    def delete(self, client, record):
        self.forget_attempt(record)
        record.deletion = "asked for"
        client.call("DeleteMessage", QueueUrl=self.url, ReceiptHandle=record.handle)
        record.deletion = "acknowledged"

    def change(self, client, record, seconds):
        """The message comes back; others of its batch keep the group locked."""
        self.forget_attempt(record)
        record.in_flight = False
        client.call("ChangeMessageVisibility", QueueUrl=self.url, ReceiptHandle=record.handle,
                    VisibilityTimeout=seconds)

    # ---- after the restart ----

    def verify(self, client):
        self.verify_attempts(client)
        before = sum(counts(client, self.url))
        self.verify_deduplication(client)
        expect(sum(counts(client, self.url)) == before, "a deduplication entry was forgotten:",
               before, "messages, then", counts(client, self.url))
        for sender, records in self.lost_sends:
            self.retry(client, sender, records)
        self.before = counts(client, self.url)
        for message in drain(client, self.url):
            self.check_locks(self.records[message["Body"]])

    def check_locks(self, record):
        """What is in flight holds itself and all that comes after it back."""
        group = self.groups[record.group]
        for older in group[:group.index(record) + 1]:
            expect(older.deletion or not older.in_flight, "in flight:", older.body, "of group",
                   record.group, "which gave", record.body)

    def verify_attempts(self, client):
        """The same attempt again gets the same messages, while nothing was done with them."""
        for attempt, bodies in self.kept_attempts.items():
            again = receive(client, self.url, ReceiveRequestAttemptId=attempt)
            expect([m["Body"] for m in again] == bodies, "attempt", attempt, "had", bodies,
                   "and now", [m["Body"] for m in again])
        for attempt in self.lost_attempts:
            receive(client, self.url, ReceiveRequestAttemptId=attempt)

    def verify_deduplication(self, client):
        for record in self.recent[-15:]:
            answer = client.call("SendMessage", QueueUrl=self.url, MessageBody=record.body,
                                 MessageGroupId=record.group,
                                 MessageDeduplicationId=record.deduplication_id)
            expect(answer["MessageId"] == record.message_id, "sent again within the window,",
                   record.body, "became another message")

    def retry(self, client, sender, records):
        """The batch was written as a whole or not at all, so its order holds either way."""
        self.send(client, sender, records)

    def verify_later(self, client):
        """A group gives only its first messages while these are in flight: to see all of it they have
        to be deleted, which every third time they are."""
        self.rounds += 1
        self.whole = self.rounds % 3 == 0
        found = self.take_all(client)
        there = [message["Body"] for message in found]
        expect(len(set(there)) == len(there), "a message was received twice")
        if self.whole:
            expect(len(there) == sum(self.before), "there are", len(there), "counted:", self.before)
        by_group = {}
        for message in found:
            by_group.setdefault(message["Attributes"]["MessageGroupId"], []).append(message["Body"])
        for name, group in self.groups.items():
            self.verify_group(name, group, by_group.get(name, []))
        self.lost_sends, self.lost_attempts, self.kept_attempts, self.recent = [], [], {}, []
        if not self.whole:
            self.release(client, found)

    def take_all(self, client):
        found = []
        while messages := receive(client, self.url):
            found += messages
            for message in messages if self.whole else []:
                client.call("DeleteMessage", QueueUrl=self.url,
                            ReceiptHandle=message["ReceiptHandle"])
        left = sum(counts(client, self.url))
        expect(left == (0 if self.whole else sum(self.before)), "counted:", self.before, "then", left)
        return found

    def verify_group(self, name, group, bodies):
        """`bodies` is the group, or its beginning; only what may have been deleted can be missing."""
        alive, rest = [], list(bodies)
        for record in group:
            if rest and rest[0] == record.body:
                expect(record.deletion != "acknowledged", "deleted, but back:", record.body)
                rest.pop(0)
                record.deletion = None
                alive.append(record)
            elif record.deletion == "acknowledged" or (record.deletion and (rest or self.whole)):
                del self.records[record.body]
            else:
                expect(not rest and not self.whole and (bodies or record.deletion), "group", name,
                       "gave", bodies, "and", record.body, "is missing")
                alive.append(record)
        expect(not rest, "group", name, "gave", bodies, "not in the order of",
               [r.body for r in group])
        if self.whole:
            for record in alive:
                del self.records[record.body]
        group[:] = [] if self.whole else alive

    def release(self, client, found):
        """Half of the groups become free again, so that the next round has something to receive."""
        for message in found:
            record = self.records[message["Body"]]
            record.in_flight = int(record.group[-1]) % 2 == 1
            record.handle = message["ReceiptHandle"]
            if not record.in_flight:
                client.call("ChangeMessageVisibility", QueueUrl=self.url,
                            ReceiptHandle=record.handle, VisibilityTimeout=0)
