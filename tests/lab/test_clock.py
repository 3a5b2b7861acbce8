"""The clock: set, frozen, resumed, run to the next event; polls, delays, windows and tasks follow."""

import json
import os
import tempfile
import unittest

from lab import LabTest
from raw import Server, json_request, request


class Clock(LabTest):
    """Each test has an account of its own, so that none meets the events of another."""

    account = "000000000000"

    def test_shows(self):
        shown = self.look("clock")
        self.assertEqual(list(shown), ["now_ms", "now", "offset_ms", "frozen", "next_event_ms"])
        self.assertRegex(shown["now"], r"\A20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ\Z")
        self.assertFalse(shown["frozen"])

    def test_set(self):
        there = self.look("clock", account="222222222222")["now_ms"] + 86_400_000
        shown = self.post("clock", set_ms=there, account="222222222222")
        self.assertGreaterEqual(shown["now_ms"], there)
        shown = self.post("clock", set="2040-02-29T12:00:00Z", account="222222222222")
        self.assertEqual(shown["now"][:16], "2040-02-29T12:00")
        self.refused(400, "clock", {"set": "2039-01-01T00:00:00Z", "account": "222222222222"},
                     says="never goes back")
        self.refused(400, "clock", {"set": "tomorrow"}, says="2026-01-02T03:04:05Z")
        self.refused(400, "clock", {"set_ms": 1}, says="never goes back")

    def test_exactly_one(self):
        for members in ({}, {"advance_ms": 1, "set_ms": 2}, {"freeze": True, "resume": True},
                        {"freeze": False}, {"account": "111122223333"}):
            self.refused(400, "clock", members, says="exactly one")

    def test_freeze_and_resume(self):
        frozen = self.post("clock", freeze=True, account="333333333333")
        self.assertTrue(frozen["frozen"])
        self.assertEqual(self.look("clock", account="333333333333")["now_ms"], frozen["now_ms"])
        moved = self.post("clock", advance_ms=70, account="333333333333")
        self.assertEqual(moved["now_ms"], frozen["now_ms"] + 70)
        resumed = self.post("clock", resume=True, account="333333333333")
        self.assertFalse(resumed["frozen"])
        self.assertGreaterEqual(resumed["now_ms"], moved["now_ms"])
        self.assertFalse(self.look("clock")["frozen"])

    def test_the_date_header_is_real_time(self):
        self.advance(86_400_000)
        self.client.send(request("GET", "/_ropeline/clock"))
        reply = self.client.reply()
        self.assertNotEqual(reply.json()["now"][:10], "")
        # Clients sign by the real time; h2o's Date header, where it is sent, is real too.
        self.assertNotIn("2040", reply["date"] or "")

    def test_a_parked_poll_ends_at_once(self):
        self.park(self.client_parked(), 20)
        self.advance(20_000)
        self.assertEqual(self.parked.reply().json().get("Messages", []), [])

    def test_a_parked_poll_gets_what_becomes_visible(self):
        self.send("late", DelaySeconds=15)
        self.park(self.client_parked(), 20)
        self.advance(15_000)
        messages = self.parked.reply().json()["Messages"]
        self.assertEqual([message["Body"] for message in messages], ["late"])

    def client_parked(self):
        self.parked = self.connect()
        return self.parked


class NextEvent(unittest.TestCase):
    """Alone on a server: the next event of all accounts is looked at."""

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.stop)
        self.client = self.server.connect()
        self.addCleanup(self.client.close)
        self.freeze = self.post(freeze=True)

    def post(self, **members):
        reply = self.client.ask(request("POST", "/_ropeline/clock", "X-Ropeline: 1",
                                        body=json.dumps(members)))
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json()

    def call(self, action, **parameters):
        reply = self.client.call(action, **parameters)
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json() if reply.body else {}

    def run_until_next(self):
        before = self.client.get("/_ropeline/clock").json()
        after = self.post(run_until_next=True)
        self.assertEqual(after["now_ms"], before["next_event_ms"] or before["now_ms"])
        self.assertEqual(after["moved"], before["next_event_ms"] is not None)
        return after["now_ms"] - before["now_ms"], [event["event"] for event in after["events"]]

    def test_a_day_in_the_life(self):
        self.assertEqual(self.run_until_next(), (0, []))
        url = self.call("CreateQueue", QueueName="q.fifo",
                        Attributes={"FifoQueue": "true", "MessageRetentionPeriod": "3600"})["QueueUrl"]
        self.call("SendMessage", QueueUrl=url, MessageBody="x", MessageGroupId="g",
                  MessageDeduplicationId="1")
        self.call("ReceiveMessage", QueueUrl=url, VisibilityTimeout=40)
        waiting = self.server.connect()
        self.addCleanup(waiting.close)
        waiting.send(json_request("ReceiveMessage", QueueUrl=url, WaitTimeSeconds=10))
        self.client.get("/health")
        self.client.get("/health")
        self.assertEqual(self.run_until_next(), (10_000, ["wait_over"]))
        self.assertEqual(waiting.reply().json(), {})
        self.assertEqual(self.run_until_next(), (30_000, ["message_visible"]))
        self.assertEqual(self.run_until_next(), (260_000, ["deduplication_closed"]))
        self.assertEqual(self.run_until_next(), (3_300_000, ["message_expired"]))
        self.assertEqual(self.run_until_next(), (0, []))
        self.assertEqual(self.call("ReceiveMessage", QueueUrl=url), {})

    def test_move_tasks_go_step_by_step(self):
        self.call("CreateQueue", QueueName="dlq")
        source = self.call("CreateQueue", QueueName="source", Attributes={"RedrivePolicy": json.dumps(
            {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dlq", "maxReceiveCount": 1})})
        for body in "abc":
            self.call("SendMessage", QueueUrl=source["QueueUrl"], MessageBody=body)
        self.call("ReceiveMessage", QueueUrl=source["QueueUrl"], MaxNumberOfMessages=10,
                  VisibilityTimeout=0)
        self.call("ReceiveMessage", QueueUrl=source["QueueUrl"])
        self.call("StartMessageMoveTask", SourceArn="arn:aws:sqs:us-east-1:000000000000:dlq",
                  MaxNumberOfMessagesPerSecond=1)
        kinds = [self.run_until_next() for _ in range(2)]
        self.assertEqual(kinds, [(1000, ["move_task_step"])] * 2)
        bodies = self.call("ReceiveMessage", QueueUrl=source["QueueUrl"], MaxNumberOfMessages=10)
        self.assertEqual(len(bodies["Messages"]), 3)

    def test_move_tasks_catch_up(self):
        """The time that the clock jumps over counts as passed, however long it was."""
        dlq = self.call("CreateQueue", QueueName="dlq")["QueueUrl"]
        source = self.call("CreateQueue", QueueName="source", Attributes={"RedrivePolicy": json.dumps(
            {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dlq", "maxReceiveCount": 1})})
        for number in range(120):
            self.call("SendMessage", QueueUrl=dlq, MessageBody=str(number))
        started = self.call("StartMessageMoveTask", DestinationArn="arn:aws:sqs:us-east-1:000000000000:source",
                            SourceArn="arn:aws:sqs:us-east-1:000000000000:dlq",
                            MaxNumberOfMessagesPerSecond=1)
        self.assertIn("TaskHandle", started)
        self.post(advance_ms=37 * 3_600_000)
        for _ in range(50):
            task = self.call("ListMessageMoveTasks",
                             SourceArn="arn:aws:sqs:us-east-1:000000000000:dlq")["Results"][0]
            if task["Status"] != "RUNNING":
                break
        self.assertEqual(task["Status"], "COMPLETED")
        self.assertEqual(task["ApproximateNumberOfMessagesMoved"], 120)
        counts = self.call("GetQueueAttributes", QueueUrl=source["QueueUrl"],
                           AttributeNames=["ApproximateNumberOfMessages"])
        self.assertEqual(counts["Attributes"]["ApproximateNumberOfMessages"], "120")


class OverRestarts(unittest.TestCase):
    def test_a_freeze_and_an_offset_survive_with_the_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "queues.db")
            shown = []
            for _ in range(2):
                server = Server("--db", file)
                with server.connect() as client:
                    if not shown:
                        for members in ({"advance_ms": 3_600_000}, {"freeze": True},
                                        {"advance_ms": 5, "account": "111122223333"}):
                            client.ask(request("POST", "/_ropeline/clock", "X-Ropeline: 1",
                                               body=json.dumps(members)))
                    shown.append([client.get("/_ropeline/clock" + query).json()["now_ms"]
                                  for query in ("", "?account=111122223333")])
                server.stop()
            self.assertEqual(shown[0], shown[1])
            self.assertEqual(shown[0][1], shown[0][0] + 5)
