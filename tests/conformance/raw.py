#!/usr/bin/env python3
"""What only the bytes on the wire show: headers, empty bodies, order of members, malformed requests."""

import json
import socket
import xml.etree.ElementTree as ET

from cases import Wire, case, expect, main

NAMESPACE = "{http://queue.amazonaws.com/doc/2012-11-05/}"
SUCCESS = {"content-length", "content-type", "date", "x-amzn-requestid"}


def headers_of(reply):
    return set(reply.headers) - {"connection"}


@case("headers of a success", "wire.0.1", "protocols.2.11")
def _(server):
    wire = Wire(server)
    reply = wire.call("ListQueues")
    expect(headers_of(reply), SUCCESS, "headers")
    expect(reply.headers["content-type"], "application/x-amz-json-1.0")
    expect(reply.body, b"{}")
    expect(headers_of(wire.form([("Action", "ListQueues")])), SUCCESS, "headers in Query")


@case("headers of an error", "wire.0.2", "protocols.2.8", "protocols.2.9", "protocols.2.11",
      "protocols.2.10", "clients.2.2")
def _(server):
    wire = Wire(server)
    reply = wire.call("DeleteQueue", {"QueueUrl": wire.base + "/none"})
    expect(reply.status, 400)
    expect(headers_of(reply), SUCCESS | {"x-amzn-query-error"}, "headers")
    expect(reply.headers["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender")
    expect(reply.body, b'{"__type":"com.amazonaws.sqs#QueueDoesNotExist",'
                       b'"message":"The specified queue does not exist."}')
    reply = wire.call("CreateQueue", {"QueueName": ""})
    expect(reply.headers["x-amzn-query-error"], "InvalidParameterValue;Sender")
    expect(reply.json["__type"], "com.amazon.coral.service#InvalidParameterValueException")
    url = wire.queue("q")
    reply = wire.call("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": "x"})
    expect((reply.status, reply.json["__type"]), (404, "com.amazonaws.sqs#ReceiptHandleIsInvalid"))


@case("operations without output have an empty body", "wire.0.3", "protocols.3.5")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m"})
    handle = wire.call("ReceiveMessage", {"QueueUrl": url}).json["Messages"][0]["ReceiptHandle"]
    calls = [("AddPermission", {"Label": "l", "AWSAccountIds": ["111122223333"],
                                "Actions": ["SendMessage"]}),
             ("RemovePermission", {"Label": "l"}),
             ("SetQueueAttributes", {"Attributes": {"DelaySeconds": "1"}}),
             ("TagQueue", {"Tags": {"a": "b"}}), ("UntagQueue", {"TagKeys": ["a"]}),
             ("ChangeMessageVisibility", {"ReceiptHandle": handle, "VisibilityTimeout": 9}),
             ("DeleteMessage", {"ReceiptHandle": handle}), ("PurgeQueue", {}), ("DeleteQueue", {})]
    for action, parameters in calls:
        reply = wire.call(action, {"QueueUrl": url, **parameters})
        expect((reply.status, reply.body, reply.headers["content-length"],
                reply.headers["content-type"]),
               (200, b"", "0", "application/x-amz-json-1.0"), action)
    url = wire.queue("q")
    reply = wire.form([("Action", "PurgeQueue"), ("QueueUrl", url)])
    root = ET.fromstring(reply.body)
    expect([child.tag for child in root], [NAMESPACE + "ResponseMetadata"])


def in_order(pairs):
    names = [name for name, _ in pairs]
    if names and names[0] in ("SenderId", "ApproximateFirstReceiveTimestamp"):
        expect(names, ["SenderId", "ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount",
                       "SentTimestamp"], "attributes of a message")
    else:
        expect(names, sorted(names), "order of members")
    if any(value in (None, "", [], {}) for _, value in pairs):
        raise AssertionError(f"empty member in {pairs}")
    return dict(pairs)


@case("members are in order, and none is empty", "wire.0.5", "wire.0.6", "wire.0.4", "protocols.2.7",
      "clients.2.1")
def _(server):
    wire = Wire(server)
    url, target = wire.queue("q"), wire.queue("d")
    arn = f"arn:aws:sqs:us-east-1:{wire.account}:d"
    replies = [wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m", "MessageAttributes": {
        "b": {"DataType": "Binary", "BinaryValue": "AA=="},
        "a": {"StringValue": "x", "DataType": "String"}}})]
    replies.append(wire.call("ReceiveMessage", {"QueueUrl": url, "AttributeNames": ["All"],
                                                "MessageAttributeNames": ["All"]}))
    expect(list(replies[-1].json["Messages"][0]),
           ["Attributes", "Body", "MD5OfBody", "MD5OfMessageAttributes", "MessageAttributes",
            "MessageId", "ReceiptHandle"])
    replies.append(wire.call("SendMessageBatch", {"QueueUrl": url, "Entries": [
        {"Id": "1", "MessageBody": "m"}, {"Id": "2", "MessageBody": "\u0001"}]}))
    wire.call("SetQueueAttributes", {"QueueUrl": url, "Attributes": {
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})}})
    replies.append(wire.call("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["All"]}))
    replies.append(wire.call("StartMessageMoveTask", {
        "SourceArn": arn, "DestinationArn": arn[:-1] + "q", "MaxNumberOfMessagesPerSecond": 1}))
    replies.append(wire.call("ListMessageMoveTasks", {"SourceArn": arn}))
    replies.append(wire.call("ListQueues", {"MaxResults": 1}))
    wire.call("TagQueue", {"QueueUrl": url, "Tags": {"b": "1", "a": "2"}})
    replies.append(wire.call("ListQueueTags", {"QueueUrl": url}))
    for reply in replies:
        expect(reply.status, 200, reply.body)
        json.loads(reply.body, object_pairs_hook=in_order)
    expect(wire.call("ReceiveMessage", {"QueueUrl": target}).body, b"{}")


@case("an empty receive in XML, errors in XML", "protocols.3.5", "protocols.3.6", "protocols.3.7",
      "protocols.3.9", "protocols.7.4")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    reply = wire.form([("Action", "ReceiveMessage"), ("QueueUrl", url)])
    request_id = reply.headers["x-amzn-requestid"]
    expect(reply.headers["content-type"], "text/xml")
    expect(reply.body, ('<?xml version="1.0"?><ReceiveMessageResponse xmlns="http://queue.amazonaws.com/'
                        'doc/2012-11-05/"><ReceiveMessageResult/><ResponseMetadata><RequestId>'
                        f"{request_id}</RequestId></ResponseMetadata></ReceiveMessageResponse>").encode())
    reply = wire.form([("Action", "DeleteQueue"), ("QueueUrl", wire.base + "/none")])
    request_id = reply.headers["x-amzn-requestid"]
    expect((reply.status, reply.body), (400, (
        '<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error>'
        "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified "
        "queue does not exist for this wsdl version.</Message><Detail/></Error><RequestId>"
        f"{request_id}</RequestId></ErrorResponse>").encode()))
    reply = wire.form([("Action", "GetQueueAttributes"), ("QueueUrl", url), ("AttributeName.1", "All")])
    result = ET.fromstring(reply.body)[0]
    expect({child.tag for child in result}, {NAMESPACE + "Attribute"})
    expect(len(result), 12)


@case("text in XML is escaped", "protocols.3.8")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    wire.call("SendMessage", {"QueueUrl": url, "MessageBody": '<&>"\r\n\t\''})
    reply = wire.form([("Action", "ReceiveMessage"), ("QueueUrl", url)])
    if b"<Body>&lt;&amp;&gt;&quot;&#xD;\n\t'</Body>" not in reply.body:
        raise AssertionError(reply.body)


@case("the path names the queue, JSON works on any path", "protocols.1.2", "protocols.3.1",
      "protocols.3.2", "protocols.1.3", "clients.1.1", "protocols.4.7")
def _(server):
    wire = Wire(server)
    one, two = wire.queue("one"), wire.queue("two")
    path = f"/{wire.account}/one"
    reply = wire.call("SendMessage", {"QueueUrl": two, "MessageBody": "json"}, path=path)
    expect(reply.status, 200)
    expect(wire.form("Action=SendMessage&MessageBody=form", path=path).status, 200)
    expect(wire.ask("GET", path + "?Action=SendMessage&MessageBody=get").status, 200)
    expect(wire.ask("GET", path + "?Action=SendMessage&Version=2009-02-01&MessageBody=old").status, 200)
    expect(wire.form([("Action", "SendMessage"), ("MessageBody", "both"), ("QueueUrl", two)],
                     path=path).status, 200)
    bodies = {}
    for url in (one, two):
        messages = wire.call("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10}).json
        bodies[url[-3:]] = [message["Body"] for message in messages["Messages"]]
    expect(bodies, {"one": ["form", "get", "old"], "two": ["json", "both"]})
    reply = wire.form("Action=SendMessage&MessageBody=x", path=f"/{wire.account}/none")
    expect(b"<Code>AWS.SimpleQueueService.NonExistentQueue</Code>" in reply.body, True, reply.body)


@case("account actions on a queue path", "protocols.4.5", "protocols.5.2")
def _(server):
    wire = Wire(server)
    wire.queue("q")
    path = f"/{wire.account}/q"
    for action in ("CreateQueue", "ListQueues"):
        reply = wire.form(f"Action={action}&QueueName=q", path=path)
        expect(reply.status, 400)
        text = f"<Code>InvalidAction</Code><Message>The action {action} is not valid for this endpoint."
        expect(text in reply.body.decode(), True, reply.body)
    expect(wire.form("Action=GetQueueUrl&QueueName=q", path=path).status, 200)
    reply = wire.form("Action=FooBar&Version=2012-11-05")
    expect(reply.status, 400)
    expect(b"<Code>InvalidAction</Code><Message>The action FooBar is not valid for this endpoint."
           b"</Message>" in reply.body, True, reply.body)


@case("no action at all", "protocols.5.3", "protocols.3.10")
def _(server):
    wire = Wire(server)
    wire.queue("q")
    for accept in (None, "application/json"):
        reply = wire.ask("GET", f"/{wire.account}/q", headers={"Accept": accept})
        expect((reply.status, reply.body), (404, b"<UnknownOperationException/>"))


@case("unknown operations in JSON", "protocols.5.1", "protocols.2.9")
def _(server):
    wire = Wire(server)
    body = b'{"__type":"com.amazon.coral.service#UnknownOperationException"}'
    for target in ("AmazonSQS.Foo", "Foo.SendMessage", "AmazonSQS", None):
        reply = wire.ask("POST", "/", b"{}", {"Content-Type": "application/x-amz-json-1.0",
                                               "X-Amz-Target": target})
        expect((reply.status, reply.body, reply.headers["content-length"]), (400, body, "63"), target)
        expect("x-amzn-query-error" in reply.headers, False, target)
    reply = wire.ask("POST", "/", b"Action=ListQueues", {"Content-Type": "application/x-amz-json-1.0"})
    expect((reply.status, reply.body), (400, body))


@case("malformed JSON and wrong types", "protocols.5.4", "protocols.2.3", "protocols.2.4",
      "attributes.5.3")
def _(server):
    wire = Wire(server)
    url = json.dumps(wire.queue("q"))
    texts = {
        '{"QueueUrl": %s' % url: None,
        "[]": None,
        "nonsense": None,
        '{"QueueUrl": %s, "MessageBody": "a", "DelaySeconds": "5"}' % url:
            "STRING_VALUE can not be converted to an Integer",
        '{"QueueUrl": %s, "MessageBody": 5}' % url: "NUMBER_VALUE can not be converted to a String",
        '{"QueueUrl": %s, "MessageBody": true}' % url: "TRUE_VALUE can not be converted to a String",
        '{"QueueUrl": %s, "MessageBody": ["a"]}' % url: "Start of list found where not expected",
        '{"QueueUrl": %s, "MessageBody": {}}' % url:
            "Start of structure or map found where not expected.",
        '{"QueueUrl": %s, "MessageBody": "a", "DelaySeconds": true}' % url:
            "TRUE_VALUE can not be converted to an Integer",
        '{"QueueUrl": %s, "MessageBody": "a\\ud800b"}' % url: None,
    }
    for body, message in texts.items():
        reply = wire.call("SendMessage", body)
        expect(reply.status, 400, body)
        if "ud800" in body:
            continue
        expect(reply.json["__type"], "com.amazon.coral.service#SerializationException", body)
        expect(reply.headers["x-amzn-query-error"], "MalformedInput;Sender", body)
        if message:
            expect(reply.json.get("message"), message, body)
    reply = wire.call("SendMessageBatch", '{"QueueUrl": %s, "Entries": "x"}' % url)
    expect((reply.status, reply.json["message"]),
           (400, "Unrecognized collection type class java.lang.String"))


@case("lenient JSON", "protocols.2.1", "protocols.2.2", "protocols.2.5", "protocols.2.6")
def _(server):
    wire = Wire(server)
    expect(wire.call("ListQueues", b"").status, 200)
    url = wire.queue("q")
    reply = wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m", "Unknown": {"a": [1, None]},
                                      "DelaySeconds": None, "MessageAttributes": None,
                                      "messagebody": "not this"})
    expect(reply.status, 200, reply.body)
    expect(wire.call("ReceiveMessage", {"QueueUrl": url}).json["Messages"][0]["Body"], "m")
    reply = wire.call("SetQueueAttributes", {"QueueUrl": url, "Attributes": {"DelaySeconds": 5}})
    expect(reply.status, 200, reply.body)
    reply = wire.call("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["DelaySeconds"]})
    expect(reply.json, {"Attributes": {"DelaySeconds": "5"}})
    reply = wire.call("SendMessage", {"QueueUrl": url, "messageBody": "m"})
    expect(reply.json["message"], "The request must contain the parameter MessageBody.")


@case("a form that cannot be decoded", "protocols.3.11")
def _(server):
    wire = Wire(server)
    for body in (b"Action=ListQueues&QueueNamePrefix=%zz", b"Action=ListQueues&QueueNamePrefix=%ff"):
        reply = wire.form(body)
        expect((reply.status, b"<Code>MalformedInput</Code>" in reply.body), (400, True), reply.body)


@case("names of parameters in the Query protocol", "protocols.3.3", "protocols.3.4")
def _(server):
    wire = Wire(server)
    reply = wire.form([("Action", "CreateQueue"), ("QueueName", "q"), ("Attribute.1.Name", "DelaySeconds"),
                       ("Attribute.1.Value", "0"), ("Attributes.2.Name", "x"), ("Tag.1.Key", "a"),
                       ("Tag.1.Value", "b")])
    expect(reply.status, 200, reply.body)
    url = wire.base + "/q"

    def attribute(value, *pairs):
        reply = wire.form([("Action", "SetQueueAttributes"), ("QueueUrl", url), *pairs])
        expect(reply.status, 200, reply.body)
        got = wire.call("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["VisibilityTimeout"]})
        expect(got.json["Attributes"], {"VisibilityTimeout": value})

    attribute("11", ("Attribute.1.Name", "VisibilityTimeout"), ("Attribute.1.Value", "11"))
    attribute("12", ("Attribute.Name", "VisibilityTimeout"), ("Attribute.Value", "12"))
    attribute("13", ("Attributes.1.Name", "VisibilityTimeout"), ("Attributes.1.Value", "13"))
    attribute("14", ("Attribute.2.Value", "14"), ("Attribute.2.Name", "VisibilityTimeout"))
    reply = wire.form([("Action", "TagQueue"), ("QueueUrl", url), ("Tags.1.Key", "c"), ("Tags.1.Value", "d")])
    expect(reply.status, 200)
    expect(wire.call("ListQueueTags", {"QueueUrl": url}).json["Tags"], {"a": "b", "c": "d"})
    wire.form([("Action", "UntagQueue"), ("QueueUrl", url), ("TagKey.1", "a")])
    expect(wire.call("ListQueueTags", {"QueueUrl": url}).json["Tags"], {"c": "d"})
    for prefix in ("MessageAttribute", "MessageAttributes"):
        reply = wire.form([("Action", "SendMessage"), ("QueueUrl", url), ("MessageBody", "a b+c"),
                           (prefix + ".1.Name", "k"), (prefix + ".1.Value.DataType", "String"),
                           (prefix + ".1.Value.StringValue", "x")])
        expect(b"a45daa70926828a2f0a1db3418e6feb4" in reply.body, True, reply.body)
    for extra in ([("AttributeName.1", "SentTimestamp"), ("MessageAttributeName.1", "k")],
                  [("AttributeName", "SentTimestamp"), ("MessageAttributeNames.1", "k")],
                  [("MessageSystemAttributeName.1", "SentTimestamp"), ("MessageAttributeName.1", "k")]):
        reply = wire.form([("Action", "ReceiveMessage"), ("QueueUrl", url), ("VisibilityTimeout", "0"), *extra])
        for text in (b"<Body>a b+c</Body>", b"<Name>SentTimestamp</Name>", b"<Name>k</Name>"):
            expect(text in reply.body, True, (extra, reply.body))
    reply = wire.form([("Action", "SendMessageBatch"), ("QueueUrl", url),
                       ("SendMessageBatchRequestEntry.1.Id", "one"),
                       ("SendMessageBatchRequestEntry.1.MessageBody", "x"),
                       ("SendMessageBatchRequestEntry.3.Id", "three"),
                       ("SendMessageBatchRequestEntry.3.MessageBody", "y")])
    expect(reply.body.count(b"<SendMessageBatchResultEntry>"), 2)


@case("Accept: application/json on Query", "protocols.3.10", "wire.0.9")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m"})
    reply = wire.form([("Action", "ReceiveMessage"), ("QueueUrl", url)], Accept="application/json")
    expect(reply.json["ReceiveMessageResponse"]["ReceiveMessageResult"]["messages"][0]["Body"], "m")
    reply = wire.form([("Action", "GetQueueAttributes"), ("QueueUrl", url),
                       ("AttributeName.1", "DelaySeconds")], Accept="application/json")
    expect(reply.json["GetQueueAttributesResponse"]["GetQueueAttributesResult"],
           {"Attributes": [{"Name": "DelaySeconds", "Value": "0"}]})
    expect("ResponseMetadata" in reply.json["GetQueueAttributesResponse"], True)
    reply = wire.form([("Action", "PurgeQueue"), ("QueueUrl", wire.base + "/none")],
                      Accept="application/json")
    expect((reply.status, reply.json["Error"]["Code"]),
           (400, "AWS.SimpleQueueService.NonExistentQueue"))
    expect(reply.json["RequestId"], reply.headers["x-amzn-requestid"])


@case("the trace header of HTTP", "actions.7.19", "protocols.6.4", "attributes.3.5")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    reply = wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m"}, X_Amzn_Trace_Id="Root=1;Sampled=1")
    expect("MD5OfMessageSystemAttributes" in reply.json, False)
    given = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=2"}}
    wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m", "MessageSystemAttributes": given},
              X_Amzn_Trace_Id="Root=1;Sampled=1")
    messages = wire.call("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10,
                                            "AttributeNames": ["AWSTraceHeader"]}).json["Messages"]
    expect([m["Attributes"]["AWSTraceHeader"] for m in messages], ["Root=1;Sampled=1", "Root=2"])


@case("account and region from the signature, if there is one", "protocols.4.6", "auth.1.1", "auth.5.1")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    other = {"Authorization": wire.authorization("eu-west-1")}
    expect(wire.call("GetQueueUrl", {"QueueName": "q"}, **other).status, 400)
    expect(wire.call("CreateQueue", {"QueueName": "q"}, **other).status, 200)
    reply = wire.call("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["QueueArn"]}, **other)
    expect(reply.json["Attributes"]["QueueArn"], f"arn:aws:sqs:eu-west-1:{wire.account}:q")
    key = {"Authorization": wire.authorization(account="AKIDEXAMPLE")}
    reply = wire.call("CreateQueue", {"QueueName": "by-key"}, **key)
    expect(reply.json["QueueUrl"], f"http://127.0.0.1:{server.port}/000000000000/by-key")
    for headers in ({"Authorization": None}, {"Authorization": "garbage"},
                    {"Authorization": "AWS AKID:c2lnbmF0dXJl"}):
        reply = wire.call("GetQueueUrl", {"QueueName": "by-key"}, **headers)
        expect(reply.status, 200, headers)
    query = (f"/?Action=GetQueueUrl&QueueName=q&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={wire.account}"
             "%2F20260102%2Fus-east-1%2Fsqs%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60"
             "&X-Amz-SignedHeaders=host&X-Amz-Signature=" + "0" * 64)
    expect(wire.ask("GET", query, headers={"Authorization": None}).status, 200)
    reply = wire.ask("GET", "/?Action=GetQueueUrl&QueueName=by-key&AWSAccessKeyId=AKID&SignatureVersion=2"
                     "&SignatureMethod=HmacSHA256&Timestamp=2026-01-01T00%3A00%3A00Z&Signature=x",
                     headers={"Authorization": None})
    expect(reply.status, 200, reply.body)
    reply = wire.call("GetQueueUrl", {"QueueName": "q", "QueueOwnerAWSAccountId": wire.account}, **key)
    expect(reply.json["QueueUrl"], url)


@case("URLs name the host that was called", "protocols.4.1", "clients.1.1")
def _(server):
    wire = Wire(server)
    for host in ("sqs.us-east-1.localhost:4566", "ropeline", "queue:9324"):
        reply = wire.call("CreateQueue", {"QueueName": "q"}, Host=host)
        expect(reply.json["QueueUrl"], f"http://{host}/{wire.account}/q")
        expect(wire.call("ListQueues", {}, Host=host).json["QueueUrls"], [reply.json["QueueUrl"]])
        answer = wire.form("Action=GetQueueUrl&QueueName=q", Host=host)
        expect(f"<QueueUrl>http://{host}/{wire.account}/q</QueueUrl>" in answer.body.decode(), True)


@case("forms of a queue's URL", "protocols.4.2", "protocols.4.4", "protocols.4.7", "actions.3.1")
def _(server):
    wire = Wire(server)
    wire.queue("q")
    account = wire.account
    for url in (f"http://other:1/{account}/q", f"https://sqs.us-east-1.amazonaws.com/{account}/q",
                f"http://h/queue/q", "http://h/q", f"http://h/queue/us-east-1/{account}/q",
                f"http://h/{account}/q/", f"/{account}/q", f"{account}/q", "q"):
        reply = wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m"})
        expect(reply.status, 200, (url, reply.body))
        reply = wire.form([("Action", "SendMessage"), ("QueueUrl", url), ("MessageBody", "m")])
        expect(reply.status, 200, (url, reply.body))
    for path in (f"/{account}/q", f"/{account}/q/", "/queue/q", "/q", f"/queue/us-east-1/{account}/q"):
        expect(wire.form("Action=SendMessage&MessageBody=m", path=path).status, 200, path)
    for url in (f"http://h/{account}/none", "http://h/999999999999/q", "none"):
        reply = wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m"})
        expect((reply.status, reply.json["__type"]), (400, "com.amazonaws.sqs#QueueDoesNotExist"), url)


@case("other methods and paths", "protocols.5.5", "clients.2.2")
def _(server):
    wire = Wire(server)
    for method in ("PUT", "DELETE", "PATCH"):
        reply = wire.ask(method, "/", b"{}", {"Content-Type": "application/x-amz-json-1.0",
                                              "X-Amz-Target": "AmazonSQS.ListQueues"})
        expect(400 <= reply.status < 500, True, reply.status)
        expect(reply.headers["content-type"], "application/x-amz-json-1.0", reply.body)
        expect("__type" in reply.json, True)
        reply = wire.ask(method, "/")
        expect(400 <= reply.status < 500, True, reply.status)
        ET.fromstring(reply.body)
    reply = wire.form("Action=SendMessage&MessageBody=m", path="/a/b/c/d/e")
    expect(400 <= reply.status < 500, True, reply.status)
    ET.fromstring(reply.body)


@case("headers of SDKs", "protocols.7.5")
def _(server):
    wire = Wire(server)
    reply = wire.call("ListQueues", {}, x_amzn_query_mode="true", amz_sdk_request="attempt=1; max=4",
                      amz_sdk_invocation_id="x", x_amz_user_agent="x", Accept_Encoding="gzip")
    expect((reply.status, reply.body), (200, b"{}"))
    expect(wire.ask("POST", "/", b"{}", {"X-Amz-Target": "AmazonSQS.ListQueues"}).status, 200)
    expect(wire.call("ListQueues", {}, Content_Type="application/x-amz-json-1.1").status, 200)


@case("connections persist, with a date", "protocols.7.1")
def _(server):
    wire = Wire(server)
    for _ in range(3):
        reply = wire.call("ListQueues")
        expect(reply.headers["date"].endswith(" GMT"), True)
        expect(reply.headers.get("connection", "keep-alive"), "keep-alive")
        expect(wire.connection.sock is not None, True)
    reply = wire.call("DeleteQueue", {"QueueUrl": "none"})
    expect(wire.connection.sock is not None, True)


def exchange(server, data, *more):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(data)
        for part in more:
            sock.sendall(part)
        sock.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: sock.recv(65536), b""))


@case("bodies that wait to be asked for, and chunked ones", "protocols.7.2")
def _(server):
    head = (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-amz-json-1.0\r\n"
            b"X-Amz-Target: AmazonSQS.ListQueues\r\nConnection: close\r\n")
    got = exchange(server, head + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n", b"{}")
    expect(b"HTTP/1.1 200 " in got, True, got)
    got = exchange(server, head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")
    expect(got.startswith(b"HTTP/1.1 200 "), True, got)


@case("large bodies", "protocols.7.3", "clients.2.2")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    body = '{"QueueUrl": %s, "MessageBody": "%s"}' % (json.dumps(url), "\\u0061" * 1048576)
    expect(wire.call("SendMessage", body).status, 200)
    expect(wire.form(f"Action=SendMessage&QueueUrl={url}&MessageBody=" + "%61" * 1048576).status, 200)
    message = wire.call("ReceiveMessage", {"QueueUrl": url}).json["Messages"][0]
    expect(message["Body"] == "a" * 1048576, True)
    try:
        reply = Wire(server).call("SendMessage", b" " * (64 << 20))
        expect((reply.status, "__type" in reply.json), (413, True), reply.body[:200])
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server may refuse before it has read everything


@case("all 23 actions in both protocols", "protocols.1.1")
def _(server):
    wire = Wire(server)
    actions = ("AddPermission CancelMessageMoveTask ChangeMessageVisibility ChangeMessageVisibilityBatch "
               "CreateQueue DeleteMessage DeleteMessageBatch DeleteQueue GetQueueAttributes GetQueueUrl "
               "ListDeadLetterSourceQueues ListMessageMoveTasks ListQueueTags ListQueues PurgeQueue "
               "ReceiveMessage RemovePermission SendMessage SendMessageBatch SetQueueAttributes "
               "StartMessageMoveTask TagQueue UntagQueue").split()
    expect(len(actions), 23)
    for action in actions:
        reply = wire.call(action)
        expect(b"UnknownOperation" in reply.body, False, action)
        reply = wire.form([("Action", action)])
        expect(b"InvalidAction" in reply.body, False, action)


@case("a noisy group does not starve the others", "standard.11.2")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")

    def send(group, bodies):
        for start in range(0, len(bodies), 10):
            wire.call("SendMessageBatch", {"QueueUrl": url, "Entries": [
                {"Id": str(n), "MessageBody": body, "MessageGroupId": group}
                for n, body in enumerate(bodies[start:start + 10])]})

    def receive():
        messages = wire.call("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10}).json
        return [message["Body"] for message in messages["Messages"]]

    send("quiet", ["1", "2"])
    send("noisy", [f"n{n}" for n in range(100)])
    send("other", ["3", "4"])
    expect(receive()[:4], ["1", "2", "3", "4"])
    url = wire.queue("r")
    send("a", ["1", "2"])
    send("b", ["3"])
    send("a", ["4"])
    expect(receive(), ["1", "2", "3", "4"])


@case("a list of queues ends at 1000", "actions.4.2")
def _(server):
    wire = Wire(server)
    for n in range(1001):
        wire.queue(f"q{n}")
    reply = wire.call("ListQueues").json
    expect((len(reply["QueueUrls"]), "NextToken" in reply), (1000, False))
    reply = wire.call("ListQueues", {"MaxResults": 1000}).json
    expect((len(reply["QueueUrls"]), "NextToken" in reply), (1000, True))
    reply = wire.call("ListQueues", {"MaxResults": 1000, "NextToken": reply["NextToken"]}).json
    expect((len(reply["QueueUrls"]), "NextToken" in reply), (1, False))


def fill_in_flight(wire, url, **members):
    """Receives 120000 messages and keeps them; a message for one more is there."""
    entries = [{"Id": str(n), "MessageBody": "m", **members} for n in range(10)]
    for batch in range(12001):
        if members:
            for n, entry in enumerate(entries):
                entry.update(MessageGroupId=str(batch), MessageDeduplicationId=f"{batch}.{n}")
        expect(wire.call("SendMessageBatch", {"QueueUrl": url, "Entries": entries}).status, 200)
    request = json.dumps({"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 43200})
    for _ in range(12000):
        expect(wire.call("ReceiveMessage", request).body.count(b'"Body"'), 10)


@case("120000 messages in flight on a standard queue", "standard.10.1", "actions.9.8")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    fill_in_flight(wire, url)
    reply = wire.call("ReceiveMessage", {"QueueUrl": url})
    expect((reply.status, reply.json["__type"], reply.headers["x-amzn-query-error"]),
           (403, "com.amazonaws.sqs#OverLimit", "OverLimit;Sender"))
    expect(reply.json["message"], "Too many messages have been received without being deleted. Please delete "
           "your received messages or let them timeout before receiving more.")
    expect(wire.form(f"Action=ReceiveMessage&QueueUrl={url}").error(), ("query", "OverLimit", reply.json["message"]))
    expect(wire.call("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 1}).body, b"{}")


@case("120000 messages in flight on a FIFO queue", "fifo.6.2")
def _(server):
    wire = Wire(server)
    url = wire.queue("f.fifo", FifoQueue="true")
    fill_in_flight(wire, url, MessageGroupId="", MessageDeduplicationId="")
    expect(wire.call("ReceiveMessage", {"QueueUrl": url}).body, b"{}")
    reply = wire.call("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]})
    expect(reply.json["Attributes"], {"ApproximateNumberOfMessages": "10"})


@case("a task of more than 36 hours", "standard.8.11")
def _(server):
    wire = Wire(server)
    url, source = wire.queue("d"), wire.queue("q")
    arn = f"arn:aws:sqs:us-east-1:{wire.account}:"
    wire.call("SetQueueAttributes", {"QueueUrl": source, "Attributes": {
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn + "d", "maxReceiveCount": 1})}})
    entries = [{"Id": str(n), "MessageBody": "m"} for n in range(10)]
    for _ in range(13000):
        expect(wire.call("SendMessageBatch", {"QueueUrl": url, "Entries": entries}).status, 200)
    task = {"SourceArn": arn + "d", "DestinationArn": arn + "q", "MaxNumberOfMessagesPerSecond": 1}
    expect(wire.call("StartMessageMoveTask", task).status, 200)
    for hours, status in ((35, "RUNNING"), (2, "FAILED")):
        reply = server.post("/_ropeline/clock", {"X-Ropeline": "1"},
                            {"advance_ms": hours * 3600000, "account": wire.account})
        expect(reply[0], 200)
        for _ in range(100_000):  # the task catches up in slices, each answered between
            got = wire.call("ListMessageMoveTasks", {"SourceArn": arn + "d"}).json["Results"][0]
            moved = got["ApproximateNumberOfMessagesMoved"]
            if got["Status"] == status and moved >= 35 * 3600:
                break
        expect(got["Status"], status)


@case("the ARN names the partition of the region", "protocols.4.8")
def _(server):
    for region, partition in (("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"),
                              ("eu-isoe-west-1", "aws-iso-e"), ("elasticmq", "aws")):
        wire = Wire(server)
        scope = {"Authorization": wire.authorization(region)}
        url = wire.call("CreateQueue", {"QueueName": "q"}, **scope).json["QueueUrl"]
        wire.call("AddPermission", {"QueueUrl": url, "Label": "l", "AWSAccountIds": ["111122223333"],
                                    "Actions": ["*"]}, **scope)
        got = wire.call("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["All"]}, **scope).json["Attributes"]
        expect(got["QueueArn"], f"arn:{partition}:sqs:{region}:{wire.account}:q")
        statement = json.loads(got["Policy"])["Statement"][0]
        expect(statement["Principal"], {"AWS": f"arn:{partition}:iam::111122223333:root"})
        expect(statement["Resource"], got["QueueArn"])


@case("message attributes of the same name", "attributes.4.15", "attributes.4.16")
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    value = '{"DataType": "String", "StringValue": "%s"}'
    names = '"k": %s, "other": %s, "k": %s' % (value % "first", value % "y", value % "x")
    digests = [wire.call("SendMessage", '{"QueueUrl": "%s", "MessageBody": "m", "MessageAttributes": {%s}}' % (
        url, names)).json["MD5OfMessageAttributes"]]
    form = [("Action", "SendMessage"), ("QueueUrl", url), ("MessageBody", "m")]
    for n, (name, text) in enumerate([("k", "first"), ("other", "y"), ("k", "x")], 1):
        form += [(f"MessageAttribute.{n}.Name", name), (f"MessageAttribute.{n}.Value.DataType", "String"),
                 (f"MessageAttribute.{n}.Value.StringValue", text)]
    digests.append(ET.fromstring(wire.form(form).body).find(f".//{NAMESPACE}MD5OfMessageAttributes").text)
    alone = wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m", "MessageAttributes": {
        "k": {"DataType": "String", "StringValue": "x"}, "other": {"DataType": "String", "StringValue": "y"}}})
    expect(digests, [alone.json["MD5OfMessageAttributes"]] * 2)
    both = wire.call("SendMessage", {"QueueUrl": url, "MessageBody": "m", "MessageAttributes": {
        name: {"DataType": "String", "StringValue": name} for name in ("k", "K")}})
    expect(both.status, 200)
    got = wire.call("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]})
    expect([{name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
            for message in got.json["Messages"]], [{"k": "x", "other": "y"}] * 3 + [{"K": "K", "k": "k"}])


@case("100 tasks of an account", "standard.8.9", "standard.8.12")
def _(server):
    wire = Wire(server)
    arn = f"arn:aws:sqs:us-east-1:{wire.account}:"
    wire.queue("target")
    for n in range(101):
        wire.queue(f"dead{n}")
        wire.queue(f"source{n}", RedrivePolicy=json.dumps({"deadLetterTargetArn": f"{arn}dead{n}", "maxReceiveCount": 1}))
        for _ in range(2):
            wire.call("SendMessage", {"QueueUrl": f"{wire.base}/dead{n}", "MessageBody": "m"})
    replies = [wire.call("StartMessageMoveTask", {
        "SourceArn": f"{arn}dead{n}", "DestinationArn": arn + "target", "MaxNumberOfMessagesPerSecond": 1})
        for n in range(101)]
    expect([reply.status for reply in replies], [200] * 100 + [400])
    expect(replies[100].json, {"__type": "com.amazonaws.sqs#UnsupportedOperation", "message":
                               "There are already 100 active message move tasks. Only 100 active tasks are allowed "
                               "for an account at a given time."})
    form = [("Action", "StartMessageMoveTask"), ("SourceArn", arn + "dead100")]
    expect(wire.form(form).error(),
           ("query", "AWS.SimpleQueueService.UnsupportedOperation", replies[100].json["message"]))
    expect(wire.call("CancelMessageMoveTask", {"TaskHandle": replies[0].json["TaskHandle"]}).status, 200)
    server.post("/_ropeline/clock", {"X-Ropeline": "1"}, {"advance_ms": 1, "account": wire.account})
    expect(wire.call("StartMessageMoveTask", {"SourceArn": arn + "dead100"}).status, 200)


@case("a foreign host with --strict-hosts", "protocols.4.3", options=("--strict-hosts",))
def _(server):
    wire = Wire(server)
    url = wire.queue("q")
    here = f"127.0.0.1:{server.port}"
    refusal = f"The address http://{here}/ is not valid for this endpoint."
    for foreign in (f"http://localhost:4566/{wire.account}/q", f"https://sqs.us-east-1.amazonaws.com/{wire.account}/q",
                    f"http://127.0.0.1:1/{wire.account}/q", "http://elsewhere/none"):
        reply = wire.call("SendMessage", {"QueueUrl": foreign, "MessageBody": "m"})
        expect((reply.status, reply.headers["x-amzn-query-error"], reply.json),
               (404, "InvalidAddress;Sender", {"__type": "com.amazonaws.sqs#InvalidAddress", "message": refusal}))
        reply = wire.form([("Action", "SendMessage"), ("QueueUrl", foreign), ("MessageBody", "m")])
        expect((reply.status, f"<Code>InvalidAddress</Code><Message>{refusal}</Message>" in reply.body.decode()),
               (404, True))
    for good in (url, url.upper().replace(f"/{wire.account}/Q", f"/{wire.account}/q"), f"/{wire.account}/q", "q"):
        expect(wire.call("SendMessage", {"QueueUrl": good, "MessageBody": "m"}).status, 200, good)
    expect(wire.form("Action=SendMessage&MessageBody=m", path=f"/{wire.account}/q").status, 200)
    expect(wire.call("SendMessage", {"QueueUrl": f"http://other/{wire.account}/q", "MessageBody": "m"},
                     Host="other").status, 200)


@case("the memory ceiling", "limits.0.3", options=("--max-memory", "2M"))
def _(server):
    wire = Wire(server)
    url, body = wire.queue("q"), "a" * 900000
    replies = [wire.call("SendMessage", {"QueueUrl": url, "MessageBody": body}) for _ in range(4)]
    expect([reply.status for reply in replies][::3], [200, 403])
    text = "The memory ceiling of this server is reached: delete messages, or raise --max-memory."
    expect(replies[3].json, {"__type": "com.amazonaws.sqs#OverLimit", "message": text})
    expect(wire.form([("Action", "SendMessage"), ("QueueUrl", url), ("MessageBody", body)]).error(),
           ("query", "OverLimit", text))
    expect(wire.call("PurgeQueue", {"QueueUrl": url}).status, 200)
    expect(wire.call("SendMessage", {"QueueUrl": url, "MessageBody": body}).status, 200)


def strategy(server, region, host, wanted):
    """URLs of the form wanted come back, in all replies; whoever asks by any of them reaches the queue."""
    wire = Wire(server)
    scope = {"Host": host, "Authorization": wire.authorization(region)}
    wanted = wanted.format(port=server.port, account=wire.account)
    for reply in (wire.call("CreateQueue", {"QueueName": "q"}, **scope),
                  wire.call("GetQueueUrl", {"QueueName": "q"}, **scope)):
        expect(reply.json["QueueUrl"], wanted)
    expect(wire.call("ListQueues", **scope).json["QueueUrls"], [wanted])
    expect(f"<QueueUrl>{wanted}</QueueUrl>" in wire.form("Action=ListQueues", **scope).body.decode(), True)
    host, path = wanted.split("/", 3)[2:]
    for url, other, where in ((wanted, host, "/"), (wanted, f"localhost:{server.port}", "/"), (None, host, "/" + path)):
        asked = {**scope, "Host": other}
        body = {"MessageBody": "m", **({"QueueUrl": url} if url else {})}
        expect(wire.call("SendMessage", body, path=where, **asked).status, 200, (url, other, where))
        form = [("Action", "SendMessage"), *body.items()]
        expect(wire.form(form, path=where, **asked).status, 200, (url, other, where))
    got = wire.call("GetQueueAttributes", {"QueueUrl": wanted, "AttributeNames": ["All"]}, **scope).json["Attributes"]
    expect(got["ApproximateNumberOfMessages"], "6")
    expect(got["QueueArn"], f"arn:aws:sqs:{region}:{wire.account}:q")


def strategy_case(name, host, *rows):
    options = ("--endpoint-strategy", name) + (("--endpoint-host", host) if host else ())

    @case(f"queue URLs: {name}" + (f" with {host}" if host else ""), "protocols.4.9", "protocols.4.1",
          options=options)
    def _(server):
        for region, called, wanted in rows:
            strategy(server, region, called, wanted)


strategy_case("standard", None,
              ("us-east-1", "localhost:9324", "http://sqs.us-east-1.localhost.localstack.cloud:9324/{account}/q"),
              ("eu-west-3", "localhost", "http://sqs.eu-west-3.localhost.localstack.cloud/{account}/q"))
strategy_case("standard", "localhost:4566",
              ("us-east-2", "h:1", "http://sqs.us-east-2.localhost.localstack.cloud:4566/{account}/q"))
strategy_case("domain", None,
              ("us-east-1", "localhost:9324", "http://queue.localhost.localstack.cloud:9324/{account}/q"),
              ("eu-west-3", "h:4566", "http://eu-west-3.queue.localhost.localstack.cloud:4566/{account}/q"))
strategy_case("domain", "sqs.internal:80", ("us-west-1", "h", "http://us-west-1.queue.sqs.internal:80/{account}/q"))
strategy_case("path", None, ("us-east-1", "h:4566", "http://h:4566/queue/us-east-1/{account}/q"),
              ("eu-west-3", "h", "http://h/queue/eu-west-3/{account}/q"))
strategy_case("path", "pinned", ("us-east-1", "h:4566", "http://pinned:4566/queue/us-east-1/{account}/q"))
strategy_case("dynamic", None, ("eu-west-3", "sqs.eu-west-3.localhost.localstack.cloud:4566",
                                "http://sqs.eu-west-3.localhost.localstack.cloud:4566/{account}/q"),
              ("eu-west-3", "[::1]:9324", "http://[::1]:9324/{account}/q"))
strategy_case("dynamic", "pinned:9324", ("us-east-1", "h:4566", "http://pinned:9324/{account}/q"))
strategy_case("off", None, ("us-east-1", "h:4566", "http://localhost:4566/{account}/q"),
              ("us-east-1", "h", "http://localhost/{account}/q"))
strategy_case("off", "pinned:1", ("us-east-1", "h:4566", "http://pinned:1/{account}/q"))


@case("the region of an unsigned request comes from the host", "protocols.4.6")
def _(server):
    wire = Wire(server)
    for host, region in (("sqs.eu-west-3.localhost.localstack.cloud:4566", "eu-west-3"), ("queue.amazonaws.com", "us-east-1"),
                         ("us-west-2.queue.amazonaws.com", "us-west-2"), ("queue:9324", "us-east-1")):
        asked = {"Host": host, "Authorization": None}
        name = "unsigned-" + wire.account
        url = wire.call("CreateQueue", {"QueueName": name}, **asked).json["QueueUrl"]
        path = "/" + url.split("/", 3)[3]
        reply = wire.form("Action=GetQueueAttributes&AttributeName.1=QueueArn", path=path, **asked)
        expect(f":{region}:" in reply.body.decode(), True, (host, reply.body))


@case("a dead-letter queue of another region or account", "attributes.6.9")
def _(server):
    wire, other = Wire(server), Wire(server)
    url = wire.queue("q")
    other.queue("d")
    wire.call("CreateQueue", {"QueueName": "d"}, Authorization=wire.authorization("eu-west-1"))
    for account, region in ((wire.account, "eu-west-1"), (other.account, "us-east-1")):
        policy = json.dumps({"deadLetterTargetArn": f"arn:aws:sqs:{region}:{account}:d", "maxReceiveCount": 1})
        reply = wire.call("SetQueueAttributes", {"QueueUrl": url, "Attributes": {"RedrivePolicy": policy}})
        expect((reply.status, reply.error()[1]), (400, "InvalidParameterValue"), region)
        expect(reply.json["message"].startswith(f"Value {policy} for parameter RedrivePolicy is invalid. Reason: "), True)
    sources = wire.call("ListDeadLetterSourceQueues", {"QueueUrl": "d"}, Authorization=wire.authorization("eu-west-1"))
    expect(sources.json, {"queueUrls": []})


@case("requests in CBOR are no requests", "protocols.1.4")
def _(server):
    wire = Wire(server)
    reply = wire.ask("POST", "/service/AmazonSQS/operation/ListQueues", b"\xa0",
                     {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"})
    expect((reply.status, reply.headers["content-type"]), (400, "text/xml"))
    reply = wire.ask("POST", "/", b"{}", {"Content-Type": "application/json"})
    expect((reply.status, reply.body), (404, b"<UnknownOperationException/>"))


main(__file__)
