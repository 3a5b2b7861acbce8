"""A transactional outbox: the order and the message about it are written in one transaction; a relay sends the
message later. Its send can still happen twice, when the answer is lost: what then?"""

import sqlite3

from botocore.exceptions import ConnectionClosedError
from stage import delete, lab, make_queue, receive_all, say, scene, send

shop = sqlite3.connect(":memory:")
shop.executescript("""
    CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT NOT NULL);
    CREATE TABLE outbox (id INTEGER PRIMARY KEY, body TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0);
""")


def place_order(item, crash=False):
    with shop:  # one transaction: both rows or none
        order = shop.execute("INSERT INTO orders (item) VALUES (?)", (item,)).lastrowid
        if crash:
            raise RuntimeError
        shop.execute("INSERT INTO outbox (body) VALUES (?)", (f"order {order}: {item}",))


def relay(url, fifo):
    """Sends what is not marked as sent. Marking comes second, so a message is sent at least once."""
    for row, body in shop.execute("SELECT id, body FROM outbox WHERE NOT sent ORDER BY id").fetchall():
        # The row's id is the same at each try: that is what lets a FIFO queue see that it is the same message.
        options = {"MessageGroupId": "orders", "MessageDeduplicationId": f"outbox-{row}"} if fifo else {}
        try:
            send(url, body, **options)
        except ConnectionClosedError:
            say("relay", f"sends '{body}': no answer. Sent, or not? It stays in the outbox")
            continue
        with shop:
            shop.execute("UPDATE outbox SET sent = 1 WHERE id = ?", (row,))
        say("relay", f"sends '{body}': answered, marked as sent")


try:
    place_order("tea", crash=True)
except RuntimeError:
    rows = shop.execute("SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM outbox)").fetchone()
    say("shop", f"crashes while it takes an order: {rows[0]} orders, {rows[1]} messages in the outbox")

def act(title, name, pause=0):
    scene(title)
    fifo = name.endswith(".fifo")
    url = make_queue(name)
    place_order("coffee")
    # The server does the work, then closes the connection instead of answering.
    lab.fault("lose_reply", queue=name, action="SendMessage", next=1)
    relay(url, fifo)
    if pause:
        lab.advance(seconds=pause)
        say("later", f"the relay was down for {pause} s")
    relay(url, fifo)
    found = []
    for message in receive_all(url):
        found.append(message["Body"])
        delete(url, message)
    say("queue", f"held {len(found)} message{'s' if len(found) != 1 else ''}: {', '.join(found)}")
    events = [event["event"] for event in lab.history(queue=name, event="sent,deduplicated")]
    say("why", f"the queue's history of the sends: {', '.join(events)}")


act("STANDARD QUEUE", "shipping")
act("FIFO QUEUE", "shipping.fifo")
act("FIFO QUEUE, when the relay comes back after more than five minutes", "shipping-late.fifo", pause=301)
