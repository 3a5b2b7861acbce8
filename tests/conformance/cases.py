"""Cases in Python: what a conversation cannot say, because bytes or other clients matter.

A case is a function of a server, with the ids of the statements that it shows. `main` runs the
cases of a file and writes their results for tests/conformance/report.
"""

import argparse
import http.client
import json
import pathlib
import random
import sys
import traceback
import urllib.parse
import xml.etree.ElementTree as ET

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "lib"), str(TESTS / "conversations")]

from protocols import NAMESPACE, SEEN, write_seen  # noqa: E402
from server import Server  # noqa: E402

CASES = []


def case(title, *specs, options=()):
    def register(function):
        CASES.append((title, specs, tuple(options), function))
        return function
    return register


def expect(got, wanted, what="answer"):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, expected {wanted!r}")


class Reply:
    def __init__(self, reply):
        self.status, self.pairs = reply.status, reply.getheaders()
        self.headers = {name.lower(): value for name, value in self.pairs}
        self.body = reply.read()
        if self.status >= 400 and self.body:
            SEEN.add(self.error())

    def error(self):
        """(protocol, code, text), as protocols.SEEN wants it."""
        if self.headers["content-type"] == "application/x-amz-json-1.0":
            code = self.headers.get("x-amzn-query-error", self.json["__type"]).split(";")[0]
            return "json", code, self.json.get("message", "")
        if self.headers["content-type"] != "text/xml":
            return "other", str(self.status), ""
        error = ET.fromstring(self.body).find(f"{NAMESPACE}Error")
        if error is None:
            return "query", "", ""
        return "query", error.find(NAMESPACE + "Code").text, error.find(NAMESPACE + "Message").text or ""

    @property
    def json(self):
        return json.loads(self.body)


class Wire:
    """Requests as they stand here, on one connection, for an account of its own."""

    def __init__(self, server):
        self.server = server
        self.account = f"{random.randrange(1, 10**12):012d}"
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=40)
        self.base = f"http://127.0.0.1:{server.port}/{self.account}"

    def authorization(self, region="us-east-1", account=None):
        return (f"AWS4-HMAC-SHA256 Credential={account or self.account}/20260102/{region}/sqs/"
                f"aws4_request, SignedHeaders=host, Signature={'0' * 64}")

    def ask(self, method, path, body=None, headers=None):
        headers = {"Authorization": self.authorization(), **(headers or {})}
        self.connection.request(method, path, body=body,
                                headers={k: v for k, v in headers.items() if v is not None})
        return Reply(self.connection.getresponse())

    def call(self, action, body=b"{}", path="/", **headers):
        """A call in AWS JSON; `body` is a text or what to make one of."""
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        return self.ask("POST", path, body, {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS." + action,
            **{name.replace("_", "-"): value for name, value in headers.items()}})

    def form(self, parameters, path="/", **headers):
        """A call in the Query protocol; `parameters` is a text or pairs."""
        if not isinstance(parameters, (str, bytes)):
            parameters = urllib.parse.urlencode(parameters)
        return self.ask("POST", path, parameters, {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in headers.items()}})

    def queue(self, name, **attributes):
        body = {"QueueName": name}
        if attributes:
            body["Attributes"] = attributes
        reply = self.call("CreateQueue", body)
        expect(reply.status, 200, reply.body)
        return reply.json["QueueUrl"]


def main(path):
    parser = argparse.ArgumentParser()
    parser.add_argument("--report")
    parser.add_argument("only", nargs="*", help="parts of titles")
    arguments = parser.parse_args()
    servers, report = {}, []
    for title, specs, options, function in CASES:
        if arguments.only and not any(part in title for part in arguments.only):
            continue
        if options not in servers or servers[options].process.poll() is not None:
            servers[options] = Server(*options)
        problem = None
        try:
            function(servers[options])
        except Exception:
            problem = traceback.format_exc()
            print(f"FAILED {title}\n{problem}")
        report.append({"file": pathlib.Path(path).name, "case": title, "protocol": "both",
                       "specs": list(specs), "passed": problem is None})
    if arguments.report:
        pathlib.Path(arguments.report).write_text(json.dumps(report, indent=1))
        write_seen(arguments.report)
    failed = sum(not entry["passed"] for entry in report)
    print(f"{pathlib.Path(path).name}: {len(report) - failed} passed, {failed} failed")
    for server in servers.values():
        server.stop()
    sys.exit(failed > 0)
