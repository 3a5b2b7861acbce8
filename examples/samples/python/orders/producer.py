"""Sends orders."""

import json


def place_order(sqs, queue_url, order):
    """On a FIFO queue orders of one item stay in order, and an order's id lets SQS know a second send."""
    options = {}
    if queue_url.endswith(".fifo"):
        options = {"MessageGroupId": order["item"], "MessageDeduplicationId": order["id"]}
    sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(order), **options)
