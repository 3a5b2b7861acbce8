"""--policies enforce: queue policies and the rights of keys, across accounts, in both protocols."""

import json
import unittest
import xml.etree.ElementTree as ET

from raw import Server, clean_environment, json_request, query_request
from sigv4 import signed_json, signed_query

OWNER, OTHER = "111122223333", "444455556666"
KEYS = f"{OWNER} s;{OTHER} s;ALICE s account={OWNER} user=alice;" \
       f"LIMITED s account={OWNER} user=limited allow=sqs:CreateQueue,sqs:Get*;BOB s account={OTHER} user=bob"
SQS = "{http://queue.amazonaws.com/doc/2012-11-05/}"
MOVE_TASKS = ("StartMessageMoveTask", "ListMessageMoveTasks")


class PolicyTest(unittest.TestCase):
    options = ("--policies", "enforce", "--auth", "verify")

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.options, env=clean_environment(ROPELINE_ACCESS_KEYS_TEXT=KEYS))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.client = self.server.connect()
        self.addCleanup(self.client.close)
        self.name = self.id().split(".")[-1]
        self.url = self.call(OWNER, "CreateQueue", QueueName=self.name).json()["QueueUrl"]
        self.arn = f"arn:aws:sqs:us-east-1:{OWNER}:{self.name}"

    def ask(self, key, action, **parameters):
        make = signed_json if key else lambda _key, _secret, *rest: json_request(rest[0], **rest[1])
        return self.client.ask(make(key, "s", action, parameters))

    def call(self, key, action, **parameters):
        reply = self.ask(key, action, **parameters)
        self.assertEqual(reply.status, 200, reply.body)
        return reply

    def denied(self, key, action, words, **parameters):
        reply = self.ask(key, action, **parameters)
        self.assertEqual((reply.status, reply.json()["__type"]),
                         (403, "com.amazon.coral.service#AccessDeniedException"), reply.body)
        self.assertEqual(reply["x-amzn-query-error"], "AccessDenied;Sender")
        self.assertIn(words, reply.json()["message"])

    def set_policy(self, *statements, key=OWNER):
        filled = [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": self.arn, **s}
                  for s in statements]
        self.call(key, "SetQueueAttributes", QueueUrl=self.url, Attributes={
            "Policy": json.dumps({"Version": "2012-10-17", "Statement": filled}) if filled else ""})

    def send(self, key):
        return self.ask(key, "SendMessage", QueueUrl=self.url, MessageBody="x").status

    def send_denied(self, key, words):
        self.denied(key, "SendMessage", words, QueueUrl=self.url, MessageBody="x")


class Accounts(PolicyTest):
    def test_own_account(self):
        self.assertEqual((self.send(OWNER), self.send("ALICE")), (200, 200))

    def test_other_account(self):
        self.send_denied(OTHER, f"User: arn:aws:iam::{OTHER}:root is not authorized to perform: "
                         f"sqs:sendmessage on resource: {self.arn} because no resource-based policy "
                         "allows the sqs:sendmessage action")
        self.call(OWNER, "AddPermission", QueueUrl=self.url, Label="l", AWSAccountIds=[OTHER],
                  Actions=["SendMessage"])
        self.assertEqual((self.send(OTHER), self.send("BOB")), (200, 200))
        self.denied(OTHER, "ReceiveMessage", "sqs:receivemessage", QueueUrl=self.url)
        self.call(OWNER, "RemovePermission", QueueUrl=self.url, Label="l")
        self.assertEqual(self.send(OTHER), 403)

    def test_query(self):
        form = {"QueueUrl": self.url, "MessageBody": "x"}
        reply = self.client.ask(signed_query(OTHER, "s", "SendMessage", form))
        error = ET.fromstring(reply.body).find(f"{SQS}Error")
        self.assertEqual((reply.status, error.find(f"{SQS}Code").text), (403, "AccessDenied"))
        self.assertIn("is not authorized to perform: sqs:sendmessage", error.find(f"{SQS}Message").text)

    def test_one_user(self):
        self.set_policy({"Principal": {"AWS": f"arn:aws:iam::{OTHER}:user/bob"}})
        self.assertEqual((self.send("BOB"), self.send(OTHER)), (200, 403))

    def test_batches_are_authorised_as_single_actions(self):
        entries = [{"Id": "a", "MessageBody": "x"}]
        self.set_policy({"Action": "sqs:SendMessageBatch"})
        self.denied(OTHER, "SendMessageBatch", "sqs:sendmessage on", QueueUrl=self.url, Entries=entries)
        self.set_policy({"Action": "sqs:SendMessage"})
        self.call(OTHER, "SendMessageBatch", QueueUrl=self.url, Entries=entries)
        for action in ("DeleteMessage", "ChangeMessageVisibility"):
            self.denied(OTHER, action + "Batch", f"sqs:{action.lower()} on", QueueUrl=self.url,
                        Entries=[{"Id": "a", "ReceiptHandle": "x", "VisibilityTimeout": 1}])

    def test_what_never_works_across_accounts(self):
        self.set_policy({})
        self.assertEqual(self.send(OTHER), 200)
        for action, parameters in {
                "AddPermission": {"Label": "l", "AWSAccountIds": [OTHER], "Actions": ["*"]},
                "RemovePermission": {"Label": "l"}, "DeleteQueue": {}, "ListQueueTags": {},
                "SetQueueAttributes": {"Attributes": {"DelaySeconds": "1"}},
                "TagQueue": {"Tags": {"a": "b"}}, "UntagQueue": {"TagKeys": ["a"]}}.items():
            self.denied(OTHER, action, f"sqs:{action.lower()} on resource: {self.arn}",
                        QueueUrl=self.url, **parameters)
        for action in MOVE_TASKS:
            self.denied(OTHER, action, self.arn, SourceArn=self.arn)
        self.denied(OTHER, "StartMessageMoveTask", self.arn,
                    SourceArn=self.arn.replace(OWNER, OTHER), DestinationArn=self.arn)
        self.assertEqual(self.call(OTHER, "ListQueues").json(), {})

    def test_move_tasks_of_others_cannot_be_cancelled(self):
        import base64
        handle = base64.b64encode(json.dumps({"taskId": "11111111-2222-3333-4444-555555555555",
                                              "sourceArn": self.arn}).encode()).decode()
        self.denied(OTHER, "CancelMessageMoveTask", self.arn, TaskHandle=handle)
        self.assertEqual(self.ask(OWNER, "CancelMessageMoveTask", TaskHandle=handle).status, 404)

    def test_url_of_another_accounts_queue(self):
        ask = {"QueueName": self.name, "QueueOwnerAWSAccountId": OWNER}
        self.denied(OTHER, "GetQueueUrl", "sqs:getqueueurl", **ask)
        self.set_policy({"Action": "sqs:GetQueueUrl"})
        self.assertEqual(self.call(OTHER, "GetQueueUrl", **ask).json()["QueueUrl"], self.url)

    def test_no_queue(self):
        reply = self.ask(OTHER, "SendMessage", QueueUrl=self.url + "-not", MessageBody="x")
        self.assertEqual(reply.json()["__type"], "com.amazonaws.sqs#QueueDoesNotExist")


class Denials(PolicyTest):
    def test_deny_over_allow(self):
        self.set_policy({}, {"Effect": "Deny", "Principal": {"AWS": OTHER}, "Action": "sqs:SendMessage"})
        self.send_denied(OTHER, "with an explicit deny in a resource-based policy")
        self.call(OTHER, "ReceiveMessage", QueueUrl=self.url)
        self.assertEqual(self.send(OWNER), 200)

    def test_nobody_locks_himself_out(self):
        self.set_policy({"Effect": "Deny", "Action": "*"})
        for key in (OWNER, "ALICE", OTHER):
            self.send_denied(key, "with an explicit deny")
        self.denied("ALICE", "SetQueueAttributes", "explicit deny", QueueUrl=self.url,
                    Attributes={"Policy": ""})
        self.call(OWNER, "GetQueueAttributes", QueueUrl=self.url, AttributeNames=["Policy"])
        self.set_policy()
        self.assertEqual(self.send("ALICE"), 200)

    def test_conditions(self):
        local = {"Condition": {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}}
        self.set_policy(local)
        self.assertEqual(self.send(OTHER), 200)
        self.set_policy({"Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}})
        self.assertEqual(self.send(OTHER), 403)
        self.set_policy({"Condition": {"StringEquals": {"aws:PrincipalAccount": OTHER},
                                       "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:user/*"}}})
        self.assertEqual((self.send(OTHER), self.send("BOB")), (403, 200))
        self.set_policy({"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}})
        self.send_denied(OWNER, "explicit deny")

    def test_time_is_the_clock_that_tests_move(self):
        with self.server.connect() as client:
            now = client.get("/_ropeline/clock").json()["now_ms"] // 1000
        self.set_policy({"Condition": {"NumericLessThan": {"aws:EpochTime": now + 3600}}})
        self.assertEqual(self.send(OTHER), 200)
        body = json.dumps({"advance_ms": 3_700_000, "account": OTHER})
        head = "POST /_ropeline/clock HTTP/1.1\r\nHost: localhost\r\nX-Ropeline: 1\r\n"
        reply = self.client.ask(f"{head}Content-Length: {len(body)}\r\n\r\n{body}")
        self.assertEqual(reply.status, 200)
        self.assertEqual(self.send(OTHER), 403)


class Anonymous(PolicyTest):
    def test_unsigned(self):
        self.send_denied("", f"Access to the resource {self.arn} is denied.")
        self.set_policy({"Principal": {"AWS": OTHER}})
        self.assertEqual(self.send(""), 403)
        self.set_policy({"Action": "sqs:SendMessage"})
        self.assertEqual(self.send(""), 200)

    def test_what_needs_somebody(self):
        self.set_policy({})
        for action, parameters in {"ListQueues": {}, "CreateQueue": {"QueueName": "x"},
                                   "DeleteQueue": {"QueueUrl": self.url}}.items():
            reply = self.ask("", action, **parameters)
            self.assertEqual(reply["x-amzn-query-error"], "MissingAuthenticationToken;Sender")


class Rights(PolicyTest):
    def test_what_a_key_allows(self):
        self.call("LIMITED", "GetQueueAttributes", QueueUrl=self.url)
        self.send_denied("LIMITED", f"User: arn:aws:iam::{OWNER}:user/limited is not authorized to "
                         f"perform: sqs:sendmessage on resource: {self.arn} because no identity-based "
                         "policy allows the sqs:sendmessage action")
        self.set_policy({"Principal": {"AWS": f"arn:aws:iam::{OWNER}:user/limited"}})
        self.assertEqual(self.send("LIMITED"), 200)

    def test_a_queue_with_tags_needs_two_permissions(self):
        self.call("LIMITED", "CreateQueue", QueueName=self.name + "-1")
        self.denied("LIMITED", "CreateQueue", "sqs:tagqueue", QueueName=self.name + "-2",
                    tags={"a": "b"})
        self.call("ALICE", "CreateQueue", QueueName=self.name + "-2", tags={"a": "b"})


class Unverified(PolicyTest):
    """Policies without signatures: callers are who they say they are."""

    options = ("--policies", "enforce")

    def test_keys_and_accounts(self):
        form = {"QueueUrl": self.url, "MessageBody": "x"}
        for key, status in (("ALICE", 200), ("LIMITED", 403), (OTHER, 403), ("test", 403)):
            reply = self.client.ask(signed_query(key, "wrong", "SendMessage", form))
            self.assertEqual(reply.status, status, key)
        self.assertEqual(self.client.ask(query_request("SendMessage", **form)).status, 403)
