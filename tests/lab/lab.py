"""What the tests of the laboratory share: a server in test mode, its admin calls, its command line."""

import json
import subprocess
import urllib.parse

from raw import BINARY, ServerTest, clean_environment, request

TIMEOUT = 60


class LabTest(ServerTest):
    """Tests that share one server; each has a queue of its own, self.url."""

    def admin(self, method, path, members=None, body=None, header="X-Ropeline: 1"):
        if body is None and members is not None:
            body = json.dumps(members)
        return self.client.ask(request(method, f"/_ropeline/{path}", header, body=body or b""))

    def post(self, path, **members):
        """A change that works; returns the answer."""
        reply = self.admin("POST", path, members)
        self.assertIn(reply.status, (200, 201), reply.body)
        return reply.json()

    def look(self, path, **query):
        reply = self.admin("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json()

    def refused(self, status, path, members=None, method="POST", body=None, says=""):
        """One clear sentence, which contains `says`."""
        reply = self.admin(method, path, members, body)
        self.assertEqual(reply.status, status, reply.body)
        self.assertEqual(list(reply.json()), ["error"])
        self.assertIn(says, reply.json()["error"])

    def call(self, action, **parameters):
        """An action of SQS that works, on the test's queue unless one is named."""
        if action not in ("CreateQueue", "ListQueues", "GetQueueUrl", "StartMessageMoveTask",
                          "ListMessageMoveTasks"):
            parameters.setdefault("QueueUrl", self.url)
        reply = self.client.call(action, **parameters)
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json() if reply.body else {}

    def send(self, body, **parameters):
        return self.call("SendMessage", MessageBody=body, **parameters)

    def receive(self, number=10, **parameters):
        found = self.call("ReceiveMessage", MaxNumberOfMessages=number, AttributeNames=["All"],
                          MessageAttributeNames=["All"], **parameters)
        return found.get("Messages", [])

    def bodies(self, **parameters):
        return [message["Body"] for message in self.receive(**parameters)]

    def advance(self, ms, **members):
        return self.post("clock", advance_ms=ms, **members)

    def cli(self, *arguments, stdin="", code=0):
        """Runs `ropeline ARGUMENTS`; returns what it printed, and its errors when the code is not 0."""
        done = subprocess.run([BINARY, *arguments], input=stdin, capture_output=True, text=True,
                              timeout=TIMEOUT, env=clean_environment(
                                  ROPELINE_ENDPOINT=f"http://127.0.0.1:{self.server.port}"))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr
