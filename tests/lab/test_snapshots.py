"""Snapshots: everything is as it was, receipt handles and windows too, in memory and on a file."""

import json
import os
import shutil
import tempfile

from lab import LabTest
from raw import json_request, request


class Snapshots(LabTest):
    def counts(self):
        names = [f"ApproximateNumberOfMessages{kind}" for kind in ("", "NotVisible", "Delayed")]
        attributes = self.call("GetQueueAttributes", AttributeNames=names)["Attributes"]
        return tuple(int(attributes[name]) for name in names)

    def restore(self, name):
        reply = self.admin("POST", f"snapshots/{name}/restore")
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json()

    def test_life_of_a_snapshot(self):
        self.post("reset")
        self.call("CreateQueue", QueueName="test_life_of_a_snapshot")
        for body in "abc":
            self.send(body)
        self.send("late", DelaySeconds=60)
        taken = self.receive(1, VisibilityTimeout=30)[0]
        saved = self.post("snapshots", name="before")
        self.assertEqual((saved["queues"], saved["messages"]), (1, 4))
        self.assertIn({"name": "before", **saved}, self.look("snapshots")["snapshots"])
        self.call("DeleteMessage", ReceiptHandle=taken["ReceiptHandle"])
        self.call("PurgeQueue")
        self.assertEqual(self.counts(), (0, 0, 0))
        self.assertEqual(self.restore("before"), saved)
        self.assertEqual(self.counts(), (2, 1, 1))
        self.assertEqual(self.bodies(), ["b", "c"])
        # The handle from before is as good as it was.
        self.call("DeleteMessage", ReceiptHandle=taken["ReceiptHandle"])
        self.assertEqual(self.counts(), (0, 2, 1))
        reply = self.admin("DELETE", "snapshots/before")
        self.assertEqual((reply.status, reply.json()), (200, {"dropped": True}))
        self.refused(404, "snapshots/before/restore", says="no snapshot")
        self.refused(404, "snapshots/before", method="DELETE", says="no snapshot")

    def test_deadlines_are_absolute(self):
        """Restoring moves no clock: what was in flight is visible again when its old time has come."""
        self.send("a")
        self.receive(VisibilityTimeout=30)
        self.post("snapshots", name="flying")
        self.advance(29_000)
        self.restore("flying")
        self.assertEqual(self.bodies(), [])
        self.advance(1_001)
        self.assertEqual(self.bodies(), ["a"])

    def test_windows_and_sequences(self):
        url = self.call("CreateQueue", QueueName="w.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        first = self.send("a", QueueUrl=url, MessageGroupId="g", MessageDeduplicationId="1")
        self.post("snapshots", name="windows")
        self.call("PurgeQueue", QueueUrl=url)
        self.restore("windows")
        again = self.send("a", QueueUrl=url, MessageGroupId="g", MessageDeduplicationId="1")
        self.assertEqual(again["SequenceNumber"], first["SequenceNumber"])
        second = self.send("b", QueueUrl=url, MessageGroupId="g", MessageDeduplicationId="2")
        self.restore("windows")
        third = self.send("b", QueueUrl=url, MessageGroupId="g", MessageDeduplicationId="2")
        self.assertGreater(int(third["SequenceNumber"]), int(second["SequenceNumber"]))
        self.assertEqual(self.bodies(QueueUrl=url), ["a", "b"])

    def test_handles_of_the_other_time_line_name_nothing(self):
        self.post("snapshots", name="empty")
        self.send("a")
        stale = self.receive()[0]["ReceiptHandle"]
        self.restore("empty")
        self.send("b")
        self.call("DeleteMessage", ReceiptHandle=stale)
        self.assertEqual(self.bodies(), ["b"])

    def test_queues_come_and_go(self):
        self.post("snapshots", name="queues")
        self.call("CreateQueue", QueueName="later")
        parked = self.connect()
        parked.send(json_request("ReceiveMessage", QueueUrl="later", WaitTimeSeconds=20))
        self.barrier()
        self.call("DeleteQueue")
        self.restore("queues")
        self.assertIn("QueueDoesNotExist", parked.reply().body.decode())
        self.send("still here")
        self.assertEqual(self.bodies(), ["still here"])

    def test_parked_polls_wait_on(self):
        self.post("snapshots", name="waiting")
        parked = self.connect()
        self.park(parked, 20)
        self.restore("waiting")
        self.send("for you")
        self.assertEqual(parked.reply().json()["Messages"][0]["Body"], "for you")

    def test_a_poll_gets_what_is_restored(self):
        self.send("old")
        self.post("snapshots", name="old")
        self.call("PurgeQueue")
        parked = self.connect()
        self.park(parked, 20)
        self.restore("old")
        self.assertEqual(parked.reply().json()["Messages"][0]["Body"], "old")

    def test_others_wait_meanwhile(self):
        """Calls that come while everything is being changed are answered after it, and work."""
        for _ in range(30):
            self.call("SendMessageBatch", Entries=[{"Id": str(i), "MessageBody": "x" * 1000}
                                                   for i in range(10)])
        self.post("snapshots", name="big")
        changing, others = self.connect(), [self.connect() for _ in range(5)]
        changing.send(request("POST", "/_ropeline/snapshots/big/restore", "X-Ropeline: 1"))
        for number, other in enumerate(others):
            if number % 2:
                other.send(request("GET", "/_ropeline/clock"))
            else:
                other.send(json_request("SendMessage", QueueUrl=self.url, MessageBody="more"))
        self.assertEqual(changing.reply().status, 200)
        self.assertEqual([other.reply().status for other in others], [200] * 5)

    def test_a_client_that_leaves(self):
        self.post("snapshots", name="left")
        leaving = self.server.connect()
        leaving.send(request("POST", "/_ropeline/snapshots/left/restore", "X-Ropeline: 1"))
        leaving.reset()
        self.barrier()
        self.send("a")
        self.assertEqual(self.bodies(), ["a"])

    def test_tasks(self):
        arn = "arn:aws:sqs:us-east-1:000000000000:"
        self.call("CreateQueue", QueueName="tasks-dlq")
        self.call("CreateQueue", QueueName="tasks", Attributes={"RedrivePolicy": json.dumps(
            {"deadLetterTargetArn": arn + "tasks-dlq", "maxReceiveCount": 1})})
        for number in range(3):
            self.send(str(number), QueueUrl="tasks-dlq")
        self.call("StartMessageMoveTask", SourceArn=arn + "tasks-dlq", DestinationArn=arn + "tasks",
                  MaxNumberOfMessagesPerSecond=1)
        self.look("clock")
        self.post("snapshots", name="task")
        self.advance(10_000)
        self.restore("task")
        self.look("clock")
        self.advance(10_000)
        for _ in range(20):
            task = self.call("ListMessageMoveTasks", SourceArn=arn + "tasks-dlq")["Results"][0]
        self.assertEqual((task["Status"], task["ApproximateNumberOfMessagesMoved"]), ("COMPLETED", 3))
        self.assertEqual(len(self.receive(QueueUrl="tasks")), 3)

    def test_names(self):
        self.refused(400, "snapshots", {}, says="1 to 80 bytes")
        self.refused(400, "snapshots", {"name": ""}, says="1 to 80 bytes")
        self.refused(400, "snapshots", {"name": "x" * 81}, says="1 to 80 bytes")
        self.refused(404, "snapshots/never/restore")
        self.post("snapshots", name="a b/\u00e9")
        self.assertIn("a b/\u00e9", [one["name"] for one in self.look("snapshots")["snapshots"]])
        self.restore("a%20b%2f%c3%a9")

    def test_from_the_command_line(self):
        self.send("a")
        saved = json.loads(self.cli("snapshot", "save", "from cli"))
        self.call("PurgeQueue")
        self.assertEqual(json.loads(self.cli("snapshot", "restore", "from cli")), saved)
        self.assertEqual(self.bodies(), ["a"])
        self.assertIn("from cli", self.cli("snapshot", "list"))
        self.cli("snapshot", "delete", "from cli")
        self.assertNotIn("from cli", self.cli("snapshot"))
        self.cli("snapshot", "restore", "from cli", code=3)
        self.cli("snapshot", "save", code=2)
        self.cli("snapshot", "burn", "it", code=2)


class SnapshotsOfAFile(Snapshots):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.options = ("--db", os.path.join(cls.folder, "queues.db"))
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder)
