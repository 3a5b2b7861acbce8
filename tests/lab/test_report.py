"""The report in its three formats, and each lint: found when it should be, silent when not."""

import json
import xml.etree.ElementTree

from lab import LabTest


class Judged(LabTest):
    def setUp(self):
        super().setUp()
        self.queue = self.url.rsplit("/", 1)[1]

    def make(self, name, **attributes):
        self.url = self.call("CreateQueue", QueueName=name, Attributes=attributes)["QueueUrl"]
        self.queue = name

    def fifo(self, name):
        self.make(name + ".fifo", FifoQueue="true")

    def put(self, *bodies, group="g"):
        for body in bodies:
            self.send(body, MessageGroupId=group, MessageDeduplicationId=body)

    def delete(self, message, status=200):
        reply = self.client.call("DeleteMessage", QueueUrl=self.url,
                                 ReceiptHandle=message["ReceiptHandle"])
        self.assertEqual(reply.status, status)

    def report(self, **query):
        return self.look("report", queue=self.queue, **query)

    def check(self, name, **query):
        found = [check for check in self.report(expect=name, **query)["checks"]]
        self.assertEqual([check["name"] for check in found], [name])
        return found[0]

    def lints(self):
        return {lint["lint"]: lint for lint in self.look("lints", queue=self.queue)["lints"]}

    def work_slowly(self, count=1):
        """Receives and deletes within time, but not at once."""
        for _ in range(count):
            messages = self.receive(number=1)
            self.advance(1000)
            for message in messages:
                self.delete(message)


class Report(Judged):
    def test_a_good_run(self):
        self.send("a")
        self.work_slowly()
        report = self.report()
        self.assertTrue(report["passed"])
        self.assertEqual({check["name"]: check["passed"] for check in report["checks"]},
                         {"dlq_empty": True, "nothing_in_flight": True,
                          "no_duplicates_handled": True, "order_kept": True})
        self.assertEqual(report["lints"], [])

    def test_in_flight(self):
        self.send("a")
        self.receive()
        found = self.check("nothing_in_flight")
        self.assertEqual((found["passed"], found["queue"]), (False, self.queue))
        self.assertIn("1 message is in flight", found["text"])
        self.advance(30_000)
        self.assertTrue(self.check("nothing_in_flight")["passed"])

    def test_dead_letters(self):
        self.call("CreateQueue", QueueName="report-dead")
        arn = "arn:aws:sqs:us-east-1:000000000000:report-dead"
        self.make("report-source", VisibilityTimeout="0", RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": arn, "maxReceiveCount": 1}))
        self.queue = "report-dead"
        self.assertTrue(self.check("dlq_empty")["passed"])
        self.send("a")
        self.receive()
        self.receive()
        found = self.check("dlq_empty")
        self.assertFalse(found["passed"])
        self.assertIn("holds 1 message", found["text"])
        everywhere = self.look("report", expect="dlq_empty")
        self.assertFalse(everywhere["passed"])
        self.assertIn("report-dead", [check["queue"] for check in everywhere["checks"]])

    def test_a_duplicate_that_was_handled(self):
        self.post("faults", fault="duplicate", queue=self.queue, next=1, after_delete=True)
        self.send("a")
        self.work_slowly(2)
        found = self.check("no_duplicates_handled")
        self.assertFalse(found["passed"])
        self.assertIn("deliveries 1 and 2", found["text"])

    def test_a_delete_that_is_repeated_is_no_duplicate(self):
        self.send("a")
        message = self.receive()[0]
        for _ in range(3):
            self.delete(message)
        self.assertTrue(self.check("no_duplicates_handled")["passed"])

    def test_handled_twice_since_the_visibility_ran_out(self):
        self.send("a")
        first = self.receive()[0]
        self.advance(30_000)
        second = self.receive()[0]
        self.delete(second)
        self.delete(first)
        self.assertFalse(self.check("no_duplicates_handled")["passed"])

    def test_order(self):
        self.fifo("order")
        self.put("a", "b", "c")
        messages = self.receive()
        self.delete(messages[0])
        self.assertTrue(self.check("order_kept")["passed"])
        self.delete(messages[2])
        self.delete(messages[1])
        found = self.check("order_kept")
        self.assertFalse(found["passed"])
        self.assertIn(messages[1]["MessageId"], found["text"])
        self.assertIn("group g", found["text"])

    def test_a_batch_has_no_order(self):
        self.fifo("batch-order")
        self.put("a", "b", "c")
        self.call("DeleteMessageBatch", Entries=[
            {"Id": message["Body"], "ReceiptHandle": message["ReceiptHandle"]}
            for message in reversed(self.receive())])
        self.assertTrue(self.check("order_kept")["passed"])

    def test_groups_have_no_order_between_them(self):
        self.fifo("groups-order")
        self.put("a", group="1")
        self.put("b", group="2")
        for message in reversed(self.receive()):
            self.delete(message)
        self.assertTrue(self.check("order_kept")["passed"])

    def test_since(self):
        self.send("a")
        message = self.receive()[0]
        self.advance(30_000)
        self.delete(message)
        self.assertIn("ack_after_expiry", self.lints())
        position = self.look("history", since=10**9)["next"]
        self.assertEqual(self.report(since=position)["lints"], [])

    def test_formats(self):
        self.fifo("formats")
        self.put("a", "b", group="<&>\"")
        messages = self.receive()
        self.delete(messages[1])
        self.delete(messages[0])
        report = self.report()
        reply = self.client.get(f"/_ropeline/report?queue={self.queue}&format=junit")
        self.assertEqual(reply["content-type"], "application/xml")
        suite = xml.etree.ElementTree.fromstring(reply.body)
        self.assertEqual((suite.tag, suite.get("tests"), suite.get("failures")), ("testsuite", "4", "1"))
        cases = {case.get("name"): case for case in suite.iter("testcase")}
        self.assertEqual(set(cases), {check["name"] for check in report["checks"]})
        texts = {check["name"]: check["text"] for check in report["checks"]}
        self.assertEqual(cases["order_kept"].find("failure").get("message"), texts["order_kept"])
        self.assertIn('group <&>"', texts["order_kept"])
        self.assertEqual(cases["order_kept"].get("classname"), "ropeline.formats.fifo")
        self.assertIsNone(cases["nothing_in_flight"].find("failure"))
        self.assertIn("order_violation formats.fifo", suite.find("system-out").text)
        text = self.client.get(f"/_ropeline/report?queue={self.queue}&format=text").body.decode()
        self.assertIn(f"FAILED  order_kept formats.fifo: {texts['order_kept']}\n", text)
        self.assertTrue(text.endswith("3 passed, 1 failed, 1 lint\n"), text)

    def test_command_line(self):
        self.send("a")
        self.work_slowly()
        good = self.cli("report", "--queue", self.queue)
        self.assertTrue(good.endswith("4 passed, 0 failed, 0 lints\n"))
        self.send("b")
        self.receive()
        self.cli("report", "--queue", self.queue, code=1)
        for form in ("json", "junit", "text"):
            self.cli("report", "--queue", self.queue, "--format", form, code=1)
            self.cli("report", "--queue", self.queue, "--format", form, "--expect", "order_kept")
        self.cli("report", "--format", "pdf", code=3)
        self.assertEqual(json.loads(self.cli("lint", "--queue", self.queue)), {"lints": []})

    def test_what_is_refused(self):
        for path, says in (("report?format=pdf", "format"), ("report?expect=nix", "expect"),
                           ("report?nix=1", "nix"), ("lints?account=1", "account"),
                           ("lints?event=sent", "event")):
            self.refused(400, path, method="GET", says=says)


class Lints(Judged):
    def test_ack_after_expiry_and_visibility_too_short(self):
        self.make("slow", VisibilityTimeout="10")
        self.send("a")
        message = self.receive()[0]
        self.advance(12_000)
        self.delete(message)
        found = self.lints()
        self.assertEqual(set(found), {"ack_after_expiry", "visibility_too_short"})
        late = found["ack_after_expiry"]
        self.assertEqual((late["message_id"], late["count"], late["queue"]),
                         (message["MessageId"], 1, "slow"))
        self.assertRegex(found["visibility_too_short"]["text"], r"12\d{3} ms.* 10000 ms")

    def test_a_heartbeat_keeps_a_message(self):
        self.make("heartbeat", VisibilityTimeout="10")
        self.send("a")
        message = self.receive()[0]
        for _ in range(3):
            self.advance(8_000)
            self.call("ChangeMessageVisibility", ReceiptHandle=message["ReceiptHandle"],
                      VisibilityTimeout=10)
        self.delete(message)
        self.assertEqual(self.lints(), {})

    def test_a_late_delete_that_fifo_refuses(self):
        self.fifo("refused")
        self.put("a")
        message = self.receive()[0]
        self.advance(30_000)
        self.delete(message, status=400)
        self.assertIn("ack_after_expiry", self.lints())

    def test_only_the_delete_after_its_visibility_is_late(self):
        self.make("twice", VisibilityTimeout="10")
        self.send("a")
        first = self.receive()[0]
        self.advance(11_000)
        second = self.receive()[0]
        self.advance(4_000)
        self.delete(first)
        self.delete(second)
        late = self.lints()["ack_after_expiry"]
        self.assertEqual(late["count"], 1)
        self.assertRegex(late["text"], r"by 5\d{3} ms")

    def test_suspicious_early_delete(self):
        for i in range(10):
            self.send(str(i))
        self.work_slowly(10)
        self.assertEqual(self.lints(), {})
        self.post("clock", freeze=True)
        self.addCleanup(self.post, "clock", resume=True)
        self.make("too-early")
        for i in range(20):
            self.send(str(i))
        for _ in range(20):
            self.delete(self.receive(number=1)[0])
        self.assertIn(self.lints().get("suspicious_early_delete", {}).get("count"), (None, *range(10, 21)))

    def test_order_violation(self):
        self.fifo("lint-order")
        self.put("a", "b")
        messages = self.receive()
        self.delete(messages[1])
        self.advance(1000)
        self.assertNotIn("order_violation", self.lints())
        self.delete(messages[0])
        found = self.lints()["order_violation"]
        self.assertEqual((found["group"], found["count"], found["message_id"]),
                         ("g", 1, messages[0]["MessageId"]))

    def test_short_poll_waste(self):
        for _ in range(9):
            self.receive()
        self.assertEqual(self.lints(), {})
        self.receive()
        self.assertEqual(self.lints()["short_poll_waste"]["count"], 10)

    def test_short_polls_that_find_something(self):
        for i in range(12):
            self.send(str(i))
            self.work_slowly()
            self.receive()
        self.assertNotIn("short_poll_waste", self.lints())

    def test_poison_message(self):
        self.make("poison", VisibilityTimeout="0")
        sent = self.send("a")["MessageId"]
        for _ in range(4):
            self.receive()
        self.assertEqual(self.lints(), {})
        message = self.receive()[0]
        found = self.lints()["poison_message"]
        self.assertEqual((found["message_id"], found["count"]), (sent, 5))
        self.delete(message)
        self.assertNotIn("poison_message", self.lints())

    def test_hot_group(self):
        self.fifo("hot")
        self.put(*(str(i) for i in range(29)), group="hot")
        self.put("x", group="cold")
        self.assertEqual(self.lints(), {})
        self.put("30", group="hot")
        found = self.lints()["hot_group"]
        self.assertEqual((found["group"], found["count"]), ("hot", 30))

    def test_even_groups_are_not_hot(self):
        self.fifo("even")
        for group in "ab":
            self.put(*(group + str(i) for i in range(30)), group=group)
        self.assertEqual(self.lints(), {})
