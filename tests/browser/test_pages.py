"""Pages of other origins can neither read nor change anything; listed ones work."""

import time
import unittest

from chromium import TIMEOUT, Site, browsing
from raw import Server

CLOCK = "/_ropeline/clock"

# What of the attack arrives at the server, and is refused there.
ARRIVES = ("blind form", "blind text", "image", "script", "form post", "form get", "frame", "beacon")


class PagesTest(unittest.TestCase):
    def setUp(self):
        self.site = Site()
        self.addCleanup(self.site.close)

    def serve(self, *options):
        self.server = Server("--log-level", "debug", *options)
        self.addCleanup(self.server.stop)
        self.base = f"http://localhost:{self.server.port}"
        self.url = self.call("CreateQueue", QueueName="q")["QueueUrl"]
        self.call("SendMessage", QueueUrl=self.url, MessageBody="here")

    def call(self, action, **parameters):
        with self.server.connect() as client:
            reply = client.call(action, **parameters)
            self.assertEqual(reply.status, 200, reply.body)
            return reply.json() if reply.body else None

    def offset(self):
        with self.server.connect() as client:
            return client.get(CLOCK).json()["offset_ms"]

    def load(self, host, page, **more):
        return self.site.load(host, page, base=self.base, queue=self.url, **more)

    def count(self):
        names = ["ApproximateNumberOfMessages"]
        attributes = self.call("GetQueueAttributes", QueueUrl=self.url, AttributeNames=names)
        return int(attributes["Attributes"][names[0]])

    def refusals(self):
        return sum("code=AccessDeniedException" in line for line in self.server.log)

    def wait_for_refusals(self, count):
        end = time.monotonic() + TIMEOUT
        while self.refusals() < count and time.monotonic() < end:
            time.sleep(0.05)
        self.assertGreaterEqual(self.refusals(), count)

    def attack(self, host):
        report = self.load(host, "attack")
        self.wait_for_refusals(len(ARRIVES))
        self.assertEqual((self.count(), self.offset()), (1, 0), report)
        for name in ("read query", "read health", "clock", "json"):
            self.assertEqual(report[name], "failed: TypeError")
        for name in ARRIVES:
            self.assertNotIn("failed", str(report[name]), name)

    def test_attack_from_another_port(self):
        self.serve()
        self.attack("localhost")

    def test_attack_from_another_site(self):
        self.serve()
        self.attack("evil.test")

    def test_attack_beside_a_listed_origin(self):
        self.serve("--allow-origin", f"http://app.test:{self.site.port}")
        self.attack("evil.test")

    def test_page_leads_to_an_action(self):
        self.serve()
        with browsing(self.site.url("evil.test", "attack", base=self.base, queue=self.url, leave=1)):
            self.wait_for_refusals(len(ARRIVES) + 1)
        self.assertEqual(self.count(), 1)

    def test_rebound_name(self):
        """A name of the attacker's that leads to the server: of its origin, but not its name."""
        self.serve()
        with browsing(f"http://evil.test:{self.server.port}/?Action=PurgeQueue&QueueUrl={self.url}"):
            self.wait_for_refusals(1)
        self.assertEqual(self.count(), 1)

    def test_attack_works_where_every_origin_is_listed(self):
        """The attack is a real one: without the rule the queue is emptied."""
        self.serve("--allow-origin", "*")
        report = self.load("evil.test", "attack")
        self.assertEqual(self.count(), 0)
        self.assertIn("ListQueuesResponse", report["read query"])

    def test_listed_origin(self):
        self.serve("--allow-origin", f"http://app.test:{self.site.port}")
        report = self.load("app.test", "app")
        self.assertNotIn("error", report)
        self.assertEqual(report["sent"]["status"], 200)
        self.assertEqual(len(report["sent"]["id"]), 36)
        self.assertEqual((report["wrong"]["status"], report["wrong"]["body"]["__type"]),
                         (400, "com.amazonaws.sqs#QueueDoesNotExist"))
        self.assertIn("NonExistentQueue", report["wrong"]["code"])
        self.assertEqual((report["health"], report["clock"]), ("OK", 200))
        self.assertEqual(self.count(), 2)

    def test_typed_address(self):
        self.serve()
        with browsing(f"{self.base}/?Action=PurgeQueue&QueueUrl={self.url}"):
            end = time.monotonic() + TIMEOUT
            while self.count() and time.monotonic() < end:
                time.sleep(0.05)
        self.assertEqual((self.count(), self.refusals()), (0, 0))
