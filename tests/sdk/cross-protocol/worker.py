"""Fills or drains a queue with whatever boto3 runs this file; prints what it saw as JSON.

    worker.py fill URL COUNT | worker.py drain URL COUNT
"""

import json
import os
import sys

import boto3


def client():
    return boto3.client("sqs", endpoint_url=os.environ["ROPELINE_ENDPOINT"], region_name="us-east-1")


def body(number):
    return f"body {number} \u00e9\U0001f355 <&>\"'\t\r\n"


def attributes(number):
    return {
        "text": {"DataType": "String", "StringValue": f"value {number} \u00e9<&>"},
        "number": {"DataType": "Number", "StringValue": str(number)},
        "bytes": {"DataType": "Binary.raw", "BinaryValue": bytes([number % 256, 0, 255])},
    }


def fill(sqs, url, count):
    """Sends half of the messages one by one and the rest in batches; [id, body digest, ...] each."""
    sent = []
    for number in range(count // 2):
        answer = sqs.send_message(
            QueueUrl=url, MessageBody=body(number), MessageAttributes=attributes(number)
        )
        sent.append(summary(answer, "MD5OfMessageBody"))
    for begin in range(count // 2, count, 10):
        entries = [
            {"Id": f"e{n}", "MessageBody": body(n), "MessageAttributes": attributes(n)}
            for n in range(begin, min(begin + 10, count))
        ]
        answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
        assert "Failed" not in answer, answer
        sent += [summary(e, "MD5OfMessageBody") for e in answer["Successful"]]
    return sent


def summary(answer, body_digest):
    return [answer["MessageId"], answer[body_digest], answer["MD5OfMessageAttributes"]]


def drain(sqs, url, count):
    """Receives and deletes all; what was in them, so that the caller can compare."""
    seen = []
    while len(seen) < count:
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=2
        )
        assert "Messages" in answer, f"the queue is empty after {len(seen)} of {count}"
        for message in answer["Messages"]:
            number = int(message["MessageAttributes"]["number"]["StringValue"])
            assert message["Body"] == body(number)
            assert message["MessageAttributes"] == attributes(number)
            seen.append(summary(message, "MD5OfBody"))
        entries = [
            {"Id": f"e{n}", "ReceiptHandle": m["ReceiptHandle"]}
            for n, m in enumerate(answer["Messages"])
        ]
        assert "Failed" not in sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    return seen


if __name__ == "__main__":
    verb = {"fill": fill, "drain": drain}[sys.argv[1]]
    print(json.dumps(verb(client(), sys.argv[2], int(sys.argv[3]))))
