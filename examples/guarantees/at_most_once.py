"""At most once: the consumer acknowledges first and works afterwards. A crash in between loses the message."""

from stage import Crash, delete, lab, make_queue, receive_all, say, send, story

orders = make_queue("orders", VisibilityTimeout="30")
shipped = []


def handle(message):
    delete(orders, message)  # acknowledged: the queue forgets it ...
    if message["Body"] == "order 2" and not shipped.count("order 2"):
        raise Crash
    shipped.append(message["Body"])  # ... and only now the work is done


ids = {body: send(orders, body) for body in ("order 1", "order 2", "order 3")}
say("sent", ", ".join(ids))

for message in receive_all(orders):
    try:
        handle(message)
        say("received", f"{message['Body']}: deleted, shipped")
    except Crash:
        say("received", f"{message['Body']}: deleted, CRASH before it was shipped")

lab.advance(seconds=60)
say("later", f"a minute passes; {len(list(receive_all(orders)))} messages come again")

say()
say("shipped", ", ".join(shipped))
for body in sorted(set(ids) - set(shipped)):
    say("LOST", body)
    say("why", f"the queue's history of it: {story(orders, ids[body])}")
