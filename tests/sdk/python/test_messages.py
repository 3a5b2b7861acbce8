"""Walk 3 to 5: send, receive, delete; batches with partial failure; message attributes."""

import uuid

from helpers import bodies, counts, md5_of_attributes, md5_of_body, receive, send

TEXT = "pizza \u00fc \u4f60\u597d \U0001f355 <&>\"' \t\r\n end"


def test_send_receive_delete(sqs, queue):
    sent = send(sqs, queue, TEXT)
    assert str(uuid.UUID(sent["MessageId"])) == sent["MessageId"]
    assert sent["MD5OfMessageBody"] == md5_of_body(TEXT)
    assert "MD5OfMessageAttributes" not in sent and "SequenceNumber" not in sent
    (message,) = receive(sqs, queue)
    assert message["Body"] == TEXT
    assert message["MD5OfBody"] == md5_of_body(TEXT)
    assert message["MessageId"] == sent["MessageId"]
    assert set(message) == {"MessageId", "ReceiptHandle", "MD5OfBody", "Body"}
    assert counts(sqs, queue) == (0, 1, 0)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert counts(sqs, queue) == (0, 0, 0)


def test_nothing_there(sqs, queue):
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)


def test_system_attributes(sqs, queue):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793"
    send(
        sqs, queue, "traced",
        MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": trace}},
    )
    (message,) = receive(sqs, queue, AttributeNames=["All"])
    found = message["Attributes"]
    assert found["ApproximateReceiveCount"] == "1"
    assert found["AWSTraceHeader"] == trace
    assert found["SenderId"]
    assert 10**12 < int(found["SentTimestamp"]) <= int(found["ApproximateFirstReceiveTimestamp"])


def test_one_mebibyte(sqs, queue):
    body = "x" * (1024 * 1024)
    assert send(sqs, queue, body)["MD5OfMessageBody"] == md5_of_body(body)
    assert bodies(receive(sqs, queue)) == [body]


def test_ten_in_a_batch(sqs, queue):
    entries = [{"Id": f"e{n}", "MessageBody": f"body {n}"} for n in range(10)]
    answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert [e["Id"] for e in answer["Successful"]] == [e["Id"] for e in entries]
    assert "Failed" not in answer
    for entry, sent in zip(entries, answer["Successful"]):
        assert sent["MD5OfMessageBody"] == md5_of_body(entry["MessageBody"])
    assert sorted(bodies(receive(sqs, queue))) == [e["MessageBody"] for e in entries]


def test_send_batch_fails_in_part(sqs, queue):
    answer = sqs.send_message_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "good", "MessageBody": "fine"},
            {"Id": "control", "MessageBody": "bell \u0007"},
            {"Id": "late", "MessageBody": "fine", "DelaySeconds": 901},
        ],
    )
    assert [e["Id"] for e in answer["Successful"]] == ["good"]
    failed = {e["Id"]: e for e in answer["Failed"]}
    assert set(failed) == {"control", "late"}
    assert failed["control"]["Code"] == "InvalidMessageContents"
    assert failed["late"]["Code"] == "InvalidParameterValue"
    assert failed["control"]["SenderFault"] is True and failed["late"]["SenderFault"] is True
    assert bodies(receive(sqs, queue)) == ["fine"]


def test_delete_batch_fails_in_part(sqs, queue):
    send(sqs, queue, "one")
    (message,) = receive(sqs, queue)
    answer = sqs.delete_message_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "bad", "ReceiptHandle": "garbage"},
            {"Id": "good", "ReceiptHandle": message["ReceiptHandle"]},
        ],
    )
    assert answer["Successful"] == [{"Id": "good"}]
    (failed,) = answer["Failed"]
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == (
        "bad", "ReceiptHandleIsInvalid", True,
    )
    assert counts(sqs, queue) == (0, 0, 0)


def test_change_visibility_batch_fails_in_part(sqs, queue):
    send(sqs, queue, "one")
    (message,) = receive(sqs, queue)
    handle = message["ReceiptHandle"]
    answer = sqs.change_message_visibility_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "far", "ReceiptHandle": handle, "VisibilityTimeout": 43201},
            {"Id": "now", "ReceiptHandle": handle, "VisibilityTimeout": 0},
        ],
    )
    assert answer["Successful"] == [{"Id": "now"}]
    assert [(e["Id"], e["Code"]) for e in answer["Failed"]] == [("far", "InvalidParameterValue")]
    assert bodies(receive(sqs, queue)) == ["one"]


ATTRIBUTES = {
    "text": {"DataType": "String", "StringValue": "h\u00e9llo <&>"},
    "number": {"DataType": "Number", "StringValue": "-12.50"},
    "bytes": {"DataType": "Binary", "BinaryValue": bytes(range(256))},
    "labelled": {"DataType": "Number.java.lang.Long", "StringValue": "7"},
    "prefix.one": {"DataType": "String.json", "StringValue": "{}"},
}


def test_message_attributes(sqs, queue):
    sent = send(sqs, queue, "with attributes", MessageAttributes=ATTRIBUTES)
    assert sent["MD5OfMessageAttributes"] == md5_of_attributes(ATTRIBUTES)
    (message,) = receive(sqs, queue, MessageAttributeNames=["All"])
    assert message["MessageAttributes"] == ATTRIBUTES
    assert message["MD5OfMessageAttributes"] == md5_of_attributes(ATTRIBUTES)


def test_digest_covers_what_was_asked_for(sqs, queue):
    send(sqs, queue, "some of them", MessageAttributes=ATTRIBUTES)
    (message,) = receive(sqs, queue, MessageAttributeNames=["prefix.*", "bytes", "unknown"])
    expected = {name: ATTRIBUTES[name] for name in ("prefix.one", "bytes")}
    assert message["MessageAttributes"] == expected
    assert message["MD5OfMessageAttributes"] == md5_of_attributes(expected)


def test_message_attributes_in_a_batch(sqs, queue):
    entry = {"Id": "a", "MessageBody": "b", "MessageAttributes": ATTRIBUTES}
    answer = sqs.send_message_batch(QueueUrl=queue, Entries=[entry])
    assert answer["Successful"][0]["MD5OfMessageAttributes"] == md5_of_attributes(ATTRIBUTES)
    (message,) = receive(sqs, queue, MessageAttributeNames=["number"])
    assert message["MessageAttributes"] == {"number": ATTRIBUTES["number"]}
