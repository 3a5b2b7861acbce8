"""The log never holds what is nobody's business: keys, signatures, bodies, attributes, tags."""

import json
import unittest
import urllib.parse

from raw import Server, query_request, request

KEY = "AKIAKEYTHATNOBODYSEES"
SIGNATURE = "5165fa7c5165fa7c5165fa7c5165fa7c5165fa7c5165fa7c5165fa7c5165fa7c"
TOKEN = "sessiontokenthatnobodysees"
BODY = "bodythatnobodysees"
VALUE = "valuethatnobodysees"
SECRETS = (KEY, SIGNATURE, TOKEN, BODY, VALUE)

SIGNED = (f"Authorization: AWS4-HMAC-SHA256 Credential={KEY}/20260102/us-east-1/sqs/aws4_request, "
          f"SignedHeaders=host;x-amz-date, Signature={SIGNATURE}",
          "X-Amz-Date: 20260102T030405Z", f"X-Amz-Security-Token: {TOKEN}")
PRESIGNED = urllib.parse.urlencode({
    "Action": "SendMessage", "QueueUrl": "q", "MessageBody": BODY,
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Security-Token": TOKEN,
    "X-Amz-Credential": f"{KEY}/20260102/us-east-1/sqs/aws4_request",
    "X-Amz-Date": "20260102T030405Z", "X-Amz-Signature": SIGNATURE})


def call(action, body, *headers):
    text = body if isinstance(body, str) else json.dumps(body)
    return request("POST", "/", f"X-Amz-Target: AmazonSQS.{action}",
                   "Content-Type: application/x-amz-json-1.0", *SIGNED, *headers, body=text)


def requests():
    """Good ones, refused ones, and ones that cannot be understood."""
    attributes = {"a": {"DataType": "String", "StringValue": VALUE}}
    yield call("CreateQueue", {"QueueName": "q", "tags": {"t": VALUE}})
    yield call("SendMessage", {"QueueUrl": "q", "MessageBody": BODY, "MessageAttributes": attributes})
    yield call("SendMessage", {"QueueUrl": "missing", "MessageBody": BODY})
    yield call("SendMessage", {"QueueUrl": "q", "MessageBody": BODY, "DelaySeconds": 99999})
    yield call("SendMessage", {"QueueUrl": "q", "MessageBody": BODY + "\u0001"})
    yield call("SendMessage", '{"QueueUrl": "q", "MessageBody": "' + BODY)
    yield call("SendMessageBatch", {"QueueUrl": "q", "Entries": [
        {"Id": "a", "MessageBody": BODY}, {"Id": "b", "MessageBody": BODY, "DelaySeconds": -1}]})
    yield call("ReceiveMessage", {"QueueUrl": "q", "MessageAttributeNames": ["All"]})
    yield call("Nonsense", {"MessageBody": BODY})
    yield call("TagQueue", {"QueueUrl": "q", "Tags": {"t": VALUE}}, "X-Amzn-Trace-Id: Root=1-2-3")
    yield query_request("SendMessage", QueueUrl="q", MessageBody=BODY)
    yield query_request("SendMessage", QueueUrl="q", MessageBody=BODY, DelaySeconds="no")
    yield request("GET", "/?" + PRESIGNED)
    yield request("GET", "/000000000000/q?" + PRESIGNED)
    yield request("GET", "/nowhere/at/all/of/this?" + PRESIGNED, *SIGNED)
    yield request("PUT", "/?" + PRESIGNED, *SIGNED, body=BODY)


class Log(unittest.TestCase):
    def said(self, *options):
        server = Server("--log-level", "debug", *options)
        for each in requests():
            with server.connect() as client:
                client.ask(each)
        with server.connect() as client:
            client.send(f"POST / HTTP/1.1\r\nAuthorization: {KEY} {SIGNATURE}\r\n{BODY}\r\n\r\n")
            client.closed()
        server.stop()
        return server.log

    def check(self, *options):
        log = self.said(*options)
        self.assertGreater(len(log), 15)  # it says something about each
        for line in log:
            for secret in SECRETS:
                self.assertNotIn(secret, line)

    def test_text(self):
        self.check()

    def test_json(self):
        self.check("--log-format", "json")
