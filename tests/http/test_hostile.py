"""Clients that mean harm, or know no better: they are slow, many, large, deaf, or gone."""

import json
import os
import pathlib
import resource
import socket
import time

from raw import SANITIZED, Server, ServerTest, clean_environment, json_request, request

MIB = 1 << 20
CROWD = 10_000
TIMEOUT_MS = 400

# Freed memory goes back at once, so that a sanitized server's memory is its own.
FRUGAL = {"ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}


def raise_file_limit():
    """Room for a crowd on both sides: the server inherits the limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(CROWD, hard - 500) if hard != resource.RLIM_INFINITY else CROWD


def memory(server, field="VmRSS"):
    """In bytes; VmHWM is the most that it ever was."""
    text = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(text.split(f"{field}:")[1].split()[0]) << 10


def cpu_seconds(server):
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")")[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Slow(ServerTest):
    """The time of a request ends, whatever a client makes of it."""

    options = ("--request-timeout-ms", str(TIMEOUT_MS))

    def ends(self, *pieces):
        client = self.connect()
        begun = time.monotonic()
        try:
            for piece in pieces:
                client.send(piece)
                self.barrier()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the machine is slow, the end came before the last piece
        self.assertTrue(client.closed())
        self.assertGreater(time.monotonic() - begun, TIMEOUT_MS / 2000)

    def setUp(self):
        super().setUp()
        self.client.close()  # or else it is the server that closes it

    def test_nothing_at_all(self):
        self.ends()

    def test_headers(self):
        self.ends("POST / HT", "TP/1.1\r\n", "Host: x\r\n", "X-Slow: ")

    def test_body(self):
        self.ends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", "{", '"Q')

    def test_chunks(self):
        self.ends("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "2\r\n{}\r\n")

    def test_not_while_a_reply_is_awaited(self):
        client = self.connect()
        client.send(json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=1))
        self.assertEqual(client.reply().json(), {})


class Broken(ServerTest):
    """Requests that break the rules of HTTP; those that can be read get an error of their protocol."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server(env=clean_environment(**FRUGAL))

    def refused(self, data, *statuses):
        client = self.connect()
        client.send(data)
        self.assertIn(client.reply().status, statuses)
        self.assertTrue(client.closed())
        self.barrier()

    def test_two_lengths(self):
        """Not certain where such a request ends: nothing that follows is taken for one."""
        for lengths in (("3", "30"), ("30", "3"), ("3", "3"), ("0", "5")):
            for target in ([], ["X-Amz-Target: AmazonSQS.ListQueues"]):
                client = self.connect()
                head = request("POST", "/", *[f"CONTENT-length: {n}" for n in lengths], *target)
                client.send(head + b"A=1" + request("GET", "/health") + b"x" * 30)
                reply = client.reply()
                self.assertEqual(reply.status, 400)
                self.assertIn("json" if target else "xml", reply["content-type"])
                try:
                    self.assertTrue(client.closed())
                except ConnectionResetError:
                    pass
        self.barrier()

    def test_the_word_in_other_places(self):
        """Only a header counts: not a value, not the body."""
        body = json.dumps({"QueueUrl": self.url, "MessageBody": "x\ncontent-length: 5"}) + " " * 7
        body += "\ncontent-length: 9\ncontent-length: 10\n"
        reply = self.client.ask(request("POST", "/", "X-Amz-Target: AmazonSQS.SendMessage",
                                        "X-Other: content-length: 3", "X-Content-Length: 4",
                                        body=body))
        self.assertEqual(reply.status, 400)  # that is no JSON, but read it was
        self.assertEqual(self.client.get("/health").status, 200)

    def test_huge_chunk_sizes(self):
        for size in ("7fffffffffffffff", "ffffffffffffffff", "80000000", "1" + "0" * 40):
            client = self.connect()
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        f"{size}\r\nabc")
            client.half_close()
            try:
                self.assertIn(client.reply().status, (400, 413))
            except (EOFError, ConnectionResetError):
                pass
        self.barrier()

    def test_endless_chunk_extensions_and_trailers(self):
        head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        before = memory(self.server)
        for start in ("1;ext=", "0\r\nTrailer: "):
            client = self.connect()
            client.send(head + start)
            try:
                for _ in range(64):
                    client.send(b"x" * MIB)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.barrier()
        self.assertLess(memory(self.server) - before, 48 * MIB)

    def test_just_too_many_headers(self):
        def ask(count):
            return request("GET", "/health", *[f"X-{at}: y" for at in range(count - 1)])

        self.assertEqual(self.client.ask(ask(100)).status, 200)
        self.refused(ask(101), 400)

    def test_zero_bytes(self):
        self.refused(b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404)
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n", 400, 404)
        reply = self.client.ask(request("POST", "/", "X-Amz-Target: AmazonSQS.ListQueues",
                                        body=b'{"QueueNamePrefix": "\0"}'))
        self.assertEqual((reply.status, reply["content-type"]), (400, "application/x-amz-json-1.0"))
        reply = self.client.ask(request("POST", "/", body=b"Action=ListQueues\0&QueueNamePrefix=\0"))
        self.assertEqual(reply.status, 400)

    def test_http_2(self):
        """It is off: its preface is no request."""
        self.refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0", 400)


class Gone(ServerTest):
    def test_reset_while_the_reply_is_written(self):
        body = "x" * MIB
        for _ in range(3):
            self.post(body)
        for _ in range(20):
            client = self.connect()
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.send(json_request("ReceiveMessage", QueueUrl=self.url, VisibilityTimeout=0,
                                     MaxNumberOfMessages=10))
            client.sock.recv(1)
            client.reset()
        self.barrier()
        self.assertEqual({len(m["Body"]) for m in self.receive(MaxNumberOfMessages=10)}, {MIB})

    def test_reset_in_the_middle_of_a_request(self):
        data = json_request("SendMessage", QueueUrl=self.url, MessageBody="x" * 100_000)
        for cut in range(1, len(data), 4999):
            client = self.connect()
            client.send(data[:cut])
            client.reset()
        self.barrier()
        self.assertEqual(self.receive(), [])

    def test_half_closed_after_a_request(self):
        client = self.connect()
        client.send(json_request("SendMessage", QueueUrl=self.url, MessageBody="kept"))
        client.half_close()
        self.assertEqual(client.reply().status, 200)
        self.assertTrue(client.closed())
        self.assert_untouched("kept")


class Crowd(ServerTest):
    @classmethod
    def setUpClass(cls):
        cls.size = raise_file_limit()
        cls.server = Server(env=clean_environment(**FRUGAL))

    def test_idle(self):
        """Thousands that say nothing cost little memory, and no time."""
        before = memory(self.server)
        crowd = [self.server.connect() for _ in range(self.size)]
        self.barrier()
        each = (memory(self.server) - before) / len(crowd)
        self.assertLess(each, 16 << 10 if SANITIZED else 8 << 10)
        used = cpu_seconds(self.server)
        self.assertEqual(self.receive(WaitTimeSeconds=1), [])
        self.assertLess(cpu_seconds(self.server) - used, 0.5)
        for client in crowd:
            client.close()
        self.barrier()

    def test_parked_and_gone(self):
        """Who left gets nothing, and leaves nothing behind."""
        crowd = [self.server.connect() for _ in range(self.size // 4)]
        poll = json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20)
        for client in crowd:
            client.send(poll)
        self.barrier()
        for at, client in enumerate(crowd):
            client.reset() if at % 2 else client.close()
        self.barrier()
        self.post("still here")
        self.assert_untouched("still here")


class Memory(ServerTest):
    """What clients hold together has a ceiling, and who keeps to the rules is served below it."""

    ceiling = 128 * MIB
    clients = 24

    @classmethod
    def setUpClass(cls):
        cls.server = Server("--max-request-memory", "128M", env=clean_environment(**FRUGAL))

    def assert_bounded(self):
        """The rest is what came in while it was not looked at."""
        self.assertLess(memory(self.server, "VmHWM"), 2 * self.ceiling)

    def hold(self, data):
        client = self.connect()
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            client.send(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # hung up on

    def test_bodies_that_never_end(self):
        head = request("POST", "/", "X-Amz-Target: AmazonSQS.SendMessage",
                       f"Content-Length: {8 * MIB}")
        for _ in range(2 * self.clients):
            self.hold(head + b"x" * (8 * MIB - 1))
        self.post("served")
        self.assert_untouched("served")
        self.assert_bounded()

    def test_replies_that_nobody_reads(self):
        for _ in range(10):
            self.post("x" * MIB)
        for _ in range(self.clients):
            self.hold(json_request("ReceiveMessage", QueueUrl=self.url, VisibilityTimeout=0,
                                   MaxNumberOfMessages=10))
        self.post("is served meanwhile")
        self.assertGreater(len(self.receive(MaxNumberOfMessages=10)), 0)
        self.assert_bounded()

    def test_exports_that_nobody_reads(self):
        for _ in range(10):
            self.post("x" * MIB)
        path = f"/_ropeline/export?queue={self.url.rsplit('/', 1)[1]}"
        for _ in range(32):
            self.hold(request("GET", path))
        self.post("is served meanwhile")
        client = self.connect()
        client.send(request("GET", path))
        self.assertEqual(client.head()[0], 200)
        self.assert_bounded()

    def test_polls_with_large_bodies(self):
        for _ in range(self.clients):
            self.hold(json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20,
                                   Padding="x" * (7 * MIB)))
        self.barrier()
        self.assert_bounded()
        self.assertTrue(self.server.says("--max-request-memory"), self.server.log)

    def test_many_at_once_are_all_served(self):
        """Waiting for memory is not an error."""
        for _ in range(3):
            self.post("x" * MIB)
        crowd = [self.connect() for _ in range(self.clients)]
        for client in crowd:
            client.send(json_request("ReceiveMessage", QueueUrl=self.url, VisibilityTimeout=0,
                                     MaxNumberOfMessages=10))
        for client in crowd:
            self.assertEqual(client.reply().status, 200)
