"""Export and import: a queue as JSON lines, and back, under another name or on another server."""

import base64
import json
import os
import tempfile

from lab import LabTest
from raw import Server, request


class Export(LabTest):
    def export(self, queue, **query):
        """The lines of the reply, which comes in chunks."""
        path = f"/_ropeline/export?queue={queue}" + "".join(f"&{k}={v}" for k, v in query.items())
        self.client.send(request("GET", path))
        status, _, headers = self.client.head()
        self.assertEqual((status, headers["transfer-encoding"]), (200, "chunked"))
        self.assertEqual(headers["content-type"], "application/jsonl")
        body = b""
        while size := int(self.client._line(), 16):
            while len(self.client.buffer) < size + 2:
                self.client._fill()
            body += self.client.buffer[:size]
            self.client.buffer = self.client.buffer[size + 2:]
        self.client._line()
        return [json.loads(line) for line in body.decode().splitlines()]

    def import_(self, lines, **query):
        """The reply to an import of these lines."""
        path = "import?" + "&".join(f"{name}={value}" for name, value in query.items())
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        return self.admin("POST", path, body=text)

    def imported(self, lines, **query):
        reply = self.import_(lines, **query)
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json()

    def wrong(self, lines, says, **query):
        reply = self.import_(lines, **query)
        self.assertEqual(reply.status, 400, reply.body)
        self.assertIn(says, reply.json()["error"])

    def test_what_is_exported(self):
        self.call("SetQueueAttributes", Attributes={"VisibilityTimeout": "5"})
        self.call("TagQueue", Tags={"team": "pizza"})
        self.send("caf\u00e9 \"1\"", MessageAttributes={
            "kind": {"DataType": "String", "StringValue": "x"},
            "raw": {"DataType": "Binary.png", "BinaryValue": base64.b64encode(b"\x00\xff").decode()}})
        self.send("late", DelaySeconds=30)
        self.receive(1)
        queue, first, late = self.export("test_what_is_exported")
        self.assertEqual(queue["queue"], "test_what_is_exported")
        self.assertEqual(queue["account"], "000000000000")
        self.assertEqual(queue["attributes"], {"VisibilityTimeout": "5"})
        self.assertEqual(queue["tags"], {"team": "pizza"})
        self.assertEqual(first["body"], "caf\u00e9 \"1\"")
        self.assertEqual(first["receive_count"], 1)
        self.assertEqual(first["visible_ms"], first["received_ms"] + 5000)
        self.assertEqual(first["attributes"], {"kind": {"type": "String", "value": "x"},
                                               "raw": {"type": "Binary.png", "base64": "AP8="}})
        self.assertEqual(late["visible_ms"], late["sent_ms"] + 30_000)
        # Looking receives nothing.
        self.assertEqual(self.export("test_what_is_exported")[1]["receive_count"], 1)

    def test_and_back_under_another_name(self):
        self.send("a", MessageAttributes={"n": {"DataType": "Number", "StringValue": "7"}})
        self.send("b")
        taken = self.receive(1, VisibilityTimeout=100)[0]
        lines = self.export("test_and_back_under_another_name")
        answer = self.imported(lines, queue="copy")
        self.assertEqual((answer["queue"], answer["messages"]), ("copy", 2))
        self.assertEqual(self.bodies(QueueUrl="copy"), ["b"])
        self.advance(100_000)
        again = self.receive(QueueUrl="copy", VisibilityTimeout=0)
        a = next(message for message in again if message["Body"] == "a")
        self.assertEqual(a["MessageId"], taken["MessageId"])
        self.assertEqual(a["MD5OfMessageAttributes"], taken["MD5OfMessageAttributes"])
        self.assertEqual(a["Attributes"]["ApproximateReceiveCount"], "2")

    def test_fifo(self):
        url = self.call("CreateQueue", QueueName="x.fifo", Attributes={
            "FifoQueue": "true", "ContentBasedDeduplication": "true"})["QueueUrl"]
        for body in ("g1", "h1", "g2"):
            self.send(body, QueueUrl=url, MessageGroupId=body[0])
        lines = self.export("x.fifo")
        self.assertEqual([line["group"] for line in lines[1:]], ["g", "h", "g"])
        self.imported(lines, queue="y.fifo")
        self.assertEqual(self.bodies(QueueUrl="y.fifo"), ["g1", "g2", "h1"])

    def test_many_pieces(self):
        for _ in range(40):
            self.call("SendMessageBatch", Entries=[{"Id": str(i), "MessageBody": "y" * 2000}
                                                   for i in range(10)])
        lines = self.export("test_many_pieces")
        self.assertEqual(len(lines), 401)
        self.assertEqual(self.imported(lines, queue="many")["messages"], 400)
        self.assertEqual(len(self.export("many")), 401)

    def test_times_move_to_now(self):
        self.send("a")
        lines = self.export("test_times_move_to_now")
        self.advance(10 * 86_400_000)  # by now it would have expired
        moved = self.imported(lines, queue="moved")
        self.assertGreaterEqual(moved["shift_ms"], 10 * 86_400_000)
        self.assertEqual(self.bodies(QueueUrl="moved"), ["a"])
        self.assertEqual(self.imported(lines, queue="kept", keep_times="true")["shift_ms"], 0)
        self.assertEqual(self.bodies(QueueUrl="kept"), [])
        self.imported(lines[1:], queue="moved", shift_ms=str(moved["shift_ms"]))
        self.assertEqual(self.bodies(QueueUrl="moved"), ["a"])

    def test_plain_messages(self):
        """A line needs no more than a body: handy for fixtures."""
        name = "test_plain_messages"
        self.assertEqual(self.imported([{"body": "one"}, "", {"body": "two"}], queue=name)["messages"], 2)
        self.assertEqual(sorted(self.bodies()), ["one", "two"])

    def test_a_parked_poll_is_woken(self):
        parked = self.connect()
        self.park(parked, 20)
        self.imported([{"body": "imported"}], queue="test_a_parked_poll_is_woken")
        self.assertEqual(parked.reply().json()["Messages"][0]["Body"], "imported")

    def test_wrong_lines(self):
        name = "test_wrong_lines"
        good = {"body": "good"}
        for line, says in (("{", "line 2: this is no JSON object"), ("[]", "line 2: this is no JSON"),
                           ({"body": 5}, "body must be a text"), ({}, "MessageBody"),
                           ({"body": "x", "bodi": 1}, "no member 'bodi'"),
                           ({"body": "x", "sent_ms": -1}, "sent_ms"),
                           ({"body": "x", "message_id": "1"}, "message_id"),
                           ({"body": "x", "receive_count": 1e9}, "receive_count"),
                           ({"body": "\u0001"}, "line 2: "),
                           ({"body": "x", "deduplication_id": "d"}, "MessageDeduplicationId"),
                           ({"body": "x", "attributes": {"a": {"type": "No", "value": "v"}}}, "line 2"),
                           ({"body": "x", "attributes": {"a": {"type": "Binary", "base64": "!"}}}, "base64"),
                           ({"body": "x" * 1_100_000}, "line 2")):
            self.wrong([good, line, good], says, queue=name)
        self.wrong([good], "does not exist", queue="never")
        self.wrong([good], "queue must be given")
        self.wrong([{"queue": "bad name"}], "line 1")
        self.wrong([{"queue": "ok", "colour": "red"}], "no member 'colour'")
        for member in ("a" + "é" * 300, "é" * 300):  # errors repeat whole characters
            says = "no member '" + member[:31]
            self.wrong([{"body": "x", member: 1}], says, queue="ok")
            self.wrong([{"queue": "ok", member: 1}], says)
        self.wrong([{"queue": "ok", "tags": []}], "objects of texts")
        for exported_ms in (-(2**63), -1, 2**63 - 1, "now"):
            self.wrong([{"queue": "ok", "exported_ms": exported_ms}], "line 1: exported_ms")
        self.wrong([{"queue": name, "attributes": {"DelaySeconds": "9"}}], "line 1")
        self.wrong([good], "shift_ms", queue=name, shift_ms="x")

    def test_without_lines(self):
        """An export has one line at least, so nothing at all comes from an export that failed."""
        name = "test_without_lines"
        for lines in ([], ["", "\r", ""]):
            self.assertEqual(self.imported(lines, queue=name)["messages"], 0)
            self.wrong(lines, "there is no line, and no queue named 'never'", queue="never")
            self.wrong(lines, "queue must be given")
        self.assertEqual(self.imported(self.export(name), queue="empty")["messages"], 0)
        self.assertEqual(len(self.export("empty")), 1)
        self.assertEqual(json.loads(self.cli("import", "--queue", name)),
                         {"queue": name, "messages": 0})
        self.assertIn("queue must be given", self.cli("import", code=3))

    def test_a_file_that_cannot_be_read(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn(f"cannot read {folder}: Is a directory",
                          self.cli("import", folder, "--queue", "x", code=2))

    def test_unknown_queue(self):
        self.refused(404, "export?queue=never", method="GET", says="no such queue")
        self.refused(400, "export", method="GET", says="queue must be given")

    def test_a_queue_that_goes_meanwhile(self):
        """The reply is broken off: its end, an empty chunk, does not come."""
        for _ in range(25):
            self.call("SendMessageBatch", Entries=[{"Id": str(i), "MessageBody": "w" * 200_000}
                                                   for i in range(5)])
        reader = self.connect()
        reader.send(request("GET", "/_ropeline/export?queue=test_a_queue_that_goes_meanwhile"))
        self.assertEqual(reader.head()[0], 200)
        self.call("DeleteQueue")
        with self.assertRaises(EOFError):
            while True:
                reader._fill()
        self.assertFalse(reader.buffer.endswith(b"\r\n0\r\n\r\n"))

    def test_from_the_command_line_to_another_server(self):
        for number in range(20):
            self.send(f"{number} " + "z" * 300_000)
        text = self.cli("export", "test_from_the_command_line_to_another_server")
        self.assertEqual(len(text.splitlines()), 21)
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "queue.jsonl")
            with open(file, "w") as out:
                out.write(text)
            here, self.__class__.server = self.server, Server()
            try:
                answer = json.loads(self.cli("import", file))
                self.assertEqual(answer["messages"], 20)
                self.assertEqual(len(self.cli("export", answer["queue"]).splitlines()), 21)
                again = json.loads(self.cli("import", "--queue", "other", stdin=text))
                self.assertEqual(again, {"queue": "other", "messages": 20})
                self.assertIn("line 2", self.cli("import", "--queue", "other",
                                                 stdin='{"body":"x"}\nnonsense\n', code=3))
            finally:
                self.server.stop()
                self.__class__.server = here
        self.cli("export", "never", code=3)
        self.cli("export", code=2)
        self.cli("import", "/nowhere/at/all", code=2)
