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


def outcome(answer):
    return answer.status, answer.code, answer.message


def failures(answer):
    """The failed entries of a batch; {index} in a text is that of the entry in both protocols."""
    return [(entry["Id"], entry["Code"], entry["Message"], entry["SenderFault"])
            for entry in (answer.result or {}).get("Failed", [])]


class Two:
    """One account, asked in both protocols."""

    def __init__(self, server):
        self.wire = Wire(server)
        self.clients = [Client(server.port, protocol, self.wire.account)
                        for protocol in ("json", "query")]

    def ask(self, action, parameters):
        return [client.call(action, parameters) for client in self.clients]

    def agree(self, action, parameters):
        """What both answer: (status, Query code, text); of a batch the failed entries, too."""
        json_answer, query_answer = self.ask(action, parameters)
        first, second = outcome(json_answer), outcome(query_answer)
        if failures(json_answer) != failures(query_answer):
            raise AssertionError(f"{action} {str(parameters)[:300]}: {json_answer} in JSON, {query_answer} in Query")
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


WRONG = {"text": [5, True, ["a"], {"a": "b"}], "integer": ["5", True, [1], {"a": 1}, 1.5],
         "texts": ["a", 5, {"a": "b"}], "structs": ["a", 5, {"a": "b"}], "pairs": ["a", 5, ["a"]],
         "tags": ["a", 5, ["a"]], "map": ["a", 5, ["a"]], "blob": [5, True, ["a"], {"a": "b"}, "!"],
         "blobs": ["a", 5, {"a": "b"}]}


def with_wrong(field, valid):
    """Values of a wrong type for a field, those inside its elements among them."""
    yield from WRONG[field["kind"]]
    element = field["element"]
    if not element:
        return
    inside = next(iter(valid.values())) if field["kind"] == "map" else valid[0]
    for member in element["fields"]:
        if field["kind"] == "map" and member["json_name"] == "Name":
            continue  # the key of the map
        for value in with_wrong(member, ELEMENTS.get(member["json_name"])):
            item = {**inside, member["json_name"]: value}
            yield {"k": item} if field["kind"] == "map" else [item]
    for value in (5, "a", ["a"]):
        yield {"k": value} if field["kind"] == "map" else [value]


VALUE = {"DataType": "String", "StringValue": "x"}
ELEMENTS = {"MessageAttributes": {"k": VALUE}, "MessageSystemAttributes": {"AWSTraceHeader": VALUE}}


@register("sweep: parameters of a wrong type", "limits.0.2", "protocols.2.4")
def types(server):
    world, count = World(server), 0
    for action, field in fields():
        valid = world.valid(action)
        for value in with_wrong(field, valid.get(field["json_name"], ELEMENTS.get(field["json_name"]))):
            reply = world.two.wire.call(action, {**valid, field["json_name"]: value})
            what = f"{action} {field['json_name']}={value!r}: {reply.status} {reply.body[:200]}"
            if reply.status != 400 or reply.json["__type"] != "com.amazon.coral.service#SerializationException":
                raise AssertionError(what)
            count += 1
        if field["kind"] == "integer":
            # Forms know no types: a text that is no number is a wrong one.
            answer = world.two.clients[1].call(action, {**valid, field["json_name"]: "x"})
            expect(answer.status, 400, f"{action} {field['json_name']}=x in Query")
            count += 1
    print(f"  {count} wrong types")


@register("sweep: parameters that no action knows", "protocols.2.1")
def extras(server):
    for row in CONTRACT["actions"]:
        for protocol, client in enumerate(("json", "query")):
            world, action = World(server), row["name"]
            request = {**world.valid(action), "Unexpected": "x", "Unexpected.1.Name": "y"}
            if action == "RemovePermission":
                world.two.ask("AddPermission", world.valid("AddPermission"))
            answer = world.two.clients[protocol].call(action, request)
            expected = "InvalidParameterValue" if action == "CancelMessageMoveTask" else None
            expect(answer.code, expected, f"{action} in {client}: {answer}")


# Ranges of numbers and longest texts inside the entries of batches, by the name of the member.
ENTRY_RANGES = {"DelaySeconds": ("DELAY_SECONDS_MIN", "DELAY_SECONDS_MAX"),
                "VisibilityTimeout": ("VISIBILITY_TIMEOUT_MIN", "VISIBILITY_TIMEOUT_MAX")}
ENTRY_LENGTHS = {"Id": "BATCH_ENTRY_ID_LENGTH", "MessageGroupId": "PUNCTUATED_ID_LENGTH",
                 "MessageDeduplicationId": "PUNCTUATED_ID_LENGTH"}
FREE_TEXTS = {"MessageBody", "ReceiptHandle"}


def entry_values(member):
    """(value, is good) for a member of an entry; None: the member is absent."""
    name, kind = member["json_name"], member["kind"]
    if kind == "integer":
        low, high = (LIMITS[limit] for limit in ENTRY_RANGES[name])
        # The largest is too long for a message that was received a moment ago.
        return [(low - 1, False), (low, True), (high, None), (high + 1, False), (None, name != "VisibilityTimeout")]
    if name in ENTRY_LENGTHS:
        longest = LIMITS[ENTRY_LENGTHS[name]]
        optional = name != "Id"
        return [("", False), ("a", True), ("a" * longest, True), ("a" * (longest + 1), False), ("a b", False),
                (None, None if optional else False)]
    if name in FREE_TEXTS:
        return [("", False), (None, False)]
    expect(kind, "map", name)
    return [({}, True), (None, True)]


@register("sweep: members of batch entries absent, empty, at their edges and beyond", "limits.0.1", "limits.0.2",
          "actions.8.7", "actions.11.1", "actions.13.1")
def entries(server):
    count = 0
    for action, field in fields(kind=("structs",)):
        for member in field["element"]["fields"]:
            for value, good in entry_values(member):
                world = World(server)
                request = world.valid(action)
                if member["json_name"] in ("MessageGroupId", "MessageDeduplicationId"):
                    request["QueueUrl"] = world.fifo
                    request["Entries"][0]["MessageGroupId"] = "g"
                first = {**request["Entries"][0], member["json_name"]: value}
                if value is None:
                    del first[member["json_name"]]
                second = {**request["Entries"][0], "Id": "other"}
                json_answer, query_answer = world.two.ask(action, {**request, "Entries": [first, second]})
                what = f"{action} {member['json_name']}={str(value)[:20]!r}"
                expect(outcome(json_answer), outcome(query_answer), what)
                if good is not None:  # else a rule about the first receive or the type of the queue decides
                    expect(failures(json_answer), failures(query_answer), what)
                    succeeded = json_answer.status == 200 and not failures(json_answer)
                    expect(succeeded, good, f"{what}: {json_answer}")
                count += 1
    print(f"  {count} members of entries")


def edges_of(limit, make, *, smallest=None):
    """Requests at the limit and one beyond; `smallest`: at the smallest and one below, too."""
    rows = [(limit, make(LIMITS[limit]), True), (limit, make(LIMITS[limit] + 1), False)]
    if smallest is not None:
        rows += [(limit, make(smallest), True), (limit, make(smallest - 1), False)]
    return rows


# Limits whose edges are elsewhere, because time or many messages are needed: limit -> file: case.
ELSEWHERE = {
    "IN_FLIGHT": "raw.py: 120000 messages in flight on a standard queue",
    "DEDUPLICATION_SECONDS": "fifo.t: duplicates within five minutes",
    "ATTEMPT_SECONDS": "fifo.t: an attempt that cannot be repeated any more",
    "PURGE_INTERVAL_SECONDS": "strict_purge.t: a queue is purged once in 60 seconds",
    "DELETED_RECENTLY_SECONDS": "strict_delete.t: a name is free 60 seconds after its queue was deleted",
    "PROPAGATION_SECONDS": "strict_propagation.t: a changed attribute is shown at once and acts after 60 seconds",
    "RETENTION_PROPAGATION_SECONDS": "strict_propagation.t: a changed retention period acts after 15 minutes",
    "MOVE_TASKS_ACTIVE": "raw.py: 100 tasks of an account",
    "MOVE_TASKS_REMEMBERED": "move_tasks.t: ten tasks are remembered",
    "MOVE_TASK_HOURS": "raw.py: a task of more than 36 hours",
    "MAX_NUMBER_OF_MESSAGES_DEFAULT": "messages.t: a message is sent, received and deleted",
    "MOVE_TASKS_MAX_RESULTS_DEFAULT": "move_tasks.t: tasks that do not start",
}


def limit_rows(world):
    """(limit, request, is good): the edges of every limit that no row of a parameter or attribute has."""
    url, arn = world.two.wire.queue("small", MaximumMessageSize="1024"), world.arn
    value = VALUE

    def send(**parameters):
        return "SendMessage", {"QueueUrl": url, "MessageBody": "m", **parameters}

    def attribute(name="n", **changes):
        return send(MessageAttributes={name: {**value, **changes}})

    def batch(n, **parameters):
        return "SendMessageBatch", {"QueueUrl": url, "Entries": [
            {"Id": str(i), "MessageBody": "m", **parameters} for i in range(n)]}

    def tag(**tags):
        return "TagQueue", {"QueueUrl": url, "Tags": tags}

    def put(name, content):
        return "SetQueueAttributes", {"QueueUrl": url, "Attributes": {
            name: content if isinstance(content, str) else json.dumps(content)}}

    def policy(n, fill=0, **changes):
        statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*", **changes}
        text = json.dumps({"Version": "2012-10-17", "Id": "", "Statement": [statement] * n})
        return put("Policy", text.replace('"Id": ""', '"Id": "' + "i" * (fill - len(text)) + '"'))

    def permission(label="l", accounts=1, actions=1):
        names = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl",
                 "ListDeadLetterSourceQueues", "PurgeQueue", "ReceiveMessage", "SendMessage"]
        return "AddPermission", {"QueueUrl": url, "Label": label, "Actions": names[:actions],
                                 "AWSAccountIds": [f"{n:012d}" for n in range(1, accounts + 1)]}

    def redrive(count):
        return put("RedrivePolicy", {"deadLetterTargetArn": arn + "d", "maxReceiveCount": count})

    def name(length, suffix=""):
        parameters = {"QueueName": "n" * (length - len(suffix)) + suffix}
        return "CreateQueue", {**parameters, "Attributes": {"FifoQueue": "true"}} if suffix else parameters

    rows = [
        *edges_of("BATCH_ENTRIES", batch, smallest=1),
        *edges_of("BATCH_ENTRY_ID_LENGTH", lambda n: batch(1, Id="a" * n), smallest=1),
        *edges_of("QUEUE_NAME_LENGTH", name, smallest=1),
        *edges_of("QUEUE_NAME_LENGTH", lambda n: name(n, ".fifo")),
        *edges_of("MESSAGE_ATTRIBUTES", lambda n: send(MessageAttributes={str(i): value for i in range(n)})),
        *edges_of("MESSAGE_ATTRIBUTE_NAME_LENGTH", lambda n: attribute("n" * n), smallest=1),
        *edges_of("MESSAGE_ATTRIBUTE_TYPE_BYTES", lambda n: attribute(DataType="String." + "t" * (n - 7))),
        *edges_of("NUMBER_DIGITS", lambda n: attribute(DataType="Number", StringValue="9" * n)),
        *edges_of("NUMBER_POWER_MAX", lambda n: attribute(DataType="Number", StringValue=f"1e{n}")),
        ("NUMBER_POWER_MIN", attribute(DataType="Number", StringValue=f"1e{LIMITS['NUMBER_POWER_MIN']}"), True),
        ("NUMBER_POWER_MIN", attribute(DataType="Number", StringValue=f"1e{LIMITS['NUMBER_POWER_MIN'] - 1}"), False),
        *edges_of("TAG_KEY_LENGTH", lambda n: tag(**{"k" * n: "v"}), smallest=1),
        *edges_of("TAG_VALUE_LENGTH", lambda n: tag(k="v" * n)),
        ("TAG_VALUE_LENGTH", tag(k=""), True),
        *edges_of("LABEL_LENGTH", lambda n: permission("l" * n), smallest=1),
        *edges_of("PERMISSION_ACTIONS", lambda n: permission(f"actions{n}", actions=n), smallest=1),
        *edges_of("PERMISSION_ACCOUNTS", lambda n: permission(f"accounts{n}", accounts=n), smallest=1),
        *edges_of("POLICY_STATEMENTS", policy),
        *edges_of("POLICY_PRINCIPALS", lambda n: policy(1, Principal={
            "AWS": [f"{i:012d}" for i in range(n - 1)], "Service": "sns.amazonaws.com"})),
        *edges_of("POLICY_CONDITIONS", lambda n: policy(1, Condition={
            "StringEquals": {f"aws:k{i}": "v" for i in range(n - 1)}, "Bool": {"aws:SecureTransport": "true"}})),
        *edges_of("PERMISSION_ACTIONS", lambda n: policy(1, Action=[f"sqs:{i}" for i in range(n)])),
        *edges_of("POLICY_BYTES", lambda n: policy(1, n)),
        *edges_of("MAX_RECEIVE_COUNT_MAX", redrive),
        ("MAX_RECEIVE_COUNT_MIN", redrive(LIMITS["MAX_RECEIVE_COUNT_MIN"]), True),
        ("MAX_RECEIVE_COUNT_MIN", redrive(LIMITS["MAX_RECEIVE_COUNT_MIN"] - 1), False),
        *edges_of("REDRIVE_SOURCES", lambda n: put("RedriveAllowPolicy", {
            "redrivePermission": "byQueue", "sourceQueueArns": [arn + str(i) for i in range(n)]}), smallest=1),
        (None, ("UntagQueue", {"QueueUrl": url, "TagKeys": ["k", "k" * LIMITS["TAG_KEY_LENGTH"], "k"]}), True),
        *edges_of("TAGS", lambda n: tag(**{f"t{i}": "v" for i in range(n)})),
        ("BATCH_BYTES", batch(10, MessageBody="m" * 1024), True),
    ]
    return rows


def known_cases():
    folder = pathlib.Path(__file__).resolve().parent
    for path in [folder / "raw.py", *(folder.parent / "conversations").glob("*.t")]:
        for line in path.read_text().splitlines():
            if line.startswith("== "):
                yield f"{path.name}: {line[3:]}"
            elif line.startswith('@case("'):
                yield f"{path.name}: {line.split(chr(34))[1]}"


@register("sweep: every limit at its smallest and largest, and one beyond", "limits.0.1", "actions.0.6",
          "actions.15.4", "attributes.4.5", "actions.0.7", "attributes.4.13", "attributes.4.2", "attributes.7.3",
          "attributes.6.4", "attributes.6.6", "actions.18.5", "attributes.7.6", "attributes.7.7")
def limits(server):
    world = World(server)
    rows, tried = limit_rows(world), set()
    for limit, (action, parameters), good in rows:
        if action == "AddPermission":  # a label is taken once
            answer = world.two.clients[0].call(action, parameters)
            query = world.two.clients[1].call("RemovePermission" if good else action, parameters)
            if not good:
                expect(outcome(answer), outcome(query), limit)
            expect((answer.status == 200, query.status == 200), (good, good), f"{limit}: {answer} {query}")
        else:
            got = world.two.agree(action, parameters)
            expect(got[0] == 200, good, f"{limit}: {action} {str(parameters)[:200]}: {got}")
        tried.add(limit)
    checked = {field["check"]["kind"] for _, field in fields() if field["check"]}
    expect(checked, {"range", "punctuated", "name"}, "kinds of checks that ranges() and lengths() walk")
    by_rows = {"PUNCTUATED_ID_LENGTH", "CLOCK_SKEW_SECONDS", *(
        name for name in LIMITS if name.startswith((
            "DELAY_SECONDS", "WAIT_TIME", "MAX_NUMBER_OF_MESSAGES_M", "VISIBILITY_TIMEOUT", "LIST_MAX_RESULTS",
            "MOVE_TASKS_MAX_RESULTS_M", "MOVE_RATE")))}
    expect(set(ELSEWHERE.values()) - set(known_cases()), set(), "cases that do not exist")
    expect(set(LIMITS) - tried - by_rows - set(ELSEWHERE), set(), "limits that nobody tries")
    print(f"  {len(rows)} edges of {len(tried) - 1} limits, {len(ELSEWHERE)} elsewhere")


@register("sweep: the largest message and batch, and a byte more", "limits.0.1", "actions.0.9", "attributes.1.3")
def sizes(server):
    two = Two(server)
    url, total = two.wire.queue("q"), LIMITS["BATCH_BYTES"]
    for extra, status in ((0, 200), (1, 400)):
        expect(two.agree("SendMessage", {"QueueUrl": url, "MessageBody": "a" * (total + extra)})[0], status)
        expect(two.agree("SendMessageBatch", {"QueueUrl": url, "Entries": [
            {"Id": "1", "MessageBody": "a" * (total - 9)}, {"Id": "2", "MessageBody": "a" * (9 + extra)}]})[0], status)
    # Names, types and values of attributes count, to the byte, in single sends and in batches.
    small = two.wire.queue("small", MaximumMessageSize="1024")
    attributes = {"né": {"DataType": "String.ä", "StringValue": "ü" * 100},
                  "b": {"DataType": "Binary", "BinaryValue": "AAAA" * 100}}
    size = len("né".encode()) + len("String.ä".encode()) + 200 + 1 + 6 + 300
    for extra, status in ((0, 200), (1, 400)):
        body = "a" * (1024 - size + extra)
        expect(two.agree("SendMessage", {"QueueUrl": small, "MessageBody": body, "MessageAttributes": attributes})[0],
               status)
        got = two.ask("SendMessageBatch", {"QueueUrl": small, "Entries": [
            {"Id": "1", "MessageBody": body, "MessageAttributes": attributes}]})
        expect([len(failures(answer)) for answer in got], [extra, extra])
        whole = "a" * (total - size - 1 + extra)
        expect(two.agree("SendMessageBatch", {"QueueUrl": url, "Entries": [
            {"Id": "1", "MessageBody": whole, "MessageAttributes": attributes}, {"Id": "2", "MessageBody": "a"}]})[0],
               status)


@register("sweep: booleans, choices and documents among the queue attributes", "limits.0.1", "attributes.1.1",
          "attributes.1.11")
def other_attributes(server):
    good = {"boolean": ["true", "false", "TRUE", "False"], "text": ["", "x"]}
    bad = {"boolean": ["", "yes", "1", " true"], "choice": ["", "x", "QUEUE"], "json": ["x", "[]", "1", "{}"],
           "text": []}
    count = 0
    for row in CONTRACT["attributes"]:
        if not row["settable"] or row["kind"] == "integer":
            continue
        values = [(value, True) for value in row["choices"] or good.get(row["kind"], [""])]
        for value, accepted in values + [(value, False) for value in bad[row["kind"]]]:
            world = World(server)
            name, url = row["name"], world.fifo if row["fifo_only"] else world.url
            if name == "FifoQueue":
                accepted = value.lower() == "true"
            given = {name: value}
            if value == "perMessageGroupId":
                given["DeduplicationScope"] = "messageGroup"
            got = world.two.agree("SetQueueAttributes", {"QueueUrl": url, "Attributes": given})
            expect(got[0] == 200, accepted, f"{name}={value!r}: {got}")
            if row["fifo_only"]:
                got = world.two.agree("SetQueueAttributes", {"QueueUrl": world.url, "Attributes": given})
                expect(got[:2], (400, "InvalidAttributeName"), f"{name} on a standard queue")
            fifo = {"FifoQueue": "true"} if row["fifo_only"] else {}
            suffix = ".fifo" if row["fifo_only"] else ""
            if name != "FifoQueue":
                got = world.two.agree("CreateQueue", {"QueueName": f"new{suffix}", "Attributes": {**fifo, **given}})
                expect(got[0] == 200, accepted, f"create {name}={value!r}: {got}")
            count += 1
    print(f"  {count} values of other attributes")


main(__file__)
