"""A Ropeline server under test: started, killed, started again; and a client of a few lines.

The client speaks AWS JSON over http.client on purpose: what it sends is exactly what stands here.
"""

import http.client
import json
import os
import re
import signal
import subprocess


class ServiceError(Exception):
    def __init__(self, status, kind, message):
        super().__init__(f"{status} {kind}: {message}")
        self.status, self.kind, self.message = status, kind, message


class Client:
    """One connection; not to be shared between threads."""

    def __init__(self, port, timeout=30):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def close(self):
        self.connection.close()

    def post(self, path, headers, body):
        self.connection.request("POST", path, body=json.dumps(body), headers=headers)
        reply = self.connection.getresponse()
        text = reply.read()
        return reply.status, text

    def call(self, action, **parameters):
        status, text = self.post("/", {"Content-Type": "application/x-amz-json-1.0",
                                       "X-Amz-Target": f"AmazonSQS.{action}"}, parameters)
        answer = json.loads(text) if text else {}
        if status != 200:
            raise ServiceError(status, answer["__type"].split("#")[1], answer.get("message"))
        return answer

    def advance(self, milliseconds):
        status, text = self.post("/_ropeline/clock", {"X-Ropeline": "1"},
                                 {"advance_ms": milliseconds})
        assert status == 200, text
        return json.loads(text)


class Server(Client):
    def __init__(self, *options, db=None):
        self.binary = os.environ.get("ROPELINE_BIN", "build/asan/ropeline")
        self.options = list(options) + (["--db", db] if db else [])
        self.process = None
        self.connection = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.binary, "--host", "127.0.0.1", "--port", "0", "--test-mode", *self.options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        lines = []
        for line in self.process.stdout:
            lines.append(line.decode())
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", lines[-1])
            if found:
                self.port = int(found.group(1))
            if "Ready." in lines[-1]:
                break
        else:
            raise RuntimeError("the server did not start:\n" + "".join(lines))
        super().__init__(self.port)

    def kill(self):
        self.connection.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """Ends the server as a user would; a sanitizer's report is an error."""
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        rest = self.process.stdout.read().decode()
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        assert code == 0, f"exit code {code}\n{rest}"
