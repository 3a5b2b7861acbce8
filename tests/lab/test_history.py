"""The history of messages: each event, and the filters."""

import json
import unittest
import urllib.request

from lab import LabTest
from raw import Server, request


class History(LabTest):
    def setUp(self):
        super().setUp()
        self.queue = self.url.rsplit("/", 1)[1]

    def make(self, name, **attributes):
        self.url = self.call("CreateQueue", QueueName=name, Attributes=attributes)["QueueUrl"]
        self.queue = name

    def events(self, queue=None, **query):
        return self.look("history", queue=queue or self.queue, **query)["events"]

    def names(self, **query):
        return [event["event"] for event in self.events(**query)]

    def delete(self, message, expect=200):
        reply = self.client.call("DeleteMessage", QueueUrl=self.url,
                                 ReceiptHandle=message["ReceiptHandle"])
        self.assertEqual(reply.status, expect)

    def change(self, message, seconds, expect=200):
        reply = self.client.call("ChangeMessageVisibility", QueueUrl=self.url,
                                 ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds)
        self.assertEqual(reply.status, expect)

    def test_a_life(self):
        sent = self.send("a")
        message = self.receive()[0]
        self.change(message, 10)
        self.advance(10_000)
        again = self.receive()[0]
        self.delete(again)
        events = self.events()
        self.assertEqual([event["event"] for event in events],
                         ["sent", "delivered", "visibility_changed", "expired", "delivered", "deleted"])
        self.assertEqual({event["message_id"] for event in events}, {sent["MessageId"]})
        self.assertEqual([event.get("receive") for event in events], [None, 1, 1, 1, 2, 2])
        self.assertEqual([event["n"] for event in events],
                         sorted(event["n"] for event in events))
        self.assertEqual([event["ms"] for event in events], sorted(event["ms"] for event in events))
        self.assertEqual({event["account"] for event in events}, {"000000000000"})
        self.assertEqual({event["region"] for event in events}, {"us-east-1"})
        self.assertEqual(events[0]["by"], "000000000000")
        self.assertEqual(events[3]["ms"], events[2]["visible_until_ms"])
        self.assertNotIn("by", events[3])

    def test_all_that_ran_out_is_told_at_once(self):
        """The server writes it down in slices; one that looks does not see that."""
        self.make("many", MessageRetentionPeriod="60")
        for _ in range(200):
            self.call("SendMessageBatch", Entries=[{"Id": str(i), "MessageBody": "a"} for i in range(10)])
        self.advance(60_000)
        self.send("late")
        self.assertEqual(self.names(limit=10_000),
                         ["sent"] * 2000 + ["retention_expired"] * 2000 + ["sent"])

    def test_late_delete_on_a_standard_queue(self):
        self.send("a")
        message = self.receive()[0]
        self.advance(30_000)
        self.change(message, 5)
        self.advance(5_000)
        self.delete(message)
        self.assertEqual(self.names(), ["sent", "delivered", "expired", "late_change",
                                        "visibility_changed", "expired", "late_delete", "deleted"])

    def test_late_delete_on_a_fifo_queue(self):
        self.make("late.fifo", FifoQueue="true")
        self.send("a", MessageGroupId="g", MessageDeduplicationId="1")
        message = self.receive()[0]
        self.advance(30_000)
        self.delete(message, expect=400)
        self.change(message, 5, expect=400)
        events = self.events()
        self.assertEqual([event["event"] for event in events],
                         ["sent", "delivered", "expired", "late_delete", "late_change"])
        self.assertEqual([event.get("refused") for event in events], [None] * 3 + [True] * 2)
        self.assertEqual({event["group"] for event in events}, {"g"})

    def test_a_delete_of_what_another_receive_deleted(self):
        self.send("a")
        first = self.receive(VisibilityTimeout=0)[0]
        second = self.receive()[0]
        self.delete(second)
        self.delete(second)  # a repeated delete is no event
        self.delete(first)
        events = self.events(event="deleted,late_delete")
        self.assertEqual([(event["event"], event["receive"]) for event in events],
                         [("deleted", 2), ("late_delete", 1)])
        self.assertTrue(events[1]["gone"])
        self.assertEqual(events[0]["message_id"], events[1]["message_id"])

    def test_released_is_not_expired(self):
        self.send("a")
        self.change(self.receive()[0], 0)
        self.advance(60_000)
        self.assertEqual(self.names(), ["sent", "delivered", "visibility_changed"])

    def test_deduplicated(self):
        self.make("twice.fifo", FifoQueue="true")
        ids = {self.send("a", MessageGroupId="g", MessageDeduplicationId="1")["MessageId"]
               for _ in range(2)}
        self.assertEqual(self.names(), ["sent", "deduplicated"])
        self.assertEqual({event["message_id"] for event in self.events()}, ids)

    def test_an_attempt_repeated(self):
        self.make("attempt.fifo", FifoQueue="true")
        self.send("a", MessageGroupId="g", MessageDeduplicationId="1")
        for _ in range(2):
            self.receive(ReceiveRequestAttemptId="x")
        self.assertEqual([(event["event"], event.get("again")) for event in self.events()],
                         [("sent", None), ("delivered", None), ("delivered", True)])

    def test_moved_and_redriven(self):
        dead = "moved-dead"
        self.call("CreateQueue", QueueName=dead)
        self.make("moved-source", VisibilityTimeout="0", RedrivePolicy=json.dumps({
            "deadLetterTargetArn": f"arn:aws:sqs:us-east-1:000000000000:{dead}",
            "maxReceiveCount": 1}))
        sent = self.send("a")["MessageId"]
        self.receive()
        self.receive()
        moved = self.events(event="dead_lettered")
        self.assertEqual([(event["event"], event["to"], event["receive"], event["message_id"])
                          for event in moved], [("moved", dead, 1, sent)])
        self.call("StartMessageMoveTask",
                  SourceArn=f"arn:aws:sqs:us-east-1:000000000000:{dead}")
        redriven = self.look("await", queue=dead, until="redriven")["events"][0]
        self.assertEqual((redriven["to"], redriven["former_message_id"]), (self.queue, sent))
        self.assertEqual([event["n"] for event in self.look("history", message=sent)["events"]][-1],
                         redriven["n"])
        message = self.receive()[0]
        self.assertEqual(message["MessageId"], redriven["message_id"])

    def test_retention(self):
        self.make("short", MessageRetentionPeriod="60", VisibilityTimeout="40")
        self.send("a")
        self.advance(30_000)
        self.receive()
        self.advance(31_000)
        events = self.events(event="expired,retention_expired")
        self.assertEqual([event["event"] for event in events], ["retention_expired"])
        self.assertEqual(events[0]["ms"], self.events(event="sent")[0]["ms"] + 60_000)

    def test_retention_that_is_made_shorter(self):
        self.send("a")
        self.call("SetQueueAttributes", Attributes={"MessageRetentionPeriod": "60"})
        self.advance(59_000)
        self.assertEqual(self.names(), ["sent"])
        self.advance(1_001)
        self.assertEqual(self.names(), ["sent", "retention_expired"])

    def test_purged_and_deleted_queues(self):
        self.send("a")
        self.receive()
        self.call("PurgeQueue")
        self.send("b")
        self.receive()
        self.call("DeleteQueue")
        self.advance(60_000)
        self.assertEqual(self.names(), ["sent", "delivered", "purged", "sent", "delivered",
                                        "queue_deleted"])

    def test_empty_receives(self):
        self.receive()
        self.client.send(b"")
        with self.server.connect() as waiting:
            self.park(waiting, seconds=5)
            self.advance(5_000)
            waiting.reply()
        self.assertEqual([(event["event"], event["waited"]) for event in self.events()],
                         [("empty_receive", False), ("empty_receive", True)])

    def test_imported(self):
        self.send("a")
        message = self.receive()[0]
        lines = urllib.request.urlopen(
            f"http://127.0.0.1:{self.server.port}/_ropeline/export?queue={self.queue}").read()
        self.assertEqual(self.admin("POST", "import?queue=imported", body=lines).status, 200)
        self.advance(30_000)
        events = self.events(queue="imported")
        self.assertEqual([(event["event"], event["receive"]) for event in events],
                         [("sent", 1), ("expired", 1)])  # it came in flight
        self.assertNotIn("by", events[0])
        self.assertEqual(self.names(), ["sent", "delivered", "expired"])  # as does the first one
        self.assertEqual(events[0]["message_id"], message["MessageId"])

    def test_batches(self):
        self.call("SendMessageBatch", Entries=[{"Id": name, "MessageBody": name} for name in "ab"])
        self.call("DeleteMessageBatch", Entries=[
            {"Id": message["Body"], "ReceiptHandle": message["ReceiptHandle"]}
            for message in self.receive()])
        self.assertEqual(self.names(), ["sent"] * 2 + ["delivered"] * 2 + ["deleted"] * 2)

    def test_filters(self):
        self.send("apple", MessageAttributes={"color": {"DataType": "String", "StringValue": "red"}})
        pear = self.send("pear", MessageAttributes={
            "color": {"DataType": "String", "StringValue": "green"},
            "size": {"DataType": "Number", "StringValue": "3"}})["MessageId"]
        long = "x" * 5000 + "y"
        self.send(long)
        self.receive()

        def bodies(**query):
            return [event["message_id"] for event in self.events(event="delivered", **query)]

        self.assertEqual(len(bodies()), 3)
        self.assertEqual(bodies(message=pear), [pear])
        self.assertEqual(bodies(body="pear"), [pear])
        self.assertEqual(bodies(body="pea"), [])
        self.assertEqual(bodies(body_contains="ea"), [pear])
        self.assertEqual(len(bodies(body=long)), 1)
        self.assertEqual(bodies(body=long[:-1] + "z"), [])
        self.assertEqual(bodies(attribute="color=green"), [pear])
        self.assertEqual(bodies(attribute='{"color": "green", "size": "3"}'), [pear])
        self.assertEqual(bodies(attribute='{"color": "green", "size": "4"}'), [])
        self.assertEqual(bodies(attribute="taste=sweet"), [])
        self.assertEqual(self.events(region="eu-west-1"), [])
        self.assertEqual(self.events(account="111122223333"), [])
        self.assertEqual(self.events(queue="nobody"), [])

    def test_groups(self):
        self.make("grouped.fifo", FifoQueue="true")
        for group in "ab":
            self.send(group, MessageGroupId=group, MessageDeduplicationId=group)
        self.assertEqual([event["group"] for event in self.events(group="b")], ["b"])

    def test_pages(self):
        for i in range(5):
            self.send(str(i))
        first = self.look("history", queue=self.queue, limit=2)
        self.assertEqual(len(first["events"]), 2)
        rest = self.look("history", queue=self.queue, since=first["next"])
        self.assertEqual(len(rest["events"]), 3)
        self.assertEqual(rest["events"][0]["n"], first["next"])
        self.assertEqual(rest["dropped"], 0)
        self.assertEqual(self.look("history", queue=self.queue, since=rest["next"])["events"], [])

    def test_lines(self):
        for i in range(1200):  # more than one piece
            self.send(str(i))
        place = f"http://127.0.0.1:{self.server.port}/_ropeline/history"
        with urllib.request.urlopen(f"{place}?queue={self.queue}&format=jsonl") as reply:
            self.assertEqual(reply.headers["Content-Type"], "application/jsonl")
            lines = [json.loads(line) for line in reply]
        self.assertEqual(lines, self.look("history", queue=self.queue, limit=5000)["events"])
        shell = self.cli("history", "--queue", self.queue, "--jsonl", "--limit", "700")
        self.assertEqual([json.loads(line) for line in shell.splitlines()], lines[:700])

    def test_command_line(self):
        self.send("a")
        shown = json.loads(self.cli("history", "--queue", self.queue, "--event", "sent"))
        self.assertEqual(shown["events"], self.events())

    def test_what_is_refused(self):
        for query, says in (("nix=1", "nix"), ("event=sent,nix", "event"), ("since=-1", "since"),
                            ("limit=x", "limit"), ("limit=100001", "limit"), ("format=xml", "format"),
                            ("account=1", "account"), ("attribute=x", "attribute"),
                            ("attribute={", "attribute"), ("event=queue_changed", "event")):
            self.refused(400, f"history?{query}", method="GET", says=says)


class Bounds(unittest.TestCase):
    def test_off(self):
        for options in ({"test_mode": False}, {}):
            server = Server(*([] if "test_mode" in options else ["--history", "0"]), **options)
            self.addCleanup(server.stop)
            with server.connect() as client:
                for path in ("history", "await?until=sent", "await?until=empty&queue=q"):
                    reply = client.get(f"/_ropeline/{path}")
                    self.assertEqual(reply.status, 409)
                    self.assertIn("--history", reply.json()["error"])
                self.assertEqual(client.get("/_ropeline/faults").json(), {"faults": []})
                url = client.call("CreateQueue", QueueName="q").json()["QueueUrl"]
                self.assertEqual(client.call("SendMessage", QueueUrl=url, MessageBody="a").status, 200)

    def test_a_reply_that_is_too_large(self):
        """It is refused, not cut: events of unusual length, since it takes fewer of them."""
        server, region = Server(), '"' * 410
        self.addCleanup(server.stop)

        def call(action, **parameters):
            return request("POST", "/", f"X-Amz-Target: AmazonSQS.{action}",
                           "Content-Type: application/x-amz-json-1.0",
                           f"Authorization: AWS4-HMAC-SHA256 Credential=A/20260102/{region}/sqs/aws4_request",
                           body=json.dumps(parameters))

        with server.connect() as client:
            client.ask(call("CreateQueue", QueueName="q"))
            for _ in range(10):
                client.ask(call("SendMessage", QueueUrl="q", MessageBody="a", MessageGroupId='"' * 128))
            receive = call("ReceiveMessage", QueueUrl="q", MaxNumberOfMessages=10, VisibilityTimeout=0)
            for _ in range(60):
                client.send(receive * 100)
                for _ in range(100):
                    self.assertEqual(client.reply().status, 200)
            reply = client.get("/_ropeline/history?limit=100000")
            self.assertEqual(reply.status, 500)
            self.assertEqual(reply["content-type"], "application/json")
            self.assertIn("larger than 64 MiB", reply.json()["error"])
            reply = client.get("/_ropeline/history?limit=2000")
            self.assertEqual((reply.status, len(reply.json()["events"])), (200, 2000))

    def test_the_oldest_is_dropped(self):
        server = Server("--history", "3", test_mode=False)
        self.addCleanup(server.stop)
        with server.connect() as client:
            url = client.call("CreateQueue", QueueName="q").json()["QueueUrl"]
            for i in range(10):
                client.call("SendMessage", QueueUrl=url, MessageBody=str(i))
            shown = client.get("/_ropeline/history").json()
            self.assertEqual([event["n"] for event in shown["events"]], [8, 9, 10])
            self.assertEqual((shown["next"], shown["dropped"]), (11, 7))
