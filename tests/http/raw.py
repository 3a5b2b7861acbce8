"""A server under test, and a client that sends exactly the bytes it is told to."""

import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import threading
import unittest

BINARY = os.path.abspath(os.environ["ROPELINE_BIN"])  # set by run
TIMEOUT = 30  # for everything that should not take long
SANITIZED = b"__asan_init" in pathlib.Path(BINARY).read_bytes()
STOP_SECONDS = 3 if SANITIZED else 1  # leak checking takes its time
QUIET = {name: value for name, value in os.environ.items() if not name.startswith("ROPELINE_")}


def clean_environment(**more):
    return dict(QUIET, **more)


class Server:
    """A running server; its log is read all the time, so that it never blocks on it."""

    def __init__(self, *options, host="127.0.0.1", port="0", test_mode=True, **popen):
        arguments = ["--host", host] if host else []
        arguments += ["--port", port] + (["--test-mode"] if test_mode else [])
        popen.setdefault("env", clean_environment())
        self.process = subprocess.Popen([BINARY, *arguments, *options], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, **popen)
        self.log, self.ready = [], threading.Event()
        self.more = threading.Condition()  # a line came, or the log ended
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        if not self.ready.wait(TIMEOUT) or not self.addresses():
            self.process.kill()
            raise AssertionError("the server did not start:\n" + "\n".join(self.log))
        self.port = self.addresses()[0][1]

    def _read_log(self):
        for line in self.process.stdout:
            with self.more:
                self.log.append(line.rstrip("\n"))
                self.more.notify_all()
            if "Ready." in line:
                self.ready.set()
        self.ready.set()

    def says(self, text):
        """Waits until a line of the log has this text; False when none comes."""
        with self.more:
            return self.more.wait_for(lambda: any(text in line for line in self.log), TIMEOUT)

    def addresses(self):
        found = (re.search(r"listening on http://(\S+):(\d+)(?:$|\")", line) for line in self.log)
        return [(match.group(1), int(match.group(2))) for match in found if match]

    def connect(self, host="127.0.0.1"):
        return Client(socket.create_connection((host, self.port), TIMEOUT))

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self, seconds=TIMEOUT):
        code = self.process.wait(seconds)
        self.reader.join(TIMEOUT)
        self.process.stdout.close()
        return code

    def stop(self):
        if self.process.returncode is None:
            self.signal()
            code = self.wait()
            assert code == 0, f"exit code {code}:\n" + "\n".join(self.log)


class Reply:
    def __init__(self, status, version, headers, body):
        self.status, self.version, self.headers, self.body = status, version, headers, body

    def __getitem__(self, name):
        return self.headers.get(name.lower())

    def json(self):
        return json.loads(self.body)


class Client:
    def __init__(self, sock):
        self.sock = sock
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def send(self, data):
        self.sock.sendall(data if isinstance(data, bytes) else data.encode())

    def _fill(self):
        more = self.sock.recv(65536)
        if not more:
            raise EOFError(f"the server closed the connection after {self.buffer!r}")
        self.buffer += more

    def _line(self):
        while b"\r\n" not in self.buffer:
            self._fill()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line.decode("latin-1")

    def head(self):
        version, status, _ = self._line().split(" ", 2)
        headers = {}
        while line := self._line():
            name, value = line.split(":", 1)
            assert name.lower() not in headers, f"{name} twice"
            headers[name.lower()] = value.strip()
        return int(status), version, headers

    def reply(self, has_body=True):
        status, version, headers = self.head()
        length = int(headers["content-length"]) if has_body else 0
        while len(self.buffer) < length:
            self._fill()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return Reply(status, version, headers, body)

    def closed(self):
        """True when the server ends the connection without another byte."""
        try:
            return self.buffer == b"" and self.sock.recv(1) == b""
        except ConnectionResetError:
            return True

    def ask(self, data, has_body=True):
        self.send(data)
        return self.reply(has_body)

    def get(self, path, *headers):
        return self.ask(request("GET", path, *headers))

    def call(self, action, **parameters):
        return self.ask(json_request(action, **parameters))

    def close(self):
        self.sock.close()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def half_close(self):
        self.sock.shutdown(socket.SHUT_WR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def request(method, path, *headers, body=b""):
    if isinstance(body, str):
        body = body.encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def json_request(action, **parameters):
    return request("POST", "/", f"X-Amz-Target: AmazonSQS.{action}",
                   "Content-Type: application/x-amz-json-1.0", body=json.dumps(parameters))


def query_request(action, path="/", **parameters):
    pairs = [("Action", action), *parameters.items()]
    return request("POST", path, "Content-Type: application/x-www-form-urlencoded",
                   body="&".join(f"{name}={value}" for name, value in pairs))


class ServerTest(unittest.TestCase):
    """Tests that share one server; each has a queue of its own."""

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.options)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.client = self.server.connect()
        self.addCleanup(self.client.close)
        self.url = self.client.call("CreateQueue", QueueName=self.id().split(".")[-1]) \
            .json()["QueueUrl"]

    def connect(self):
        client = self.server.connect()
        self.addCleanup(client.close)
        return client

    def barrier(self):
        """Everything that was sent to the server before has been looked at afterwards: connections
        are accepted in their order, and all that is readable in a turn is served in it."""
        with self.server.connect() as client:
            for _ in range(2):
                self.assertEqual(client.get("/health").status, 200)

    def post(self, body):
        reply = self.client.call("SendMessage", QueueUrl=self.url, MessageBody=body)
        self.assertEqual(reply.status, 200, reply.body)

    def receive(self, **parameters):
        reply = self.client.call("ReceiveMessage", QueueUrl=self.url,
                                 AttributeNames=["ApproximateReceiveCount"], **parameters)
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json().get("Messages", [])

    def park(self, client, seconds=20):
        client.send(json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=seconds))
        self.barrier()

    def assert_untouched(self, body):
        """The message has not been given to anybody yet."""
        messages = self.receive()
        self.assertEqual([message["Body"] for message in messages], [body])
        self.assertEqual(messages[0]["Attributes"]["ApproximateReceiveCount"], "1")
