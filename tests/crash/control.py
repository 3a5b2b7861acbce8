"""Queues that come and go, are changed and purged: one worker, so the record is a simple sequence."""

from ground import counts, drain, expect


class Control:
    workers = 1

    def __init__(self, clock):
        self.clock = clock
        self.number = 0
        self.alive = None  # name of the short-lived queue, or None
        self.pending = None  # the call that was not answered
        self.value = 0  # of the tag
        self.sent = 0  # since the latest purge

    def set_up(self, client):
        self.url = client.call("CreateQueue", QueueName="control")["QueueUrl"]

    def work(self, client, rng, _number):
        while True:
            choice = rng.choice([self.replace, self.tag, self.send, self.send, self.purge])
            self.pending = choice
            choice(client)
            self.pending = None

    def replace(self, client):
        if self.alive:
            client.call("DeleteQueue", QueueUrl=self.url.replace("control", self.alive))
            self.alive = None
        else:
            client.call("CreateQueue", QueueName=f"short-{self.number + 1}")
            self.number += 1
            self.alive = f"short-{self.number}"

    def tag(self, client):
        client.call("TagQueue", QueueUrl=self.url, Tags={"value": str(self.value + 1)})
        self.value += 1

    def send(self, client):
        client.call("SendMessage", QueueUrl=self.url, MessageBody=str(self.sent + 1))
        self.sent += 1

    def purge(self, client):
        client.call("PurgeQueue", QueueUrl=self.url)
        self.sent = 0

    # ---- after the restart: each thing is as the record says, or as the lost call left it ----

    def verify(self, client):
        listed = client.call("ListQueues", QueueNamePrefix="short-").get("QueueUrls", [])
        names = [url.rsplit("/", 1)[1] for url in listed]
        lost = [f"short-{self.number + 1}"] if not self.alive else []
        expect(names == ([self.alive] if self.alive else []) or
               (self.pending == self.replace and names == lost), "queues:", names, "not", self.alive)
        if self.pending == self.replace and names == lost:
            self.number, self.alive = self.number + len(lost), lost[0] if lost else None
        tags = client.call("ListQueueTags", QueueUrl=self.url).get("Tags", {})
        value = int(tags.get("value", "0"))
        self.compare(value, self.value, self.value + 1, self.tag, "the tag's value")
        self.value = value

    def compare(self, got, known, lost, call, what):
        expect(got == known or (self.pending == call and got == lost), what, "is", got, "not", known)

    def verify_later(self, client):
        self.compare_messages(client)
        self.pending = None

    def compare_messages(self, client):
        total = sum(counts(client, self.url))
        found = sorted(int(message["Body"]) for message in drain(client, self.url))
        expect(len(found) == total, "there are", len(found), "counted:", total)
        wanted = list(range(1, self.sent + 1))
        expect(found == wanted or (self.pending == self.send and found == wanted + [self.sent + 1])
               or (self.pending == self.purge and found == []), "messages:", found, "not", wanted)
        client.call("PurgeQueue", QueueUrl=self.url)
        self.sent = 0
