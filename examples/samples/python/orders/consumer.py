"""Handles orders."""

import json
import logging

from ropeline_idempotency import ProcessedMessages

log = logging.getLogger(__name__)


class UnknownItem(Exception):
    pass


def create_tables(connection):
    connection.execute("CREATE TABLE stock (item TEXT PRIMARY KEY, quantity INTEGER NOT NULL)")
    connection.commit()
    ProcessedMessages(connection).create_table()


class OrderConsumer:
    def __init__(self, sqs, queue_url, connection):
        self.sqs = sqs
        self.queue_url = queue_url
        self.connection = connection
        self.processed = ProcessedMessages(connection)

    def poll(self, wait_seconds=0):
        """Receives what there is and handles it. A message that fails is left for a later delivery."""
        answer = self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=wait_seconds
        )
        for message in answer.get("Messages", []):
            try:
                self.handle(json.loads(message["Body"]))
            except Exception:
                log.exception("order not handled: %s", message["MessageId"])
                continue
            self.sqs.delete_message(
                QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"]
            )

    def handle(self, order):
        with self.processed.once(order["id"]) as first:
            if first:
                self.take(order["item"], order["quantity"])

    def take(self, item, quantity):
        changed = self.connection.execute(
            "UPDATE stock SET quantity = quantity - ? WHERE item = ?", (quantity, item)
        )
        if changed.rowcount == 0:
            raise UnknownItem(item)
