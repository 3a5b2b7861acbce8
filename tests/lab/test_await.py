"""Waiting without sleeping: conditions, none, timeouts, clients that leave."""

import json
import unittest

from lab import LabTest
from raw import Server, json_request, request


class Await(LabTest):
    def setUp(self):
        super().setUp()
        self.queue = self.url.rsplit("/", 1)[1]

    def ask(self, client, **members):
        members.setdefault("queue", self.queue)
        members.setdefault("timeout_ms", 60_000)
        client.send(request("POST", "/_ropeline/await", body=json.dumps(members)))

    def start(self, **members):
        """A client whose await waits by the time this returns."""
        client = self.connect()
        self.ask(client, **members)
        self.barrier()
        client.sock.settimeout(0.001)
        self.assertRaises(TimeoutError, client.sock.recv, 1)
        client.sock.settimeout(30)
        return client

    def now(self, **members):
        self.ask(self.client, **members)
        return self.client.reply().json()

    def delete_all(self):
        for message in self.receive():
            self.call("DeleteMessage", ReceiptHandle=message["ReceiptHandle"])

    def test_what_has_happened_already(self):
        sent = self.send("a")["MessageId"]
        answer = self.now(until="sent")
        self.assertEqual((answer["met"], answer["count"]), (True, 1))
        self.assertEqual(answer["events"][0]["message_id"], sent)
        self.assertEqual(answer["next"], answer["events"][0]["n"] + 1)

    def test_what_happens_later(self):
        for until, act in (("sent", lambda: self.send("a")), ("delivered", self.receive),
                           ("expired", lambda: self.advance(30_000)),
                           ("deleted", self.delete_all)):
            waiting = self.start(until=until)
            act()
            answer = waiting.reply().json()
            self.assertTrue(answer["met"])
            self.assertEqual([event["event"] for event in answer["events"]], [until])

    def test_count(self):
        self.send("0")
        waiting = self.start(until="sent", count=3)
        self.send("1")
        self.send("2")
        answer = waiting.reply().json()
        self.assertEqual((answer["met"], answer["count"], len(answer["events"])), (True, 3, 3))

    def test_since(self):
        self.send("a")
        position = self.now(until="sent")["next"]
        waiting = self.start(until="sent", since=position)
        self.send("b")
        self.assertEqual(waiting.reply().json()["count"], 1)

    def test_filters(self):
        wanted = {"body_contains": "needle", "attribute": {"color": "red"}}
        waiting = self.start(until="sent", **wanted)
        red = {"color": {"DataType": "String", "StringValue": "red"}}
        self.send("needle")
        self.send("straw", MessageAttributes=red)
        self.send("a needle", MessageAttributes=red)
        answer = waiting.reply().json()
        self.assertEqual(answer["count"], 1)
        exact = self.start(until="deleted", body="a needle")
        self.delete_all()
        self.assertEqual(exact.reply().json()["events"][0]["message_id"],
                         answer["events"][0]["message_id"])

    def test_empty(self):
        self.assertTrue(self.now(until="empty")["met"])
        self.send("a")
        self.send("b", DelaySeconds=5)
        waiting = self.start(until="empty")
        self.delete_all()
        self.barrier()
        self.advance(5_000)
        self.delete_all()
        self.assertTrue(waiting.reply().json()["met"])

    def test_empty_when_it_is_created(self):
        waiting = self.start(until="empty", queue="created-late")
        self.call("CreateQueue", QueueName="created-late")
        self.assertTrue(waiting.reply().json()["met"])

    def test_empty_after_a_purge_or_retention(self):
        self.send("a")
        waiting = self.start(until="empty")
        self.call("PurgeQueue")
        self.assertTrue(waiting.reply().json()["met"])
        self.call("SetQueueAttributes", Attributes={"MessageRetentionPeriod": "60"})
        self.send("a")
        waiting = self.start(until="empty")
        self.advance(60_001)
        self.assertTrue(waiting.reply().json()["met"])

    def test_empty_after_a_restore(self):
        self.post("snapshots", name="empty")
        self.send("a")
        self.receive()
        waiting = self.start(until="empty")
        self.post("snapshots/empty/restore")
        self.assertTrue(waiting.reply().json()["met"])
        self.advance(60_000)  # what was in flight is forgotten: nothing expires
        self.assertEqual(self.look("history", queue=self.queue, event="expired")["events"], [])

    def test_history_and_faults_after_a_reset(self):
        self.send("a")
        self.post("faults", fault="cut", queue=self.queue, action="ListQueueTags")
        self.post("reset", account="111122223333")
        self.assertEqual(len(self.look("history", queue=self.queue)["events"]), 1)
        self.post("reset", account="000000000000")
        self.assertEqual(self.look("history", queue=self.queue)["events"], [])
        self.assertEqual(self.look("faults")["faults"], [])

    def test_dead_lettered(self):
        dead = self.call("CreateQueue", QueueName="await-dead")["QueueUrl"]
        arn = self.call("GetQueueAttributes", QueueUrl=dead,
                        AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.call("SetQueueAttributes", Attributes={"VisibilityTimeout": "0", "RedrivePolicy": json.dumps(
            {"deadLetterTargetArn": arn, "maxReceiveCount": 1})})
        self.send("a")
        waiting = self.start(until="dead_lettered")
        self.receive()
        self.receive()
        self.assertEqual(waiting.reply().json()["events"][0]["to"], "await-dead")

    def test_none(self):
        self.send("before")
        waiting = self.start(until="sent", none=True, within_ms=30_000)
        self.advance(29_000)
        self.barrier()
        self.advance(1_001)
        self.assertEqual(waiting.reply().json(), dict(waiting_answer(), next=self.next()))

    def next(self):
        return self.look("history", since=10**9)["next"]

    def test_none_ends_by_an_event(self):
        waiting = self.start(until="sent", none=True, within_ms=30_000)
        self.send("a")
        answer = waiting.reply().json()
        self.assertEqual((answer["met"], answer["count"]), (False, 1))

    def test_none_since(self):
        position = self.next()
        self.send("a")
        answer = self.now(until="sent", none=True, within_ms=30_000, since=position)
        self.assertEqual((answer["met"], answer["count"]), (False, 1))

    def test_none_in_the_time_of_its_account(self):
        waiting = self.start(until="sent", none=True, within_ms=30_000, account="111122223333")
        self.advance(31_000, account="000000000000")
        self.barrier()
        self.advance(31_000, account="111122223333")
        self.assertTrue(waiting.reply().json()["met"])

    def test_timeout(self):
        self.send("a")
        answer = self.now(until="sent", count=2, timeout_ms=1)
        self.assertEqual((answer["met"], answer["count"]), (False, 1))
        self.assertFalse(self.now(until="empty", timeout_ms=0)["met"])
        self.assertFalse(self.now(until="empty", queue="nobody", timeout_ms=0)["met"])

    def test_clients_that_leave(self):
        for leave in ("close", "reset", "half_close"):
            waiting = self.start(until="sent")
            getattr(waiting, leave)()
            if leave == "half_close":
                self.assertFalse(waiting.reply().json()["met"])
        self.send("a")
        self.assertTrue(self.now(until="sent")["met"])

    def test_many_wait(self):
        waiting = [self.start(until="sent", body=str(i % 2)) for i in range(20)]
        self.send("1")
        self.send("0")
        for client in waiting:
            self.assertTrue(client.reply().json()["met"])

    def test_query_string(self):
        self.send("a")
        answer = self.look("await", queue=self.queue, until="sent", body="a", count="1", timeout_ms="5")
        self.assertTrue(answer["met"])

    def test_command_line(self):
        self.send("a")
        met = json.loads(self.cli("await", "sent", "--queue", self.queue))
        self.assertTrue(met["met"])
        self.cli("await", "deleted", "--queue", self.queue, "--timeout", "1ms", code=1)
        self.cli("await", "nix", "--queue", self.queue, code=3)
        self.cli("await", "--queue", self.queue, code=2)

    def test_faults_from_the_command_line(self):
        added = json.loads(self.cli("fault", "add", "hide", "--queue", self.queue, "--for", "30s",
                                    "--at", "1,4", "--seed", "7", "--group", "g"))
        self.assertEqual((added["for_ms"], added["at"], added["seed"], added["group"]),
                         (30_000, [1, 4], 7, "g"))
        more = json.loads(self.cli("fault", "add", "fail_entries", "--ids", "a,b", "--probability", "0.25"))
        self.assertEqual((more["ids"], more["probability"]), (["a", "b"], 0.25))
        self.assertEqual(len(json.loads(self.cli("fault", "list"))["faults"]), 2)
        self.assertEqual(json.loads(self.cli("fault", "clear", added["id"])), {"removed": 1})
        self.assertEqual(json.loads(self.cli("fault", "clear")), {"removed": 1})
        self.cli("fault", "add", "nix", code=3)
        self.cli("fault", "add", code=2)

    def test_what_is_refused(self):
        for members, says in (({}, "until"), ({"until": "nix"}, "until"), ({"until": 5}, "until"),
                              ({"until": "empty"}, "queue"),
                              ({"until": "empty", "queue": "q", "count": 1}, "count"),
                              ({"until": "sent", "none": True}, "within_ms"),
                              ({"until": "sent", "within_ms": 1}, "none"),
                              ({"until": "sent", "none": True, "within_ms": 2**63 - 1}, "within_ms"),
                              ({"until": "sent", "none": True, "within_ms": 1, "count": 2}, "count"),
                              ({"until": "sent", "count": 0}, "count"),
                              ({"until": "sent", "event": "sent"}, "event"),
                              ({"until": "sent", "timeout_ms": 300_001}, "timeout_ms"),
                              ({"until": "sent", "attribute": [1]}, "attribute"),
                              ({"until": "sent", "nix": 1}, "nix")):
            self.refused(400, "await", members, says=says)


class Stop(unittest.TestCase):
    """The server stops while somebody waits: an await is answered, a delayed reply is not."""

    def test_stop(self):
        server = Server()
        self.addCleanup(server.stop)
        with server.connect() as waiting, server.connect() as delayed, server.connect() as client:
            client.ask(request("POST", "/_ropeline/faults", "X-Ropeline: 1", body=json.dumps(
                {"fault": "delay_reply", "action": "ListQueues", "for_ms": 300_000})))
            waiting.send(request("GET", "/_ropeline/await?until=sent&timeout_ms=300000"))
            delayed.send(json_request("ListQueues"))
            for _ in range(3):
                client.get("/health")
            server.signal()
            reply = waiting.reply()
            self.assertFalse(reply.json()["met"])
            self.assertTrue(waiting.closed())
            self.assertEqual(server.wait(), 0)


def waiting_answer():
    return {"met": True, "count": 0, "events": []}
