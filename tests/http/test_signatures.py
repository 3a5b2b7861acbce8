"""--auth verify: who signs well is served, everybody else gets AWS's error in both protocols."""

import os
import pathlib
import socket
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ET

from raw import BINARY, TIMEOUT, Server, clean_environment, json_request, query_request
from sigv4 import now, presigned, signed, signed_json, signed_query

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SESSION, TOKEN = "ASIASESSION", "FwoGZXIvYXdzEXAMPLE/+="
KEYS = f"""
# the keys of this test
{KEY} {SECRET}
111122223333 root-secret
ALICE alice-secret account=111122223333 user=alice
{SESSION} session-secret token={TOKEN} expires=2999-01-01T00:00:00Z
OLD old-secret token=t expires=2020-01-01T00:00:00Z
"""
SQS = "{http://queue.amazonaws.com/doc/2012-11-05/}"


class SignatureTest(unittest.TestCase):
    options = ("--auth", "verify")

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        path = pathlib.Path(cls.folder.name) / "keys"
        path.write_text(KEYS)
        cls.server = Server("--access-keys", str(path), "--log-level", "debug", *cls.options)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()
        for line in cls.server.log:
            assert not any(word in line for word in (SECRET, "-secret", TOKEN)), line

    def setUp(self):
        self.client = self.server.connect()
        self.addCleanup(self.client.close)

    def served(self, data):
        reply = self.client.ask(data)
        self.assertEqual(reply.status, 200, reply.body)
        return reply

    def refused(self, status, kind, code, text, json_data, query_data=None):
        """Over AWS JSON, and over Query if there is such a request."""
        reply = self.client.ask(json_data)
        self.assertEqual((reply.status, reply.json()["__type"]),
                         (status, f"com.amazon.coral.service#{kind}"), reply.body)
        self.assertEqual(reply["x-amzn-query-error"], f"{code};Sender")
        self.assertIn(text, reply.json()["message"])
        if query_data:
            reply = self.client.ask(query_data)
            error = ET.fromstring(reply.body).find(f"{SQS}Error")
            self.assertEqual((reply.status, error.find(f"{SQS}Code").text), (status, code))
            self.assertIn(text, error.find(f"{SQS}Message").text)

    def both(self, *refusal, key=KEY, secret=SECRET, **more):
        self.refused(*refusal, signed_json(key, secret, "ListQueues", **more),
                     signed_query(key, secret, "ListQueues", **more))


MISMATCH = (403, "InvalidSignatureException", "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.")
UNKNOWN = (403, "UnrecognizedClientException", "InvalidClientTokenId",
           "The security token included in the request is invalid.")


class Signatures(SignatureTest):
    def test_good(self):
        self.served(signed_json(KEY, SECRET, "CreateQueue", {"QueueName": "good"}))
        self.served(signed_query(KEY, SECRET, "ListQueues"))
        self.served(signed(KEY, SECRET, {"X-Odd": "a b"}, method="GET", path="/000000000000/good",
                           query="Action=GetQueueAttributes&AttributeName.1=QueueArn"))

    def test_unsigned_body(self):
        self.served(signed_json(KEY, SECRET, "ListQueues", payload="UNSIGNED-PAYLOAD"))

    def test_wrong_secret(self):
        self.both(*MISMATCH, secret="other")

    def test_words_of_a_mismatch(self):
        reply = self.client.ask(signed_json(KEY, "other", "ListQueues"))
        message = reply.json()["message"]
        self.assertIn("The Canonical String for this request should have been\n'POST\n/\n\n", message)
        self.assertIn("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n", message)

    def test_changed_on_the_way(self):
        data = signed_json(KEY, SECRET, "SendMessage", {"QueueUrl": "q", "MessageBody": "a"})
        self.refused(*MISMATCH, data.replace(b'"a"', b'"b"'))
        self.refused(*MISMATCH, data.replace(b"AmazonSQS.SendMessage", b"AmazonSQS.DeleteQueue"))

    def test_unknown_key(self):
        self.both(*UNKNOWN, key="AKIDNOBODY")

    def test_unsigned(self):
        missing = (403, "MissingAuthenticationTokenException", "MissingAuthenticationToken",
                   "Request is missing Authentication Token")
        self.refused(*missing, json_request("ListQueues"), query_request("ListQueues"))
        self.refused(*missing, json_request("Nothing"), query_request("Nothing"))

    def test_time(self):
        for shift in (-800, 800):
            self.served(signed_json(KEY, SECRET, "ListQueues", stamp=now(shift)))
        self.both(*MISMATCH[:3], "Signature expired: ", stamp=now(-1000))
        self.both(*MISMATCH[:3], "Signature not yet current: ", stamp=now(1000))

    def test_scope(self):
        self.both(*MISMATCH[:3], "Credential should be scoped to correct service: 'sqs'. ",
                  service="s3")
        self.both(*MISMATCH[:3], "Credential should be scoped to correct service: 'sqs'. ",
                  service="sts")
        self.both(*MISMATCH[:3], "Credential should be scoped to a valid region. ", region="")

    def test_malformed(self):
        incomplete = (400, "IncompleteSignatureException", "IncompleteSignature")
        for header in ("AWS4-HMAC-SHA256", "Basic YTpi", "AWS AKID:x",
                       "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=x"):
            signed_badly = f"\r\nAuthorization: {header}\r\n\r\n".encode()
            requests = [make("ListQueues").replace(b"\r\n\r\n", signed_badly, 1)
                        for make in (json_request, query_request)]
            self.refused(*incomplete, "", *requests)

    def test_sessions(self):
        self.served(signed_json(SESSION, "session-secret", "ListQueues", token=TOKEN))
        self.both(*UNKNOWN, key=SESSION, secret="session-secret")
        self.both(*UNKNOWN, key=SESSION, secret="session-secret", token="other")
        self.both(*UNKNOWN, token=TOKEN)  # a key for good has no session
        self.both(403, "ExpiredTokenException", "ExpiredToken",
                  "The security token included in the request is expired", key="OLD",
                  secret="old-secret", token="t")

    def test_presigned(self):
        self.served(signed_json(KEY, SECRET, "CreateQueue", {"QueueName": "p"}))
        send = {"Action": "SendMessage", "MessageBody": "a b+c&d"}
        self.served(presigned(KEY, SECRET, send, "/000000000000/p"))
        reply = self.served(presigned(KEY, SECRET, {"Action": "ReceiveMessage"}, "/000000000000/p"))
        self.assertIn(b"<Body>a b+c&amp;d</Body>", reply.body)
        self.served(presigned(SESSION, "session-secret", {"Action": "ListQueues"}, token=TOKEN))
        for data in (presigned(KEY, "other", send), presigned(KEY, SECRET, send, stamp=now(-100)),
                     presigned(KEY, SECRET, send).replace(b"SendMessage", b"DeleteQueue")):
            reply = self.client.ask(data)
            self.assertEqual(reply.status, 403)
            self.assertIn(b"<Code>SignatureDoesNotMatch</Code>", reply.body)

    def test_accounts(self):
        for key, secret, account in ((KEY, SECRET, "000000000000"),
                                     ("111122223333", "root-secret", "111122223333"),
                                     ("ALICE", "alice-secret", "111122223333")):
            reply = self.served(signed_json(key, secret, "CreateQueue", {"QueueName": "mine"}))
            self.assertEqual(reply.json()["QueueUrl"], f"http://localhost/{account}/mine")

    def test_sender(self):
        for key, secret, sender in ((KEY, SECRET, "000000000000"), ("ALICE", "alice-secret", "AIDA")):
            url = self.served(signed_json(key, secret, "CreateQueue", {"QueueName": "sent"})) \
                .json()["QueueUrl"]
            self.served(signed_json(key, secret, "SendMessage", {"QueueUrl": url, "MessageBody": "x"}))
            reply = self.served(signed_json(key, secret, "ReceiveMessage", {
                "QueueUrl": url, "MessageSystemAttributeNames": ["SenderId"]}))
            self.assertTrue(reply.json()["Messages"][0]["Attributes"]["SenderId"].startswith(sender))

    def test_health_needs_no_key(self):
        self.assertEqual(self.client.get("/health").status, 200)

    def test_own_paths_are_for_the_own_machine(self):
        """What needs no signature is not shown to others."""
        self.assertEqual(self.client.get("/_ropeline/clock").status, 200)
        server = Server("--auth", "verify", host="0.0.0.0",
                        env=clean_environment(ROPELINE_ACCESS_KEYS_TEXT="A a"))
        self.addCleanup(server.stop)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks for the address that would be used
            address = probe.getsockname()[0]
        for host, status in (("127.0.0.1", 200), (address, 403)):
            with server.connect(host) as client:
                self.assertEqual(client.get("/_ropeline/clock").status, status)
                self.assertEqual(client.get("/health").status, 200)


class CallerIdentity(SignatureTest):
    def identity(self, *key, **more):
        data = signed_query(*key, "GetCallerIdentity", version="2011-06-15", **more)
        root = ET.fromstring(self.served(data).body)
        name = "{https://sts.amazonaws.com/doc/2011-06-15/}"
        self.assertEqual(root.tag, f"{name}GetCallerIdentityResponse")
        return [root.find(f"{name}GetCallerIdentityResult/{name}{member}").text
                for member in ("Account", "Arn", "UserId")]

    def test_root(self):
        self.assertEqual(self.identity("111122223333", "root-secret", service="sts"),
                         ["111122223333", "arn:aws:iam::111122223333:root", "111122223333"])

    def test_user(self):
        account, arn, user_id = self.identity("ALICE", "alice-secret", service="sts")
        self.assertEqual((account, arn), ("111122223333", "arn:aws:iam::111122223333:user/alice"))
        self.assertRegex(user_id, "^AIDA[A-Z2-7]{17}$")

    def test_unsigned(self):
        reply = self.client.ask(query_request("GetCallerIdentity"))
        self.assertEqual(reply.status, 403)


class OpenIdentity(unittest.TestCase):
    def test_without_keys(self):
        server = Server()
        self.addCleanup(server.stop)
        with server.connect() as client:
            body = client.ask(query_request("GetCallerIdentity")).body
            self.assertIn(b"<Account>000000000000</Account>", body)
            body = client.ask(signed_query("444455556666", "any", "GetCallerIdentity")).body
            self.assertIn(b"<Arn>arn:aws:iam::444455556666:root</Arn>", body)


class Start(unittest.TestCase):
    def refused(self, *options, said, **environment):
        process = subprocess.run([BINARY, "--port", "0", *options], capture_output=True, text=True,
                                 timeout=TIMEOUT, env=clean_environment(**environment))
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertIn(said, process.stderr)
        self.assertEqual(process.stderr.count("\n"), 1)
        self.assertNotIn("SECRET", process.stderr)

    def test_refusals(self):
        self.refused("--auth", "verify", said="--access-keys")
        self.refused("--auth", "sometimes", said="none|verify")
        self.refused("--policies", "on", said="off|enforce")
        self.refused("--access-keys", "/nonexistent", said="/nonexistent")
        self.refused(said="line 2: a key has no secret", ROPELINE_ACCESS_KEYS_TEXT="A SECRET;SECRETB")

    def test_keys_of_the_environment(self):
        server = Server("--auth", "verify",
                        env=clean_environment(ROPELINE_ACCESS_KEYS_TEXT=f"{KEY} {SECRET};B b"))
        self.addCleanup(server.stop)
        with server.connect() as client:
            self.assertEqual(client.ask(signed_json(KEY, SECRET, "ListQueues")).status, 200)
            self.assertEqual(client.ask(json_request("ListQueues")).status, 403)

    def warned(self, *options, **more):
        server = Server(*options, **more)
        server.stop()
        return any("signatures are not verified" in line and "WARN" in line.upper()
                   for line in server.log)

    def test_warning(self):
        verify = {"env": clean_environment(ROPELINE_ACCESS_KEYS_TEXT="A a")}
        self.assertTrue(self.warned(host="0.0.0.0"))
        self.assertFalse(self.warned(host="127.0.0.1"))
        self.assertFalse(self.warned(host=""))
        self.assertFalse(self.warned("--auth", "verify", host="0.0.0.0", **verify))
