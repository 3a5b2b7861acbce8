"""One abstract call, two protocols: parameters as in the JSON protocol, answers in its form too."""

import http.client
import json
import urllib.parse
import xml.etree.ElementTree as ET

NAMESPACE = "{http://queue.amazonaws.com/doc/2012-11-05/}"

# Query names of lists and maps (protocols.md section 3.1), and how their items look.
INPUT = {
    "Attributes": ("Attribute", "Name"),
    "tags": ("Tag", "Key"),
    "Tags": ("Tag", "Key"),
    "MessageAttributes": ("MessageAttribute", "struct"),
    "MessageSystemAttributes": ("MessageSystemAttribute", "struct"),
    "AttributeNames": ("AttributeName", "text"),
    "MessageSystemAttributeNames": ("AttributeName", "text"),
    "MessageAttributeNames": ("MessageAttributeName", "text"),
    "TagKeys": ("TagKey", "text"),
    "AWSAccountIds": ("AWSAccountId", "text"),
    "Actions": ("ActionName", "text"),
    "StringListValues": ("StringListValue", "text"),
    "BinaryListValues": ("BinaryListValue", "text"),
}

# Repeated elements of an answer (section 3.2): the JSON member that they become.
LISTS = {
    "QueueUrl": {"ListQueues": "QueueUrls", "ListDeadLetterSourceQueues": "queueUrls"},
    "Message": "Messages",
    "SendMessageBatchResultEntry": "Successful",
    "DeleteMessageBatchResultEntry": "Successful",
    "ChangeMessageVisibilityBatchResultEntry": "Successful",
    "BatchResultErrorEntry": "Failed",
    "ListMessageMoveTasksResultEntry": "Results",
}
MAPS = {"Attribute": "Attributes", "Tag": "Tags", "MessageAttribute": "MessageAttributes"}
NUMBERS = {"ApproximateNumberOfMessagesMoved", "ApproximateNumberOfMessagesToMove",
           "StartedTimestamp", "MaxNumberOfMessagesPerSecond"}


# Every error that was answered: (protocol, code, text), of failed entries of batches too.
SEEN = set()


def saw(protocol, answer):
    """Remembers the answer's errors, and returns it."""
    if answer.code is not None:
        SEEN.add((protocol, answer.code, answer.message))
    for entry in (answer.result or {}).get("Failed", []):
        SEEN.add((protocol, entry["Code"], entry["Message"]))
    return answer


def write_seen(report):
    """Beside the report of a run: which errors the run saw."""
    with open(report + ".seen", "w", encoding="utf-8") as file:
        json.dump(sorted(SEEN), file)


class Answer:
    def __init__(self, status, headers, result=None, shape=None, code=None, message=None, raw=b""):
        self.status, self.headers, self.result = status, headers, result
        self.shape, self.code, self.message, self.raw = shape, code, message, raw

    def __str__(self):
        if self.code is None and self.shape is None:
            return "= " + json.dumps(self.result)
        return f"! {self.status} {self.shape} {self.code} {self.message}"


def form_of(action, parameters):
    pairs = [("Action", action), ("Version", "2012-11-05")]

    def scalar(value):
        return str(value).lower() if isinstance(value, bool) else str(value)

    def add(prefix, members):
        for name, value in members.items():
            if name == "Entries":
                for n, entry in enumerate(value, 1):
                    add(f"{action}RequestEntry.{n}.", entry)
            elif name in INPUT and isinstance(value, (list, dict)):
                query_name, kind = INPUT[name]
                items = value.items() if isinstance(value, dict) else enumerate(value)
                for n, (key, item) in enumerate(items, 1):
                    start = f"{prefix}{query_name}.{n}"
                    if kind == "text":
                        pairs.append((start, scalar(item)))
                    elif kind == "struct":
                        pairs.append((start + ".Name", key))
                        add(start + ".Value.", item)
                    else:
                        pairs.append((f"{start}.{kind}", key))
                        pairs.append((start + ".Value", scalar(item)))
            else:
                pairs.append((prefix + name, scalar(value)))

    add("", parameters)
    return urllib.parse.urlencode(pairs)


def parse_struct(action, element):
    result = {}
    for child in element:
        name = child.tag.removeprefix(NAMESPACE)
        value = parse_struct(action, child) if len(child) else child.text or ""
        if name in MAPS:
            parts = {c.tag.removeprefix(NAMESPACE): c for c in child}
            key = parts.get("Name", parts.get("Key")).text
            content = parts["Value"]
            result.setdefault(MAPS[name], {})[key] = (
                parse_struct(action, content) if len(content) else content.text or "")
        elif isinstance(LISTS.get(name), str) and (len(child) or name != "Message"):
            result.setdefault(LISTS[name], []).append(value or {})
        elif name in LISTS and action in LISTS[name]:
            result.setdefault(LISTS[name][action], []).append(value)
        elif name == "SenderFault":
            result[name] = value == "true"
        else:
            result[name] = int(value) if name in NUMBERS else value
    return result


class Client:
    def __init__(self, port, protocol, account):
        self.protocol, self.port = protocol, port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
        self.authorization = (f"AWS4-HMAC-SHA256 Credential={account}/20260102/us-east-1/sqs/aws4_request, "
                              "SignedHeaders=host, Signature=" + "0" * 64)

    def request(self, method, path, headers, body):
        self.start(method, path, headers, body)
        return self.finish()

    def start(self, method, path, headers, body):
        self.connection.request(method, path, body=body,
                                headers={"Authorization": self.authorization, **headers})

    def finish(self):
        reply = self.connection.getresponse()
        raw = reply.read()
        return reply.status, {k.lower(): v for k, v in reply.getheaders()}, raw

    def call(self, action, parameters):
        self.send(action, parameters)
        return self.receive(action)

    def send(self, action, parameters):
        if self.protocol == "json":
            self.start("POST", "/", {"Content-Type": "application/x-amz-json-1.0",
                                     "X-Amz-Target": "AmazonSQS." + action}, json.dumps(parameters))
        else:
            self.start("POST", "/",
                       {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
                       form_of(action, parameters))

    def receive(self, action):
        read = json_answer if self.protocol == "json" else query_answer
        return saw(self.protocol, read(action, *self.finish()))


def json_answer(_action, status, headers, raw):
    assert headers["content-type"] == "application/x-amz-json-1.0", headers
    assert len(headers["x-amzn-requestid"]) == 36
    body = json.loads(raw) if raw else {}
    if status == 200:
        return Answer(status, headers, result=body, raw=raw)
    code, fault = headers["x-amzn-query-error"].split(";")
    assert fault == "Sender"
    return Answer(status, headers, shape=body["__type"].split("#")[1], code=code,
                  message=body.get("message", ""), raw=raw)


def query_answer(action, status, headers, raw):
    assert headers["content-type"] == "text/xml", headers
    root = ET.fromstring(raw)
    if status == 200:
        assert root.tag == f"{NAMESPACE}{action}Response", raw
        request_id = root.find(f"{NAMESPACE}ResponseMetadata/{NAMESPACE}RequestId").text
        assert request_id == headers["x-amzn-requestid"]
        result = root.find(f"{NAMESPACE}{action}Result")
        return Answer(status, headers, raw=raw,
                      result={} if result is None else parse_struct(action, result))
    error = root.find(NAMESPACE + "Error")
    assert error.find(NAMESPACE + "Type").text == "Sender", raw
    assert error.find(NAMESPACE + "Detail") is not None
    assert root.find(NAMESPACE + "RequestId").text == headers["x-amzn-requestid"]
    return Answer(status, headers, code=error.find(NAMESPACE + "Code").text,
                  message=error.find(NAMESPACE + "Message").text or "", raw=raw)
