"""Reset: an account, or everything, is as new."""

import json
import os
import tempfile
import unittest

from lab import LabTest
from raw import Server, json_request

MINE = "Authorization: AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/sqs/aws4_request"


class Reset(LabTest):
    options = ("--strict-delete",)

    def as_account(self, account, action, **parameters):
        data = json_request(action, **parameters).replace(
            b"\r\n", b"\r\n" + MINE.format(account).encode() + b"\r\n", 1)
        return self.client.ask(data)

    def test_everything(self):
        self.send("a")
        self.call("CreateQueue", QueueName="gone")
        self.call("DeleteQueue", QueueUrl="gone")
        self.assertGreaterEqual(self.post("reset")["queues"], 1)
        self.assertNotIn("QueueUrls", self.call("ListQueues"))
        # Not deleted a moment ago, as --strict-delete would have it: never there.
        self.call("CreateQueue", QueueName="gone")
        self.call("CreateQueue", QueueName="test_everything")
        self.assertEqual(self.receive(), [])

    def test_deduplication_is_forgotten(self):
        for _ in range(2):
            url = self.call("CreateQueue", QueueName="d.fifo",
                            Attributes={"FifoQueue": "true"})["QueueUrl"]
            self.send("a", QueueUrl=url, MessageGroupId="g", MessageDeduplicationId="1")
            self.assertEqual(len(self.receive(QueueUrl=url)), 1)
            self.post("reset")

    def test_one_account(self):
        self.as_account("111122223333", "CreateQueue", QueueName="theirs")
        self.assertEqual(self.post("reset", account="111122223333"), {"queues": 1})
        self.assertEqual(self.post("reset", account="111122223333"), {"queues": 0})
        self.assertIn("test_one_account", json.dumps(self.call("ListQueues")))

    def test_parked_polls_end(self):
        parked = self.connect()
        self.park(parked, 20)
        self.post("reset")
        reply = parked.reply()
        self.assertEqual(reply.status, 400)
        self.assertIn("QueueDoesNotExist", reply.body.decode())

    def test_clock(self):
        self.advance(1000, account="444444444444")
        self.post("reset", account="444444444444")
        self.assertEqual(self.look("clock", account="444444444444")["offset_ms"],
                         self.look("clock")["offset_ms"] + 1000)
        self.post("reset", account="444444444444", clock=True)
        self.assertEqual(self.look("clock", account="444444444444")["offset_ms"],
                         self.look("clock")["offset_ms"])

    def test_many_queues(self):
        for number in range(250):
            self.as_account("555555555555", "CreateQueue", QueueName=f"q{number}")
        self.assertEqual(self.post("reset", account="555555555555"), {"queues": 250})

    def test_from_the_command_line(self):
        self.assertGreaterEqual(json.loads(self.cli("reset"))["queues"], 1)
        self.assertEqual(json.loads(self.cli("reset", "--account", "111122223333")), {"queues": 0})
        self.cli("reset", "now", code=2)


class AfterARestart(LabTest):
    """Everything is more than what has been named since the start."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.options = ("--db", os.path.join(folder.name, "queues.db"))
        super().setUpClass()

    def test_clocks(self):
        self.advance(86_400_000, account="666666666666")
        self.server.stop()
        self.__class__.server = Server(*self.options)
        self.client = self.connect()
        self.post("reset", clock=True)
        self.assertEqual(self.look("clock", account="666666666666")["offset_ms"], 0)


if __name__ == "__main__":
    unittest.main()
