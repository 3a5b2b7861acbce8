"""Faults: each kind, over both protocols where the client sees it, and that a seed repeats a run."""

import json
import socket

from lab import LabTest
from raw import Server, json_request, query_request, request


class FaultTest(LabTest):
    """Every test leaves the server without faults."""

    def setUp(self):
        super().setUp()
        self.queue = self.url.rsplit("/", 1)[1]
        self.addCleanup(self.clear)

    def clear(self):
        with self.server.connect() as client:
            client.ask(request("DELETE", "/_ropeline/faults", "X-Ropeline: 1"))

    def fault(self, kind, **members):
        return self.post("faults", fault=kind, queue=self.queue, **members)

    def shown(self, number=0):
        return self.look("faults")["faults"][number]

    def history(self, **query):
        return self.look("history", queue=self.queue, **query)["events"]

    def fill(self, count):
        for i in range(count):
            self.send(str(i))

    def delete(self, message):
        self.call("DeleteMessage", ReceiptHandle=message["ReceiptHandle"])

    def fifo(self, name):
        self.url = self.call("CreateQueue", QueueName=name + ".fifo",
                             Attributes={"FifoQueue": "true"})["QueueUrl"]
        self.queue = name + ".fifo"


class Deliveries(FaultTest):
    def test_duplicate(self):
        self.fault("duplicate", next=1)
        self.fill(2)
        self.assertEqual(self.bodies(), ["0", "1"])
        again = self.receive()
        self.assertEqual([message["Body"] for message in again], ["0"])
        self.assertEqual(again[0]["Attributes"]["ApproximateReceiveCount"], "2")
        self.assertEqual(self.bodies(), [])
        self.assertEqual(self.shown()["applied"], 1)
        struck = self.history(event="fault")
        self.assertEqual([(event["kind"], event["receive"]) for event in struck], [("duplicate", 1)])
        self.assertEqual(struck[0]["message_id"], again[0]["MessageId"])

    def test_a_duplicate_wakes_a_poll(self):
        self.fault("duplicate")
        with self.server.connect() as other:
            self.park(other)
            with self.server.connect() as first:
                first.send(json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20))
                self.barrier()
                self.send("both")
                for client in (other, first):
                    self.assertEqual(client.reply().json()["Messages"][0]["Body"], "both")

    def test_duplicate_each_message_once(self):
        self.fault("duplicate")
        self.send("a")
        self.assertEqual([self.bodies() for _ in range(3)], [["a"], ["a"], []])

    def test_duplicate_after_delete(self):
        self.fault("duplicate", after_delete=True)
        self.send("a")
        for _ in range(2):
            self.delete(self.receive()[0])
        self.assertEqual(self.bodies(), [])
        self.assertEqual([event["event"] for event in self.history()],
                         ["sent", "delivered", "fault", "delivered", "deleted", "empty_receive"])

    def test_duplicate_on_fifo_needs_a_word(self):
        self.fifo("duplicate")
        self.refused(400, "faults", {"fault": "duplicate", "queue": self.queue}, says="break_fifo")
        self.post("faults", fault="duplicate")  # all queues: FIFO ones stay as they are
        self.send("a", MessageGroupId="g", MessageDeduplicationId="1")
        self.assertEqual([self.bodies(), self.bodies()], [["a"], []])
        self.clear()
        self.fault("duplicate", after_delete=True, break_fifo=True)
        self.advance(30_000)
        for _ in range(2):
            self.delete(self.receive()[0])
        self.assertEqual(self.bodies(), [])

    def test_hide(self):
        self.fault("hide", for_ms=5000, next=1)
        self.fill(2)
        self.assertEqual(self.bodies(), ["1"])
        self.advance(5000)
        self.assertEqual(self.bodies(), ["0"])

    def test_hide_keeps_the_order_of_a_group(self):
        self.fifo("hidden")
        self.fault("hide", for_ms=5000, at=[1])
        for body in "ab":
            self.send(body, MessageGroupId="g", MessageDeduplicationId=body)
        self.assertEqual(self.bodies(), [])
        self.advance(5000)
        self.assertEqual(self.bodies(), ["a", "b"])

    def test_shuffle(self):
        self.fault("shuffle", seed=7)
        self.fill(12)
        got = self.bodies(number=10)
        self.assertEqual(len(set(got)), 10)
        self.assertNotEqual(got, [str(i) for i in range(10)])

    def test_partial(self):
        self.fault("partial", seed=4)
        self.fill(10)
        answers = [self.bodies(number=10) for _ in range(60)]
        self.assertEqual(sum(answers, []), [str(i) for i in range(10)])
        self.assertEqual([len(answer) for answer in answers[:4]], [8, 0, 2, 0])

    def test_partial_still_answers_a_long_poll(self):
        self.fault("partial")
        for i in range(20):
            self.send(str(i))
            self.assertEqual(self.bodies(WaitTimeSeconds=20), [str(i)])

    def test_shuffle_and_partial_leave_fifo_alone(self):
        self.fifo("ordered")
        for kind in ("shuffle", "partial"):
            self.refused(400, "faults", {"fault": kind, "queue": self.queue}, says="standard")
            self.post("faults", fault=kind)
        for body in "abcdefgh":
            self.send(body, MessageGroupId="g", MessageDeduplicationId=body)
        self.assertEqual(self.bodies(), list("abcdefgh"))

    def test_expire_early(self):
        self.fault("expire_early", after_ms=500_000, next=1)
        self.send("a")
        self.assertEqual(self.bodies(VisibilityTimeout=6000), ["a"])
        self.advance(400_000)
        self.assertEqual(self.history(event="expired"), [])
        self.advance(100_000)
        self.assertEqual(self.bodies(), ["a"])
        delivered = self.history(event="delivered")[0]
        expired = self.history(event="expired")[0]
        self.assertEqual(expired["ms"], delivered["ms"] + 500_000)
        self.assertEqual(delivered["visible_until_ms"], expired["ms"])

    def test_expire_early_keeps_the_order_of_a_group(self):
        self.fifo("early")
        self.fault("expire_early", after_ms=500, next=1)
        for body in "ab":
            self.send(body, MessageGroupId="g", MessageDeduplicationId=body)
        self.assertEqual(self.bodies(number=1), ["a"])
        self.assertEqual(self.bodies(), [])
        self.advance(1000)
        self.assertEqual(self.bodies(), ["a", "b"])

    def test_only_one_group(self):
        self.fifo("grouped")
        self.fault("hide", for_ms=5000, group="slow")
        for group in ("slow", "fast"):
            self.send(group, MessageGroupId=group, MessageDeduplicationId=group)
        self.assertEqual(self.bodies(), ["fast"])


class Calls(FaultTest):
    def query(self, client, action, **parameters):
        return client.ask(query_request(action, f"/000000000000/{self.queue}", **parameters))

    def test_fail(self):
        for members, status, json_type, code in (
                ({}, 500, "com.amazon.coral.service#InternalFailure", "InternalError"),
                ({"status": 503}, 503, "com.amazon.coral.service#ServiceUnavailableException",
                 "ServiceUnavailable"),
                ({"code": "RequestThrottled"}, 403, "com.amazonaws.sqs#RequestThrottled",
                 "RequestThrottled")):
            self.fault("fail", action="SendMessage", next=2, **members)
            reply = self.client.call("SendMessage", QueueUrl=self.url, MessageBody="a")
            self.assertEqual((reply.status, reply.json()["__type"]), (status, json_type))
            reply = self.query(self.client, "SendMessage", MessageBody="a")
            self.assertEqual(reply.status, status)
            self.assertIn(f"<Code>{code}</Code>".encode(), reply.body)
            self.clear()
        self.assertIn(b"<Message>Request is throttled.</Message>", reply.body)
        self.assertEqual(self.bodies(), [])
        self.assertEqual(self.query(self.client, "SendMessage", MessageBody="a").status, 200)

    def lost(self, data):
        with self.server.connect() as client:
            client.send(data)
            self.assertTrue(client.closed())

    def both_lost(self, kind):
        self.fault(kind, action="SendMessage")
        self.lost(json_request("SendMessage", QueueUrl=self.url, MessageBody="a"))
        self.lost(query_request("SendMessage", f"/000000000000/{self.queue}", MessageBody="a"))
        self.clear()
        return self.bodies()

    def test_lose_reply(self):
        self.assertEqual(self.both_lost("lose_reply"), ["a", "a"])
        self.assertEqual([event["event"] for event in self.history()][:4],
                         ["fault", "sent", "fault", "sent"])

    def test_cut(self):
        self.assertEqual(self.both_lost("cut"), [])
        struck = self.history(event="fault")
        self.assertEqual([(event["kind"], event["action"]) for event in struck],
                         [("cut", "SendMessage")] * 2)

    def test_delay_reply(self):
        self.fault("delay_reply", action="SendMessage", for_ms=300)
        with self.server.connect() as client:
            client.send(json_request("SendMessage", QueueUrl=self.url, MessageBody="a"))
            self.barrier()
            self.assertEqual(self.bodies(), ["a"])  # the work is done before
            client.sock.settimeout(0.01)
            self.assertRaises(socket.timeout, client.sock.recv, 1)
            client.sock.settimeout(30)
            self.assertEqual(client.reply().status, 200)

    def test_the_client_of_a_delayed_reply_may_leave(self):
        self.fault("delay_reply", action="SendMessage", for_ms=300_000)
        for leave in ("close", "reset", "half_close"):
            client = self.server.connect()
            client.send(json_request("SendMessage", QueueUrl=self.url, MessageBody=leave))
            self.barrier()
            getattr(client, leave)()
            if leave == "half_close":
                self.assertEqual(client.reply().status, 200)
                client.close()
        self.barrier()
        self.assertEqual(self.bodies(), ["close", "reset", "half_close"])

    def test_queues_that_cannot_be(self):
        self.post("faults", fault="fail", next=3)
        for name in ("x" * 2000, "nobody", "%20"):
            reply = self.client.call("SendMessage", MessageBody="a",
                                     QueueUrl=f"http://localhost/000000000000/{name}")
            self.assertEqual(reply.status, 500)
        queues = [event.get("queue") for event in self.look("history", event="fault")["events"]]
        self.assertEqual(queues[-3:], [None, "nobody", " "])

    def test_a_long_poll_loses_its_answer(self):
        self.fault("lose_reply", action="ReceiveMessage")
        with self.server.connect() as client:
            self.park(client)
            self.send("a")
            self.assertTrue(client.closed())
        self.assertEqual(len(self.history(event="delivered")), 1)

    def test_fail_entries(self):
        self.fault("fail_entries", ids=["b"])
        entries = [{"Id": name, "MessageBody": name} for name in "abc"]
        sent = self.call("SendMessageBatch", Entries=entries)
        self.assertEqual([entry["Id"] for entry in sent["Successful"]], ["a", "c"])
        self.assertEqual([(entry["Id"], entry["Code"], entry["SenderFault"])
                          for entry in sent["Failed"]], [("b", "InternalError", False)])
        reply = self.query(self.client, "SendMessageBatch", **{
            f"SendMessageBatchRequestEntry.{i}.{member}": name
            for i, name in enumerate("abc", 1) for member, name in (("Id", name), ("MessageBody", name))})
        self.assertIn(b"<Id>b</Id><SenderFault>false</SenderFault><Code>InternalError</Code>",
                      reply.body.replace(b"\n", b""))
        received = self.receive()
        self.assertEqual([message["Body"] for message in received], ["a", "c", "a", "c"])
        deleted = self.call("DeleteMessageBatch", Entries=[
            {"Id": name, "ReceiptHandle": message["ReceiptHandle"]}
            for name, message in zip("abcd", received)])
        self.assertEqual([entry["Id"] for entry in deleted["Successful"]], ["a", "c", "d"])

    def test_fail_entries_of_one_action(self):
        self.fault("fail_entries", action="DeleteMessageBatch", code="Busy", sender_fault=True)
        self.call("SendMessageBatch", Entries=[{"Id": "a", "MessageBody": "a"}])
        handle = self.receive()[0]["ReceiptHandle"]
        for action, members in (("ChangeMessageVisibilityBatch", {"VisibilityTimeout": 5}),
                                ("DeleteMessageBatch", {})):
            answer = self.call(action, Entries=[{"Id": "a", "ReceiptHandle": handle, **members}])
            failed = [(entry["Code"], entry["SenderFault"]) for entry in answer.get("Failed", [])]
            self.assertEqual(failed, [("Busy", True)] if action == "DeleteMessageBatch" else [])

    def test_another_queue_and_account_are_left_alone(self):
        self.fault("fail", action="SendMessage")
        self.post("faults", fault="fail", account="111122223333")
        other = self.call("CreateQueue", QueueName="left-alone")["QueueUrl"]
        self.call("SendMessage", QueueUrl=other, MessageBody="a")
        self.assertEqual([fault["matched"] for fault in self.look("faults")["faults"]], [0, 0])

    def test_all_queues_and_actions(self):
        self.post("faults", fault="fail", next=2, status=503)
        self.assertEqual(self.client.call("ListQueues").status, 503)
        self.assertEqual(self.client.call("SendMessage", QueueUrl=self.url, MessageBody="a").status, 503)
        self.assertEqual(self.client.call("ListQueues").status, 200)


class When(FaultTest):
    def statuses(self, count):
        return [self.client.call("SendMessage", QueueUrl=self.url, MessageBody="a").status
                for _ in range(count)]

    def test_next(self):
        self.fault("fail", action="SendMessage", next=2)
        self.assertEqual(self.statuses(4), [500, 500, 200, 200])

    def test_at(self):
        self.fault("fail", action="SendMessage", at=[2, 4])
        self.assertEqual(self.statuses(5), [200, 500, 200, 500, 200])

    def test_probability(self):
        self.fault("fail", action="SendMessage", probability=0.5, seed=42)
        first = self.statuses(40)
        self.clear()
        self.fault("fail", action="SendMessage", probability="0.5", seed=42)
        self.assertEqual(self.statuses(40), first)
        self.assertIn(200, first)
        self.assertIn(500, first)
        self.clear()
        self.fault("fail", action="SendMessage", probability=0.5, seed=43)
        self.assertNotEqual(self.statuses(40), first)

    def test_never_and_always(self):
        self.fault("fail", action="SendMessage", probability=0)
        self.assertEqual(self.statuses(3), [200] * 3)
        self.fault("fail", action="SendMessage", probability=1)
        self.assertEqual(self.statuses(3), [500] * 3)

    def test_remove(self):
        first = self.fault("fail")["id"]
        second = self.fault("cut", next=1, seed=5)
        self.assertTrue(self.server.says("info a fault was added: cut"))
        self.assertEqual(second["matched"], 0)
        self.assertEqual((second["next"], second["seed"]), (1, 5))
        self.assertEqual(self.admin("DELETE", f"faults/{first}").json(), {"removed": 1})
        self.refused(404, f"faults/{first}", method="DELETE", says=first)
        self.assertEqual([fault["id"] for fault in self.look("faults")["faults"]], [second["id"]])
        self.assertEqual(self.admin("DELETE", "faults").json(), {"removed": 1})
        self.assertTrue(self.server.says("info faults were removed: 1"))
        self.assertEqual(self.look("faults"), {"faults": []})

    def test_of_one_account(self):
        self.fault("cut", next=1, action="ListQueueTags")
        other = self.post("faults", fault="cut", account="111122223333")["id"]
        self.assertEqual([fault["id"] for fault in
                          self.look("faults", account="111122223333")["faults"]], [other])
        reply = self.admin("DELETE", "faults?account=111122223333")
        self.assertEqual(reply.json(), {"removed": 1})
        self.assertEqual([fault["account"] for fault in self.look("faults")["faults"]],
                         ["000000000000"])

    def test_what_is_refused(self):
        for members, says in (
                ({}, "fault must be"),
                ({"fault": "nix"}, "fault must be"),
                ({"fault": 1}, "fault must be a text"),
                ({"fault": "cut", "nix": 1}, "nix"),
                ({"fault": "cut", "next": 1, "at": [1]}, "one of"),
                ({"fault": "cut", "next": 0}, "next"),
                ({"fault": "cut", "next": -1}, "next"),
                ({"fault": "cut", "at": []}, "at"),
                ({"fault": "cut", "at": [0]}, "at"),
                ({"fault": "cut", "at": ["x"]}, "at"),
                ({"fault": "cut", "at": {}}, "at"),
                ({"fault": "cut", "at": [1] * 1001}, "at"),
                ({"fault": "cut", "probability": 1.5}, "probability"),
                ({"fault": "cut", "probability": "x"}, "probability"),
                ({"fault": "cut", "probability": "nan"}, "probability"),
                ({"fault": "cut", "probability": []}, "probability"),
                ({"fault": "cut", "action": "Nix"}, "action"),
                ({"fault": "cut", "account": "1"}, "account"),
                ({"fault": "cut", "group": "g"}, "group"),
                ({"fault": "cut", "for_ms": 1}, "for_ms"),
                ({"fault": "hide"}, "for_ms"),
                ({"fault": "hide", "for_ms": 43_200_001}, "for_ms"),
                ({"fault": "hide", "for_ms": 1, "action": "SendMessage"}, "action"),
                ({"fault": "delay_reply", "for_ms": 300_001}, "for_ms"),
                ({"fault": "expire_early"}, "after_ms"),
                ({"fault": "fail", "status": 404}, "status"),
                ({"fault": "fail", "status": 500, "code": "ServiceUnavailable"}, "status"),
                ({"fault": "fail_entries", "ids": []}, "ids"),
                ({"fault": "fail_entries", "ids": 5}, "ids"),
                ({"fault": "fail_entries", "action": "SendMessage"}, "batch"),
                ({"fault": "shuffle", "after_delete": True}, "after_delete"),
                ({"fault": "shuffle", "break_fifo": "yes"}, "break_fifo")):
            self.refused(400, "faults", members, says=says)
        self.assertEqual(self.look("faults"), {"faults": []})

    def test_there_are_not_too_many(self):
        for _ in range(1000):
            self.fault("cut", next=1, action="ListQueueTags")
        self.refused(400, "faults", {"fault": "cut"}, says="too many")


class SameSeed(LabTest):
    """The whole history of a run with every fault of chance, twice."""

    def run_once(self):
        server = Server()
        try:
            with server.connect() as client:
                self.client = client
                self.post("clock", freeze=True)
                self.post("clock", set="2040-01-01T00:00:00Z")
                self.url = client.call("CreateQueue", QueueName="q").json()["QueueUrl"]
                for seed, (kind, more) in enumerate((("duplicate", {}), ("hide", {"for_ms": 700}),
                                                     ("shuffle", {}), ("partial", {}),
                                                     ("expire_early", {"after_ms": 300}),
                                                     ("fail", {"action": "DeleteMessage"}))):
                    self.post("faults", fault=kind, queue="q", probability=0.4, seed=seed, **more)
                return list(self.conversation())
        finally:
            server.stop()

    def conversation(self):
        names = {}
        for i in range(30):
            names[self.send(str(i))["MessageId"]] = str(i)
        for _ in range(12):
            for message in self.receive():
                self.client.call("DeleteMessage", QueueUrl=self.url,
                                 ReceiptHandle=message["ReceiptHandle"])
            self.advance(20_000)
        for event in self.look("history", limit=100_000)["events"]:
            if "message_id" in event:
                event["message_id"] = names[event["message_id"]]
            yield json.dumps(event, sort_keys=True)

    def test_same_run(self):
        first = self.run_once()
        self.assertGreater(sum('"fault"' in event for event in first), 20)
        self.assertEqual(self.run_once(), first)
