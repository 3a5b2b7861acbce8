#!/usr/bin/env python3
"""Derived from the contract's rows: each limit at its edges, each required field absent, empty, wrong.

Every request goes out in both protocols; they must answer alike: both succeed, or both fail with the
same status, Query code and text (where the contract gives the protocols one text).
"""

import json
import os
import pathlib
import subprocess

from cases import CASES, Wire, expect, main

from protocols import Client

BUILD = pathlib.Path(os.environ.get("ROPELINE_BIN", "build/asan/ropeline")).resolve().parent
CONTRACT = json.loads(subprocess.run([str(BUILD / "api/model/reference"), "--json"], check=True,
                                     capture_output=True).stdout)
TEXTS = {text["id"]: text for text in CONTRACT["texts"]}
ERRORS = {error["id"]: error for error in CONTRACT["errors"]}
LIMITS = CONTRACT["limits"]

# Differences between the protocols that are the service's own: each with its reason.
REASONS = {
    "The specified queue does not exist.": "the service words it differently in Query",
    "The request must contain the parameter Attributes.": "Query names its own parameter, Attribute.Name",
    "The request must contain the parameter QueueUrl.": "a form at the root that names no queue is InvalidAddress",
    "The request must contain the parameter Entries.": "a form cannot tell absent entries from an empty list",
}


class Two:
    """One account, asked in both protocols."""

    def __init__(self, server):
        self.wire = Wire(server)
        self.clients = [Client(server.port, protocol, self.wire.account)
                        for protocol in ("json", "query")]

    def ask(self, action, parameters):
        return [client.call(action, parameters) for client in self.clients]

    def agree(self, action, parameters):
        """What both answer: (status, Query code, text)."""
        json_answer, query_answer = self.ask(action, parameters)
        first = (json_answer.status, json_answer.code, json_answer.message)
        second = (query_answer.status, query_answer.code, query_answer.message)
        if first != second and json_answer.message not in REASONS:
            raise AssertionError(f"{action} {str(parameters)[:300]}: {first} in JSON, {second} in Query")
        return first


class World:
    """Queues and messages for valid requests of every action."""

    def __init__(self, server):
        self.two = Two(server)
        wire = self.two.wire
        self.url, self.dead = wire.queue("q"), wire.queue("d")
        self.fifo = wire.queue("f.fifo", FifoQueue="true", ContentBasedDeduplication="true")
        arn = f"arn:aws:sqs:us-east-1:{wire.account}:"
        wire.call("SetQueueAttributes", {"QueueUrl": self.url, "Attributes": {"RedrivePolicy": json.dumps(
            {"deadLetterTargetArn": arn + "d", "maxReceiveCount": 1000})}})
        wire.call("SendMessage", {"QueueUrl": self.url, "MessageBody": "m"})
        got = wire.call("ReceiveMessage", {"QueueUrl": self.url}).json["Messages"][0]
        self.arn, self.handle = arn, got["ReceiptHandle"]

    def valid(self, action):
        """A request that the service accepts."""
        special = {
            "CreateQueue": {"QueueName": "q"}, "GetQueueUrl": {"QueueName": "q"}, "ListQueues": {},
            "AddPermission": {"Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]},
            "RemovePermission": {"Label": "l"},
            "ChangeMessageVisibility": {"ReceiptHandle": self.handle, "VisibilityTimeout": 1},
            "ChangeMessageVisibilityBatch": {"Entries": [
                {"Id": "1", "ReceiptHandle": self.handle, "VisibilityTimeout": 1}]},
            "DeleteMessage": {"ReceiptHandle": self.handle},
            "DeleteMessageBatch": {"Entries": [{"Id": "1", "ReceiptHandle": self.handle}]},
            "SendMessage": {"MessageBody": "m"},
            "SendMessageBatch": {"Entries": [{"Id": "1", "MessageBody": "m"}]},
            "SetQueueAttributes": {"Attributes": {"DelaySeconds": "0"}},
            "TagQueue": {"Tags": {"a": "b"}}, "UntagQueue": {"TagKeys": ["a"]},
            "StartMessageMoveTask": {"SourceArn": self.arn + "d"},
            "ListMessageMoveTasks": {"SourceArn": self.arn + "d"},
            "CancelMessageMoveTask": {"TaskHandle": "garbage"},
        }
        request = dict(special.get(action, {}))
        row = next(row for row in CONTRACT["actions"] if row["name"] == action)
        if any(field["json_name"] == "QueueUrl" for field in row["request"]["fields"]):
            request["QueueUrl"] = self.url
        return request


def register(title, *specs):
    def wrap(function):
        CASES.append((title, specs, (), function))
    return wrap


def fields(kind=None, required=None, checked=None):
    for action in CONTRACT["actions"]:
        for field in action["request"]["fields"]:
            if ((kind is None or field["kind"] in kind) and (required is None or field["required"] == required)
                    and (checked is None or (field["check"] or {}).get("kind") == checked)):
                yield action["name"], field


@register("sweep: ranges of parameters at min - 1, min, max and max + 1", "limits.0.1")
def ranges(server):
    count = 0
    for action, field in fields(checked="range"):
        check, name = field["check"], field["json_name"]
        for value in (check["min"] - 1, check["min"], check["max"], check["max"] + 1):
            world = World(server)
            request = {**world.valid(action), name: value}
            if name == "WaitTimeSeconds" and value > 0:
                world.two.wire.call("SendMessage", {"QueueUrl": world.url, "MessageBody": "m"})
                world.two.wire.call("SendMessage", {"QueueUrl": world.url, "MessageBody": "m"})
            json_answer, query_answer = world.two.ask(action, request)
            inside = check["min"] <= value <= check["max"]
            if inside:
                # A second of life on the receive makes the longest timeout too long; a task runs already.
                for answer in (json_answer, query_answer):
                    if answer.status != 200 and "Total VisibilityTimeout" not in answer.message and (
                            "already a task" not in answer.message):
                        raise AssertionError(f"{action} {name}={value}: {answer}")
            else:
                expect((json_answer.status, json_answer.code, json_answer.message),
                       (query_answer.status, query_answer.code, query_answer.message), f"{action} {name}={value}")
                text = TEXTS[check["text"]]
                expect(json_answer.code, ERRORS[text["error"]]["query_code"], f"{action} {name}={value}")
            count += 1
    print(f"  {count} values of ranges")


@register("sweep: lengths of texts at 0, 1, max and max + 1", "limits.0.1")
def lengths(server):
    count = 0
    for action, field in fields(kind=("text",)):
        check = field["check"]
        if not check or check["kind"] not in ("punctuated", "name"):
            continue
        for length in (0, 1, check["max"], check["max"] + 1):
            world = World(server)
            request = {**world.valid(action), field["json_name"]: "a" * length}
            if field["json_name"] in ("MessageDeduplicationId", "ReceiveRequestAttemptId", "MessageGroupId"):
                request["QueueUrl"] = world.fifo
                if action == "SendMessage":
                    request.setdefault("MessageGroupId", "g")
            status, code, text = world.two.agree(action, request) if not (
                action == "AddPermission") else outcome(world.two.ask(action, request)[0])
            if 1 <= length <= check["max"]:
                if status != 200 and "can't find label" not in text:
                    raise AssertionError(f"{action} {field['json_name']} of {length}: {text}")
            else:
                expect(status, 400, f"{action} {field['json_name']} of {length}")
            count += 1
    print(f"  {count} lengths of texts")


def outcome(answer):
    return answer.status, answer.code, answer.message


@register("sweep: queue attributes at min - 1, min, max, max + 1, empty and wrong", "limits.0.1", "attributes.1.2",
          "attributes.1.11")
def attributes(server):
    two, count = Two(server), 0
    url = two.wire.queue("q")
    for row in CONTRACT["attributes"]:
        if row["kind"] != "integer" or not row["settable"]:
            continue
        edges = {row["min"] - 1: False, row["min"]: True, row["max"]: True, row["max"] + 1: False}
        for value, good in [*edges.items(), ("", False), (" ", False), ("x", False), ("1.5", False)]:
            name = row["name"]
            got = two.agree("SetQueueAttributes", {"QueueUrl": url, "Attributes": {name: str(value)}})
            wanted = (200, None, None) if good else (
                400, "InvalidAttributeValue", f"Invalid value for the parameter {name}.")
            if good:
                expect(got[0], 200, f"{name}={value}")
            else:
                expect(got, wanted, f"{name}={value}")
            count += 1
    print(f"  {count} values of attributes")


@register("sweep: required parameters absent and empty", "limits.0.2", "actions.0.2")
def required(server):
    count = 0
    for action, field in fields(required=True):
        name = field["json_name"]
        for empty in (False, True):
            if empty and field["kind"] != "text":
                continue  # an empty number does not exist
            world = World(server)
            request = world.valid(action)
            request.pop(name, None)
            if empty:
                request[name] = ""
            status, code, text = world.two.agree(action, request)
            expect(status, 400, f"{action} {name}")
            if code not in ("MissingParameter", "InvalidParameterValue"):
                raise AssertionError(f"{action} without {name}: {code} {text}")
            if code == "MissingParameter" and name not in text:
                raise AssertionError(f"{action} without {name}: {text}")
            count += 1
    print(f"  {count} required parameters")


@register("sweep: parameters of a wrong type", "limits.0.2", "protocols.2.4")
def types(server):
    wrong = {"text": [5, True, ["a"], {"a": "b"}], "integer": ["5", True, [1], {"a": 1}],
             "texts": ["a", 5, {"a": "b"}], "structs": ["a", 5, {"a": "b"}], "pairs": ["a", 5, ["a"]],
             "tags": ["a", 5, ["a"]], "map": ["a", 5, ["a"]]}
    world, count = World(server), 0
    for action, field in fields():
        if field["kind"] not in wrong:
            raise AssertionError(f"kind {field['kind']} of {field['json_name']} has no wrong values")
        for value in wrong[field["kind"]]:
            request = {**world.valid(action), field["json_name"]: value}
            reply = world.two.wire.call(action, request)
            what = f"{action} {field['json_name']}={value!r}: {reply.status} {reply.body[:200]}"
            if reply.status != 400 or reply.json["__type"] != "com.amazon.coral.service#SerializationException":
                raise AssertionError(what)
            count += 1
        if field["kind"] == "integer":
            # Forms know no types: a text that is no number is a wrong one.
            answer = world.two.clients[1].call(action, {**world.valid(action), field["json_name"]: "x"})
            expect(answer.status, 400, f"{action} {field['json_name']}=x in Query")
            count += 1
    print(f"  {count} wrong types")


@register("sweep: lists, entries, attributes and tags at their largest and one more", "limits.0.1", "actions.0.6",
          "actions.15.4", "attributes.4.5", "actions.0.7")
def counts(server):
    two = Two(server)
    url = two.wire.queue("q", MaximumMessageSize="1024")
    value = {"DataType": "String", "StringValue": "x"}

    def send(**parameters):
        return "SendMessage", {"QueueUrl": url, "MessageBody": "m", **parameters}

    def batch(n, **parameters):
        return "SendMessageBatch", {"QueueUrl": url, "Entries": [
            {"Id": str(i), "MessageBody": "m", **parameters} for i in range(n)]}

    def tag(**tags):
        return "TagQueue", {"QueueUrl": url, "Tags": tags}

    number = LIMITS["NUMBER_DIGITS"]
    rows = [
        (batch(LIMITS["BATCH_ENTRIES"]), batch(LIMITS["BATCH_ENTRIES"] + 1)),
        (batch(1, Id="a" * LIMITS["BATCH_ENTRY_ID_LENGTH"]), batch(1, Id="a" * (LIMITS["BATCH_ENTRY_ID_LENGTH"] + 1))),
        (send(MessageBody="a" * 1024), send(MessageBody="a" * 1025)),
        (send(MessageAttributes={str(n): value for n in range(LIMITS["MESSAGE_ATTRIBUTES"])}),
         send(MessageAttributes={str(n): value for n in range(LIMITS["MESSAGE_ATTRIBUTES"] + 1)})),
        (send(MessageAttributes={"n" * LIMITS["MESSAGE_ATTRIBUTE_NAME_LENGTH"]: value}),
         send(MessageAttributes={"n" * (LIMITS["MESSAGE_ATTRIBUTE_NAME_LENGTH"] + 1): value})),
        (send(MessageAttributes={"n": {"DataType": "Number", "StringValue": "9" * number}}),
         send(MessageAttributes={"n": {"DataType": "Number", "StringValue": "9" * (number + 1)}})),
        (tag(**{"k" * LIMITS["TAG_KEY_LENGTH"]: "v"}), tag(**{"k" * (LIMITS["TAG_KEY_LENGTH"] + 1): "v"})),
        (tag(k="v" * LIMITS["TAG_VALUE_LENGTH"]), tag(k="v" * (LIMITS["TAG_VALUE_LENGTH"] + 1))),
        (tag(**{str(n): "v" for n in range(LIMITS["TAGS"] - 2)}), tag(**{f"x{n}": "v" for n in range(LIMITS["TAGS"])})),
        (("CreateQueue", {"QueueName": "n" * LIMITS["QUEUE_NAME_LENGTH"]}),
         ("CreateQueue", {"QueueName": "n" * (LIMITS["QUEUE_NAME_LENGTH"] + 1)})),
    ]
    for good, bad in rows:
        for answer in two.ask(*good):
            expect(answer.status, 200, f"{str(good)[:200]} {answer}")
        if two.agree(*bad)[0] == 200:
            raise AssertionError(f"accepted: {str(bad)[:200]}")
    print(f"  {2 * len(rows)} counts and lengths")


@register("sweep: the largest message and batch, and a byte more", "limits.0.1", "actions.0.9", "attributes.1.3")
def sizes(server):
    two = Two(server)
    url, total = two.wire.queue("q"), LIMITS["BATCH_BYTES"]
    for extra, status in ((0, 200), (1, 400)):
        expect(two.agree("SendMessage", {"QueueUrl": url, "MessageBody": "a" * (total + extra)})[0], status)
        expect(two.agree("SendMessageBatch", {"QueueUrl": url, "Entries": [
            {"Id": "1", "MessageBody": "a" * (total - 9)}, {"Id": "2", "MessageBody": "a" * (9 + extra)}]})[0], status)


main(__file__)
