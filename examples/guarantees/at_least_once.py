"""At least once: the consumer works first and acknowledges afterwards. Nothing is lost, but some messages
come twice: after a crash, and when the queue itself delivers a second copy."""

from stage import Crash, delete, lab, make_queue, receive_all, receive_count, say, send, story

orders = make_queue("orders", VisibilityTimeout="30")
shipped = []


def handle(message):
    shipped.append(message["Body"])  # the work ...
    if message["Body"] == "order 2" and receive_count(message) == 1:
        raise Crash
    delete(orders, message)  # ... then the acknowledgement


def consume():
    for message in receive_all(orders):
        delivery = f"{message['Body']}, delivery {receive_count(message)}"
        try:
            handle(message)
            say("received", f"{delivery}: shipped, deleted")
        except Crash:
            say("received", f"{delivery}: shipped, CRASH before it was deleted")


ids = {body: send(orders, body) for body in ("order 1", "order 2", "order 3")}
say("sent", ", ".join(ids))

# SQS keeps copies on several servers; one that a delete did not reach delivers its copy again. A fault does
# that on demand: here for the second delete, that of order 3.
lab.fault("duplicate", queue="orders", after_delete=True, at=[2])
consume()

lab.advance(seconds=31)
say("later", "31 s pass; the visibility timeout of order 2 is over")
consume()

say()
for body in ids:
    say("shipped", f"{shipped.count(body)} x {body}")
    if shipped.count(body) > 1:
        say("why", story(orders, ids[body]))
say("lost", ", ".join(set(ids) - set(shipped)) or "nothing")
