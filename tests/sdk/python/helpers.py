"""Small verbs that the walk's tests share."""

import hashlib
import struct
import uuid


def arn_of(sqs, url):
    names = ["QueueArn"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]["QueueArn"]


def send(sqs, url, body, **parameters):
    return sqs.send_message(QueueUrl=url, MessageBody=body, **parameters)


def send_fifo(sqs, url, body, group="g", dedup=None):
    dedup = dedup or uuid.uuid4().hex
    return send(sqs, url, body, MessageGroupId=group, MessageDeduplicationId=dedup)


def receive(sqs, url, count=10, **parameters):
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=count, **parameters)
    assert answer.get("Messages") != [], "an empty list must be left out"
    return answer.get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def delete_all(sqs, url, messages):
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def counts(sqs, url):
    """(visible, in flight, delayed)"""
    names = ["", "NotVisible", "Delayed"]
    names = ["ApproximateNumberOfMessages" + name for name in names]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return tuple(int(found[name]) for name in names)


def md5_of_body(body):
    return hashlib.md5(body.encode()).hexdigest()


def md5_of_attributes(attributes):
    """AWS's digest of message attributes: sorted by name, lengths big-endian, 1 = text, 2 = bytes."""
    digest = hashlib.md5()

    def update(data):
        digest.update(struct.pack(">I", len(data)) + data)

    for name in sorted(attributes):
        attribute = attributes[name]
        update(name.encode())
        update(attribute["DataType"].encode())
        if "BinaryValue" in attribute:
            digest.update(b"\x02")
            update(bytes(attribute["BinaryValue"]))
        else:
            digest.update(b"\x01")
            update(attribute["StringValue"].encode())
    return digest.hexdigest()
