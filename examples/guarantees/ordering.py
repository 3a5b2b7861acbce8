"""Order: a standard queue promises none. A FIFO queue keeps it within a message group, and groups do not wait
for each other, not even for one whose message fails."""

import threading
from concurrent.futures import ThreadPoolExecutor

from stage import delete, lab, make_queue, receive, receive_all, say, scene, send

EVENTS = [f"{order}{step}" for step in (1, 2, 3) for order in "abc"]  # a1 b1 c1 a2 b2 c2 a3 b3 c3

say("sent", " ".join(EVENTS))

scene("STANDARD QUEUE, one consumer")
standard = make_queue("events")
for event in EVENTS:
    send(standard, event)
lab.fault("shuffle", queue="events", seed=7)
arrived = []
for message in receive_all(standard):
    arrived.append(message["Body"])
    delete(standard, message)
say("received", " ".join(arrived))
for order in "abc":
    mine = [event for event in arrived if event[0] == order]
    say(f"order {order}", f"{' '.join(mine)}{'' if mine == sorted(mine) else '   <- wrong order'}")

scene("FIFO QUEUE, one message group per order, three consumers at once; b2 fails once")
fifo = make_queue("events.fifo", ContentBasedDeduplication="true", VisibilityTimeout="30")
for event in EVENTS:
    send(fifo, event, MessageGroupId=event[0])

handled, lock, fails = [], threading.Lock(), {"b2"}


def consumer(_):
    for message in receive_all(fifo):
        with lock:
            if message["Body"] in fails:
                fails.remove(message["Body"])
                continue  # not deleted: it stays invisible until its timeout, and locks its group
            handled.append(message["Body"])
        delete(fifo, message)


def show(when):
    say(when)
    for order in "abc":
        say(f"  order {order}", " ".join(event for event in handled if event[0] == order))


with ThreadPoolExecutor(3) as pool:
    list(pool.map(consumer, range(3)))
show("before b2's visibility timeout ends:")
say("", f"b3 is not handed out: {len(receive(fifo))} messages are available")

lab.advance(seconds=31)
with ThreadPoolExecutor(3) as pool:
    list(pool.map(consumer, range(3)))
show("31 s later:")
