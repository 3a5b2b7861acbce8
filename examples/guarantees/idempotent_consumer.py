"""An idempotent consumer: the memory of what was processed is written in the transaction of the effect, and the
message is deleted after the commit. Duplicates, crashes and late acknowledgements change nothing any more."""

import json
import os
import sqlite3
import tempfile

from ropeline_idempotency import ProcessedMessages
from stage import delete, lab, make_queue, receive, receive_count, say, scene, send

payments = make_queue("payments", VisibilityTimeout="30")
folder = tempfile.TemporaryDirectory()


class Consumer:
    """What a worker process has: a connection to the database, and the memory in it."""

    def __init__(self):
        self.bank = sqlite3.connect(os.path.join(folder.name, "bank.db"))
        self.processed = ProcessedMessages(self.bank, consumer="bank")

    def handle(self, message, crash=None, during=lambda: None):
        payment = json.loads(message["Body"])
        delivery = f"{payment['id']}, delivery {receive_count(message)}"
        during()
        with self.processed.once(payment["id"]) as first:
            if first:
                self.bank.execute("UPDATE account SET balance = balance + ?", (payment["amount"],))
            if crash == "before the commit":
                die(delivery, crash)
        if crash == "before the delete":
            die(delivery, crash)
        delete(payments, message)
        say("consumer", f"{delivery}: {'booked' if first else 'was booked before, nothing to do'}, deleted")


def die(delivery, moment):
    say("consumer", f"{delivery}: booked, KILLED {moment}")
    os._exit(9)


def consume(**trouble):
    """One message, in a process of its own, which may be killed without a goodbye."""
    worker = os.fork()
    if worker == 0:
        consumer = Consumer()
        for message in receive(payments):
            consumer.handle(message, **trouble)
        os._exit(0)
    os.waitpid(worker, 0)


def later(seconds):
    lab.advance(seconds=seconds)
    say("later", f"{seconds} s pass")


setup = Consumer()
setup.processed.create_table()
setup.bank.executescript("CREATE TABLE account (balance INTEGER); INSERT INTO account VALUES (0);")


def pay(number):
    send(payments, json.dumps({"id": f"payment {number}", "amount": 10}))


scene("A DUPLICATE: the queue delivers a deleted message once more")
pay(1)
lab.fault("duplicate", queue="payments", after_delete=True, next=1)
consume()
consume()

scene("A CRASH BEFORE THE COMMIT takes both back, the booking and the memory of it")
pay(2)
consume(crash="before the commit")
later(31)
consume()

scene("A CRASH AFTER THE COMMIT leaves both")
pay(3)
consume(crash="before the delete")
later(31)
consume()


def slow():
    later(31)
    say("", "meanwhile another consumer receives it:")
    consume()


scene("A LATE ACKNOWLEDGEMENT: a consumer needs 31 s, the visibility timeout is 30 s")
pay(4)
consume(during=slow)

scene("SENT TWICE by a producer that lost the answer: two messages, one id of the business")
pay(5)
pay(5)
consume()
consume()

say()
lab.empty("payments")
delivered = len(lab.history(queue="payments", event="delivered"))
balance = setup.bank.execute("SELECT balance FROM account").fetchone()[0]
say("queue", f"is empty; {delivered} deliveries of 6 messages about 5 payments of 10")
say("account", f"balance {balance}: each payment is in it once")
